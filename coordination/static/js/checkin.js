// The desk at the door. The list lives in this page alone; what is not sent yet waits in local storage: keys and times,
// no names. Each tap has a key of its own, so that sending it twice is one entry. Without this script forms do the same.
(() => {
  "use strict";

  const root = document.getElementById("einlass");
  if (!root) return;
  const words = root.dataset;
  const find = (name) => root.querySelector(`[data-${name}]`);
  const store = `einlass:${words.event}`;
  const input = root.querySelector("#q");
  const list = find("guests");
  const template = find("row");
  const SHOWN = 30;
  let people = null;
  let byUid = new Map();
  let missingOnly = Boolean(root.querySelector("[data-chip=fehlt].sn-chip--on"));
  let sending = false;
  let state = "";
  let last = null;
  const door = find("door");
  let session = door ? door.value : ""; // the workshop at whose door this desk stands; empty: the event
  const at = (address, where = session) => (where ? `${address}?einlass=${where}` : address);

  // ---- What waits to be sent --------------------------------------------------------------------------------------

  let memory = []; // where the browser lets nothing be stored
  const waiting = () => {
    try {
      return JSON.parse(localStorage.getItem(store)) || [];
    } catch {
      return memory;
    }
  };
  const keep = (taps) => {
    memory = taps;
    try {
      if (taps.length) localStorage.setItem(store, JSON.stringify(taps));
      else localStorage.removeItem(store);
    } catch {
      // private mode: they stay in this page
    }
  };
  const device = (() => {
    try {
      let name = localStorage.getItem("einlass:geraet");
      if (!name) {
        name = `${words.device} ${Math.random().toString(36).slice(2, 6)}`;
        localStorage.setItem("einlass:geraet", name);
      }
      return name;
    } catch {
      return words.device;
    }
  })();
  const newKey = () =>
    crypto.randomUUID
      ? crypto.randomUUID()
      : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
          (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16),
        );

  const send = async () => {
    const taps = waiting();
    if (sending || !taps.length) return tellState();
    sending = true;
    const asked = session;
    const where = new Map(taps.map((one) => [one.key, one.session || ""]));
    try {
      const response = await fetch(at(words.here), {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        headers: { "Content-Type": "application/json", "X-CSRFToken": find("token").querySelector("input").value },
        body: JSON.stringify({ taps: taps.slice(0, 200), sent_at: new Date().toISOString(), desk: device }),
      });
      if (response.status === 403 || response.status === 401) throw new Error("signin");
      if (!response.ok) throw new Error("server");
      const answer = await response.json();
      const done = new Set(answer.answers.map((one) => one.key));
      keep(waiting().filter((tap) => !done.has(tap.key)));
      answer.answers.forEach((one) => take(one, where.get(one.key) === session));
      if (asked === session) showCounts(answer.counts);
      state = "";
    } catch (problem) {
      state = problem.message === "signin" ? "signin" : "offline";
    } finally {
      sending = false;
    }
    tellState();
    draw();
    if (!state && waiting().length) send();
  };

  const take = (answer, here) => {
    const person = byUid.get(answer.registration);
    if (person && here) {
      person.key = answer.attendance;
      person.since = answer.since;
      person.until = "";
    }
    if (!answer.ok) refuse(answer.message);
    else if (last && last.key === answer.key) say(answer.message, last.what === "in" ? answer : null);
  };

  const refuse = (message) => {
    const box = find("refused");
    if (!box.firstChild) {
      const title = document.createElement("b");
      title.textContent = words.refused;
      box.append(title, document.createElement("ul"));
    }
    const line = document.createElement("li");
    line.textContent = message;
    box.querySelector("ul").prepend(line);
    box.hidden = false;
    find("live").hidden = true;
  };

  const tellState = () => {
    const number = waiting().length;
    const text = find("safe-text");
    text.dataset.plain = text.dataset.plain || text.textContent;
    text.textContent = number && state ? words[state].replace("%n", number) : text.dataset.plain;
    find("safe").classList.toggle("sn-safe--off", Boolean(number && state));
  };

  // ---- Taps ---------------------------------------------------------------------------------------------------------

  const now = () => new Date().toTimeString().slice(0, 5);
  const tap = (what, person, undoes) => {
    const one = { key: newKey(), what, registration: person.uid, at: new Date().toISOString() };
    if (undoes) one.undoes = undoes;
    if (session) one.session = session;
    last = one;
    keep([...waiting(), one]);
    if (what === "in") Object.assign(person, { key: one.key, since: now(), until: "" });
    else Object.assign(person, { key: "", since: "", until: "" });
    count(what === "in" ? 1 : -1);
    say((what === "in" ? words.isThere : words.undone).replace("%s", person.name), what === "in" ? one : null);
    draw();
    send();
  };
  const arrive = (person) => {
    if (person.since) say(words.isThere.replace("%s", person.name), null);
    else if (person.may) tap("in", person);
    else refuse(`${person.name}: ${person.state_label}`);
  };

  const say = (message, undo) => {
    find("live-text").textContent = message;
    find("live").hidden = false;
    const button = find("live-undo");
    button.hidden = !undo;
    button.onclick = () => {
      const person = byUid.get(last.registration);
      if (person) tap("undo", person, person.key || last.key);
    };
  };

  const count = (by) => {
    const there = root.querySelector("[data-n=there]");
    const expected = root.querySelector("[data-n=expected]");
    there.textContent = Math.max(0, Number(there.textContent) + by);
    expected.textContent = Math.max(0, Number(expected.textContent) - by);
  };
  const showCounts = (counts) => {
    for (const name of ["there", "expected", "waiting"]) root.querySelector(`[data-n=${name}]`).textContent = counts[name];
  };

  // ---- The list -----------------------------------------------------------------------------------------------------

  const fold = (text) =>
    text.toLowerCase().replaceAll("ß", "ss").normalize("NFD").replace(/[\u0300-\u036f]/g, "").trim();
  const found = () => {
    const asked = fold(input.value).split(/\s+/).filter(Boolean);
    return people.filter(
      (person) =>
        !(missingOnly && (person.since || !person.may)) &&
        (asked.length || person.booked) &&
        asked.every((word) => ` ${person.fold}`.includes(` ${word}`)),
    );
  };
  const draw = () => {
    if (!people) return;
    const hits = found();
    list.replaceChildren(...hits.slice(0, SHOWN).map(row));
    find("head").textContent = words.hits.replace("%n", hits.length);
    const more = find("more");
    if (more) more.hidden = hits.length <= SHOWN;
  };
  const row = (person) => {
    const item = template.content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(`[data-${name}]`);
    part("name").textContent = person.name;
    part("about").textContent = person.about;
    item.classList.toggle("is-in", Boolean(person.since));
    part("tap").hidden = Boolean(person.since) || !person.may;
    part("tap").setAttribute("aria-label", `${part("tap").textContent.trim()}: ${person.name}`);
    part("in").hidden = !person.since;
    part("since").textContent = person.until ? `${person.since}–${person.until}` : words.there.replace("%s", person.since);
    part("back").hidden = !person.since;
    part("back").setAttribute("aria-label", `${words.undo}: ${person.name}`);
    part("state").hidden = Boolean(person.since) || person.may;
    part("state-text").textContent = person.state_label;
    part("tap").onclick = () => tap("in", person);
    part("back").onclick = () => tap("undo", person, person.key);
    return item;
  };

  const load = async (where = session) => {
    try {
      const response = await fetch(at(words.list, where), { credentials: "same-origin", redirect: "error" });
      if (!response.ok) return false;
      const answer = await response.json();
      session = where;
      people = answer.people;
      byUid = new Map(people.map((person) => [person.uid, person]));
      for (const one of waiting().filter((each) => (each.session || "") === session)) {
        const person = byUid.get(one.registration);
        if (person) Object.assign(person, one.what === "in" ? { key: one.key, since: now() } : { key: "", since: "" });
      }
      showCounts(answer.counts);
      draw();
      root.dataset.ready = "1";
      send();
      return true;
    } catch {
      return false; // the forms of the page go on working
    }
  };

  const moveTo = async () => {
    const before = session;
    find("live").hidden = true;
    if (await load(door.value)) {
      history.replaceState(null, "", at(words.here));
    } else {
      door.value = before;
      refuse(words.elsewhere);
    }
  };

  const look = async () => {
    if (document.hidden || !people) return;
    if (waiting().length) return send();
    try {
      const asked = session;
      const response = await fetch(at(words.counts), { credentials: "same-origin", redirect: "error" });
      if (!response.ok || waiting().length || asked !== session) return;
      const answer = await response.json();
      let changed = false;
      for (const one of answer.latest) {
        const person = byUid.get(one.uid);
        if (person && person.key !== one.key) {
          Object.assign(person, { key: one.key, since: one.since, until: "" });
          changed = true;
        }
      }
      showCounts(answer.counts);
      if (changed) draw();
    } catch {
      // no net: nothing to show
    }
  };

  // ---- Camera -------------------------------------------------------------------------------------------------------

  const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  const scan = async () => {
    const video = find("video");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      refuse(words.noscan);
      return;
    }
    video.srcObject = stream;
    await video.play();
    find("camera").hidden = false;
    const stop = () => {
      stream.getTracks().forEach((track) => track.stop());
      find("camera").hidden = true;
      clearInterval(timer);
    };
    find("stop").onclick = stop;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let seen = "";
    const timer = setInterval(async () => {
      const codes = await detector.detect(video).catch(() => []);
      if (!codes.length || codes[0].rawValue === seen) return;
      seen = codes[0].rawValue;
      const uid = (seen.match(UID) || []).find((one) => byUid.has(one));
      if (uid) arrive(byUid.get(uid));
      else refuse(words.unknown);
    }, 250);
  };
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    const button = find("scan");
    button.hidden = false;
    button.onclick = scan;
  }

  // ---- Begin --------------------------------------------------------------------------------------------------------

  if (door) {
    find("door-go").hidden = true;
    door.addEventListener("change", moveTo);
  }
  input.addEventListener("input", draw);
  input.form.addEventListener("submit", (event) => {
    if (people) event.preventDefault();
  });
  for (const chip of root.querySelectorAll("[data-chip]")) {
    chip.addEventListener("click", (event) => {
      if (!people) return;
      event.preventDefault();
      missingOnly = chip.dataset.chip === "fehlt";
      for (const one of root.querySelectorAll("[data-chip]")) {
        const on = one === chip;
        one.classList.toggle("sn-chip--on", on);
        one.classList.toggle("sn-chip--pick", !on);
        if (on) one.setAttribute("aria-current", "true");
        else one.removeAttribute("aria-current");
      }
      draw();
    });
  }
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (waiting().length) event.preventDefault();
  });
  setInterval(look, 8000);
  load();
})();
