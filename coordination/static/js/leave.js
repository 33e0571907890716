// Pages for young people leave as little as possible in this browser: every step takes the place of the one before,
// and leaving takes the place of the page itself, so that "back" does not lead here again.
(() => {
  "use strict";

  const here = location.pathname;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const leaves = link.hasAttribute("data-leave");
    const same = link.origin === location.origin && !link.hash;
    if (!leaves && !same) return;
    event.preventDefault();
    if (leaves) document.body.hidden = true;
    location.replace(link.href);
  });

  for (const form of document.querySelectorAll("form[data-quiet]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.replace(`${here}?${new URLSearchParams(new FormData(form))}`);
    });
  }
})();
