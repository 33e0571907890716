// The print button is there only where printing works.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-print]")) {
    if (!window.print) continue;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
