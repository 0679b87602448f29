// How old a list is, and whether the clock can be right, as gis/permits/bands.py.
// Epoch seconds; lastEvent null where the device has none.
const LEEWAY = 120;
const HOUR = 3600;
const BELIEVED = 7 * 24 * HOUR;

export function bandOf(issued, now, lastEvent) {
  const early = Math.max(issued, lastEvent ?? issued) - LEEWAY;
  if (!(early <= now && now <= issued + BELIEVED)) return "clock";
  const age = now - issued;
  if (age <= 6 * HOUR) return "fresh";
  if (age <= 24 * HOUR) return "aged";
  return age <= 72 * HOUR ? "old" : "expired";
}
