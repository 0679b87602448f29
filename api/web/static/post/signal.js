// A verdict that is heard and felt: three sounds, three vibrations, never alike.
const TONES = {
  pass: [[880, 0, 0.12], [1320, 0.13, 0.22]],
  stop: [[196, 0, 0.35], [165, 0.42, 0.5]],
  manual: [[523, 0, 0.1], [523, 0.18, 0.1], [523, 0.36, 0.1], [659, 0.54, 0.16]],
};
const WAVES = { pass: "sine", stop: "square", manual: "triangle" };
const PULSES = { pass: [90], stop: [450, 120, 450], manual: [110, 90, 110, 90, 110] };
const KEPT = "post-sound";
let audio = null;

export const soundOn = () => localStorage.getItem(KEPT) !== "off";

export function toggleSound() {
  localStorage.setItem(KEPT, soundOn() ? "off" : "on");
}

// A browser lets a page sound only once somebody touched it.
addEventListener("pointerdown", () => {
  audio ??= typeof AudioContext === "undefined" ? null : new AudioContext();
  audio?.resume().catch(() => {});
});

export function signal(outcome) {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(PULSES[outcome]);
  if (!soundOn() || audio?.state !== "running") return;
  for (const [pitch, at, long] of TONES[outcome]) play(pitch, at, long, WAVES[outcome]);
}

function play(pitch, at, long, wave) {
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  const begins = audio.currentTime + at;
  tone.type = wave;
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.0001, begins);
  loudness.gain.exponentialRampToValueAtTime(0.6, begins + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, begins + long);
  tone.connect(loudness).connect(audio.destination);
  tone.start(begins);
  tone.stop(begins + long);
}
