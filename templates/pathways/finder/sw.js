// Opens the emergency numbers without net. Keeps no page that was not asked for; what a person kept lies in KEPT.
"use strict";

const NUMBERS = "wer-hilft-{{ version }}";
const KEPT = "wer-hilft-behalten";
const OFFLINE = "{{ offline|escapejs }}";

self.addEventListener("install", (event) => {
  event.waitUntil(store().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(clean().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => without(request)));
  } else if (new URL(request.url).pathname.startsWith("{{ static|escapejs }}")) {
    event.respondWith(fetch(request).catch(() => found(request)));
  }
});

async function store() {
  const cache = await caches.open(NUMBERS);
  const answer = await fetch(OFFLINE, { credentials: "omit", cache: "no-store" });
  const text = await answer.clone().text();
  await cache.put(OFFLINE, answer);
  const looks = new Set(Array.from(text.matchAll(/(?:href|src)="([^"#?]+\.(?:css|js|svg))/g), (one) => one[1]));
  await Promise.allSettled(Array.from(looks, (one) => cache.add(new Request(one, { credentials: "omit" }))));
}

async function clean() {
  for (const name of await caches.keys()) {
    if (name.startsWith("wer-hilft-") && name !== NUMBERS && name !== KEPT) await caches.delete(name);
  }
}

async function found(request) {
  return (await caches.match(request, { ignoreVary: true })) || Response.error();
}

async function without(request) {
  const kept = (await caches.has(KEPT)) && (await (await caches.open(KEPT)).match(request, { ignoreVary: true }));
  return kept || (await caches.open(NUMBERS)).match(OFFLINE, { ignoreVary: true });
}
