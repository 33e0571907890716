// Minutes: attendance is sent as soon as it is chosen; what is typed survives a lost connection in this tab.
(() => {
  "use strict";
  document.documentElement.classList.add("js-minutes");

  for (const select of document.querySelectorAll("select[data-send]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  const form = document.querySelector("form[data-minutes]");
  if (!form) return;
  const text = form.querySelector("textarea");
  const version = () => form.querySelector("[name=version]");
  const state = document.getElementById("gespeichert");
  const key = `protokoll:${form.getAttribute("action")}`;

  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  };

  // What comes back keeps the version it was typed upon: if somebody has written since, saving asks and replaces nothing.
  // htmx listens from DOMContentLoaded on, and before this.
  document.addEventListener("DOMContentLoaded", () => {
    const kept = read();
    if (!kept || kept.text === text.value) return;
    text.value = kept.text;
    version().value = kept.version;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  text.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify({ text: text.value, version: version().value }));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(key));
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    if (event.detail.successful && state.querySelector("use[href$='#check']")) sessionStorage.removeItem(key);
  });
})();
