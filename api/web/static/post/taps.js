// Without a permit: where from, what for, which paper, by what. Four taps, one a screen;
// two more are asked only where their answer changes the verdict: who aboard lacks it.
import { element, show, tile } from "./screens.js";
import { lang, say } from "./words.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const VEHICLES = ["motorbike", "car", "truck", "coach", "foot", "bicycle", "boat", "ambulance", "fire_engine"];
const PICTURES = { fire_engine: "fire", dialysis: "drop", chemotherapy: "medical", vaccination: "vaccine" };
const STEPS = ["place", "purpose", "paper", "vehicle"];
const MOST_LACK = 10;
const DOUBLE_MS = 250; // the second half of a double tap is for the screen before
const step = document.getElementById("step");
const search = document.getElementById("place-search");
const name = document.getElementById("place-name");
const found = document.getElementById("place-found");
let asking = null;

// Ask what is not in `known`; `done` gets {place, purpose, paper, vehicle, all, lacking}.
// `from` are the places to offer first; `only` asks for some steps and no others.
export function ask({ places, near, purposes, ending, known = {}, only = STEPS, note = "", done }) {
  const steps = only.filter((one) => !(one in known));
  asking = { places, near, purposes, ending, steps, at: 0, answers: { ...known }, note, done };
  render();
  show("taps");
}

document.getElementById("step-back").addEventListener("click", () => {
  if (asking.at === 0) return history.back();
  asking.at -= 1;
  render();
});

name.addEventListener("input", () => {
  const codes = asking.places.find(name.value);
  const tiles = codes.map((code) => placeTile(code));
  if (codes.length === 0 && name.value.trim()) tiles.push(element("p", { text: say("place-nothing") }));
  found.replaceChildren(...tiles);
});

function answer(step, value) {
  if (performance.now() - asking.shown < DOUBLE_MS) return;
  asking.answers[step] = value;
  // A purpose of the always-pass core asks for nothing more; nor does "all have it".
  const core = step === "purpose" && asking.purposes.find((one) => one.code === value)?.core;
  const whole = step === "all" && value;
  asking.at += 1;
  if (core || whole || asking.at >= asking.steps.length) asking.done(asking.answers);
  else render();
}

function render() {
  const kind = asking.steps[asking.at];
  const title = kind === "place" ? (asking.ending === "to" ? "step-destination" : "step-origin") : `step-${kind}`;
  document.getElementById("step-title").textContent = say(title);
  document.getElementById("step-of").textContent = STEPS.includes(kind) ? say("step-of", { n: STEPS.indexOf(kind) + 1 }) : "";
  document.getElementById("step-told").textContent = asking.note;
  step.dataset.step = kind;
  search.hidden = kind !== "place";
  name.value = "";
  found.replaceChildren();
  step.replaceChildren(...{ place: places, purpose: purposes, paper: papers, vehicle: vehicles, all: everybody, lacking }[kind]());
  asking.shown = performance.now();
  scrollTo(0, 0);
  document.getElementById("step-title").focus({ preventScroll: true });
}

function places() {
  const unknown = tile({ label: say("place-unknown"), picture: "unknown", kind: "wide", press: () => answer("place", "") });
  return [...asking.near.map((code) => placeTile(code)), unknown];
}

function placeTile(code) {
  const { level } = asking.places.ground.place(code, Math.floor(Date.now() / 1000));
  const above = asking.places.above(code);
  const marks = element("small", { text: above });
  if (level !== null) marks.append(" ", element("span", { class: "level", text: String(level) }));
  return tile({ label: asking.places.name(code), more: marks, press: () => answer("place", code) });
}

function purposes() {
  const core = asking.purposes.filter((one) => one.core);
  const others = asking.purposes.filter((one) => !one.core);
  return [...others, ...core].map((one) =>
    tile({
      label: one[lang()],
      picture: PICTURES[one.code] ?? one.code,
      kind: one.core ? "core" : "",
      press: () => answer("purpose", one.code),
    }));
}

function vehicles() {
  return VEHICLES.map((kind) =>
    tile({ label: say(`vehicle-${kind}`), picture: PICTURES[kind] ?? kind, press: () => answer("vehicle", kind) }));
}

function everybody() {
  const one = (word, picture, value) => tile({ label: say(word), picture, kind: "wide", press: () => answer("all", value) });
  return [one("all-have", "pass", true), one("some-lack", "unknown", false)];
}

function lacking() {
  const counts = Array.from({ length: MOST_LACK }, (_, place) => place + 1);
  return counts.map((n) => tile({ label: n === MOST_LACK ? `${n}+` : String(n), kind: "number", press: () => answer("lacking", n) }));
}

// An age that is taken for "within n hours" is the oldest that it can be.
function papers() {
  const give = (...kept) => () => answer("paper", kept);
  const test = (method, hours) => ({ kind: "test", method, negative: true, age: hours * HOUR - 60 });
  const rows = [];
  for (const method of ["rapid", "pcr"]) {
    rows.push(element("h2", { text: say(`paper-${method}`) }));
    for (const hours of [24, 48, 72]) rows.push(tile({ label: say(`paper-${hours}`), kind: "short", press: give(test(method, hours)) }));
    rows.push(tile({ label: say("paper-over"), kind: "short", press: give(test(method, 24 * 30)) }));
  }
  return [
    tile({ label: say("paper-none"), picture: "none", kind: "wide", press: give() }),
    ...rows,
    tile({ label: say("paper-vaccine2"), picture: "vaccine", kind: "half", press: give({ kind: "vaccine", doses: 2, age: 15 * DAY }) }),
    tile({ label: say("paper-vaccine1"), picture: "vaccine", kind: "half", press: give({ kind: "vaccine", doses: 1, age: 15 * DAY }) }),
    tile({ label: say("paper-recovered"), picture: "recovered", kind: "half", press: give({ kind: "recovered", age: 179 * DAY }) }),
    tile({ label: say("paper-letter"), picture: "letter", kind: "half", press: give({ kind: "letter" }, { kind: "appointment" }, { kind: "badge" }) }),
    tile({ label: say("paper-positive"), picture: "test", kind: "wide core", press: give({ kind: "test", method: "pcr", negative: false, age: DAY - 60 }) }),
  ];
}
