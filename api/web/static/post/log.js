// What a check leaves behind: verdict, rules, time and band; no plate, no person.
import { markUsed, recordCheck, usedBefore } from "./shift.js";
import { lastEvents } from "./queue.js";

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// Write a verdict down; gives its number.
export async function logCheck(store, { verdict, band, now }, { bundle, claims = null }) {
  const said = [...verdict.failed, ...(verdict.passedBy ? [verdict.passedBy] : [])];
  const rules = [...new Set(said.map((one) => `${one.policy}/${one.rule}`))];
  const check = { verdict: verdict.outcome, rules, band, bundle };
  if (claims) Object.assign(check, { permit: hex(claims.id), single: claims.single });
  const seq = await recordCheck(store, check, now);
  if (claims?.single && verdict.outcome === "pass") await markUsed(store, hex(claims.id), now);
  return seq;
}

// When a permit for one trip was let through on this phone before (epoch seconds), or 0:
// it is told and refused to nobody, a trip may pass several posts.
export function usedAt(store, claims) {
  return claims?.single ? usedBefore(store, hex(claims.id)) : 0;
}

// Decided without asking the policies: an emergency, one that is only counted.
export function logRule(store, verdict, rule, { band, bundle, now }) {
  return recordCheck(store, { verdict, rules: [`permit/${rule}`], band, bundle }, now);
}

// Take a check back (verdict ""), or say what the head of the post made of it. `second`
// is the name of the account of who stands for a pass against the verdict.
export function logChange(store, seq, verdict, reason, { band, bundle, now }, second = "self") {
  const override = { of: seq, reason, second };
  return recordCheck(store, { kind: "override", verdict, rules: [], override, band, bundle }, now);
}

// How many of a check go home to a commune, and from which zone: {home, zone, heads}. It
// changes nothing of the verdict, which is told again.
export function logArrival(store, seq, verdict, arrival, { band, bundle, now }) {
  const override = { of: seq, reason: "arrival", second: "self" };
  return recordCheck(store, { kind: "override", verdict, rules: [], override, arrival, band, bundle }, now);
}

export async function lastInstant(store) {
  const [newest] = await lastEvents(store, 1);
  return newest?.at ?? null;
}
