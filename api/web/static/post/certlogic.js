// CertLogic 1.3.3, as gis/permits/certlogic.py: the same value for the same expression
// and data, or an error with the same code. Closures, no made source. Data are read by
// own keys only: a path never reaches what objects, lists and texts inherit.
import { checkExpression } from "./certlogic_form.js";
import { look } from "./certlogic_values.js";
import * as values from "./certlogic_values.js";

export { checkExpression, reads } from "./certlogic_form.js";

export function evaluate(expression, data) {
  return compileExpression(expression)(data);
}

// Throws Refused as checkExpression; the function made throws "logic-value".
export function compileExpression(expression) {
  checkExpression(expression);
  return make(expression);
}

const SIGNS = {
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
};
const TIMES = { before: "<", after: ">", "not-after": "<=", "not-before": ">=" };

function make(part) {
  if (Array.isArray(part)) {
    const items = part.map(make);
    return (data) => items.map((item) => item(data));
  }
  if (typeof part !== "object") return () => part;
  const [[operator, given]] = Object.entries(part);
  if (operator === "var") {
    const steps = given === "" ? [] : given.split(".");
    return (data) => look(data, steps);
  }
  return MAKERS[operator](given, operator);
}

// Every operand is judged before any is compared.
function compare(given, operator) {
  const temporal = Object.hasOwn(TIMES, operator);
  const holds = SIGNS[temporal ? TIMES[operator] : operator];
  const take = temporal ? values.instant : values.whole;
  const [a, b, c] = given.map(make);
  if (!c) return (data) => holds(take(operator, a(data)), take(operator, b(data)));
  return (data) => {
    const [x, y, z] = [a, b, c].map((operand) => take(operator, operand(data)));
    return holds(x, y) && holds(y, z);
  };
}

function all(given) {
  const parts = given.map(make);
  return (data) => {
    let value = true;
    for (const part of parts) {
      value = part(data);
      if (!values.isTrue(value)) return value;
    }
    return value;
  };
}

function choose(given) {
  const [guard, then, other] = given.map(make);
  return (data) => (values.isTrue(guard(data)) ? then(data) : other(data));
}

// The step sees its own two names only.
function fold(given) {
  const [items, step, first] = given.map(make);
  return (data) => {
    const list = items(data);
    if (list !== null && !Array.isArray(list)) throw values.refuse("reduce");
    let accumulator = first(data);
    for (const current of list ?? []) accumulator = step({ current, accumulator });
    return accumulator;
  };
}

function call(work) {
  return (given) => {
    const parts = given.map(make);
    return (data) => work(...parts.map((part) => part(data)));
  };
}

const MAKERS = {
  and: all,
  if: choose,
  reduce: fold,
  "!": call((value) => !values.isTrue(value)),
  "===": call(values.areEqual),
  in: call(values.isIn),
  "+": call(values.add),
  plusTime: call(values.plusTime),
  dccDateOfBirth: call(values.dateOfBirth),
  extractFromUVCI: call(values.extract),
};
for (const sign of [...Object.keys(SIGNS), ...Object.keys(TIMES)]) MAKERS[sign] = compare;
