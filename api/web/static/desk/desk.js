// What every page of the desk uses: asking the service, building elements, telling.
const forged = document.querySelector('meta[name="csrf"]').content;
export const lang = document.documentElement.lang;

// Words of this page: <script type="application/json" id="words">.
const table = document.getElementById("words");
const words = table ? JSON.parse(table.textContent) : {};

export function say(key, facts = {}) {
  const text = words[key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
}

// The words of a key that the page may not have, or undefined.
export function known(key) {
  return words[key];
}

// Ask the service. Gives {ok, status, body, etag}; status 0 is no line.
export async function ask(method, url, { body, etag, file, signal } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": lang, "X-CSRFToken": forged };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (etag) headers["If-Match"] = etag;
  let answer;
  try {
    answer = await fetch(url, {
      method,
      headers,
      signal,
      credentials: "same-origin",
      body: file ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return { ok: false, status: 0, body: null, etag: "" };
  }
  const kind = answer.headers.get("Content-Type") || "";
  const found = kind.includes("json") ? await answer.json() : await answer.text();
  return { ok: answer.ok, status: answer.status, body: found, etag: answer.headers.get("ETag") || "" };
}

// Build an element; every text is text, never markup.
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else if (value === true) made.setAttribute(key, "");
    else made.setAttribute(key, String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export function tell(text, { bad = false } = {}) {
  const said = el("p", { class: bad ? "bad" : "good" }, text);
  document.getElementById("told").append(said);
  setTimeout(() => said.remove(), bad ? 12000 : 5000);
}

// What a refusal says: what, and what to do; or that there is no line.
export function problemText(answer, offline) {
  const body = answer.body;
  if (answer.status === 0 || !body || typeof body !== "object") return offline;
  return [body.title, body.detail].filter(Boolean).join(" ");
}

const HERE = "Asia/Ho_Chi_Minh";
const two = { day: "2-digit", month: "2-digit", year: "numeric", timeZone: HERE };

export function dayWords(iso) {
  return iso.slice(0, 10).split("-").reverse().join("/");
}

export function instantWords(iso) {
  const parts = new Intl.DateTimeFormat("vi-VN", {
    ...two, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(new Date(iso));
  const part = Object.fromEntries(parts.map((p) => [p.type, p.value]));
  return `${part.day}/${part.month}/${part.year} ${part.hour}:${part.minute}`;
}

const numbers = new Intl.NumberFormat(lang === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: 1 });

export function figure(value) {
  return value === null || value === undefined ? "–" : numbers.format(value);
}
