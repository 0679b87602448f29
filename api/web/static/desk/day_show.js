// What is shown back to a commune: its figures, what changed, two weeks, its zone.
import { dayWords, el, figure, say } from "./desk.js";

export const COUNTS = ["cases_community", "cases_quarantine", "cases_lockdown"];
export const NUMBERS = [...COUNTS, "unknown_source", "f1_community", "sampled"];
export const TEXTS = ["on_duty", "needs"];
export const FIELDS = [...NUMBERS, ...TEXTS];

const TALLEST = 60;
const short = (iso) => dayWords(iso).slice(0, 5);
const blank = (value) => value === null || value === undefined || value === "";
const number = (value) => (blank(value) || !Number.isFinite(Number(value)) ? null : Number(value));
const sum = (report) => COUNTS.reduce((all, name) => all + Number(report[name] || 0), 0);

export function headline(report) {
  const count = sum(report);
  return count ? say("said-cases", { count: figure(count) }) : say("said-none");
}

export function figures(report) {
  const list = el("dl");
  for (const name of NUMBERS) {
    const words = blank(report[name]) ? say("not-told") : figure(Number(report[name]));
    list.append(el("dt", {}, say(name)), el("dd", {}, words));
  }
  for (const name of TEXTS) {
    if (report[name]) list.append(el("dt", {}, say(name)), el("dd", { class: "text" }, report[name]));
  }
  return list;
}

function change(was, is) {
  if (was === null || is === null) return "–";
  const by = figure(Math.abs(is - was));
  return is === was ? say("same") : say(is > was ? "up" : "down", { by });
}

// One sentence: more or fewer cases than the day before, as far as that is known.
export function againstBefore(last, line, cases) {
  const was = line?.cases ?? null;
  if (was === null) return say("back-none", { day: dayWords(last) });
  return say("against", { day: dayWords(last), was: figure(was), change: change(was, cases) });
}

export function sinceBefore(last, day, line, mine) {
  const title = el("h2", { id: "back-title" }, say("back"));
  const earlier = line?.report?.report;
  if ((line?.cases ?? null) === null) {
    return [title, el("p", { class: "hint" }, say("back-none", { day: dayWords(last) }))];
  }
  const total = mine && COUNTS.every((name) => number(mine[name]) !== null) ? sum(mine) : null;
  const rows = [["total", line.cases, total]];
  if (earlier) for (const name of NUMBERS) rows.push([name, number(earlier[name]), number(mine?.[name])]);
  const heads = [say("back-field"), short(last), short(day), say("back-change")];
  const table = el("table", {},
    el("thead", {}, el("tr", {}, ...heads.map((text, place) =>
      el("th", { scope: "col", class: place === 1 || place === 2 ? "number" : null }, text)))),
    el("tbody", {}, ...rows.map(([name, was, is]) => el("tr", {},
      el("th", { scope: "row" }, say(name)),
      el("td", { class: "number" }, figure(was)),
      el("td", { class: "number" }, figure(is)),
      el("td", {}, change(was, is))))));
  const source = earlier ? null : el("p", { class: "hint" }, say("back-file", { day: dayWords(last) }));
  return [title, el("div", { class: "scroll" }, table), source].filter(Boolean);
}

export function fortnight(days) {
  const known = days.filter((one) => one.cases !== null);
  const most = Math.max(1, ...known.map((one) => one.cases));
  const bars = days.map((one) => {
    const silent = one.cases === null;
    const words = silent ? say("bar-silent") : say("bar", { count: figure(one.cases) });
    return el("li", {},
      picture(silent, silent ? 0.5 : one.cases / most),
      el("span", { "aria-hidden": "true" }, silent ? "?" : figure(one.cases)),
      el("span", { class: "unseen" }, `${dayWords(one.day)}: ${words}`));
  });
  const facts = { cases: figure(known.reduce((all, one) => all + one.cases, 0)), told: known.length, silent: days.length - known.length };
  return [
    el("h2", { id: "fortnight-title" }, say("fortnight")),
    el("p", { class: "hint" }, say("fortnight-sum", facts)),
    el("ol", { class: "bars" }, ...bars),
    el("div", { class: "days-ends", "aria-hidden": "true" },
      el("span", {}, short(days[0].day)), el("span", {}, short(days.at(-1).day))),
  ];
}

// A silent day is a dashed empty box: never a zero.
function picture(silent, share) {
  const make = (tag, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const height = Math.max(2, Math.round(TALLEST * share));
  const drawn = make("svg", { viewBox: `0 0 20 ${height}`, height, preserveAspectRatio: "none", "aria-hidden": "true" });
  const box = { x: 1, y: 1, width: 18, height: Math.max(1, height - 2) };
  const dashed = { fill: "none", stroke: "#7a4100", "stroke-width": 2, "stroke-dasharray": "3 3" };
  const full = { x: 0, y: 0, width: 20, height, fill: share ? "#98160c" : "#0c4a44" };
  drawn.append(make("rect", silent ? { ...box, ...dashed } : full));
  return drawn;
}

export function zoneNow(zone) {
  const level = zone.level === null ? null : el("span", { class: "stamp" }, say("zone-level", { level: zone.level }));
  const stamp = zone.state === "proposed" ? el("span", { class: "stamp draft" }, say("zone-draft")) : null;
  const name = zone.name ?? (zone.zone === "no_report" ? say("no-report") : zone.zone);
  const when = [
    say("zone-since", { day: dayWords(zone.since) }),
    zone.next_better ? say("zone-better", { day: dayWords(zone.next_better) }) : null,
    say("zone-day", { day: dayWords(zone.day) }),
  ];
  return [
    el("h2", { id: "zone-title" }, say("zone")),
    el("p", { class: "zone-name" }, el("span", {}, name), level, stamp),
    el("p", {}, zone.reason),
    el("p", { class: "hint" }, when.filter(Boolean).join(" · ")),
  ];
}
