// What a shift looks back on: the last checks, its report, and the rules of its post.
import { lastEvents } from "./queue.js";
import { element, show } from "./screens.js";
import { countShift } from "./shift.js";
import { say, sayInstant, said, sayTime } from "./words.js";

const SHOWN = 20;
const MOST_RULES = 8;
const $ = (id) => document.getElementById(id);

export async function showLast(store) {
  const events = await lastEvents(store, 4 * SHOWN);
  const undone = new Set(events.filter((one) => one.kind === "undo").map((one) => one.of));
  const checks = events.filter((one) => one.kind === "check").slice(0, SHOWN);
  const rows = checks.map((one) => row(one, undone.has(one.seq)));
  $("last-list").replaceChildren(...rows);
  if (rows.length === 0) $("last-list").append(element("li", { text: say("last-none") }));
  show("last");
}

function row(one, undone) {
  const word = element(undone ? "s" : "b", { text: say(`verdict-${one.verdict}`) });
  const rules = one.rules.join(", ") || say("verdict-none");
  return element("li", { class: one.verdict },
    element("span", { text: sayTime(one.at) }), word, element("span", { text: one.band }), element("small", { text: rules }));
}

export async function showReport(store, queue) {
  await fillReport(store, queue);
  show("report");
}

export async function fillReport(store, queue) {
  const counts = await countShift(store);
  if (!counts) return;
  const lines = [
    ["report-total", counts.checks],
    ["verdict-pass", counts.pass],
    ["verdict-stop", counts.stop],
    ["verdict-manual", counts.manual],
    ["verdict-head", counts.override],
    ["report-emergency", counts.emergency ?? 0],
    ["report-counted", counts.counted ?? 0],
    ["report-undone", counts.undone ?? 0],
  ];
  const rows = lines.flatMap(([key, n]) => [element("dt", { text: say(key) }), element("dd", { text: String(n) })]);
  const sent = say("report-sent", { sent: queue.seq - queue.waiting, all: queue.seq });
  $("report-counts").replaceChildren(
    element("dt", { text: say("report-since", { at: sayInstant(Math.floor(counts.shift.starts) || 0) }) }), element("dd", { text: sent }), ...rows);
  const rules = Object.entries(counts.rules).sort((a, b) => b[1] - a[1]).slice(0, MOST_RULES);
  $("report-rules").replaceChildren(element("h2", { text: say("report-rules") }),
    ...rules.map(([rule, n]) => element("p", { text: `${n} × ${rule}` })));
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
