// The directives of an area: bars of time, the list, and what may be done with each.
import { ask, dayWords, el, figure, instantWords, known, problemText, say, tell } from "./desk.js";
import { drawBars } from "./directives_bars.js";
import { openForm } from "./directives_form.js";
import { actName, placeNames, typedSpan } from "./directives_words.js";

const area = document.getElementById("area");
const list = document.getElementById("list");
const overview = document.getElementById("overview");
const formPlace = document.getElementById("desk-form");
const withDrafts = document.getElementById("with-drafts");
const addNew = document.getElementById("new");
let places = [];
let turn = 0;

const offline = () => say("offline");

function term(key, ...value) {
  const told = value.flat().filter(Boolean);
  return told.length ? [el("dt", {}, say(key)), el("dd", {}, told)] : [];
}

function actLine(one) {
  const facts = { number: one.number || say("not-yet"), issuer: one.issuer || say("issuer-none"), signer: one.signer || say("not-yet") };
  if (one.signed) return say("act-line", facts);
  return say(one.number || one.signer ? "act-half" : "act-none", facts);
}

function stamps(one) {
  const state = known(`state-${one.state}`) || one.state;
  if (one.signed) return [el("span", { class: `stamp ${one.state === "ended" ? "over" : "decided"}` }, state)];
  return [el("span", { class: "stamp draft" }, say("draft")), el("span", { class: "hint" }, state)];
}

function notes(one) {
  const found = [];
  if (one.state === "returned" && one.returned) found.push(el("p", { class: "notice" }, say("returned-note", one.returned)));
  if (one.ended) found.push(el("p", { class: "notice" }, say("ended-note", one.ended)));
  return found;
}

function card(one) {
  const box = el("li", { class: "card act", id: `act-${one.key}`, tabindex: "-1" },
    el("div", { class: "head" }, el("h2", {}, actName(one)), el("div", { class: "row" }, stamps(one))),
    one.title ? el("p", {}, one.basis) : null,
    el("p", { class: "line" }, actLine(one)),
    notes(one),
    el("dl", {},
      term("where", placeNames(one.units, one.places, 12)),
      term("except", one.excepted.length ? placeNames(one.excepted, one.places, 12) : ""),
      term("when", typedSpan(one.starts, one.ends)),
      term("goal", one.goal || el("span", { class: "lacking" }, say("goal-none"))),
      term("deadline", one.deadline ? dayWords(one.deadline) : ""),
      term("measures", one.measures.length ? el("ul", {}, one.measures.map((text) => el("li", {}, text))) : ""),
      term("owner", one.owner), term("set-by", one.set_by), term("clause", one.clause)),
    el("p", { class: "hint" }, say("drafted-by", { version: one.version, by: [one.author.name, one.author.office].filter(Boolean).join(", "), at: instantWords(one.recorded_at) })));
  const progress = el("details", { class: "progress" }, el("summary", {}, say("progress")));
  progress.addEventListener("toggle", () => { if (progress.open && progress.children.length === 1) showProgress(progress, one); });
  box.append(progress, acts(one));
  return box;
}

function acts(one) {
  const row = el("div", { class: "row" });
  const place = el("div", { class: "act-form" });
  const button = (key, does, kind = "second") => row.append(el("button", { type: "button", class: kind, "data-act": key, onclick: does }, say(key)));
  if (one.may.draft && ["draft", "returned"].includes(one.state)) {
    button("edit", () => edit(one));
    button("submit", () => send(one, "submit", {}, place));
  }
  if (one.may.decide && one.state === "submitted") {
    button("decide", () => actForm(place, one, "decide", ["number", "signer", "day", "issuer"]), "");
    button("return", () => actForm(place, one, "return", ["reason"]));
  }
  if (one.may.decide && one.state === "decided") button("announce", () => send(one, "announce", {}, place), "");
  if (one.may.decide && ["decided", "announced"].includes(one.state)) {
    button("end", () => actForm(place, one, "end", ["number", "signer", "day", "ends", "reason"]));
  }
  return el("div", { class: "does" }, row, place);
}

const FIELDS = {
  number: () => ["number", el("input", { name: "number", required: true, maxlength: 100, autocomplete: "off" })],
  signer: () => ["signer", el("input", { name: "signer", required: true, maxlength: 200, autocomplete: "off" })],
  day: () => ["signed-day", el("input", { name: "day", type: "date", required: true })],
  issuer: (one) => ["issuer", el("input", { name: "issuer", required: true, maxlength: 200, value: one.issuer })],
  ends: (one) => ["ends-new", el("input", { name: "ends", type: "date", required: true, min: one.starts.slice(0, 10) })],
  reason: () => ["reason", el("textarea", { name: "reason", required: true, maxlength: 500, rows: 3 })],
};

function actForm(place, one, act, names) {
  const fields = names.map((name) => FIELDS[name](one));
  const form = el("form", { class: "inline" }, fields.map(([key, input]) => el("label", {}, say(key), input)),
    el("div", { class: "row" }, el("button", { type: "submit", class: act === "end" ? "danger" : "" }, say(act)),
      el("button", { type: "button", class: "quiet", onclick: () => place.replaceChildren() }, say("cancel"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    send(one, act, body, place);
  });
  place.replaceChildren(form);
  fields[0][1].focus();
}

const DONE = { submit: "submitted", return: "returned", decide: "decided", announce: "announced", end: "ended" };

async function send(one, act, body, place) {
  const answer = await ask("POST", `/api/v1/directives/${one.key}/${act}`, { body, etag: `"v${one.version}"` });
  if (answer.ok) {
    tell(say(DONE[act]));
    await load(one.key);
    return;
  }
  place.querySelectorAll(".wrong").forEach((old) => old.remove());
  place.append(el("p", { class: "wrong", role: "alert" }, problemText(answer, offline())));
}

async function showProgress(box, one) {
  const wait = el("p", { class: "hint" }, say("loading"));
  box.append(wait);
  const answer = await ask("GET", `/api/v1/directives/${one.key}/progress`);
  if (!answer.ok) {
    wait.replaceWith(el("p", { class: "wrong" }, problemText(answer, offline())));
    return;
  }
  wait.replaceWith(...progressOf(answer.body));
}

function progressOf(found) {
  const told = [];
  if (!found.begun) told.push(say("progress-not-begun"));
  if (found.left !== null) told.push(say("progress-left", { days: found.left }));
  else told.push(say(found.over ? "progress-over" : "progress-open"));
  if (found.deadline_left !== null) {
    const key = found.deadline_left < 0 ? "progress-deadline-past" : found.deadline_left ? "progress-deadline" : "progress-deadline-now";
    told.push(say(key, { days: Math.abs(found.deadline_left) }));
  }
  const lines = [el("p", {}, told.join(" "))];
  if (!found.start && !found.now) return [...lines, el("p", { class: "notice" }, say("progress-unpublished"))];
  lines.push(el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("progress") }, progressTable(found)));
  const newest = found.now || found.start;
  lines.push(el("p", { class: "hint" }, say("progress-source", { day: dayWords(newest.day), version: newest.version })));
  return lines;
}

function progressTable(found) {
  const { start, now } = found;
  const zones = [...new Set([...Object.keys(start?.zones || {}), ...Object.keys(now?.zones || {})])];
  const reported = (at) => (at ? found.communes - (at.zones.no_report || 0) : null);
  const cell = (value, words) => el("td", { class: "number" }, value === null || value === undefined ? say("progress-unheld") : words(value));
  const change = (was, is) => el("td", { class: "number" }, was === null || is === null || was === undefined || is === undefined ? "–" : `${is > was ? "+" : is < was ? "−" : ""}${figure(Math.abs(is - was))}`);
  const of = (count) => say("progress-of", { count: figure(count), of: figure(found.communes) });
  const cases = (at) => (!at ? say("progress-unheld") : at.cases === null ? say("progress-silent") : figure(at.cases));
  const caseCell = (at) => el("td", { class: "number" }, cases(at), at && at.cases !== null ? el("span", { class: "hint under" }, say("progress-told", { told: figure(at.told), cells: figure(at.cells) })) : null);
  const rows = [
    el("tr", {}, el("th", { scope: "row" }, say("progress-reported")), cell(reported(start), of), cell(reported(now), of), change(reported(start), reported(now))),
    ...zones.map((zone) => {
      const was = start ? start.zones[zone] || 0 : null;
      const is = now ? now.zones[zone] || 0 : null;
      const name = zone === "no_report" ? say("no-report") : found.names[zone] || zone;
      return el("tr", {}, el("th", { scope: "row" }, name), cell(was, figure), cell(is, figure), change(was, is));
    }),
    el("tr", {}, el("th", { scope: "row" }, say("progress-cases")), caseCell(start), caseCell(now), change(start?.cases ?? null, now?.cases ?? null)),
  ];
  const dated = (key, at) => el("th", { scope: "col", class: "number" }, say(key), at ? el("span", { class: "under" }, dayWords(at.day)) : null);
  return el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("progress-row")), dated("progress-start", start), dated("progress-now", now), el("th", { scope: "col", class: "number" }, say("progress-change")))), el("tbody", {}, rows));
}

function openAct(key) {
  const found = document.getElementById(`act-${key}`);
  if (!found) return;
  found.scrollIntoView({ block: "start" });
  found.focus({ preventScroll: true });
}

async function everything(unit) {
  const items = [];
  let next = "";
  do {
    const question = new URLSearchParams({ unit, limit: "200" });
    if (next) question.set("after", next);
    const answer = await ask("GET", `/api/v1/directives?${question}`);
    if (!answer.ok) return { problem: answer };
    items.push(...answer.body.items);
    next = answer.body.next;
  } while (next);
  return { items };
}

async function load(focus = "") {
  const mine = ++turn;
  const unit = area.value;
  if (!unit) return;
  if (!list.children.length) list.replaceChildren(el("li", { class: "hint" }, say("loading")));
  const [found, drawn] = await Promise.all([everything(unit), loadTimes(unit, mine)]);
  if (mine !== turn) return;
  if (found.problem) {
    list.replaceChildren(el("li", { class: "wrong" }, problemText(found.problem, offline())));
    return;
  }
  const newest = found.items.sort((a, b) => Date.parse(b.begins) - Date.parse(a.begins) || (a.key < b.key ? -1 : 1));
  list.replaceChildren(...newest.map(card));
  if (!newest.length) list.replaceChildren(el("li", { class: "empty" }, say("none")));
  if (focus) openAct(focus);
  return drawn;
}

async function loadTimes(unit, mine) {
  const box = document.getElementById("times");
  const question = new URLSearchParams({ unit, drafts: String(withDrafts.checked) });
  const answer = await ask("GET", `/api/v1/directives/times?${question}`);
  if (mine !== turn) return;
  if (!answer.ok) box.replaceChildren(el("p", { class: "wrong" }, problemText(answer, offline())));
  else if (!Object.keys(answer.body.directives).length) box.replaceChildren(el("p", { class: "hint" }, say("none")));
  else drawBars(box, answer.body, { open: openAct });
}

async function edit(one) {
  const unit = one ? one.unit : area.value;
  const answer = await ask("GET", `/api/v1/directives/places?unit=${encodeURIComponent(unit)}`);
  if (!answer.ok) {
    tell(problemText(answer, offline()), { bad: true });
    return;
  }
  places = answer.body.items;
  overview.hidden = true;
  formPlace.hidden = false;
  openForm(formPlace, { unit, one, places, close });
}

function close(key) {
  formPlace.replaceChildren();
  formPlace.hidden = true;
  overview.hidden = false;
  load(key || "");
}

function choose() {
  const option = area.selectedOptions[0];
  addNew.hidden = !option || option.dataset.drafts !== "yes";
  document.getElementById("export").href = `/api/v1/directives.csv?drafts=true&unit=${encodeURIComponent(area.value)}`;
  list.replaceChildren();
  load();
}

area.addEventListener("change", choose);
withDrafts.addEventListener("change", () => loadTimes(area.value, turn));
addNew.addEventListener("click", () => edit(null));
choose();
