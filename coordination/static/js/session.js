// Says two minutes before the end that the session ends, and lets it go on. Another window may have done so already.
(() => {
  "use strict";

  const box = document.querySelector("[data-session]");
  if (!box) return;

  const text = box.querySelector("[data-text]");
  const button = box.querySelector("[data-go-on]");
  const first = text.textContent;
  const WARN = 120;
  let timer = 0;

  const wait = (seconds, act) => {
    clearTimeout(timer);
    timer = setTimeout(act, Math.max(1, seconds) * 1000);
  };

  async function ask(method) {
    const headers = { Accept: "application/json" };
    if (method === "POST") headers["X-CSRFToken"] = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const answer = await fetch(box.dataset.url, { method, headers, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function show(state) {
    if (state.left <= 0) {
      text.textContent = box.dataset.over;
      button.hidden = true;
      box.hidden = false;
    } else if (state.left <= WARN) {
      text.textContent = state.may_go_on ? first : box.querySelector("[data-last]").content.textContent;
      button.hidden = !state.may_go_on;
      box.hidden = false;
      wait(state.left, look);
    } else {
      box.hidden = true;
      wait(state.left - WARN, look);
    }
  }

  const look = () => ask("GET").then(show).catch(() => wait(60, look));

  button.addEventListener("click", () => ask("POST").then(show).catch(look));
  // A laptop that slept: its timers did too.
  document.addEventListener("visibilitychange", () => document.hidden || look());
  show({ left: Number(box.dataset.session), may_go_on: true });
})();
