// The look back of the map as a slider: its stops are the links of the list, which stays for everybody else.
(() => {
  "use strict";

  const box = document.querySelector("[data-time]");
  const links = [...(box?.querySelectorAll("[data-time-list] a") ?? [])];
  if (links.length < 2) return;

  const slide = box.querySelector("[data-time-slide]");
  const input = slide.querySelector("input");
  const told = slide.querySelector("output");
  const now = links.findIndex((link) => link.hasAttribute("aria-current"));

  function tell() {
    const day = links[Number(input.value)].textContent.trim();
    told.textContent = day;
    input.setAttribute("aria-valuetext", day);
  }

  input.max = String(links.length - 1);
  input.value = String(now < 0 ? links.length - 1 : now);
  tell();
  slide.hidden = false;
  box.querySelector("[data-time-list]").hidden = true;

  let waits = 0;
  input.addEventListener("input", () => {
    tell();
    clearTimeout(waits); // with the keys one passes many stops: the page follows where one rests
    waits = setTimeout(() => {
      if (Number(input.value) !== now) location.assign(links[Number(input.value)].href);
    }, 700);
  });
})();
