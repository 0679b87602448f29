// Who may pass: one verdict for a vehicle, as gis/permits/decide.py.
import { CLOCK, factsOf, personOf } from "./facts.js";
import { speaking } from "./policies.js";

const GRAVITY = { pass: 0, manual: 1, stop: 2 };
const UNTRUSTED = ["old", "expired", "clock"];
const ALL = "all";
const PERMIT = "permit";
const DAY = 86400;

// permit, traveller, post: see facts.js; ground: Ground; rules: readRulebook(...);
// now: epoch seconds. What comes back goes to asDocument.
export function decide(permit, traveller, post, ground, rules, now, band = "fresh") {
  const facts = factsOf(traveller, permit, post, now);
  const here = post.unit ? ground.place(post.unit, now) : null;
  const { origin, destination } = traveller;
  const acts = speaking(rules, post, origin, destination, now, here);
  const spoken = acts.flatMap((policy) => policy.rules);
  const asked = ask(facts, traveller, now);
  const met = weighPasses(spoken, asked, band);
  let notices = noticesOf(rules.notices, permit, traveller, band, met);
  let faults = spoken
    .filter((rule) => rule.effect === "require" && (met.core || !met.answers(rule)))
    .flatMap((rule) => faultsOf(rule, asked.require(rule), band));
  const owed = spoken
    .filter((rule) => rule.effect === "duty" && (met.own(rule) || !met.answers(rule)))
    .map((rule) => [rule, asked.owed(rule)]);
  if (!met.core) {
    [notices, faults] = rescue(met.doubtful, notices, faults);
    for (const [rule, { asking }] of owed) {
      if (asking.length) faults.push(failed(rule, "manual", asking));
    }
  }
  const outcome = met.core ? "pass" : weigh(notices, faults);
  const duties = owed.filter(([, { seats }]) => seats.length);
  return {
    outcome,
    failed: [...notices, ...faults],
    duties:
      outcome === "stop" ? [] : duties.map(([rule, { seats }]) => dutyOf(rule, seats, now)),
    versions: versionsOf(ground, acts, traveller, now, band),
    passedBy: met.by && outcome === "pass" ? failed(met.by, "pass", []) : null,
  };
}

// The facts of one journey, and what conditions say of them.
function ask(facts, traveller, now) {
  const unknown = new Set(facts.unknown);
  let people = null;
  const scenes = (rule) => {
    if (rule.per === "vehicle") return [facts];
    people ??= traveller.aboard.map((papers) => ({
      ...facts,
      person: personOf(papers, now),
    }));
    return people;
  };
  return {
    require(rule) {
      const [failing, asking] = [[], []];
      scenes(rule).forEach((scene, place) => {
        const speaks = rule.when(scene, unknown, true);
        if (speaks === false) return;
        const held = rule.hold(scene, unknown, false);
        if (held === false && speaks) failing.push(place + 1);
        else if (held !== true) asking.push(place + 1);
      });
      return { failing, asking };
    },
    met(rule) {
      let sure = true;
      for (const scene of scenes(rule)) {
        const told = rule.when(scene, unknown, false);
        if (told === false) return false;
        sure &&= told !== null;
      }
      return sure ? true : null;
    },
    owed(rule) {
      const [seats, asking] = [[], []];
      scenes(rule).forEach((scene, place) => {
        const told = rule.when(scene, unknown, true);
        if (told !== false) (told ? seats : asking).push(place + 1);
      });
      return { seats, asking };
    },
  };
}

function weighPasses(rules, asked, band) {
  const told = rules
    .filter((rule) => rule.effect === "pass")
    .map((rule) => [rule, asked.met(rule)])
    .filter(([rule, met]) => met !== false && counts(rule, band));
  const sure = told.filter(([, known]) => known).map(([rule]) => rule);
  const met = sure.filter((rule) => !excuses(rule));
  const whole = met.filter((rule) => rule.sets_aside.includes(ALL));
  const core = met.find((rule) => rule.keeps) ?? null;
  const by = core ?? [...whole, ...met][0] ?? null;
  const answered = new Set(sure.flatMap((rule) => rule.sets_aside));
  return {
    core,
    by,
    whole: whole.length > 0,
    doubtful: told.filter(([, sure]) => !sure).map(([rule]) => rule),
    answers: (rule) => answered.has(ALL) || answered.has(rule.policy),
    answersFor: (notice) => answered.has(`${PERMIT}/${notice.id}`),
    own: (rule) => by !== null && by.policy === rule.policy,
  };
}

// It lets nobody pass, and only names a permit's fault as none.
function excuses(rule) {
  return rule.sets_aside.every((name) => name.includes("/"));
}

function counts(rule, band) {
  if (rule.keeps || !UNTRUSTED.includes(band)) return true;
  return rule.keeps_old && band === "old";
}

function noticesOf(notices, permit, traveller, band, met) {
  const typed = Boolean(permit.facts?.typed);
  const gap = !(traveller.origin.unit && traveller.destination.unit);
  const found = [];
  for (const notice of notices) {
    let { outcome } = notice;
    if (notice.states.includes(permit.state) || (typed && notice.fact === "typed")) {
      if (met.answersFor(notice)) outcome = "pass";
      else if (outcome === "stop" && UNTRUSTED.includes(band) && !notice.firm) outcome = "manual";
    } else if (notice.bands.includes(band) || (gap && notice.fact === "gap")) {
      if (met.whole) outcome = "pass";
    } else {
      continue;
    }
    found.push(failed({ ...notice, policy: PERMIT, per: "vehicle" }, outcome, []));
  }
  return found;
}

function failed(rule, outcome, who) {
  const { policy, id, clause, text, cure, review, ask: question } = rule;
  const seats = rule.per === "vehicle" ? [] : who;
  return { policy, rule: id, clause, outcome, text, cure, review, ask: question, who: seats };
}

function faultsOf(rule, { failing, asking }, band) {
  const found = [];
  const stops = rule.failing === "stop" && !UNTRUSTED.includes(band);
  if (failing.length) found.push(failed(rule, stops ? "stop" : "manual", failing));
  if (asking.length) found.push(failed(rule, "manual", asking));
  return found;
}

// Ask, where a pass rule that cannot be told might answer for a stop.
function rescue(doubtful, notices, faults) {
  for (const rule of doubtful) {
    const every = rule.sets_aside.includes(ALL);
    const saved = (fault) =>
      fault.outcome === "stop" && (every || rule.sets_aside.includes(fault.policy));
    const softened = (fault) => ({ ...fault, outcome: "manual" });
    const grave = rule.keeps ? notices.filter(({ outcome }) => outcome === "stop") : [];
    if (!grave.length && !faults.some(saved)) continue;
    notices = notices.map((fault) => (grave.includes(fault) ? softened(fault) : fault));
    faults = faults.map((fault) => (saved(fault) ? softened(fault) : fault));
    faults.push(failed(rule, "manual", []));
  }
  return [notices, faults];
}

function weigh(...groups) {
  for (const group of groups) {
    const worst = Math.max(0, ...group.map(({ outcome }) => GRAVITY[outcome]));
    if (worst) return Object.keys(GRAVITY)[worst];
  }
  return "pass";
}

function dutyOf(rule, seats, now) {
  const { kind, days = [], hours, minute } = rule.duty;
  let until = null;
  if (hours !== undefined) {
    until = now + hours * 3600;
  } else if (minute !== undefined) {
    const ahead = minute * 60 - ((now + CLOCK) % DAY);
    until = now + (ahead > 0 ? ahead : ahead + DAY);
  }
  const { policy, id, clause, text } = rule;
  return { policy, rule: id, clause, kind, days, text, until, who: rule.per === "vehicle" ? [] : seats };
}

function versionsOf(ground, acts, traveller, now, band) {
  const ends = [traveller.origin.chain, traveller.destination.chain];
  const numbers = new Set(ends.flatMap((chain) => ground.numbers(chain, now)));
  return {
    ...ground.versions,
    band,
    policies: acts.map(({ id, number, sha256 }) => ({ id, number, sha256 })),
    directives: [...numbers].sort(),
  };
}

// The verdict as POST /checks gives it; lang: "vi" or "en".
export function asDocument(verdict, lang) {
  const say = (words) => words[lang] || words.vi || "";
  const said = (fault) => ({
    ...fault,
    text: say(fault.text),
    cure: say(fault.cure),
    review: say(fault.review),
    ask: say(fault.ask),
  });
  return {
    verdict: verdict.outcome,
    failed: verdict.failed.map(said),
    duties: verdict.duties.map((duty) => ({
      ...duty,
      until: duty.until === null ? null : iso(duty.until),
      text: say(duty.text),
    })),
    passed_by: verdict.passedBy && said(verdict.passedBy),
    versions: verdict.versions,
  };
}

function iso(instant) {
  return new Date((instant + CLOCK) * 1000).toISOString().slice(0, 19) + "+07:00";
}
