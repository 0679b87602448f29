// A temporary lockdown in one minute: where, why, who stands in; look once more; done.
import { ask, el, figure, instantWords, problemText, say, tell } from "./desk.js";
import { clockOf, leftWords, problemOf, showActs } from "./acts.js";
import { makePlaces } from "./lockdown_places.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const form = document.getElementById("lockdown");
const running = document.getElementById("running");
const now = clockOf(facts);
const WHY = ["cluster", "crowd", "lodging", "tracing", "other"];
const HOUR = 3600000;

const places = makePlaces(facts.roots);
const more = el("input", { name: "more", maxlength: "150", autocomplete: "off" });
const moreLabel = el("span", {}, say("why-more"));
const whys = WHY.map((name) => el("label", { class: "choice" },
  el("input", { type: "radio", name: "why", value: name, onchange: () => { moreLabel.textContent = say(name === "other" ? "why-text" : "why-more"); } }),
  say(`why-${name}`)));
const deputy = el("input", { name: "deputy-name", maxlength: "200", autocomplete: "off" });
const office = el("input", { name: "deputy-office", maxlength: "200", autocomplete: "off" });
const said = el("div", { role: "alert", class: "said" });
let over = [];

function showForm() {
  form.replaceChildren(
    el("fieldset", { class: "card" }, el("legend", {}, say("where")), places.field),
    el("fieldset", { class: "card" }, el("legend", {}, say("why")), whys, el("label", {}, moreLabel, more)),
    el("fieldset", { class: "card" }, el("legend", {}, say("deputy")), el("label", {}, say("deputy-name"), deputy), el("label", {}, say("deputy-office"), office)),
    said,
    el("button", { type: "submit", class: "big" }, say("next")),
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    const missing = lacking();
    said.replaceChildren(...missing.map((one) => el("p", { class: "wrong" }, say(`missing-${one.key}`))));
    if (missing.length) missing[0].field.focus();
    else showCheck();
  };
}

function chosenWhy() {
  return form.querySelector("input[name=why]:checked")?.value ?? whys.map((one) => one.firstChild).find((box) => box.checked)?.value ?? "";
}

function reason() {
  const extra = more.value.trim();
  if (chosenWhy() === "other") return extra;
  return [say(`why-${chosenWhy()}`), extra].filter(Boolean).join(": ");
}

function lacking() {
  const found = [];
  if (!places.chosen()) found.push({ key: "where", field: places.field.querySelector("input, button") ?? places.field });
  if (!chosenWhy()) found.push({ key: "why", field: whys[0].firstChild });
  else if (!reason()) found.push({ key: "why-text", field: more });
  if (!deputy.value.trim() || !office.value.trim()) found.push({ key: "deputy", field: deputy.value.trim() ? office : deputy });
  return found;
}

function lapse() {
  const begun = Math.floor(now() / 60000) * 60000;
  return new Date(begun + facts.hours * HOUR).toISOString();
}

function showCheck() {
  const chosen = places.chosen();
  const line = (name, text) => [el("dt", {}, say(`check-${name}`)), el("dd", {}, text)];
  const lock = el("button", { type: "submit", class: "danger big" }, say("lock"));
  const heading = el("h2", { tabindex: "-1" }, say("check"));
  const again = over.length ? el("label", { class: "choice" }, el("input", { type: "checkbox", name: "over" }), say("over")) : null;
  form.replaceChildren(
    el("div", { class: "card check" }, heading,
      el("dl", {}, line("where", chosen.name), line("why", reason()), line("head", `${facts.head.name}, ${facts.head.office}`),
        line("deputy", `${deputy.value.trim()}, ${office.value.trim()}`), line("until", instantWords(lapse()))),
      el("p", { class: "notice" }, say("means", { at: instantWords(lapse()) }))),
    said, again ?? "", lock,
    el("button", { type: "button", class: "second big", onclick: () => { over = []; said.replaceChildren(); showForm(); } }, say("back")),
  );
  heading.focus();
  form.onsubmit = async (event) => {
    event.preventDefault();
    lock.disabled = true;
    await send(chosen);
    lock.disabled = false;
  };
}

async function send(chosen) {
  const sure = form.querySelector("input[name=over]")?.checked;
  const body = { unit: chosen.unit, ...chosen.ground, reason: reason(), deputy: { name: deputy.value.trim(), office: office.value.trim() } };
  if (sure) body.over = over;
  const answer = await ask("POST", "/api/v1/lockdowns", { body });
  if (answer.ok) {
    tell(say("done"));
    form.replaceChildren(el("button", { type: "button", class: "second big", onclick: () => window.location.assign("/desk/lockdown") }, say("another")));
    form.onsubmit = (event) => event.preventDefault();
    await showRunning(answer.body.key);
    return;
  }
  said.replaceChildren(answer.status === 0 ? el("p", { class: "wrong" }, say("offline")) : problemOf(answer));
  if (answer.status === 409 && answer.body.overlaps) {
    over = answer.body.overlaps.map((one) => one.key);
    showCheck();
  }
}

// What is locked down for a day now, the newest first, each with its clock.
async function showRunning(first = "") {
  const answer = await ask("GET", "/api/v1/perimeters?state=temporary&limit=50");
  if (!answer.ok) {
    running.replaceChildren(el("p", { class: "wrong" }, problemText(answer, say("offline"))));
    return;
  }
  const items = answer.body.items.sort((a, b) => Number(b.key === first) - Number(a.key === first) || b.since.localeCompare(a.since));
  running.replaceChildren(...(items.length ? [el("h2", {}, say("running"))] : []), ...items.map((one) => cardOf(one, clockOf(answer.body), one.key === first)));
  if (first) running.querySelector("h3")?.focus();
}

function cardOf(item, clock, isNew) {
  const left = el("p", { class: "countdown", role: "timer" });
  const box = el("div");
  const card = el("article", { class: "card running" },
    el("h3", { tabindex: "-1" }, item.name), left,
    el("p", {}, say("lapses", { at: instantWords(item.until) })),
    item.people === null ? null : el("p", {}, say("people", { count: figure(item.people) })),
    el("p", {}, el("a", { href: `/desk/perimeters/${encodeURIComponent(item.key)}` }, say("map"))), box);
  function tick() {
    const text = leftWords(item.until, clock());
    left.textContent = text === null ? "" : say("left", { left: text });
    if (text === null) showRunning();
    else setTimeout(tick, 20000);
  }
  tick();
  async function open() {
    const found = await ask("GET", `/api/v1/perimeters/${encodeURIComponent(item.key)}`);
    if (found.ok) showActs(box, found.body, () => showRunning(item.key));
  }
  if (isNew) open();
  else box.append(el("button", { type: "button", class: "second", onclick: open }, say("acts")));
  return card;
}

async function start() {
  showForm();
  await Promise.all([showRunning(), places.start(new URLSearchParams(window.location.search).get("from"))]);
}

start();
