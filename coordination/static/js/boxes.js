// Long lists of boxes: find as one types, tick all under a heading, and how many are ticked. The town follows the postcode.
(() => {
  "use strict";

  const visible = (rows) => rows.filter((row) => !row.hidden);
  const box = (row) => row.querySelector("input");

  for (const boxes of document.querySelectorAll("[data-boxes]")) {
    const find = boxes.querySelector("[data-boxes-find]");
    const count = boxes.querySelector("[data-boxes-count]");
    const rows = [...boxes.querySelectorAll(".kern-form-check")];
    const groups = [...boxes.querySelectorAll("[data-boxes-group]")];
    const said = boxes.closest("details")?.querySelector(".sn-choices__said");
    const nothing = said?.querySelector(".muted")?.cloneNode(true);
    const ticks = [...boxes.querySelectorAll("[data-boxes-tick]")].map((button) => [
      button,
      button.closest("[data-boxes-group]") ? [...button.closest("[data-boxes-group]").querySelectorAll(".kern-form-check")] : rows,
    ]);

    const tell = () => {
      const chosen = rows.filter((row) => box(row).checked);
      count.textContent = count.dataset.boxesCount.replace("%(n)s", chosen.length).replace("%(all)s", rows.length);
      if (said && (chosen.length || nothing)) {
        said.replaceChildren(chosen.length ? chosen.map((row) => row.textContent.trim()).join(", ") : nothing);
      }
      for (const [button, mine] of ticks) {
        const shown = visible(mine);
        const word = shown.length && shown.every((row) => box(row).checked) ? button.dataset.none : button.dataset.boxesTick;
        button.textContent = word;
        if (button.dataset.about) button.setAttribute("aria-label", `${word}: ${button.dataset.about}`);
      }
    };

    find.hidden = false;
    const input = find.querySelector("input");
    input.addEventListener("input", () => {
      const word = input.value.trim().toLocaleLowerCase("de");
      for (const group of groups) {
        const head = group.querySelector(".sn-boxes__head b")?.textContent.toLocaleLowerCase("de").includes(word);
        const mine = [...group.querySelectorAll(".kern-form-check")];
        for (const row of mine) row.hidden = !head && !row.textContent.toLocaleLowerCase("de").includes(word);
        group.hidden = !visible(mine).length;
      }
      tell();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // finding is not saving
    });

    for (const [button, mine] of ticks) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const shown = visible(mine).filter((row) => !box(row).disabled);
        const on = !shown.every((row) => box(row).checked);
        for (const row of shown) box(row).checked = on;
        boxes.dispatchEvent(new Event("input", { bubbles: true })); // leaving without saving asks
        tell();
      });
    }
    boxes.addEventListener("change", tell);
    tell();
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const found = event.target.querySelector?.("[data-town]");
    const town = document.getElementById("id_city");
    if (!found || !town || (town.value && town.value !== town.dataset.filled)) return;
    town.value = town.dataset.filled = found.dataset.town;
  });
})();
