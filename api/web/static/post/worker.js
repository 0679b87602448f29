// The service worker: the shell of one version, whole and proven by its hashes, or the
// one before it. SHELL is written above by the service.
const CACHE = `post-${SHELL.version}`;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const path = event.request.mode === "navigate" && url.pathname === "/post" ? "/post" : url.pathname;
  if (path in SHELL.files) event.respondWith(give(path, event.request));
});

async function keep() {
  const cache = await caches.open(CACHE);
  await Promise.all(Object.entries(SHELL.files).map(async ([path, sha256]) => {
    const response = await fetch(path, { cache: "no-cache", credentials: "same-origin" });
    const body = await response.clone().arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    // A file of another version: nothing is kept, and the next visit tries again.
    if (!response.ok || hex !== sha256) throw new Error(`not of this version: ${path}`);
    await cache.put(path, response);
  }));
  if (!self.registration.active) await self.skipWaiting();
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith("post-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function give(path, request) {
  const kept = await (await caches.open(CACHE)).match(path);
  return kept ?? fetch(request);
}
