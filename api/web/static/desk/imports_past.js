// What I sent, and what was imported for these units: both open page by page.
import { ask, dayWords, el, figure, instantWords, problemText, say } from "./desk.js";

const LIMIT = 10;

function table(place, heads, label) {
  const body = el("tbody", {});
  const more = el("p", { hidden: true });
  place.replaceChildren(
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": label },
      el("table", {}, el("thead", {}, el("tr", {}, heads.map(([name, kind]) => el("th", { scope: "col", class: kind ?? null }, say(name))))), body)),
    more);
  return { body, more };
}

async function pages(place, url, { heads, label, line, none }) {
  const first = await ask("GET", `${url}?limit=${LIMIT}`);
  if (!first.ok) {
    place.replaceChildren(el("p", { class: "wrong", role: "alert" }, problemText(first, say("no-line"))));
    return [];
  }
  if (!first.body.items.length) {
    place.replaceChildren(el("p", { class: "empty" }, say(none)));
    return [];
  }
  const { body, more } = table(place, heads, label);
  const put = ({ items, next }) => {
    body.append(...items.map(line));
    more.hidden = next === null;
    more.replaceChildren(el("button", { type: "button", class: "second", onclick: () => follow(next) }, say("show-more")));
  };
  const follow = async (next) => {
    const page = await ask("GET", `${url}?limit=${LIMIT}&after=${encodeURIComponent(next)}`);
    if (page.ok) put(page.body);
  };
  put(first.body);
  return first.body.items;
}

const NUMBERS = ["read", "accepted", "refused", "duplicate"];
const numbers = NUMBERS.map((name) => [name, "number"]);

export function showPast(open) {
  return pages(document.getElementById("past"), "/api/v1/imports", {
    heads: [["file"], ["kind"], ["state"], ...numbers, ["when"]],
    label: "past-title",
    none: "past-none",
    line: (one) => el("tr", {},
      el("th", { scope: "row" }, el("a", { href: `#${one.key}`, onclick: (event) => { event.preventDefault(); open(one.key); document.getElementById("shown").scrollIntoView(); } }, one.name)),
      el("td", {}, say(`kind-${one.kind}`)),
      el("td", {}, say(`state-${one.state}`)),
      NUMBERS.map((name) => el("td", { class: "number" }, figure(one.counts?.[name]))),
      el("td", {}, instantWords(one.asked_at))),
  });
}

export function showBatches() {
  return pages(document.getElementById("batches"), "/api/v1/imports/batches", {
    heads: [["file"], ["cover"], ...numbers, ["when"]],
    label: "batches-title",
    none: "batches-none",
    line: (one) => el("tr", {},
      el("th", { scope: "row" }, one.form ? say("form-of-day") : one.name, " ", el("span", { class: "hint" }, one.batch)),
      el("td", {}, one.covers_from ? `${dayWords(one.covers_from)} – ${dayWords(one.covers_to)}` : "–"),
      NUMBERS.map((name) => el("td", { class: "number" }, figure(one[name]))),
      el("td", {}, instantWords(one.recorded_at))),
  });
}
