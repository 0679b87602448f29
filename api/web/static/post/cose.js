// COSE_Sign1 in the one form that permits and bundles have, as gis/permits/cose.py:
// tag 18, protected {1: -7, 4: kid}, unprotected {}, shortest lengths, 64 bytes of
// signature. Nothing is decoded before the signature holds.
import { loadPublic, same } from "./keys.js";

export const MOST_OF_A_PERMIT = 1024;
const HALF = 32;
const PROTECTED = [0xa2, 0x01, 0x26, 0x04, 0x48];
const KID_BYTES = 8;
const CONTEXT = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];
const WIDTHS = new Map([[0x58, 1], [0x59, 2], [0x5a, 4]]);

// `state` is what the reading of a permit calls it.
export class NotOpened extends Error {
  constructor(state) {
    super(state);
    this.state = state;
  }
}

// Gives {payload, key}; throws NotOpened: unreadable, bad_signature, unknown_key.
export async function open1(raw, keys, most = MOST_OF_A_PERMIT) {
  const { kid, payload, signature } = takeApart(raw, most);
  const named = keys.filter((key) => same(key.kid, kid));
  if (!named.length) throw new NotOpened("unknown_key");
  const signed = Uint8Array.from([
    ...CONTEXT,
    0x40 + PROTECTED.length + KID_BYTES,
    ...PROTECTED,
    ...kid,
    0x40,
    ...header(payload.length),
  ]);
  const whole = new Uint8Array(signed.length + payload.length);
  whole.set(signed);
  whole.set(payload, signed.length);
  for (const key of named) {
    if (await holds(key, signature, whole)) return { payload, key };
  }
  throw new NotOpened("bad_signature");
}

async function holds(key, signature, signed) {
  try {
    const scheme = { name: "ECDSA", hash: "SHA-256" };
    return await crypto.subtle.verify(scheme, await loadPublic(key), signature, signed);
  } catch {
    return false; // a key that is no point of the curve verifies nothing
  }
}

function takeApart(raw, most) {
  if (raw.length > most || raw[0] !== 0xd2 || raw[1] !== 0x84) {
    throw new NotOpened("unreadable");
  }
  const head = readBytes(raw, 2);
  const size = PROTECTED.length + KID_BYTES;
  const ours = PROTECTED.every((byte, at) => head.content[at] === byte);
  if (head.content.length !== size || !ours || raw[head.end] !== 0xa0) {
    throw new NotOpened("bad_signature");
  }
  const body = readBytes(raw, head.end + 1);
  const tail = readBytes(raw, body.end);
  if (tail.end !== raw.length) throw new NotOpened("unreadable");
  if (tail.content.length !== 2 * HALF) throw new NotOpened("bad_signature");
  return {
    kid: head.content.slice(PROTECTED.length),
    payload: body.content,
    signature: tail.content,
  };
}

function number(raw, from, width) {
  let value = 0;
  for (let at = from; at < from + width; at += 1) value = value * 256 + (raw[at] ?? 0);
  return value;
}

function header(size) {
  if (size < 24) return [0x40 + size];
  for (const [first, width] of WIDTHS) {
    if (size >= 256 ** width) continue;
    const bytes = [first];
    for (let place = width - 1; place >= 0; place -= 1) {
      bytes.push(Math.floor(size / 256 ** place) % 256);
    }
    return bytes;
  }
  throw new NotOpened("unreadable");
}

// The byte string at a place, and where it ends; in its shortest form only.
export function readBytes(raw, at) {
  const first = raw[at] ?? 0;
  let start = at + 1;
  let size = first - 0x40;
  if (size < 0 || size >= 24) {
    const width = WIDTHS.get(first);
    if (width === undefined) throw new NotOpened("unreadable");
    start = at + 1 + width;
    size = number(raw, at + 1, width);
    const least = width === 1 ? 24 : 256 ** (width / 2);
    if (size < least) throw new NotOpened("unreadable"); // longer than need be
  }
  if (start + size > raw.length) throw new NotOpened("unreadable");
  return { content: raw.slice(start, start + size), end: start + size };
}
