// Opens the commune's day without a line: the empty page and its files, nothing else.
// What was typed is kept by the page itself; figures and names never come in here.
const KEPT = "day-{{ version }}";
const PAGE = {{ page | tojson }};
const SHELL = {{ shell | tojson }};
const FILES = {{ kept | tojson }};
const PATIENCE = 5000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT).then(async (kept) => {
      for (const file of FILES) {
        // Without a name: the empty page is nobody's.
        const answer = await fetch(file, { credentials: "omit", cache: "no-cache" });
        if (!answer.ok) throw new Error(file);
        await kept.put(file, answer);
      }
      await self.skipWaiting();
    }),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      const old = names.filter((name) => name.startsWith("day-") && name !== KEPT);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    }),
  );
});

async function soon(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function page(request) {
  try {
    const answer = await soon(request);
    if (answer.status < 500) return answer;
  } catch {
    // no line, or too slow a one
  }
  return (await caches.match(SHELL)) ?? fetch(request);
}

async function file(request, url) {
  const found = await caches.match(request);
  if (found && url.searchParams.has("v")) return found;
  try {
    return await soon(request);
  } catch (error) {
    if (found) return found;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === PAGE) event.respondWith(page(request));
  } else if (FILES.includes(url.pathname + url.search)) {
    event.respondWith(file(request, url));
  }
});
