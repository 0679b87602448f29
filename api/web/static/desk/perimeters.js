// The list of perimeters: what waits for this person first, then by where they stand.
import { ask, dayWords, el, figure, instantWords, problemText, say } from "./desk.js";
import { clockOf, leftWords, stampOf, stateWords } from "./acts.js";

const groups = document.getElementById("groups");
const ORDER = ["waiting", "temporary", "force", "paper", "over"];
const OF = {
  temporary: "temporary", announced: "force", narrowed: "force", draft: "paper",
  submitted: "paper", returned: "paper", decided: "paper", lapsed: "over", lifted: "over",
};
const items = [];

// Which act of this person it waits for, "" for none.
function waitsFor(item) {
  for (const act of ["decide", "announce", "confirm"]) if (item.may.includes(act)) return act;
  if (item.state === "returned" && item.may.includes("save")) return "save";
  return item.review_due && item.may.includes("narrow") ? "narrow" : "";
}

function cardOf(item, clock) {
  const waits = waitsFor(item);
  const left = item.until ? leftWords(item.until, clock()) : null;
  const review = item.review_day ? say(item.review_due ? "review-due" : "review", { day: dayWords(item.review_day) }) : null;
  return el("li", { class: `card state-${item.state}${waits ? " waits" : ""}` },
    el("div", { class: "row" }, stampOf(item), el("span", {}, stateWords(item)), left ? el("span", { class: "left" }, say("left", { left })) : null),
    el("h3", {}, el("a", { href: `/desk/perimeters/${encodeURIComponent(item.key)}` }, item.name || say("untitled"))),
    waits ? el("p", { class: "notice" }, say(`waits-${waits}`)) : null,
    el("p", { class: "facts" },
      el("span", {}, item.unit_name),
      item.units.length ? el("span", {}, say("units", { count: item.units.length })) : null,
      el("span", {}, item.people === null || item.people === undefined ? say("people-untold") : say("people", { count: figure(item.people) })),
      review && !["over", "temporary"].includes(OF[item.state]) ? el("span", {}, review) : null),
    el("p", { class: "facts" }, say("saved", { name: item.author.name, at: instantWords(item.recorded_at) })));
}

function show(clock, next) {
  const sorted = new Map(ORDER.map((name) => [name, []]));
  for (const item of items) sorted.get(waitsFor(item) ? "waiting" : OF[item.state]).push(item);
  sorted.get("temporary").sort((a, b) => a.until.localeCompare(b.until));
  sorted.get("force").sort((a, b) => a.review_day.localeCompare(b.review_day));
  for (const name of ["paper", "over"]) sorted.get(name).sort((a, b) => b.recorded_at.localeCompare(a.recorded_at));
  const parts = [...sorted].filter(([, found]) => found.length).map(([name, found]) =>
    el("section", { class: "group" }, el("h2", {}, `${say(`group-${name}`)} (${found.length})`), el("ul", { class: "perimeters" }, found.map((item) => cardOf(item, clock)))));
  groups.replaceChildren(
    ...(parts.length ? parts : [el("p", { class: "empty" }, say("none"))]),
    next ? el("button", { type: "button", class: "second", onclick: () => load(next) }, say("more")) : "");
  groups.removeAttribute("aria-busy");
}

async function load(after = "") {
  const answer = await ask("GET", `/api/v1/perimeters?limit=200${after ? `&after=${encodeURIComponent(after)}` : ""}`);
  if (!answer.ok) {
    groups.replaceChildren(el("p", { class: "wrong" }, problemText(answer, say("failed"))), el("button", { type: "button", onclick: () => load(after) }, say("again")));
    return;
  }
  items.push(...answer.body.items);
  show(clockOf(answer.body), answer.body.next);
}

load();
