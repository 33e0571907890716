// Reads the page aloud, sentence by sentence, with a voice of this device, never one that sends the text to a service.
// Without such a voice the buttons stay hidden. The sentence being read is marked. Escape stops.
(() => {
  "use strict";

  const speech = window.speechSynthesis;
  const button = document.querySelector("[data-read-aloud]");
  const pauseButton = document.querySelector("[data-read-pause]");
  if (!button || !speech || !window.SpeechSynthesisUtterance) return;

  const BLOCKS = "h1,h2,h3,h4,p,li,dt,dd,th,td,label,legend,figcaption,summary";
  const SKIP = "nav,button,script,style,svg,select,input,textarea,[hidden],[aria-hidden=true],.sr,.sn-tools,.sn-onpaper";
  const pageLanguage = (document.documentElement.lang || "de").slice(0, 2);
  const label = button.querySelector(".kern-label");
  const startLabel = label.textContent;
  const pauseLabel = pauseButton?.querySelector(".kern-label");
  const pauseText = pauseLabel?.textContent;
  const canMark = Boolean(window.CSS && CSS.highlights && window.Highlight);
  let queue = [];
  let now = null;
  let reading = false;
  let paused = false;

  function voice(language = pageLanguage) {
    return speech.getVoices().find((one) => one.localService && one.lang.slice(0, 2) === language);
  }

  function show() {
    button.hidden = !voice();
  }

  // Where each sentence of a text begins and ends; without a segmenter the whole block is one.
  function cut(text, language) {
    if (!window.Intl?.Segmenter) return [[0, text.length]];
    const parts = new Intl.Segmenter(language, { granularity: "sentence" }).segment(text);
    return Array.from(parts, (part) => [part.index, part.index + part.segment.length]);
  }

  // The text nodes of a block that are read, one after the other.
  function textNodes(block) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, {
      acceptNode: (node) =>
        node.parentElement.closest(SKIP) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    });
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  }

  // From here to there in a chain of text nodes, as a range that can be marked.
  function rangeOf(nodes, from, to) {
    const range = document.createRange();
    let before = 0;
    for (const node of nodes) {
      const after = before + node.data.length;
      if (from >= before && from <= after) range.setStart(node, from - before);
      if (to >= before && to <= after) {
        range.setEnd(node, to - before);
        break;
      }
      before = after;
    }
    return range;
  }

  function sentences() {
    const found = [];
    for (const block of document.querySelector("main").querySelectorAll(BLOCKS)) {
      if (block.closest(SKIP) || !block.checkVisibility?.()) continue;
      if (block.querySelector(BLOCKS)) continue; // its parts are read one by one
      const language = (block.closest("[lang]")?.lang || pageLanguage).slice(0, 2);
      const nodes = textNodes(block);
      const whole = nodes.map((node) => node.data).join("");
      for (const [from, to] of cut(whole, language)) {
        const text = whole.slice(from, to).replace(/\s+/g, " ").trim();
        if (text) found.push({ text, language, block, range: rangeOf(nodes, from, to) });
      }
    }
    return found;
  }

  function mark(part) {
    if (canMark) {
      CSS.highlights.delete("sn-reading");
      if (part) CSS.highlights.set("sn-reading", new Highlight(part.range));
    }
    for (const old of document.querySelectorAll(".is-read")) old.classList.remove("is-read");
    if (part) {
      part.block.classList.add("is-read");
      part.block.scrollIntoView({ block: "nearest" });
    }
  }

  function next() {
    now = reading && !paused ? queue.shift() : null;
    if (paused) return;
    if (!now) return stop();
    mark(now);
    const utterance = new SpeechSynthesisUtterance(now.text);
    const spoken = voice(now.language) || voice();
    if (!spoken) return stop();
    utterance.voice = spoken;
    utterance.lang = spoken.lang;
    const mine = now;
    utterance.onend = () => now === mine && next();
    utterance.onerror = () => now === mine && stop();
    speech.speak(utterance);
  }

  function start() {
    queue = sentences();
    reading = true;
    paused = false;
    draw();
    next();
  }

  function stop() {
    reading = paused = false;
    queue = [];
    now = null;
    speech.cancel();
    mark(null);
    draw();
  }

  // Not speech.pause(): several browsers forget their place or hang. The sentence begins anew instead.
  function pause() {
    paused = !paused;
    if (paused) {
      if (now) queue.unshift(now);
      now = null;
      speech.cancel();
    } else {
      next();
    }
    draw();
  }

  function draw() {
    button.setAttribute("aria-pressed", String(reading));
    label.textContent = reading ? button.dataset.stopLabel : startLabel;
    if (!pauseButton) return;
    pauseButton.hidden = !reading;
    pauseButton.setAttribute("aria-pressed", String(paused));
    pauseLabel.textContent = paused ? pauseButton.dataset.goLabel : pauseText;
  }

  button.addEventListener("click", () => (reading ? stop() : start()));
  pauseButton?.addEventListener("click", pause);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && reading) stop();
  });
  window.addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", show);
  show();
})();
