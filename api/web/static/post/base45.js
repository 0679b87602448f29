// Base45 (RFC 9285), as gis/permits/base45.py: bytes as characters of a QR code.
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const BASE = ALPHABET.length;
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

export function encode(raw) {
  let text = "";
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const number = raw[at] * 256 + raw[at + 1];
    text +=
      ALPHABET[number % BASE] +
      ALPHABET[Math.floor(number / BASE) % BASE] +
      ALPHABET[Math.floor(number / (BASE * BASE))];
  }
  if (raw.length % 2) {
    const last = raw[raw.length - 1];
    text += ALPHABET[last % BASE] + ALPHABET[Math.floor(last / BASE)];
  }
  return text;
}

// Throws for a character that is none of the 45, a length that cannot be, or a group
// that stands for more than its bytes hold.
export function decode(text) {
  const values = [...text].map((letter) => VALUES.get(letter));
  if (values.includes(undefined)) throw new Error("base45");
  const found = [];
  for (let at = 0; at < values.length; at += 3) {
    const group = values.slice(at, at + 3);
    const number = group.reduceRight((sum, value) => sum * BASE + value, 0);
    const size = group.length - 1;
    if (size < 1 || number >= 2 ** (8 * size)) throw new Error("base45");
    if (size === 2) found.push(number >> 8);
    found.push(number & 255);
  }
  return Uint8Array.from(found);
}
