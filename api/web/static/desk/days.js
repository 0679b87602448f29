// Which communes have reported: the silent ones first, asked anew every minute.
import { ask, dayWords, el, figure, instantWords, problemText, say, tell } from "./desk.js";

const EVERY = 60000;
const PAGE = 100;
const at = (id) => document.getElementById(id);
const here = document.querySelector('meta[name="unit"]');
let pages = 1;
let fresh = "";
let asked = 0;

function url(after) {
  const query = new URLSearchParams({ day: at("day").value, limit: PAGE });
  if (here.content) query.set("unit", here.content);
  if (after) query.set("after", after);
  return `/api/v1/days?${query}`;
}

async function refresh() {
  if (!at("day").value) return;
  asked += 1;
  const mine = asked;
  const items = [];
  let answer;
  let after = null;
  for (let page = 0; page < pages; page += 1) {
    answer = await ask("GET", url(after));
    if (mine !== asked) return; // another day was chosen meanwhile
    if (!answer.ok) break;
    items.push(...answer.body.items);
    after = answer.body.next;
    if (!after) break;
  }
  if (!answer.ok) {
    if (answer.status) tell(problemText(answer, ""), { bad: true });
    if (fresh) at("fresh").textContent = say("stale", { at: fresh });
    return;
  }
  fresh = instantWords(answer.body.asked_at);
  at("fresh").textContent = say("fresh", { at: fresh });
  at("counts").replaceChildren(...counts(answer.body.counts));
  at("lines").replaceChildren(...items.map(line));
  at("more").hidden = !after;
}

function counts(found) {
  const tile = (state, word, value) => el("div", { class: state }, el("dt", {}, say(word)), el("dd", {}, value));
  const share = (state) => tile(state, state, say("of", { count: figure(found[state]), of: figure(found.of) }));
  return [
    share("silent"),
    share("reported"),
    found.file ? share("file") : null,
    tile("", "cases", figure(found.cases)),
    tile("", "needs", figure(found.needs)),
  ].filter(Boolean);
}

function line(one) {
  const above = one.above.length ? el("small", {}, one.above.join(" · ")) : null;
  const name = here.dataset.writes
    ? el("a", { href: `/desk/day?unit=${encodeURIComponent(one.unit)}` }, one.name)
    : one.name;
  const unknown = one.report?.unknown_source;
  return el("tr", {},
    el("th", { scope: "row" }, name, above),
    el("td", {}, state(one)),
    el("td", { class: "number wide", "data-word": say("count") }, figure(one.cases), unknown ? el("small", {}, say("unknown_source", { count: figure(unknown) })) : null),
    el("td", { class: "wide", "data-word": say("on_duty") }, duty(one)),
    el("td", { class: "wide", "data-word": one.report?.needs ? say("need") : null }, one.report?.needs ?? ""),
  );
}

function state(one) {
  const stamp = el("span", { class: `state ${one.state}` }, say(one.state));
  let words = null;
  if (one.state === "silent") words = one.silent_since ? say("since", { day: dayWords(one.silent_since) }) : say("since-never");
  if (one.state === "reported") words = say("at", { at: instantWords(one.recorded_at) });
  return el("div", {}, stamp, words ? el("small", {}, words) : null, one.late ? el("small", { class: "late" }, say("late")) : null);
}

function duty(one) {
  if (!one.on_duty) return say("on_duty-none");
  if (one.report?.on_duty || !one.last_day) return one.on_duty;
  return say("on_duty-last", { day: dayWords(one.last_day), office: one.on_duty });
}

at("ask").addEventListener("submit", (event) => event.preventDefault());
at("day").addEventListener("change", () => {
  pages = 1;
  refresh();
});
at("more").addEventListener("click", () => {
  pages += 1;
  refresh();
});
setInterval(() => document.hidden || refresh(), EVERY);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
refresh();
