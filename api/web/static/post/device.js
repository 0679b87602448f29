// The phone itself: a P-256 key that is made here and can leave neither page nor phone.
import { hex, statement } from "./chain.js";
import { reading, writing } from "./store.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const UTF8 = new TextEncoder();

// Give the device, {key, pair, public, unit, label}, or null before there is one.
// `unit` is "" until the service took it.
export async function deviceOf(store) {
  return (await reading(store, "keys", (all) => all.get("device"))) ?? null;
}

// Make the key pair where there is none; two pages at once agree on the first.
export async function makeDevice(store) {
  const known = await deviceOf(store);
  if (known) return known;
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)).slice(1);
  const key = hex(await crypto.subtle.digest("SHA-256", point)).slice(0, 16);
  const made = { name: "device", key, pair, public: base64url(point), unit: "", label: "" };
  return writing(store, ["keys"], (transaction, give) => {
    const all = transaction.objectStore("keys");
    const request = all.get("device");
    request.onsuccess = () => {
      if (!request.result) all.put(made);
      give(request.result ?? made);
    };
  });
}

export async function sign(device, ...parts) {
  const said = UTF8.encode(statement(...parts));
  return base64url(new Uint8Array(await crypto.subtle.sign(SIGNING, device.pair.privateKey, said)));
}

// Hand the public key in, with the code that the post's office gave: signed in, online.
// Gives the answer of the service; the device is bound to its unit where that is ok.
export async function enrol(store, send, code, label) {
  const device = await makeDevice(store);
  const typed = code.replace(/[\s-]/g, "").toUpperCase();
  const signature = await sign(device, "vungxanh-device-1", typed, device.public);
  const answer = await send("POST", "/api/v1/devices", { code: typed, label, public: device.public, signature });
  if (answer.ok) {
    const bound = { ...device, unit: answer.body.unit, label: answer.body.label };
    await writing(store, ["keys"], (t) => t.objectStore("keys").put(bound));
  }
  return answer;
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
