// Values of CertLogic, as gis/permits/certlogic_values.py: truth, equality, whole
// numbers, instants. An instant is a Date.
import { Refused } from "./refused.js";

const PREFIX = "URN:UVCI:";
const DATE =
  /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(Z|([+-])([0-9]{1,2}?)(?::?([0-9]{2}))?)?)?)?)?$/;
const LONGEST_BIRTH = 10;
const HOUR = 3_600_000;

export function refuse(operator) {
  return new Refused("logic-value", { operator });
}

// A number that both twins hold exactly.
export function isWhole(value) {
  return Number.isSafeInteger(value);
}

export function isTrue(value) {
  if (typeof value === "boolean") return value;
  if (value === null) return false;
  if (typeof value === "string" || Array.isArray(value)) return value.length > 0;
  if (isWhole(value)) return value !== 0;
  if (typeof value === "object" && !(value instanceof Date)) {
    return Object.keys(value).length > 0;
  }
  throw refuse("truth");
}

function kindOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (value instanceof Date) return "instant";
  return typeof value;
}

export function areEqual(left, right) {
  if (typeof left === "string" || typeof right === "string") return left === right;
  const kind = kindOf(left);
  if (kind !== kindOf(right)) return false;
  if (kind === "list" || kind === "object" || kind === "instant") throw refuse("===");
  if (kind === "number" && !(isWhole(left) && isWhole(right))) throw refuse("===");
  return left === right;
}

export function isIn(value, items) {
  if (!Array.isArray(items)) throw refuse("in");
  return items.some((item) => areEqual(value, item));
}

export function whole(operator, value) {
  if (!isWhole(value)) throw refuse(operator);
  return value;
}

export function instant(operator, value) {
  if (!(value instanceof Date)) throw refuse(operator);
  return value.getTime();
}

export function add(left, right) {
  return whole("+", whole("+", left) + whole("+", right));
}

// Own keys of objects, digits into lists; null where the path ends.
export function look(data, steps) {
  let value = data ?? null;
  for (const step of steps) {
    if (Array.isArray(value)) {
      value = /^[0-9]+$/.test(step) ? value[Number(step)] ?? null : null;
    } else if (value !== null && typeof value === "object") {
      value = Object.hasOwn(value, step) ? value[step] ?? null : null;
    } else {
      return null;
    }
  }
  return value;
}

// A day that the month reached lacks runs over into the next (ECMA-262, Date).
export function plusTime(text, amount, unit) {
  const moved = readTime("plusTime", text);
  if (unit === "hour") moved.setTime(moved.getTime() + amount * HOUR);
  if (unit === "day") moved.setUTCDate(moved.getUTCDate() + amount);
  if (unit === "month") moved.setUTCMonth(moved.getUTCMonth() + amount);
  if (unit === "year") moved.setUTCFullYear(moved.getUTCFullYear() + amount);
  return inSpan("plusTime", moved);
}

export function dateOfBirth(text) {
  if (typeof text === "string" && text.length > LONGEST_BIRTH) {
    throw refuse("dccDateOfBirth");
  }
  return readTime("dccDateOfBirth", text);
}

function readTime(operator, text) {
  const found = typeof text === "string" ? DATE.exec(text) : null;
  if (found === null) throw refuse(operator);
  const [year, month, day, hour, minute, second] = found
    .slice(1, 7)
    .map((digits) => (digits === undefined ? null : Number(digits)));
  const [part, zone, sign, away, beyond] = found.slice(7);
  const start = new Date(0);
  if (day === null) {
    const last = month ?? 12;
    if (last < 1 || last > 12) throw refuse(operator);
    start.setUTCFullYear(year, last, 0); // the day before the next month's first
  } else {
    start.setUTCFullYear(year, month - 1, day);
    const kept = start.getUTCMonth() === month - 1 && start.getUTCDate() === day;
    if (!kept || hour > 23 || minute > 59 || second > 59) throw refuse(operator);
    const thousandth = Number((part ?? "0").slice(0, 3).padEnd(3, "0"));
    start.setUTCHours(hour ?? 0, minute ?? 0, second ?? 0, thousandth);
  }
  inSpan(operator, start);
  if (zone === undefined || zone === "Z") return start;
  const [hours, minutes] = [Number(away), Number(beyond ?? 0)];
  if (hours > 23 || minutes > 59) throw refuse(operator);
  const offset = hours * HOUR + minutes * 60_000;
  start.setTime(start.getTime() + (sign === "+" ? -offset : offset));
  return inSpan(operator, start);
}

// Years 1 to 9999, which both twins hold.
function inSpan(operator, time) {
  const year = time.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) throw refuse(operator);
  return time;
}

export function extract(text, index) {
  if (text === null) return null;
  if (typeof text !== "string") throw refuse("extractFromUVCI");
  const bare = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  return bare.split(/[/#:]/)[index] ?? null;
}
