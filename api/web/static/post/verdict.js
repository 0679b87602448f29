// The verdict fills the screen: word, colour, icon, pattern, sound; then why and what now.
import { announce, element, icon, show, tile } from "./screens.js";
import { signal } from "./signal.js";
import { say, sayInstant, sayOther, sayTime, said } from "./words.js";

const box = document.getElementById("verdict");
const undo = document.getElementById("undo");
const kinds = document.getElementById("emergency-kinds");
const UNDO_S = 10;
let ticking = 0;

// Which act a rule stands in, as people cite it: its number, and what its clause is about.
export function sourceOf(data, verdict, { policy, clause }) {
  const spoke = verdict.versions?.policies?.find(({ id }) => id.split("@")[0] === policy);
  const act = data?.bundle.rules.policies.find(({ id }) => id === (spoke?.id ?? policy));
  if (!act) return spoke?.number ?? ""; // what the software says itself is in no act
  const number = act.number || say("act-unnumbered", { title: said(act.title) });
  return [number, said(act.clauses?.[clause]) || clause].filter(Boolean).join(" · ");
}

// `shown` is {outcome, failed, duties, passedBy, at, bundle, emergency, top}; `acts` what
// the buttons of this verdict do: {undo, kind}.
export function showVerdict(shown, acts) {
  fill(shown, acts);
  show("verdict");
  signal(shown.outcome);
  announce(`${word(shown)}. ${[...shown.failed].map((one) => said(one.text)).join(" ")}`);
  countDown(acts.undo);
}

export function fill(shown, acts) {
  box.dataset.verdict = shown.outcome;
  document.getElementById("verdict-icon").setAttribute("href", `#i-${shown.emergency ? "emergency" : shown.outcome}`);
  document.getElementById("verdict-word").textContent = word(shown);
  const other = sayOther(`verdict-${shown.outcome}`);
  document.getElementById("verdict-english").textContent = shown.emergency ? `${say("emergency")} · ${sayOther("emergency")}` : other;
  document.getElementById("reasons").replaceChildren(...reasons(shown));
  const button = (picture, text, press, kind = "second") => element("button", { type: "button", class: kind, onclick: press }, icon(picture), element("span", { text }));
  const papers = (shown.papers ?? []).map((kind) => button("letter", say("paper-has", { what: say(`kind-${kind}`) }), () => acts.paper(kind)));
  const more = [shown.home && shown.outcome === "pass" && button("home", say("arrival-ask"), acts.home, "big"), ...papers,
    shown.some && shown.outcome === "pass" && button("unknown", say("some-lack"), acts.some),
    shown.end && button("transit", shown.end, acts.beyond)];
  document.getElementById("lacking").replaceChildren(...more.filter(Boolean));
  document.getElementById("older").hidden = true;
  document.getElementById("head").hidden = shown.outcome !== "manual";
  kinds.hidden = !shown.emergency;
  if (shown.emergency) {
    const told = element("p", { text: say("emergency-kind", { at: sayTime(shown.at) }) });
    kinds.replaceChildren(told, ...shown.emergency.map((one) =>
      tile({ label: said(one), picture: one.picture, kind: "short", press: () => acts.kind(one) })));
  }
  const versions = document.getElementById("versions");
  versions.textContent = say("verdict-versions", { bundle: shown.bundle ?? "–", at: sayInstant(shown.at) });
}

export function stopUndo() {
  clearInterval(ticking);
  undo.hidden = true;
}

function word(shown) {
  return say(shown.emergency ? "verdict-emergency" : `verdict-${shown.outcome}`);
}

function countDown(work) {
  stopUndo();
  undo.hidden = !work;
  if (!work) return;
  const ends = performance.now() + UNDO_S * 1000;
  const tick = () => {
    const left = Math.ceil((ends - performance.now()) / 1000);
    undo.textContent = say("verdict-undo", { n: left });
    if (left <= 0) stopUndo();
  };
  undo.onclick = () => { stopUndo(); work(); };
  ticking = setInterval(tick, 500);
  tick();
}

function reasons(shown) {
  const parts = [];
  if (shown.top) parts.push(element("p", { class: "shown", text: shown.top }));
  if (shown.head) parts.push(element("p", { class: "reason" }, element("b", { text: say("verdict-head-said", { what: shown.head }) })));
  if (shown.emergency) parts.push(element("p", { class: "reason", text: say("emergency-wait") }));
  const notes = shown.failed.filter((one) => one.outcome === "pass" || shown.outcome === "pass");
  const against = shown.failed.filter((one) => !notes.includes(one));
  const told = (one) => reason(one, shown);
  if (shown.passedBy) parts.push(heading("verdict-by"), told(shown.passedBy));
  if (against.length > 0) parts.push(heading("verdict-why"), ...against.map(told));
  if (shown.duties.length > 0) parts.push(heading("verdict-duties"), ...shown.duties.map(told));
  if (notes.length > 0) parts.push(heading("verdict-noted"), ...notes.map(note));
  if (parts.length === 0) parts.push(element("p", { text: say("verdict-none") }));
  return parts;
}

function heading(key) {
  return element("h2", { text: say(key) });
}

// The first seat stands for all whose papers were shown; the others lack them.
function aboard({ who }, { several }) {
  if (!who?.length) return "";
  if (who.includes(1)) return several || who.length > 1 ? say("verdict-all") : "";
  return say("verdict-some", { n: who.length });
}

function reason(one, shown) {
  const lines = [element("b", { text: said(one.text) })];
  if (one.outcome === "manual" && said(one.ask)) lines.unshift(element("p", { class: "ask" }, icon("show"), ` ${said(one.ask)}`));
  for (const name of ["cure", "review"]) {
    if (said(one[name])) lines.push(element("p", { text: `${say(`verdict-${name}`)}: ${said(one[name])}` }));
  }
  const seats = aboard(one, shown);
  if (seats) lines.splice(-1, 0, element("p", { class: "seats", text: seats }));
  if (one.source) lines.push(element("p", { class: "clause", text: one.source }));
  return element("div", { class: "reason" }, ...lines);
}

function note(one) {
  return element("p", { class: "reason clause", text: one.source ? `${said(one.text)} (${one.source})` : said(one.text) });
}
