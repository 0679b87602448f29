// The log of a phone: each event's text, hashed together with the hash before it.
// The same words as gis/permits/chain.py, and a test compares them.
export const BEGINS = "0".repeat(64);
const UTF8 = new TextEncoder();

// JSON with its members in order and no spaces: the text that is hashed, kept as written.
export function canonical(value) {
  return JSON.stringify(ordered(value));
}

export async function link(previous, text) {
  return hex(await crypto.subtle.digest("SHA-256", UTF8.encode(`${previous}\n${text}`)));
}

// What the text says in place of a permit's number: nobody can tell one from the other
// without the salt, and the salt is forgotten with the number.
export async function commit(permit, salt) {
  return hex(await crypto.subtle.digest("SHA-256", UTF8.encode(`${salt}\n${permit}`)));
}

export function newSalt() {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}

// What a device signs; no part of it holds a line break of its own.
export function statement(...parts) {
  return parts.join("\n");
}

export function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
}

function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return plain(value);
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]));
}

function plain(value) {
  const known = value === null || ["string", "boolean"].includes(typeof value) || Number.isSafeInteger(value);
  if (!known) throw new TypeError(`an event holds whole numbers and texts, not ${value}`);
  return value;
}
