// What a shift looks back on: the last checks, its report, and the rules of its post.
import { lastEvents, since } from "./queue.js";
import { element, show } from "./screens.js";
import { countShift } from "./shift.js";
import { say, sayInstant, said, sayTime } from "./words.js";

const SHOWN = 20;
const MOST_RULES = 8;
const $ = (id) => document.getElementById(id);

export async function showLast(store, data) {
  const events = await lastEvents(store, 4 * SHOWN);
  const undone = takenBack(events);
  const checks = events.filter((one) => one.kind === "check").slice(0, SHOWN);
  const rows = checks.map((one) => row(data, one, undone.has(one.seq)));
  $("last-list").replaceChildren(...rows);
  if (rows.length === 0) $("last-list").append(element("li", { text: say("last-none") }));
  show("last");
}

// Numbers of checks that were a mis-tap, or were judged again.
function takenBack(events) {
  return new Set(events.filter((one) => one.kind === "override" && !one.verdict).map((one) => one.override.of));
}

function row(data, one, undone) {
  const word = element(undone ? "s" : "b", { text: say(`verdict-${one.verdict}`) });
  const rules = one.rules.map((rule) => ruleText(data, rule)).join(" ") || say("verdict-none");
  const band = one.band === "fresh" ? "" : say(`band-short-${one.band}`);
  return element("li", { class: one.verdict },
    element("span", { text: sayTime(one.at) }), word, element("span", { text: band }), element("small", { text: rules }));
}

// What a rule says, where the bundle at hand still has it.
function ruleText(data, key) {
  const [policy, id] = key.split("/");
  const rules = policy === "permit" ? data?.rules.notices : data?.rules.policies.find((one) => one.id === policy)?.rules;
  const own = { emergency: "emergency", "rush-counted": "report-counted", "head-of-post": "verdict-head" }[id];
  return said(rules?.find((one) => one.id === id)?.text) || (own ? say(own) : key);
}

export async function showReport(store, queue, data) {
  const counts = await countShift(store);
  if (!counts) return;
  const events = (await since(store, counts.shift.first)).map((one) => JSON.parse(one.text));
  const undone = takenBack(events).size;
  const lines = [
    ["report-total", counts.checks],
    ["verdict-pass", counts.pass],
    ["verdict-stop", counts.stop],
    ["verdict-manual", counts.manual],
    ["verdict-head", counts.override],
    ["report-arrivals", counts.arrivals],
    ["report-emergency", counts.rules["permit/emergency"] ?? 0],
    ["report-counted", counts.rules["permit/rush-counted"] ?? 0],
    ["report-undone", undone],
  ];
  const rows = lines.flatMap(([key, n]) => [element("dt", { text: say(key) }), element("dd", { text: String(n) })]);
  const sent = say("report-sent", { sent: queue.seq - queue.waiting, all: queue.seq });
  const began = sayInstant(Math.floor(Date.parse(counts.shift.starts) / 1000));
  $("report-counts").replaceChildren(element("dt", { text: say("report-since", { at: began }) }), element("dd", { text: sent }), ...rows);
  const rules = Object.entries(counts.rules).sort((a, b) => b[1] - a[1]).slice(0, MOST_RULES);
  $("report-rules").replaceChildren(element("h2", { text: say("report-rules") }),
    ...rules.map(([rule, n]) => element("p", { text: `${n} × ${ruleText(data, rule)}` })));
  show("report");
}

// The rules that can speak at this post, from the bundle itself: what is printed when
// every battery is dead.
export function showCard(data, post, now) {
  const policies = data.rules.policies.filter((one) => one.starts <= now && (one.ends === null || now < one.ends) && speaksAt(data, one, post));
  const rules = policies.flatMap((policy) => policy.rules.map((rule) => ({ ...rule, number: policy.number })));
  const groups = [
    ["card-always", rules.filter((rule) => rule.effect === "pass" && rule.keeps)],
    ["card-pass", rules.filter((rule) => rule.effect === "pass" && !rule.keeps)],
    ["card-require", rules.filter((rule) => rule.effect === "require")],
    ["card-duty", rules.filter((rule) => rule.effect === "duty")],
  ];
  $("card-of").textContent = `${post.name} · ${say("verdict-versions", { bundle: data.bundle.version, at: sayInstant(data.bundle.issued) })}`;
  $("card-rules").replaceChildren(...groups.flatMap(([key, found]) =>
    found.length === 0 ? [] : [element("h2", { text: say(key) }), ...found.map(ruleOf)]));
  show("card");
}

function speaksAt(data, { scope }, post) {
  if (scope.posts?.length && !scope.posts.includes(post.kind)) return false;
  const chain = data.ground.chain(post.unit || post.authority);
  return !scope.units?.length || scope.units.some((unit) => chain.includes(unit)) || scope.end === "from" || scope.end === "either";
}

function ruleOf(rule) {
  return element("div", { class: "rule" },
    element("b", { text: said(rule.text) }),
    said(rule.cure) ? element("p", { text: said(rule.cure) }) : null,
    element("small", { class: "hint", text: `${rule.number} · ${rule.clause}` }));
}

$("card-print").addEventListener("click", () => print());
