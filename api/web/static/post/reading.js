// What a scanned text proves, as gis/permits/reading.py, in the same order: nothing is
// believed before its signature.
import { decode } from "./base45.js";
import { PREFIX, readClaims } from "./claims.js";
import { MOST_OF_A_PERMIT, NotOpened, open1 } from "./cose.js";
import { OURS, readForeign } from "./foreign.js";
import { normalisePlate } from "./plates.js";
import { holds } from "./status.js";

export const LEEWAY = 120;
const LONGEST = PREFIX.length + Math.floor((MOST_OF_A_PERMIT + 1) / 2) * 3;

// keys: records of permit keys. status: the bits by issuer. now: epoch seconds. seen:
// {plate, person}, "" where nobody compared yet. Gives {state, claims, facts}.
export async function readPermit(text, keys, status, now, seen = {}) {
  const foreign = readForeign(text);
  if (foreign) return presented("foreign", null, { system: foreign.system, ...foreign.facts });
  if (!OURS.test(text)) return presented("none", null, {});
  let claims;
  let key;
  try {
    ({ claims, key } = await open(text, keys));
  } catch (error) {
    if (!(error instanceof NotOpened)) throw error;
    return presented(error.state, null, {});
  }
  let state = judge(claims, key, status, now);
  if (state === "valid" && !fits(claims, seen.plate ?? "", seen.person ?? "")) {
    state = "mismatch";
  }
  if (state === "bad_signature" || state === "unknown_key") return presented(state, null, {});
  return presented(state, claims, { starts: claims.starts, ends: claims.ends });
}

function presented(state, claims, facts) {
  return { state, claims, facts };
}

async function open(text, keys) {
  if (!text.startsWith(PREFIX) || text.length > LONGEST) throw new NotOpened("unreadable");
  let raw;
  try {
    raw = decode(text.slice(PREFIX.length));
  } catch {
    throw new NotOpened("unreadable");
  }
  const opened = await open1(raw, keys);
  if (opened.key.use !== "permit") throw new NotOpened("unknown_key");
  return { claims: readClaims(opened.payload), key: opened.key };
}

function judge(claims, key, status, now) {
  const spanned = key.starts <= claims.issued && claims.issued < key.signs_until;
  // A good signature, of a key that may not sign this.
  if (key.unit !== claims.issuer || !spanned) return "bad_signature";
  if (key.revoked_at !== null) return "key_revoked";
  if (now >= key.trusted_until) return "unknown_key";
  const listed = Object.hasOwn(status, claims.issuer) ? status[claims.issuer] : null;
  if (listed && holds(listed, claims.index)) return "revoked";
  if (now < claims.starts - LEEWAY) return "not_yet";
  return now >= claims.ends + LEEWAY ? "ended" : "valid";
}

function fits(claims, plate, person) {
  if (claims.plate) {
    return !plate || normalisePlate(plate) === normalisePlate(claims.plate);
  }
  const seen = words(person);
  const own = words(claims.person);
  if (seen.length === 1 && /^[0-9]{3,4}$/.test(seen[0])) {
    return own[own.length - 1].endsWith(seen[0]);
  }
  return !seen.length || seen.join(" ") === own.join(" ");
}

function words(text) {
  return text.toUpperCase().split(/[ \t\r\n\u00a0]+/).filter(Boolean);
}
