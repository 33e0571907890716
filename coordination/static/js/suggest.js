// Names while one types, below fields with data-suggest: a list to click, or to walk through with the arrow keys.
// Without script the name is typed in full; the server says which it may mean.
(() => {
  "use strict";

  let number = 0;

  for (const field of document.querySelectorAll("input[data-suggest]")) attach(field);

  function attach(field) {
    const list = document.createElement("ul");
    list.className = "sn-suggest";
    list.id = `vorschlaege-${++number}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels[0]?.firstChild?.textContent.trim() || "");
    list.hidden = true;
    const frame = document.createElement("div");
    frame.className = "sn-suggested";
    field.before(frame);
    frame.append(field, list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");

    let timer, asked = 0, active = -1;
    const options = () => [...list.querySelectorAll("[role=option]")];

    function close() {
      list.hidden = true;
      active = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }

    function mark(index) {
      const all = options();
      active = (index + all.length) % all.length;
      all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
      all[active].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", all[active].id);
    }

    function take(option) {
      field.value = option.dataset.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      close();
    }

    async function ask() {
      const mine = ++asked;
      if (field.value.trim().length < 2) return close();
      const url = `${field.dataset.suggest}?q=${encodeURIComponent(field.value)}`;
      const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer?.ok || mine !== asked || document.activeElement !== field) return;
      list.innerHTML = await answer.text();
      for (const option of options()) option.id = `${list.id}-${option.id}`;
      if (!options().length) return close();
      active = -1;
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 180);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && list.hidden) return ask();
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark(event.key === "ArrowDown" ? active + 1 : active - (active < 0 ? 0 : 1));
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        take(options()[active]);
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      }
    });
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) take(option);
    });
    field.addEventListener("blur", close);
  }
})();
