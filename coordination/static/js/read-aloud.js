// Reads the page aloud with a voice of this device, never one that sends the text to a service.
// Without such a voice the button stays hidden. The sentence being read is marked.
(() => {
  "use strict";

  const speech = window.speechSynthesis;
  const button = document.querySelector("[data-read-aloud]");
  if (!button || !speech || !window.SpeechSynthesisUtterance) return;

  const language = (document.documentElement.lang || "de").slice(0, 2);
  const label = button.querySelector(".kern-label");
  const startLabel = label.textContent;
  const canMark = Boolean(window.CSS && CSS.highlights && window.Highlight);
  let queue = [];
  let reading = false;

  function voice() {
    return speech.getVoices().find((one) => one.localService && one.lang.slice(0, 2) === language);
  }

  function show() {
    button.hidden = !voice();
  }

  // Text nodes of the content, in reading order, cut into sentences with their place on the page.
  function sentences() {
    const main = document.querySelector("main");
    const skip = "nav,button,script,style,svg,select,input,textarea,[hidden],[aria-hidden=true],.sr,.sn-tools";
    const blocks = main.querySelectorAll("h1,h2,h3,h4,p,li,dt,dd,th,td,label,legend,figcaption,summary");
    const found = [];
    for (const block of blocks) {
      if (block.closest(skip) || !block.checkVisibility?.()) continue;
      if (block.querySelector("p,li,h2,h3,h4,dt,dd")) continue; // its parts are read one by one
      const range = document.createRange();
      range.selectNodeContents(block);
      const text = block.textContent.replace(/\s+/g, " ").trim();
      if (text) found.push({ text, range, block });
    }
    return found;
  }

  function mark(part) {
    if (canMark) {
      CSS.highlights.clear();
      if (part) CSS.highlights.set("sn-reading", new Highlight(part.range));
    }
    for (const old of document.querySelectorAll(".is-read")) old.classList.remove("is-read");
    if (part) {
      part.block.classList.add("is-read");
      part.block.scrollIntoView({ block: "nearest" });
    }
  }

  function next() {
    const part = reading && queue.shift();
    if (!part) return stop();
    mark(part);
    const utterance = new SpeechSynthesisUtterance(part.text);
    utterance.voice = voice();
    utterance.lang = utterance.voice ? utterance.voice.lang : language;
    utterance.onend = next;
    utterance.onerror = stop;
    speech.speak(utterance);
  }

  function start() {
    queue = sentences();
    reading = true;
    button.setAttribute("aria-pressed", "true");
    label.textContent = button.dataset.stopLabel;
    next();
  }

  function stop() {
    reading = false;
    queue = [];
    speech.cancel();
    mark(null);
    button.setAttribute("aria-pressed", "false");
    label.textContent = startLabel;
  }

  button.addEventListener("click", () => (reading ? stop() : start()));
  window.addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", show);
  show();
})();
