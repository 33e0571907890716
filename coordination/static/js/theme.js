// Light, dark or as the system says. Kept in the browser only, no cookie. Loaded first, so that no page flashes.
(() => {
  "use strict";

  const KEY = "theme";
  const root = document.documentElement;

  function kept() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off: the system decides
    }
  }

  function apply(theme) {
    if (theme === "light" || theme === "dark") {
      root.dataset.kernTheme = theme;
    } else if (theme === "") {
      delete root.dataset.kernTheme;
    }
  }

  function choose(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // it holds for this page only
    }
    apply(theme);
    mark();
  }

  function mark() {
    const now = root.dataset.kernTheme || "";
    for (const button of document.querySelectorAll("[data-theme-choice] [data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === now));
    }
  }

  apply(kept());
  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-choice]")) {
      group.hidden = false;
      group.addEventListener("click", (event) => {
        const button = event.target.closest("[data-theme]");
        if (button) choose(button.dataset.theme);
      });
    }
    mark();
  });
})();
