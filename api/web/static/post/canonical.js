// CBOR as a permit is written: shortest heads, maps in the order that they have. For the
// kinds of values that a permit holds and no others; decoding is left to cborg.
const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const SIZES = [1, 2, 4, 8];

export function encode(value) {
  return Uint8Array.from(bytesOf(value));
}

function bytesOf(value) {
  if (typeof value === "boolean") return [value ? 0xf5 : 0xf4];
  if (Number.isInteger(value)) return value < 0 ? head(NEGATIVE, -1 - value) : head(UNSIGNED, value);
  if (value instanceof Uint8Array) return [...head(BYTES, value.length), ...value];
  if (value instanceof Map) return [...head(MAP, value.size), ...[...value].flat().flatMap(bytesOf)];
  if (Array.isArray(value)) return [...head(ARRAY, value.length), ...value.flatMap(bytesOf)];
  const text = new TextEncoder().encode(value);
  return [...head(TEXT, text.length), ...text];
}

function head(major, count) {
  if (count < 24) return [(major << 5) | count];
  const place = SIZES.findIndex((size) => count < 256 ** size);
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(count));
  return [(major << 5) | (24 + place), ...new Uint8Array(view.buffer).slice(8 - SIZES[place])];
}
