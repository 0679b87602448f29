// The camera: what it sees is read on the phone and goes nowhere.
import { onLeave } from "./screens.js";
import { say } from "./words.js";

const WANTED = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
};
const WIDEST = 720; // pixels that are looked at: a version 12 code needs no more
const SLOW_MS = 6000;
const WHY = { NotAllowedError: "scan-denied", SecurityError: "scan-denied", NotFoundError: "scan-missing", OverconstrainedError: "scan-missing" };
const video = document.getElementById("video");
const told = document.getElementById("scan-told");
const torch = document.getElementById("torch");
const canvas = document.createElement("canvas");
let stream = null;
let worker = null;
let native;
let turn = 0;

onLeave("scan", close);
document.addEventListener("visibilitychange", () => { if (document.hidden) close(); });

// Open the camera, and give the first code that is seen; nothing once the screen is left.
export async function scan(found) {
  close();
  const mine = ++turn;
  told.textContent = say("scan-aim");
  try {
    if (!navigator.mediaDevices) throw new DOMException("", isSecureContext ? "NotFoundError" : "insecure");
    const opened = await navigator.mediaDevices.getUserMedia(WANTED);
    if (mine !== turn) return opened.getTracks().forEach((track) => track.stop());
    stream = opened;
    video.srcObject = stream;
    await video.play();
    offerTorch();
  } catch (error) {
    if (mine !== turn) return;
    const why = isSecureContext ? WHY[error.name] ?? "scan-missing" : "scan-insecure";
    told.textContent = say("scan-none", { why: say(why) });
    return;
  }
  const began = performance.now();
  while (mine === turn) {
    const text = await look();
    if (mine !== turn) return;
    if (text) {
      close();
      return found(text);
    }
    if (performance.now() - began > SLOW_MS) told.textContent = say("scan-slow");
  }
}

export function close() {
  turn += 1;
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.srcObject = null;
  torch.hidden = true;
}

torch.addEventListener("click", async () => {
  const on = torch.getAttribute("aria-pressed") !== "true";
  const [track] = stream?.getVideoTracks() ?? [];
  await track?.applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
  torch.setAttribute("aria-pressed", String(on));
});

function offerTorch() {
  const [track] = stream.getVideoTracks();
  torch.hidden = !track?.getCapabilities?.().torch;
  torch.setAttribute("aria-pressed", "false");
}

async function look() {
  await new Promise((done) => { requestAnimationFrame(done); });
  if (!video.videoWidth) return null;
  native ??= await nativeReader();
  if (native) return (await native.detect(video).catch(() => []))[0]?.rawValue ?? null;
  const scale = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  return read(pen.getImageData(0, 0, canvas.width, canvas.height));
}

async function nativeReader() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => [])) ?? [];
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : false;
}

function read({ width, height, data }) {
  worker ??= new Worker("/post/decoder.js", { type: "module" });
  return new Promise((done) => {
    worker.onmessage = (event) => done(event.data.text);
    worker.onerror = () => { worker = null; done(null); };
    worker.postMessage({ width, height, pixels: data.buffer }, [data.buffer]);
  });
}
