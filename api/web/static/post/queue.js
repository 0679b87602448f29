// The log that waits for a network: numbered, chained, kept until the service has it.
import { BEGINS, canonical, commit, link, newSalt } from "./chain.js";
import { deviceOf, sign } from "./device.js";
import { reading, recall, writing } from "./store.js";

const AT_ONCE = 500;
const KEPT = 20; // what the page lists again
const TRIES = 50;

// Write events at the end of the log, in order, all or none; give what was written.
// An event is what happened ({kind, at, post, ...}); `permit` (hex digits) beside it goes
// sealed: the text holds a salted hash only, and the number is dropped once it was sent.
export async function record(store, ...events) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const head = (await recall(store, "head")) ?? { seq: 0, hash: BEGINS };
    const made = await chained(head, events);
    if (await keep(store, head, made)) return made;
  }
  throw new Error("another page of this phone writes without end");
}

// {waiting, seq, contiguous, quarantined}: what is not with the service yet.
export async function countWaiting(store) {
  const head = (await recall(store, "head")) ?? { seq: 0 };
  const told = (await recall(store, "told")) ?? { contiguous: 0, quarantined: false };
  return { waiting: head.seq - told.contiguous, seq: head.seq, ...told };
}

// The newest events of this phone, the newest first: {seq, at, kind, verdict, ...}.
export async function lastEvents(store, most = KEPT) {
  const { seq } = (await recall(store, "head")) ?? { seq: 0 };
  const found = await since(store, seq - most + 1, most);
  return found.reverse().map((one) => JSON.parse(one.text));
}

// Every event from a number on, as {seq, text, hash, sealed}.
export function since(store, first, most) {
  return reading(store, "events", (all) => all.getAll(IDBKeyRange.lowerBound(first), most));
}

// Send what waits, a batch at a time; gives the last answer, or null for nothing to send.
// A dead network throws and nothing is lost: the same batch is sent again.
export async function sync(store, send) {
  const device = await deviceOf(store);
  let answer = null;
  for (;;) {
    const { contiguous, waiting } = await countWaiting(store);
    if (!device?.unit || waiting <= 0) return answer;
    const batch = await since(store, contiguous + 1, AT_ONCE);
    if (batch.length === 0) return answer;
    answer = await sendBatch(store, device, send, batch);
    if (!answer.ok || answer.body.contiguous <= contiguous) return answer;
  }
}

async function sendBatch(store, device, send, batch) {
  const texts = batch.map((one) => one.text);
  const signature = await sign(device, "vungxanh-events-1", device.key, ...texts);
  const events = batch.map(({ text, sealed }) => (sealed ? { text, sealed } : { text }));
  const answer = await send("POST", `/api/v1/devices/${device.key}/events`, { events, signature });
  if (answer.ok) await settle(store, answer.body);
  return answer;
}

async function chained(head, events) {
  let { seq, hash } = head;
  const made = [];
  for (const { permit = "", ...event } of events) {
    seq += 1;
    const salt = permit ? newSalt() : "";
    const mark = permit ? await commit(permit, salt) : "";
    const text = canonical({ ...event, seq, mark, previous: hash });
    hash = await link(hash, text);
    made.push({ seq, text, hash, sealed: permit ? { permit, salt } : null });
  }
  return made;
}

// Keep what was made from a head that is still the head; false where it moved.
function keep(store, head, made) {
  return writing(store, ["events", "state"], (transaction, give) => {
    const state = transaction.objectStore("state");
    const request = state.get("head");
    request.onsuccess = () => {
      const same = (request.result?.value.seq ?? 0) === head.seq;
      give(same);
      if (!same || made.length === 0) return;
      for (const one of made) transaction.objectStore("events").add(one);
      const { seq, hash } = made.at(-1);
      state.put({ name: "head", value: { seq, hash } });
    };
  });
}

// What the service has loses its permit's number at once, and goes once its shift is over.
function settle(store, { contiguous, quarantined }) {
  return writing(store, ["events", "state"], (transaction) => {
    const events = transaction.objectStore("events");
    const state = transaction.objectStore("state");
    state.put({ name: "told", value: { contiguous, quarantined } });
    const shift = state.get("shift");
    shift.onsuccess = () => {
      const first = shift.result?.value?.first ?? Infinity;
      const cursor = events.openCursor(IDBKeyRange.upperBound(contiguous));
      cursor.onsuccess = () => {
        const here = cursor.result;
        if (!here) return;
        if (here.key < Math.min(first, contiguous - KEPT + 1)) here.delete();
        else if (here.value.sealed) here.update({ ...here.value, sealed: null });
        here.continue();
      };
    };
  });
}
