// Public keys, as gis/permits/keys.py: ES256 only, a point of 64 bytes, its name the
// first 8 bytes of the point's SHA-256.
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const loaded = new WeakMap();

export function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export async function kidOf(point) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", point)).slice(0, 8);
}

// The key as the browser verifies with it; throws where it is no point of the curve.
export function loadPublic(key) {
  if (!loaded.has(key)) {
    const point = new Uint8Array(65);
    point[0] = 4;
    point.set(key.public, 1);
    loaded.set(key, crypto.subtle.importKey("raw", point, CURVE, false, ["verify"]));
  }
  return loaded.get(key);
}
