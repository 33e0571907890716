// Messages stay until closed: nobody has to read against the clock.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-toast] [data-close]")) {
    button.hidden = false;
    button.addEventListener("click", () => button.closest("[data-toast]").remove());
  }
})();
