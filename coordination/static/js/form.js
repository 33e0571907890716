// Forms: the first thing to read has the focus, a second click does not send twice, changes are not lost by leaving.
(() => {
  "use strict";

  document.querySelector("[data-focus]")?.focus();

  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
      // A download leaves the page standing: the form must work again.
      setTimeout(() => delete form.dataset.sent, 3000);
    });
  }

  for (const form of document.querySelectorAll("form[data-guard]")) {
    let changed = Boolean(document.querySelector("[data-focus]"));
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", () => (changed = false));
    window.addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }

  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
