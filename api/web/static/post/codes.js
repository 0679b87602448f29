// The short code of a permit, as gis/permits/codes.py: seven characters and a check
// over GF(32) that finds any wrong character and any two that changed places.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
const FOLDED = { O: "0", I: "1", L: "1", U: "V" };
const FIELD = 0b100101;

// id: 8 bytes.
export async function codeOf(id) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", id));
  const bits = Array.from(digest.slice(0, 5), (byte) => byte.toString(2).padStart(8, "0"));
  const values = bits.join("").slice(0, 35).match(/.{5}/g).map((five) => parseInt(five, 2));
  return [...values, check(values)].map((value) => ALPHABET[value]).join("");
}

// The code that was typed, as it is kept; "" where it is none.
export function checkCode(text) {
  const bare = text.replace(/[ \-.\u00a0\t]/g, "").toUpperCase();
  const code = bare.replace(/[OILU]/g, (letter) => FOLDED[letter]);
  const values = [...code].map((letter) => ALPHABET.indexOf(letter));
  if (values.length !== LENGTH || values.includes(-1)) return "";
  return check(values.slice(0, -1)) === values[LENGTH - 1] ? code : "";
}

function check(values) {
  return values.reduce((found, value) => double(found ^ value), 0);
}

function double(value) {
  const doubled = value << 1;
  return doubled > 31 ? doubled ^ FIELD : doubled;
}
