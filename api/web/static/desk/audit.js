// What was done: the newest first, more on asking; before and after side by side.
import { ask, dayWords, el, instantWords, known, problemText, say, tell } from "./desk.js";

const list = document.getElementById("entries");
const after = document.getElementById("after");
const count = document.getElementById("count");
const form = document.getElementById("filters");
const DAY = /^\d{4}-\d{2}-\d{2}$/;
let wanted = "";
let turn = 0; // of the question that is being answered

function text(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return DAY.test(value) ? dayWords(value) : value;
  return JSON.stringify(value, null, 1);
}

function differences(entry) {
  const before = entry.before || {};
  const now = entry.after || {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]))
    .map((name) => [name, before[name], now[name]]);
}

function table(entry) {
  const changed = differences(entry);
  if (!changed.length) return el("p", { class: "hint" }, say("nothing-changed"));
  const rows = changed.map(([name, was, is]) => el("tr", {},
    el("th", { scope: "row" }, name), el("td", { class: "was" }, text(was)), el("td", { class: "is" }, text(is))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("details") },
    el("table", {},
      el("thead", {}, el("tr", {}, ["member", "before", "after"].map((w) => el("th", { scope: "col" }, say(w))))),
      el("tbody", {}, rows)));
}

function row(entry) {
  const kind = known(`kind-${entry.kind}`) || entry.kind;
  const via = known(`via-${entry.via}`) || entry.via;
  const on = [kind, entry.key, entry.unit ? say("of-unit", { unit: entry.unit }) : ""].filter(Boolean).join(" · ");
  const details = el("details", {}, el("summary", {}, say("details")));
  details.addEventListener("toggle", () => {
    if (details.children.length === 1) details.append(table(entry), el("p", { class: "own" }, `${say("hash")}: ${entry.sha256}`));
  });
  return el("li", { class: "entry" },
    el("h3", {}, el("span", { class: "action" }, entry.action), el("span", {}, entry.actor),
      el("time", { datetime: entry.at }, `${instantWords(entry.at)} · ${via} · ${say("entry", { seq: entry.seq })}`)),
    el("p", { class: "on" }, on),
    entry.reason ? el("p", {}, say("reason", { reason: entry.reason })) : null,
    details);
}

async function load(next) {
  const mine = ++turn;
  after.replaceChildren(el("span", { class: "hint" }, say("loading")));
  const question = new URLSearchParams(wanted);
  if (next) question.set("after", next);
  const answer = await ask("GET", `/api/v1/audit?${question}`);
  if (mine !== turn) return;
  if (!answer.ok) {
    after.replaceChildren(el("p", { class: "wrong", role: "alert" }, problemText(answer, say("offline"))),
      el("button", { type: "button", class: "second", onclick: () => load(next) }, say("again")));
    return;
  }
  list.append(...answer.body.items.map(row));
  const shown = list.children.length;
  count.textContent = shown ? say("counted", { count: shown }) : "";
  if (answer.body.next) {
    after.replaceChildren(el("button", { type: "button", class: "second", id: "more", onclick: () => load(answer.body.next) }, say("more")));
  } else {
    after.replaceChildren(el("p", { class: shown ? "hint" : "empty" }, say(shown ? "end" : "none")));
  }
}

function start() {
  const given = [...new FormData(form)].filter(([, value]) => value.trim());
  wanted = new URLSearchParams(given.map(([name, value]) => [name, value.trim()])).toString();
  list.replaceChildren();
  count.textContent = "";
  load("");
}

form.addEventListener("submit", (event) => { event.preventDefault(); start(); });
form.addEventListener("reset", () => setTimeout(start));
document.getElementById("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(document.getElementById("head").textContent);
    tell(say("copied"));
  } catch {
    tell(say("copy-failed"), { bad: true });
  }
});
start();
