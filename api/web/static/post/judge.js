// What the phone judges with: the bundle that it holds, and one verdict for a journey.
import { bandOf } from "./bands.js";
import { readBundle } from "./bundle.js";
import { decide } from "./decide.js";
import { Ground } from "./ground.js";
import { Places } from "./places.js";
import { readRulebook } from "./policies.js";
import { readPermit } from "./reading.js";
import { recall, remember } from "./store.js";

const NAMELESS = { state: "none", claims: null, facts: {} };
const GUESSED = { goods: "truck", food: "truck", relief: "truck", oxygen: "truck", ambulance: "ambulance", fire: "fire_engine", fishing: "boat" };

export const nothingShown = () => NAMELESS;

export function clock() {
  return Math.floor(Date.now() / 1000);
}

// The bundle as this phone kept it, or null where it has none. It is verified each time.
export async function openData(store) {
  const kept = await recall(store, "bundle");
  const roots = await recall(store, "roots");
  if (!kept || !roots) return null;
  return ready(store, await readBundle(kept, roots, await recall(store, "seen")));
}

// Ask for a newer bundle and keep it where it is genuine and no older; names with it.
export async function fetchData(store) {
  const roots = await recall(store, "roots");
  if (!roots) return null;
  const raw = new Uint8Array(await got("/api/v1/bundle").then((answer) => answer.arrayBuffer()));
  const bundle = await readBundle(raw, roots, await recall(store, "seen"));
  await remember(store, "bundle", raw);
  await remember(store, "seen", bundle.seen);
  const names = await recall(store, "names");
  if (names?.sha256 !== bundle.names_sha256) await fetchNames(store, bundle).catch(() => {});
  return ready(store, bundle);
}

// Names are for reading and searching only: a phone without them shows codes.
async function fetchNames(store, bundle) {
  const fetched = await got("/api/v1/names").then((answer) => answer.json());
  const names = Object.fromEntries(fetched.units.map(([code, name]) => [code, name]));
  await remember(store, "names", { sha256: bundle.names_sha256, names });
}

async function ready(store, bundle) {
  const names = (await recall(store, "names"))?.names ?? {};
  const ground = new Ground(bundle.ground);
  const rules = readRulebook(bundle.rules);
  return { bundle, ground, rules, places: new Places(ground, names) };
}

async function got(url) {
  const answer = await fetch(url, { cache: "no-cache" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

// Read what was scanned: a permit of ours, or facts of another system's code.
export function readCode(data, text) {
  return readPermit(text, data.bundle.keys, data.bundle.status, clock());
}

export function bandNow(data, lastEvent) {
  return data ? bandOf(data.bundle.issued, clock(), lastEvent) : "expired";
}

// Judge a journey {place, purpose, papers, vehicle, plate, beyond, lacking}: `beyond` is the
// end behind the post, where it is not the post's own place; `lacking` how many aboard have
// no paper, the others those of `papers`. What was not asked is guessed
// from the permit, and the page says what it took.
export function judge(data, post, presented, journey, band) {
  const now = clock();
  const here = journey.beyond ?? (post.unit || post.authority);
  const at = (unit) => data.ground.place(unit, now);
  const away = at(journey.place ?? "");
  const outward = post.direction === "out";
  const traveller = {
    purpose: journey.purpose ?? "other",
    origin: outward ? at(here) : away,
    destination: outward ? away : at(here),
    vehicle: journey.vehicle ?? guessed(presented, journey.purpose),
    plate: journey.plate ?? presented.claims?.plate ?? "",
    aboard: [(journey.papers ?? []).map((paper) => dated(paper, now)), ...Array.from({ length: journey.lacking ?? 0 }, () => [])],
  };
  const verdict = decide(presented, traveller, post, data.ground, data.rules, now, band);
  return { verdict, traveller, now, band };
}

function guessed(presented, purpose) {
  if (purpose in GUESSED) return GUESSED[purpose];
  return presented.claims?.plate ? "car" : "motorbike";
}

function dated({ age, ...paper }, now) {
  return { at: age === undefined ? null : now - age, method: "", negative: null, doses: null, ...paper };
}

// What a rule asks for, as pictures and as papers that could still be shown.
export function askedFor(data, failed) {
  const policy = data.bundle.rules.policies.find((one) => one.id === failed.policy);
  const rule = policy?.rules.find((one) => one.id === failed.rule);
  const read = JSON.stringify(rule?.hold ?? "");
  const pictures = [];
  if (/"person\.(test|pcr|rapid)/.test(read)) pictures.push("test");
  if (/"person\.vaccine/.test(read)) pictures.push("vaccine");
  if (/"person\.recovered/.test(read)) pictures.push("recovered");
  if (/"permit\./.test(read)) pictures.push("scan");
  if (/"(minute|weekday)"/.test(read)) pictures.push("wait");
  const papers = [...read.matchAll(/"in":\["(\w+)",\{"var":"person\.papers"/g)].map((match) => match[1]);
  return { pictures: papers.length ? [...pictures, "letter"] : pictures, papers };
}
