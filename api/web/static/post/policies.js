// The policies at hand, and which of them speak, as gis/permits/policies.py.
import { makeCondition } from "./logic.js";
import { Refused } from "./refused.js";

const FORMAT = 1;

// rules: the document of Rulebook.as_json. Throws Refused "policy-format".
export function readRulebook(found) {
  if (found.format !== FORMAT) throw new Refused("policy-format", { seen: found.format });
  return {
    notices: found.notices.map((one) => ({ states: [], bands: [], fact: "", ...one })),
    policies: found.policies.map(readPolicy),
  };
}

function readPolicy(found) {
  const rules = found.rules.map((rule) => ({
    per: "vehicle",
    failing: "stop",
    keeps: false,
    keeps_old: false,
    sets_aside: [],
    cure: {},
    review: {},
    ask: {},
    duty: null,
    ...rule,
    policy: found.id.split("@")[0], // harvest@91 answers to harvest
    when: makeCondition(rule.when),
    hold: "hold" in rule ? makeCondition(rule.hold) : null,
  }));
  return { ...found, rules };
}

// Policies that speak for a journey, sorted by id as the document has them.
export function speaking(rulebook, post, origin, destination, now, here) {
  const place = here ?? { chain: [post.unit, post.authority], basis: [] };
  return rulebook.policies.filter(
    (policy) =>
      policy.starts <= now &&
      (policy.ends === null || now < policy.ends) &&
      holds(policy.scope, post, origin, destination, place),
  );
}

function holds(scope, post, origin, destination, here) {
  if (scope.posts && !scope.posts.includes(post.kind)) return false;
  if (!scope.units && !scope.basis && !scope.without) return true;
  const meets = (place) =>
    (!scope.units || place.chain.some((code) => scope.units.includes(code))) &&
    !(scope.without && place.chain.some((code) => scope.without.includes(code))) &&
    (!scope.basis || place.basis.some((basis) => scope.basis.includes(basis)));
  const [from, to] = [() => meets(origin), () => meets(destination)];
  const ends = {
    to,
    from,
    both: () => from() && to(),
    post: () => meets(here),
    either: () => from() || to() || meets(here),
  };
  return ends[scope.end]();
}
