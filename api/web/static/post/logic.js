// Conditions that are true, false or cannot be told, as gis/permits/logic.py.
import { compileExpression, reads } from "./certlogic.js";

const MET = new Map([["and", all], ["!", opposite], ["if", chosen]]);

// tell(facts, unknown, broken): unknown is a Set of facts; null where the answer turns
// on one of them; `broken` where a value cannot be taken.
export function makeCondition(expression) {
  const run = compileExpression(expression);
  const read = [...new Set([...reads(expression)].map(fact))];
  let weigh = null;
  return (facts, unknown, broken) => {
    try {
      if (unknown.size && read.some((name) => unknown.has(name))) {
        weigh ??= weighing(expression);
        return weigh(facts, unknown);
      }
      const found = run(facts);
      return typeof found === "boolean" ? found : broken;
    } catch {
      return broken;
    }
  };
}

function fact(path) {
  return path.split(".").slice(0, 2).join(".");
}

function weighing(part) {
  if (part !== null && typeof part === "object" && !Array.isArray(part)) {
    const [[operator, given]] = Object.entries(part);
    if (MET.has(operator)) return MET.get(operator)(given.map(weighing));
  }
  const run = compileExpression({ "!": [{ "!": [part] }] });
  const read = [...reads(part)].map(fact);
  return (facts, unknown) =>
    read.some((name) => unknown.has(name)) ? null : run(facts);
}

function opposite([inner]) {
  return (facts, unknown) => {
    const told = inner(facts, unknown);
    return told === null ? null : !told;
  };
}

function all(parts) {
  return (facts, unknown) => {
    let sure = true;
    for (const part of parts) {
      const told = part(facts, unknown);
      if (told === false) return false;
      sure &&= told !== null;
    }
    return sure ? true : null;
  };
}

function chosen([guard, then, other]) {
  return (facts, unknown) => {
    const told = guard(facts, unknown);
    if (told !== null) return told ? then(facts, unknown) : other(facts, unknown);
    const [left, right] = [then(facts, unknown), other(facts, unknown)];
    return left === right ? left : null;
  };
}
