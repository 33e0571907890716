// The bar of bulk actions: without script it always stands there, with it it appears as soon as something is chosen.
(() => {
  "use strict";

  const bar = document.querySelector("[data-bulk]");
  const boxes = [...document.querySelectorAll("[data-pick]")];
  if (!bar || !boxes.length) return;

  const pickAll = document.querySelector("[data-pick-all]");
  const everything = bar.querySelector("[data-all]");
  const count = bar.querySelector("[data-count]");
  const clear = bar.querySelector("[data-clear]");

  function show() {
    const chosen = boxes.filter((box) => box.checked).length;
    const all = Boolean(everything?.checked);
    bar.hidden = !chosen && !all;
    count.textContent = all ? everything.dataset.total : String(chosen);
    for (const box of boxes) box.closest("tr").classList.toggle("is-on", box.checked || all);
    if (pickAll) {
      pickAll.checked = chosen === boxes.length;
      pickAll.indeterminate = chosen > 0 && chosen < boxes.length;
    }
  }

  bar.querySelector("[data-plain]").textContent = bar.dataset.word;
  count.hidden = false;
  clear.hidden = false;
  if (pickAll) {
    pickAll.hidden = false;
    pickAll.addEventListener("change", () => {
      for (const box of boxes) box.checked = pickAll.checked;
      show();
    });
  }
  for (const box of boxes) box.addEventListener("change", show);
  everything?.addEventListener("change", show);
  clear.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of boxes) box.checked = false;
    if (everything) everything.checked = false;
    show();
    (pickAll || boxes[0]).focus();
  });
  window.addEventListener("pageshow", show); // the browser may have kept ticks
  show();
})();
