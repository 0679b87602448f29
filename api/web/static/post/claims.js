// What a permit says, as gis/permits/claims.py: the one way of writing is read, nothing
// else, and only after the signature was verified.
import { decode } from "/static-vendor/cborg/lib/decode.js";
import { encode } from "./canonical.js";
import { NotOpened } from "./cose.js";
import { same } from "./keys.js";

export const PREFIX = "VX1:";
const PRIVATE = -70001;
const LAST_INDEX = 2 ** 23 - 1; // the last that a status list holds
const LAST_INSTANT = 253_402_300_799;
const MOST = { text: 40, person: 24, purposes: 16, units: 16, seats: 999 };
const HIDDEN =
  /[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd]|\p{Cs}/u;
const STRICT = {
  useMaps: true,
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
};

// Throws NotOpened("unreadable").
export function readClaims(raw) {
  let claims;
  let again;
  try {
    claims = claimsOf(decode(raw, STRICT));
    if (wrong(claims)) throw new Error("claims");
    again = encode(asMap(claims));
  } catch {
    throw new NotOpened("unreadable");
  }
  if (!same(again, raw)) throw new NotOpened("unreadable");
  return claims;
}

function claimsOf(said) {
  const inner = said.get(PRIVATE);
  const mask = inner.get(6) ?? 0;
  return {
    id: said.get(7),
    issuer: said.get(1),
    issued: said.get(6),
    starts: said.get(5),
    ends: said.get(4),
    kind: inner.get(1),
    purposes: inner.get(2),
    plate: inner.get(3) ?? "",
    person: inner.get(4) ?? "",
    units: inner.get(5) ?? [],
    weekdays: [1, 2, 3, 4, 5, 6, 7].filter((day) => (mask >> (day - 1)) & 1),
    minutes: inner.get(7) ?? null,
    seats: inner.get(8) ?? 0,
    single: inner.get(9) ?? false,
    index: inner.get(10) ?? 0,
  };
}

// The map that is written, its keys in the order of the canonical form.
function asMap(claims) {
  const mask = claims.weekdays.reduce((sum, day) => sum + (1 << (day - 1)), 0);
  const inner = [
    [1, claims.kind],
    [2, claims.purposes],
    [3, claims.plate],
    [4, claims.person],
    [5, claims.units],
    [6, mask],
    [7, claims.minutes ?? []],
    [8, claims.seats],
    [9, claims.single],
    [10, claims.index],
  ];
  const kept = inner.filter(([, value]) => (Array.isArray(value) ? value.length : value));
  return new Map([
    [1, claims.issuer],
    [4, claims.ends],
    [5, claims.starts],
    [6, claims.issued],
    [7, claims.id],
    [PRIVATE, new Map(kept)],
  ]);
}

function wrong(claims) {
  const { id, issuer, kind, plate, person, purposes, units, minutes } = claims;
  const lists = [
    [purposes, 1, MOST.purposes],
    [units, 0, MOST.units],
  ];
  const numbers = [
    [claims.issued, LAST_INSTANT],
    [claims.starts, LAST_INSTANT],
    [claims.ends, LAST_INSTANT],
    [claims.seats, MOST.seats],
    [claims.index, LAST_INDEX],
  ];
  return (
    !(id instanceof Uint8Array && id.length === 8) ||
    ![issuer, kind].every((text) => isText(text, MOST.text)) ||
    ![plate, person].every((text) => text === "" || isText(text, MOST.person)) ||
    (plate === "" && person === "") ||
    !lists.every(([list, least, most]) => isList(list, least, most)) ||
    !numbers.every(([number, most]) => isNumber(number, most)) ||
    claims.starts >= claims.ends ||
    (minutes !== null && !isSpan(minutes)) ||
    typeof claims.single !== "boolean"
  );
}

function isNumber(value, most) {
  return Number.isSafeInteger(value) && value >= 0 && value <= most;
}

function isList(list, least, most) {
  const sized = Array.isArray(list) && list.length >= least && list.length <= most;
  return sized && list.every((text) => isText(text, MOST.text));
}

function isSpan(minutes) {
  if (!Array.isArray(minutes) || minutes.length !== 2) return false;
  const [first, last] = minutes;
  return isNumber(first, 1439) && isNumber(last, 1440) && first !== last;
}

function isText(value, most) {
  if (typeof value !== "string") return false;
  const length = [...value].length;
  return length >= 1 && length <= most && !HIDDEN.test(value);
}
