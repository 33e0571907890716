// On this device, only when asked: the emergency numbers without net, and the last result. Nothing is kept by itself.
(() => {
  "use strict";

  const KEPT = "wer-hilft-behalten";
  const root = document.querySelector('link[rel="manifest"]')?.href.replace(/[^/]*$/, "");
  const able = Boolean(root && window.caches && navigator.serviceWorker && window.isSecureContext);
  const all = (name) => document.querySelectorAll(`[data-${name}]`);
  const show = (name, on) => all(name).forEach((one) => (one.hidden = !on));

  for (const button of all("copy")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.querySelector(".kern-label").textContent = button.dataset.done;
    });
  }

  // Paper shows everything; a link to a step opens it.
  const folded = document.querySelectorAll("details.sn-more:not([open])");
  window.addEventListener("beforeprint", () => folded.forEach((one) => (one.open = true)));
  const unfold = () => {
    const step = document.getElementById(location.hash.slice(1));
    step?.querySelector("details")?.setAttribute("open", "");
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  const stale = document.querySelector("[data-stale]");
  if (stale) stale.hidden = Date.now() - Date.parse(stale.dataset.stale) < 15 * 60 * 1000;
  if (!able) return;

  const register = () => navigator.serviceWorker.register(`${root}sw.js`, { scope: root });

  async function keptPages() {
    if (!(await caches.has(KEPT))) return [];
    return (await (await caches.open(KEPT)).keys()).filter((one) => one.url.startsWith(root));
  }

  async function look() {
    const pages = await keptPages();
    const page = pages.find((one) => !one.url.includes("/static/"));
    const worker = await navigator.serviceWorker.getRegistration(root);
    const installed = Boolean(worker && worker.scope === root);
    show("kept", page);
    show("device", true);
    show("keep", page?.url !== location.href);
    show("install", !installed);
    show("device-done", installed);
    show("kept-note", true);
    document.querySelectorAll("[data-forget]").forEach((one) => (one.hidden = !installed && !page));
    if (page) document.querySelectorAll("[data-kept-link]").forEach((one) => (one.href = page.url));
  }

  async function keep() {
    await caches.delete(KEPT);
    const store = await caches.open(KEPT);
    const looks = Array.from(
      document.querySelectorAll('link[rel="stylesheet"], script[src]'),
      (one) => one.href || one.src,
    );
    await store.put(location.href, await fetch(location.href, { credentials: "omit", cache: "no-store" }));
    await Promise.allSettled(looks.map((one) => store.add(one)));
    await register();
  }

  async function forget() {
    const worker = await navigator.serviceWorker.getRegistration(root);
    if (worker?.scope === root) await worker.unregister();
    for (const name of await caches.keys()) {
      if (name.startsWith("wer-hilft-")) await caches.delete(name);
    }
  }

  async function install() {
    await register();
    await navigator.serviceWorker.ready;
  }

  const actions = { keep, forget, install };
  for (const [name, act] of Object.entries(actions)) {
    for (const button of all(name)) {
      button.addEventListener("click", async () => {
        await act();
        await look();
      });
    }
  }
  window.addEventListener("appinstalled", async () => {
    await install();
    await look();
  });
  look();
})();
