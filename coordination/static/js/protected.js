// A protected place has no address: the fields vanish as soon as the box is ticked or a type is chosen that is always
// protected (`data-protects` of the list of types). The server does not rely on it.
(() => {
  "use strict";

  const box = document.getElementById("id_protected_place");
  if (!box) return;
  const type = document.getElementById("id_type");
  const always = new Set((type?.dataset.protects ?? "").split(" ").filter(Boolean));
  const said = document.getElementById("no-address");
  const names = ["street", "house_number", "address_extra", "postcode", "city", "part"];
  const fields = names
    .map((name) => document.getElementById(`id_${name}`)?.closest(".kern-form-input, .kern-fieldset"))
    .concat(document.getElementById("place"))
    .filter(Boolean);
  let ticked = false; // by the type, not by a person

  const show = () => {
    if (always.has(type?.value)) {
      ticked ||= !box.checked;
      box.checked = true;
    } else if (ticked) {
      ticked = box.checked = false;
    }
    for (const field of fields) field.hidden = box.checked;
    if (said) said.hidden = !box.checked;
  };
  box.addEventListener("change", show);
  type?.addEventListener("change", show);
  show();
})();
