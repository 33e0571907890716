// Long lists of boxes: find as one types, and the summary says what is ticked. The town follows the postcode.
(() => {
  "use strict";

  for (const boxes of document.querySelectorAll("[data-boxes]")) {
    const find = boxes.querySelector("[data-boxes-find]");
    const rows = [...boxes.querySelectorAll(".kern-form-check")];
    const said = boxes.closest("details")?.querySelector(".sn-choices__said");
    const nothing = said?.querySelector(".muted")?.cloneNode(true);

    if (find && rows.length > 8) {
      find.hidden = false;
      const input = find.querySelector("input");
      input.addEventListener("input", () => {
        const word = input.value.trim().toLocaleLowerCase("de");
        for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase("de").includes(word);
      });
      input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault(); // finding is not saving
      });
    }

    boxes.addEventListener("change", () => {
      const chosen = rows.filter((row) => row.querySelector("input").checked).map((row) => row.textContent.trim());
      if (said && (chosen.length || nothing)) said.replaceChildren(chosen.length ? chosen.join(", ") : nothing);
    });
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const found = event.target.querySelector?.("[data-town]");
    const town = document.getElementById("id_city");
    if (!found || !town || (town.value && town.value !== town.dataset.filled)) return;
    town.value = town.dataset.filled = found.dataset.town;
  });
})();
