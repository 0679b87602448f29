// What stands around every screen: the age of the data, the network, sending, day and
// night, and a new version of the page.
import { element, icon } from "./screens.js";
import { lang, say, sayAge, sayInstant } from "./words.js";

const $ = (id) => document.getElementById(id);
const KEPT = "post-theme";
const EVERY_MS = 20000;
const SENDS_MS = 15000;

// Keep the page on this phone; a plain address has no service worker, and works online.
export async function install(updated) {
  if (!navigator.serviceWorker) return;
  try {
    const kept = navigator.onLine
      ? await navigator.serviceWorker.register("/post/sw.js", { scope: "/post" })
      : await navigator.serviceWorker.getRegistration("/post");
    const ready = () => { if (navigator.serviceWorker.controller) document.documentElement.dataset.kept = "whole"; };
    navigator.serviceWorker.addEventListener("controllerchange", ready);
    ready();
    const look = () => { if (kept.waiting && navigator.serviceWorker.controller) updated(kept.waiting); };
    if (!kept) return;
    look();
    kept.addEventListener("updatefound", () => kept.installing?.addEventListener("statechange", look));
  } catch {
    // No network, or no certificate that the phone trusts: what is kept goes on.
  }
  navigator.storage?.persist?.().catch(() => {});
}

export function askUpdate(worker) {
  $("update").hidden = false;
  $("update").onclick = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage("take-over");
  };
}

export const theme = () => localStorage.getItem(KEPT) ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "day");

export function toggleTheme() {
  localStorage.setItem(KEPT, theme() === "night" ? "day" : "night");
  applyTheme();
}

export function applyTheme() {
  const chosen = localStorage.getItem(KEPT);
  if (chosen) document.documentElement.dataset.theme = chosen;
}

export function announceBand(band, data, now) {
  const place = $("band");
  const kind = data ? band : "none";
  const age = data ? sayAge(now - data.bundle.issued) : "";
  const text = say(`band-${kind}`, { age, now: sayInstant(now) });
  if (place.textContent !== text) place.textContent = text;
  place.className = `band ${kind}`;
}

export function paintBar({ shift, queue, busy }) {
  const direction = shift && !shift.ended ? say(`start-${shift.direction}`) : "";
  $("where").replaceChildren(shift && !shift.ended ? shift.post.name : say("title"), direction ? element("br") : "", direction);
  $("net").classList.toggle("on", navigator.onLine);
  const sent = queue.waiting > 0 ? say("queue", { n: queue.waiting }) : say("queue-none");
  $("waiting").textContent = busy ? say("queue-busy") : sent;
  $("to-report").setAttribute("aria-label", `${say("report")}. ${say(navigator.onLine ? "net-on" : "net-off")}. ${$("waiting").textContent}`);
}

export function paintMenu({ rush, sound }) {
  $("menu-rush-word").textContent = say(rush ? "rush-off" : "rush-on");
  $("menu-rush").setAttribute("aria-pressed", String(rush));
  $("menu-theme-word").textContent = say(theme() === "night" ? "day" : "night");
  $("menu-theme").querySelector("svg").replaceWith(icon(theme() === "night" ? "day" : "night"));
  $("menu-sound-word").textContent = say(sound ? "sound-off" : "sound-on");
  $("menu-sound").setAttribute("aria-pressed", String(sound));
  document.title = `${say("title")} · Vùng Xanh`;
  document.documentElement.lang = lang();
}

// Send what waits whenever there is a network, and look at the clock now and then.
export function keepSyncing(send, look) {
  addEventListener("online", send);
  addEventListener("offline", look);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(send, SENDS_MS);
  setInterval(look, EVERY_MS);
}
