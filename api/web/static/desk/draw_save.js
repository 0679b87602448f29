// Saving by itself: kept in the browser until the service has confirmed it.
import { ask, instantWords, problemText, say } from "./desk.js";

const SOON = 1400;
const AGAIN = [5000, 15000, 30000, 60000];

// name: of this drawing in the browser; read: what would be saved, null for nothing yet.
export function makeSave({ account, unit, key, read, onLine, onSaved, onConflict }) {
  let timer = 0;
  let sending = false;
  let waiting = false;
  let failures = 0;
  let paused = false; // two versions stand against each other
  let etag = "";
  let sure = ""; // what the service has, as text
  let keeps = true;
  const place = () => `vungxanh:${account}:perimeter:${key ?? `new-${unit}`}`;

  function keep(content) {
    try {
      localStorage.setItem(place(), JSON.stringify({ content, etag, at: new Date().toISOString() }));
      keeps = true;
    } catch {
      keeps = false; // full or forbidden: leaving the page asks first
    }
  }

  function forget() {
    try {
      localStorage.removeItem(place());
    } catch { /* it was never kept */ }
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(place()) ?? "null");
    } catch {
      return null;
    }
  }

  const besides = () => `${place()}:aside`;

  // Take out of the way, and keep, what another's version replaced on the screen.
  function setAside(content) {
    try {
      if (content) localStorage.setItem(besides(), JSON.stringify(content));
      else localStorage.removeItem(besides());
    } catch { /* the way back by undo is still there */ }
  }

  function aside() {
    try {
      return JSON.parse(localStorage.getItem(besides()) ?? "null");
    } catch {
      return null;
    }
  }

  function changed() {
    const content = read();
    if (!content || JSON.stringify(content) === sure) return;
    keep(content);
    if (paused) return;
    onLine("unsaved");
    clearTimeout(timer);
    timer = setTimeout(send, SOON);
  }

  async function send() {
    clearTimeout(timer);
    const content = read();
    if (!content || paused) return;
    if (sending) {
      waiting = true;
      return;
    }
    const text = JSON.stringify(content);
    if (text === sure) return;
    sending = true;
    onLine("saving");
    const answer = key
      ? await ask("PUT", `/api/v1/perimeters/${encodeURIComponent(key)}`, { body: content, etag })
      : await ask("POST", "/api/v1/perimeters", { body: { unit, ...content } });
    sending = false;
    if (answer.ok) took(answer, text);
    else failed(answer, content);
    if (waiting) {
      waiting = false;
      changed();
    }
  }

  function took(answer, text) {
    failures = 0;
    forget();
    key ??= answer.body.key;
    etag = answer.etag;
    sure = text;
    onLine("saved", { at: instantWords(new Date().toISOString()).slice(-5), version: answer.body.version ?? etag.replace(/\D/g, "") });
    onSaved(answer.body);
    if (JSON.stringify(read()) !== sure) changed();
  }

  function failed(answer, content) {
    keep(content);
    if (answer.status === 412) {
      paused = true;
      onLine("conflict");
      onConflict(answer.body, content);
    } else if (answer.status === 401 || answer.body?.code === "access-forged") onLine("signed-out");
    else if (answer.status === 0 || answer.status >= 500) {
      onLine("away");
      timer = setTimeout(send, AGAIN[Math.min(failures, AGAIN.length - 1)]);
      failures += 1;
    } else onLine("refused", { why: problemText(answer, say("needs-line")) });
  }

  // Save what is on the screen now; says whether the service has it.
  async function flush() {
    await send();
    for (let n = 0; sending && n < 100; n += 1) await new Promise((done) => { setTimeout(done, 100); });
    const content = read();
    return Boolean(content) && JSON.stringify(content) === sure;
  }

  addEventListener("online", () => { if (failures) send(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  addEventListener("beforeunload", (event) => {
    const content = read();
    if (!keeps && content && JSON.stringify(content) !== sure) event.preventDefault();
  });

  return {
    changed, send, flush, kept, forget, setAside, aside,
    // What the page shows is what the service has.
    settled(tag, content) { etag = tag; sure = JSON.stringify(content); },
    // After a conflict: go on from the version that somebody else saved.
    goOn(version) { paused = false; if (version) etag = `"v${version}"`; sure = ""; },
    pause() { paused = true; clearTimeout(timer); },
    key: () => key,
    etag: () => etag,
    away: () => failures > 0,
  };
}
