// Minutes: attendance is sent as soon as it is chosen; what is typed survives a lost connection in this tab.
(() => {
  "use strict";
  document.documentElement.classList.add("js-minutes");

  for (const select of document.querySelectorAll("select[data-send]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  const form = document.querySelector("form[data-minutes]");
  if (!form) return;
  const text = form.querySelector("textarea");
  const state = document.getElementById("gespeichert");
  const key = `protokoll:${form.getAttribute("action")}`;

  const kept = sessionStorage.getItem(key);
  if (kept !== null && kept !== text.value) {
    text.value = kept;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  text.addEventListener("input", () => sessionStorage.setItem(key, text.value));
  form.addEventListener("submit", () => sessionStorage.removeItem(key));
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    if (event.detail.successful && state.querySelector("use[href$='#check']")) sessionStorage.removeItem(key);
  });
})();
