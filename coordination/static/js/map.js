// The map with script: larger, smaller, moved by hand; one tab stop, arrow keys along ties, what is reached is said.
(() => {
  "use strict";

  const box = document.querySelector("[data-map]");
  const svg = box?.querySelector("svg");
  const tools = document.querySelector("[data-map-tools]");
  if (!svg || !tools) return;

  const whole = svg.viewBox.baseVal;
  const all = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  let view = { ...all };
  const said = document.querySelector("[data-map-said]");
  const nodes = [...svg.querySelectorAll("a[data-i]")];
  const lines = [...svg.querySelectorAll("line[data-e]")];
  const byPlace = new Map(nodes.map((node) => [node.dataset.i, node]));
  const ties = new Map(nodes.map((node) => [node.dataset.i, []]));
  for (const line of lines) {
    const [one, other] = line.dataset.e.split(" ");
    ties.get(one)?.push(other);
    ties.get(other)?.push(one);
  }
  const halo = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  halo.setAttribute("class", "halo");
  halo.setAttribute("r", "18");

  tools.hidden = false;
  box.dataset.on = "1";

  function show() {
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  }

  function zoom(factor, x = view.x + view.width / 2, y = view.y + view.height / 2) {
    const width = Math.min(all.width, Math.max(all.width / 12, view.width * factor));
    const height = (width * all.height) / all.width;
    view = { x: x - ((x - view.x) * width) / view.width, y: y - ((y - view.y) * height) / view.height, width, height };
    view.x = Math.min(Math.max(view.x, all.x - width / 3), all.x + all.width - (width * 2) / 3);
    view.y = Math.min(Math.max(view.y, all.y - height / 3), all.y + all.height - (height * 2) / 3);
    show();
  }

  function everything() {
    view = { ...all };
    show();
  }

  tools.addEventListener("click", (event) => {
    const what = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (what === "in") zoom(0.7);
    if (what === "out") zoom(1 / 0.7);
    if (what === "all") everything();
  });

  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // plain wheeling moves the page
    event.preventDefault();
    const at = point(event);
    zoom(event.deltaY < 0 ? 0.85 : 1 / 0.85, at.x, at.y);
  }, { passive: false });

  function point(event) {
    const frame = svg.getBoundingClientRect();
    return {
      x: view.x + ((event.clientX - frame.left) / frame.width) * view.width,
      y: view.y + ((event.clientY - frame.top) / frame.height) * view.height,
    };
  }

  let held = null;
  let moved = false;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    held = point(event);
    moved = false;
  });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    const at = point(event);
    if (Math.hypot(at.x - held.x, at.y - held.y) > 4) moved = true;
    view.x += held.x - at.x;
    view.y += held.y - at.y;
    show();
  });
  window.addEventListener("pointerup", () => (held = null));
  svg.addEventListener("click", (event) => moved && event.preventDefault());
  svg.addEventListener("dragstart", (event) => event.preventDefault());

  function middle(node) {
    const frame = node.firstElementChild.getBBox();
    return { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 };
  }

  function reach(node) {
    for (const other of nodes) other.tabIndex = other === node ? 0 : -1;
    node.focus({ preventScroll: false });
  }

  // One tab stop for the whole picture: the first node, later the one reached last.
  nodes.forEach((node, number) => (node.tabIndex = number ? -1 : 0));

  // On the box: an SVG that listens to focus itself becomes a tab stop of its own.
  box.addEventListener("focusin", (event) => {
    const node = event.target.closest("a[data-i]");
    if (!node) return;
    const at = middle(node);
    halo.setAttribute("cx", at.x);
    halo.setAttribute("cy", at.y);
    svg.append(halo);
    const near = new Set([node.dataset.i, ...ties.get(node.dataset.i)]);
    for (const other of nodes) other.classList.toggle("is-far", !near.has(other.dataset.i));
    for (const line of lines) {
      const mine = line.dataset.e.split(" ").includes(node.dataset.i);
      line.classList.toggle("is-near", mine);
      line.classList.toggle("is-far", !mine);
    }
    const inside = at.x > view.x && at.x < view.x + view.width && at.y > view.y && at.y < view.y + view.height;
    if (!inside) {
      view.x = at.x - view.width / 2;
      view.y = at.y - view.height / 2;
      show();
    }
    if (said) said.textContent = node.getAttribute("aria-label");
  });

  box.addEventListener("focusout", (event) => {
    if (svg.contains(event.relatedTarget)) return;
    halo.remove();
    for (const part of [...nodes, ...lines]) part.classList.remove("is-far", "is-near");
  });

  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  svg.addEventListener("keydown", (event) => {
    const node = event.target.closest("a[data-i]");
    if (!node) return;
    if (event.key === "Escape") return everything();
    if (event.key === "+") return zoom(0.7, middle(node).x, middle(node).y);
    if (event.key === "-") return zoom(1 / 0.7);
    if (event.key === "Home") return reach(nodes[0]);
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    const from = middle(node);
    const ahead = (candidates) => {
      let best = null;
      let least = Infinity;
      for (const other of candidates) {
        if (!other || other === node) continue;
        const to = middle(other);
        const [x, y] = [to.x - from.x, to.y - from.y];
        const along = x * way[0] + y * way[1];
        if (along <= 0) continue;
        const cost = Math.hypot(x, y) * (2 - along / Math.hypot(x, y));
        if (cost < least) [best, least] = [other, cost];
      }
      return best;
    };
    const next = ahead(ties.get(node.dataset.i).map((place) => byPlace.get(place))) || ahead(nodes);
    if (next) reach(next);
  });
})();
