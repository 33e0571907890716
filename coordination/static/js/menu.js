// Menus are <details>: they open without script. With it, Escape and a click beside close them.
(() => {
  "use strict";

  const open = () => document.querySelectorAll("details[data-menu][open]");

  document.addEventListener("click", (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // The navigation of narrow screens opens by its address (#hauptnavigation); Escape leaves it.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#hauptnavigation") location.hash = "";
  });
})();
