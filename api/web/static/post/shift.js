// A shift: which post and direction this phone stands at, and what happened there.
import { deviceOf, sign } from "./device.js";
import { commit, hex } from "./chain.js";
import { record, since } from "./queue.js";
import { recall, remember } from "./store.js";

// {key, post, direction, officer, starts, first, ended, rush} or null. It is this phone's
// own word: no network is needed to go on with it.
export function shiftOf(store) {
  return recall(store, "shift");
}

// Begin a shift, signed in and online; the one before it on this phone ends by that: one
// tap. Asking again after a broken connection gives the same shift. `post` is the whole
// post of GET /api/v1/posts: the page needs it offline.
export async function startShift(store, send, post, direction, now) {
  const device = await deviceOf(store);
  const asked = await plan(store, post.id, direction);
  const signature = await sign(device, "vungxanh-shift-1", device.key, asked.key, post.id, direction);
  const body = { key: asked.key, device: device.key, post: post.id, direction, signature };
  const answer = await send("POST", "/api/v1/shifts", body);
  if (!answer.ok) return answer;
  const before = await shiftOf(store);
  if (before && !before.ended) await finish(store, before, now);
  const { officer, starts, key } = answer.body;
  const shift = { key, post, direction, officer, starts, first: 0, ended: false, rush: false };
  const [begun] = await record(store, eventOf(shift, "shift_on", now));
  await remember(store, "shift", { ...shift, first: begun.seq });
  await remember(store, "asked", null);
  return answer;
}

// End the shift on the phone; the service learns of it with the next sync, whether or not
// anybody is signed in.
export async function endShift(store, now) {
  const shift = await shiftOf(store);
  if (shift && !shift.ended) await finish(store, shift, now);
}

// Rush: the officer waves through what is not stopped on sight; every check says so.
export async function setRush(store, rush, now) {
  const shift = await shiftOf(store);
  await record(store, eventOf({ ...shift, rush }, rush ? "rush_on" : "rush_off", now));
  await remember(store, "shift", { ...shift, rush });
}

// Write down one check. `check` is {verdict, rules, band, bundle, permit?, single?,
// arrival?: {home, zone, heads}}; `rules` are "policy/rule" of what failed.
export async function recordCheck(store, check, now) {
  const shift = await shiftOf(store);
  const [made] = await record(store, { ...eventOf(shift, "check", now), ...check });
  return made.seq;
}

// The counts of this phone's shift, from its own log: no network is asked.
export async function countShift(store) {
  const shift = await shiftOf(store);
  if (!shift) return null;
  const events = (await since(store, shift.first)).map((one) => JSON.parse(one.text));
  const own = events.filter((one) => one.shift === shift.key);
  const back = new Set(own.filter((one) => one.override && !one.verdict).map((one) => one.override.of));
  const counts = { checks: 0, pass: 0, stop: 0, manual: 0, override: 0, arrivals: 0, rules: {} };
  for (const one of own) {
    if (one.override?.reason === "head-of-post") counts.override += 1;
    if (!back.has(one.override?.of)) counts.arrivals += one.arrival?.heads ?? 0;
    if (one.kind !== "check" || back.has(one.seq)) continue;
    counts.checks += 1;
    counts[one.verdict] += 1;
    for (const rule of one.rules) counts.rules[rule] = (counts.rules[rule] ?? 0) + 1;
  }
  return { shift, ...counts };
}

// Was this single-trip permit let through here before? Gives when (epoch seconds), or 0.
export async function usedBefore(store, permit) {
  return ((await recall(store, "used")) ?? {})[await commit(permit, "used")] ?? 0;
}

// Keep that a single-trip permit was used, for a week.
export async function markUsed(store, permit, now) {
  const used = (await recall(store, "used")) ?? {};
  const kept = Object.entries(used).filter(([, at]) => at > now - 86400 * 7);
  await remember(store, "used", { ...Object.fromEntries(kept), [await commit(permit, "used")]: now });
}

async function finish(store, shift, now) {
  await record(store, eventOf(shift, "shift_off", now));
  await remember(store, "shift", { ...shift, ended: true, rush: false });
}

// The key is the phone's own choice, kept until the service took it.
async function plan(store, post, direction) {
  const known = await recall(store, "asked");
  if (known && known.post === post && known.direction === direction) return known;
  const key = hex(crypto.getRandomValues(new Uint8Array(8)));
  const asked = { key, post, direction };
  await remember(store, "asked", asked);
  return asked;
}

function eventOf(shift, kind, now) {
  return {
    kind,
    at: Math.floor(now),
    post: shift.post.id,
    direction: shift.direction,
    shift: shift.key,
    verdict: "",
    rules: [],
    band: "",
    rush: shift.rush,
    bundle: null,
  };
}
