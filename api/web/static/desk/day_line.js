// What was typed is kept on this phone at once, and sent when there is a line.
const HERE = "vx.day";
const WHO = `${HERE}.who`;
const PATIENCE = 20000;
const memory = new Map();
let token = document.querySelector('meta[name="csrf"]').content;

// Some browsers keep nothing: then the page itself remembers, and says so.
export const keeps = (() => {
  try {
    localStorage.setItem(`${HERE}.try`, "1");
    localStorage.removeItem(`${HERE}.try`);
    return true;
  } catch {
    return false;
  }
})();

function read(key) {
  try {
    return JSON.parse((keeps ? localStorage.getItem(key) : memory.get(key)) ?? "null");
  } catch {
    return null;
  }
}

function write(key, value) {
  const text = JSON.stringify(value);
  try {
    if (keeps) return localStorage.setItem(key, text);
  } catch {
    // the phone is full
  }
  memory.set(key, text);
}

function remove(key) {
  memory.delete(key);
  if (keeps) localStorage.removeItem(key);
}

// Which communes an account reported for from this phone; no name of a person.
export function recall() {
  return read(WHO) ?? { account: "", units: {}, last: "" };
}

export function remember(account, unit, name) {
  const before = recall();
  const units = before.account === account ? before.units : {};
  write(WHO, { account, units: { ...units, [unit]: name }, last: unit });
}

export function forget() {
  remove(WHO);
}

export class Drafts {
  constructor(account) {
    this.before = `${HERE}|${account}|`;
  }

  key(unit, day) {
    return `${this.before}${unit}|${day}`;
  }

  get(unit, day) {
    return read(this.key(unit, day));
  }

  put(unit, day, draft) {
    write(this.key(unit, day), draft);
  }

  drop(unit, day) {
    remove(this.key(unit, day));
  }

  // Those that wait to be sent, the earliest day first.
  waiting() {
    const keys = new Set(memory.keys());
    if (keeps) for (let n = 0; n < localStorage.length; n += 1) keys.add(localStorage.key(n));
    return [...keys]
      .filter((key) => key.startsWith(this.before))
      .map((key) => {
        const [unit, day] = key.slice(this.before.length).split("|");
        return { unit, day, draft: read(key) };
      })
      .filter((one) => one.draft?.body)
      .sort((a, b) => a.day.localeCompare(b.day));
  }
}

export function newSave() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function fetchSoon(url, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(url, {
      credentials: "same-origin",
      signal: stop.signal,
      ...options,
    });
    const text = await answer.text();
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    const body = json ? JSON.parse(text) : text;
    return { status: answer.status, ok: answer.ok, url: answer.url, body };
  } catch {
    return { status: 0, ok: false, url: "", body: null };
  } finally {
    clearTimeout(timer);
  }
}

export function look(unit, lang) {
  const headers = { Accept: "application/json", "Accept-Language": lang };
  return fetchSoon(`/api/v1/days/${encodeURIComponent(unit)}`, { headers });
}

// A page that was kept, or open since before the last sign-in, has no good token.
async function renew(account) {
  const page = await fetchSoon("/desk/day", { headers: { Accept: "text/html" } });
  if (page.status === 0 || page.status >= 500) return page;
  const found = new DOMParser().parseFromString(String(page.body), "text/html");
  const who = found.querySelector("meta[data-account]")?.dataset.account
    ?? found.querySelector('meta[name="account"]')?.content;
  if (!page.ok || who !== account) return { ...page, status: 401, ok: false };
  token = found.querySelector('meta[name="csrf"]').content;
  return page;
}

export async function send(account, unit, day, draft, lang) {
  const url = `/api/v1/days/${encodeURIComponent(unit)}/${day}`;
  const put = () =>
    fetchSoon(url, {
      method: "PUT",
      headers: {
        Accept: "application/json",
        "Accept-Language": lang,
        "Content-Type": "application/json",
        "X-CSRFToken": token,
        ...(draft.version ? { "If-Match": `"v${draft.version}"` } : { "If-None-Match": "*" }),
      },
      body: JSON.stringify(draft.body),
    });
  const forged = (answer) => answer.status === 403 && answer.body?.code === "access-forged";
  let answer = token ? await put() : { status: 403, body: { code: "access-forged" } };
  if (forged(answer)) {
    const page = await renew(account);
    if (!page.ok) return page;
    answer = await put();
  }
  return answer;
}

// Whether asking again later can help.
export function passes(answer) {
  return answer.status === 0 || answer.status === 408 || answer.status === 429 || answer.status >= 500;
}
