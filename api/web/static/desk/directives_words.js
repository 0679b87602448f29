// How a directive is named, and how its time and its places are told.
import { dayWords, instantWords, say } from "./desk.js";

// A time as it was typed: a day, or a local date-time.
export function typedWords(text) {
  return text.length > 10 ? `${text.slice(11, 16)} ${dayWords(text)}` : dayWords(text);
}

export function typedSpan(starts, ends) {
  if (!starts) return say("span-missing");
  if (!ends) return say("span-open", { starts: typedWords(starts) });
  const key = ends.length > 10 ? "span-until" : "span-days";
  return say(key, { starts: typedWords(starts), ends: typedWords(ends) });
}

// The days of a span, as short as a legend needs them.
export function shortSpan(starts, ends) {
  return `${dayWords(starts).slice(0, 5)}–${ends ? dayWords(ends).slice(0, 5) : "…"}`;
}

// A span between instants: whole days are told as days, the last one included.
export function instantSpan(starts, ends) {
  const first = instantWords(starts);
  const from = first.endsWith("00:00") ? first.slice(0, 10) : `${first.slice(11)} ${first.slice(0, 10)}`;
  if (!ends) return say("span-open", { starts: from });
  const last = instantWords(ends);
  if (last.endsWith("00:00")) {
    const day = instantWords(new Date(new Date(ends).getTime() - 60000).toISOString()).slice(0, 10);
    return say("span-days", { starts: from, ends: day });
  }
  return say("span-until", { starts: from, ends: `${last.slice(11)} ${last.slice(0, 10)}` });
}

export function actName(act) {
  return act.title || act.basis;
}

export function placeNames(codes, places, most = 4) {
  const names = codes.map((code) => places[code] || code);
  if (names.length <= most + 1) return names.join(", ");
  return say("places-more", { names: names.slice(0, most).join(", "), count: names.length - most });
}
