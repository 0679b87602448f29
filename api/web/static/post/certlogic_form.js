// What is CertLogic and what is not, as gis/permits/certlogic_form.py.
import { isWhole } from "./certlogic_values.js";
import { Refused } from "./refused.js";

const DEEPEST = 40;
const MOST_PARTS = 4096;
const LONGEST_PATH = 256;
const UNITS = ["year", "month", "day", "hour"];
const OPERANDS = new Map([
  ["if", [3, 3]],
  ["and", [2, 256]],
  ["===", [2, 2]],
  ["in", [2, 2]],
  ["+", [2, 2]],
  ["!", [1, 1]],
  ...["<", ">", "<=", ">="].map((sign) => [sign, [2, 3]]),
  ...["after", "before", "not-after", "not-before"].map((word) => [word, [2, 3]]),
  ["plusTime", [3, 3]],
  ["reduce", [3, 3]],
  ["extractFromUVCI", [2, 2]],
  ["dccDateOfBirth", [1, 1]],
]);
const PATH = /^(?:[^.]+(?:\.[^.]+)*)?$/;

// Throws Refused with `path`, the way from the outermost operation to the fault.
export function checkExpression(expression) {
  let parts = 0;
  const waiting = [[expression, [], 1]];
  while (waiting.length) {
    const [part, path, depth] = waiting.pop();
    parts += 1;
    if (parts > MOST_PARTS || depth > DEEPEST) {
      throw fault("logic-size", path, { most: MOST_PARTS, deep: DEEPEST });
    }
    const inner = partsOf(part, path);
    for (const [child, way] of inner.reverse()) waiting.push([child, way, depth + 1]);
  }
}

function fault(code, path, facts) {
  return new Refused(code, { path: path.join("."), ...facts });
}

function partsOf(part, path) {
  if (Array.isArray(part)) return part.map((item, at) => [item, [...path, String(at)]]);
  if (part !== null && typeof part === "object") return operands(part, path);
  if (typeof part !== "boolean" && typeof part !== "string" && !isWhole(part)) {
    throw fault("logic-literal", path, { seen: part });
  }
  return [];
}

function operands(part, path) {
  const pairs = Object.entries(part);
  if (pairs.length !== 1) throw fault("logic-object", path, { count: pairs.length });
  const [[operator, given]] = pairs;
  const way = [...path, operator];
  if (operator === "var") {
    const fits = typeof given === "string" && [...given].length <= LONGEST_PATH;
    if (!fits || !PATH.test(given)) throw fault("logic-path", way, { seen: given });
    return [];
  }
  if (!OPERANDS.has(operator)) throw fault("logic-operator", path, { operator });
  const [least, most] = OPERANDS.get(operator);
  const count = Array.isArray(given) ? given.length : -1;
  if (count < least || count > most) throw fault("logic-operands", way, { least, most });
  for (const at of constants(operator, given)) {
    throw fault("logic-constant", [...way, String(at)], { seen: given[at] });
  }
  return given.map((value, at) => [value, [...way, String(at)]]);
}

// Operands that must be written out, and are not.
function constants(operator, given) {
  const found = [];
  const counted = operator === "plusTime" || operator === "extractFromUVCI";
  if (counted && !isWhole(given[1])) found.push(1);
  if (operator === "plusTime" && !UNITS.includes(given[2])) found.push(2);
  return found;
}

// The paths of the data that a checked expression reads; what the step of a reduce
// reads is not listed.
export function reads(expression) {
  const found = new Set();
  gather(expression, found);
  return found;
}

function gather(part, found) {
  if (Array.isArray(part)) {
    for (const item of part) gather(item, found);
  } else if (part !== null && typeof part === "object") {
    const [[operator, given]] = Object.entries(part);
    if (operator === "var") found.add(given);
    else gather(operator === "reduce" ? [given[0], given[2]] : given, found);
  }
}
