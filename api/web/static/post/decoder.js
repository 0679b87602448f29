// Reads QR pictures away from the page, so that a thumb never waits for one.
import { decodeQR } from "/static-vendor/qr/decode.js";

const PATIENCE_MS = 400;

addEventListener("message", ({ data: { width, height, pixels } }) => {
  let text = null;
  try {
    text = decodeQR({ width, height, data: new Uint8ClampedArray(pixels) }, { timeLimit: PATIENCE_MS });
  } catch {
    // No code in this picture: the next one is on its way.
  }
  postMessage({ text });
});
