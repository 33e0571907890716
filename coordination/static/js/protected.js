// A protected place has no address: the fields vanish as soon as the box is ticked. The server does not rely on it.
(() => {
  "use strict";

  const box = document.getElementById("id_protected_place");
  if (!box) return;
  const names = ["street", "house_number", "address_extra", "postcode", "city", "part", "municipality"];
  const fields = names
    .map((name) => document.getElementById(`id_${name}`)?.closest(".kern-form-input, .kern-fieldset"))
    .filter(Boolean);

  const show = () => {
    for (const field of fields) field.hidden = box.checked;
  };
  box.addEventListener("change", show);
  show();
})();
