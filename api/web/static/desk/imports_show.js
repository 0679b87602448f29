// One import: how far it is, its three counts, what would change, and the confirmation.
import { ask, dayWords, el, figure, instantWords, problemText, say, tell } from "./desk.js";
import { showMaps, showUnits } from "./imports_map.js";

const MOVES = new Set(["waiting", "reading", "importing"]);
const AGAIN = new Set(["refused", "failed", "cancelled", "import-refused", "import-failed", "import-cancelled"]);
const place = document.getElementById("shown");
let turn = 0;

export function stopShowing() {
  turn += 1;
  place.hidden = true;
}

export async function showImport(key, { onchange, onopen }) {
  const mine = (turn += 1);
  place.hidden = false;
  let seen = "";
  for (let pause = 400; mine === turn; pause = Math.min(pause * 1.4, 4000)) {
    const answer = await ask("GET", `/api/v1/imports/${encodeURIComponent(key)}`);
    if (mine !== turn) return;
    if (answer.ok) {
      const found = answer.body;
      const now = JSON.stringify([found.state, found.done]);
      if (now !== seen) draw(found, { onchange, onopen });
      if (seen && !MOVES.has(found.state)) onchange();
      seen = now;
      if (!MOVES.has(found.state)) return;
    } else if (answer.status !== 0 && answer.status < 500) {
      place.replaceChildren(el("p", { class: "wrong", role: "alert" }, problemText(answer, say("no-line"))));
      return;
    } else if (!seen) {
      place.replaceChildren(el("p", { class: "notice", role: "status" }, say("line-lost")));
    }
    await new Promise((done) => setTimeout(done, pause));
  }
}

function draw(found, acts) {
  const parts = [
    el("h2", { id: "shown-title", tabindex: "-1" }, say("step-look"), ": ", found.name),
    state(found, acts),
  ];
  if (found.preview && found.state !== "cancelled") {
    parts.push(counts(found.preview.counts), notes(found.preview.notes));
    if (found.state === "previewed") parts.push(confirmation(found, acts));
    parts.push(changes(found), refusedRows(found.preview));
  }
  place.replaceChildren(...parts.filter(Boolean));
}

function state(found, { onchange, onopen }) {
  const moves = MOVES.has(found.state);
  const good = found.state === "imported" || found.state === "previewed";
  const box = el("div", { class: "card state" },
    el("p", { class: "row" },
      el("span", { class: `stamp ${good ? "decided" : "draft"}`, role: "status" }, say(`state-${found.state}`)),
      el("span", { class: "hint" }, say(`kind-${found.kind}`), " · ", instantWords(found.asked_at))));
  if (moves) {
    box.append(
      el("progress", { max: found.of ?? 4, value: found.done, "aria-label": say(`state-${found.state}`) }),
      el("p", { class: "hint" }, say("step-of", { done: found.done, of: found.of ?? 4 }), ". ", say("may-close")),
      el("p", {}, el("button", { type: "button", class: "second", onclick: () => cancel(found, onopen) }, say("cancel"))));
  }
  if (found.problem) box.append(problem(found.problem));
  if (found.result) {
    const { counts: kept, batch } = found.result;
    box.append(el("p", {}, el("strong", {}, batch ? say("done", { accepted: figure(kept.accepted), batch }) : say("done-file", { name: found.name }))));
  }
  if (AGAIN.has(found.state)) {
    box.append(el("p", {}, el("button", { type: "button", class: "second", onclick: () => again(found, { onchange, onopen }) }, say("again"))));
  }
  return box;
}

function problem(told) {
  const more = told.faults.map((fault) => el("li", {}, [fault.what, fault.where, fault.do].filter(Boolean).join(" ")));
  return el("div", { class: "wrong", role: "alert" },
    el("p", {}, el("strong", {}, told.what), " ", [told.where, told.do].filter(Boolean).join(" ")),
    more.length ? el("ul", { class: "told-list" }, more) : null);
}

function counts(told) {
  const one = (name) => el("div", { class: `${name}${told[name] ? " some" : ""}` },
    el("dt", {}, say(name)), el("dd", {}, figure(told[name])), el("dd", { class: "hint" }, say(`${name}-hint`)));
  const all = Object.fromEntries(["read", "accepted", "refused", "duplicate"].map((name) => [name, figure(told[name])]));
  return el("div", { class: "stack" },
    el("dl", { class: "counts" }, one("accepted"), one("refused"), one("duplicate")),
    el("p", { id: "sum" }, say("sum", all), told.revised ? ` ${say("revised", { count: figure(told.revised) })}` : null));
}

function notes(told) {
  if (!told.length) return null;
  return el("div", { class: "card stack" }, el("h3", {}, say("notes")),
    el("ul", { class: "told-list" }, told.map((note) => el("li", {}, [note.what, note.where, note.do].filter(Boolean).join(" ")))));
}

function confirmation(found, acts) {
  const { accepted, refused } = found.preview.counts;
  const told = found.preview.changes;
  const some = accepted > 0 || told.of_cells > 0;
  const act = (label, without, kind) => el("button", {
    type: "button", class: kind, id: without ? "confirm-good" : "confirm",
    onclick: (event) => confirm(event.currentTarget, found.key, without, acts),
  }, label);
  const said = { count: figure(accepted), refused: figure(refused) };
  if (!some) return el("div", { class: "card" }, el("p", {}, say("nothing")));
  if (refused) {
    return el("div", { class: "card stack" }, el("p", {}, say("confirm-all-lead")),
      el("p", { class: "act" }, act(say("confirm-good", said), true, "second")),
      el("p", { class: "hint" }, say("silent-hint")));
  }
  return el("div", { class: "card act" }, act(accepted ? say("confirm", said) : say("confirm-nothing"), false, ""));
}

function changes(found) {
  const told = found.preview.changes;
  const box = el("section", { class: "card stack", "aria-labelledby": "changes-title" }, el("h3", { id: "changes-title" }, say("changes")));
  if (told.edition) return edition(box, told);
  if (told.layer) {
    box.append(el("p", {}, told.before ? say("layer-change", { name: told.before.name, at: instantWords(told.before.recorded_at) }) : say("layer-first")));
    return box;
  }
  if (!told.units.length) {
    box.append(el("p", {}, say("changes-none")));
    return box;
  }
  box.append(el("p", { class: "hint" }, say("changes-lead", {
    units: figure(told.units.length), cells: figure(told.of_cells), first: dayWords(told.first), last: dayWords(told.last), day: dayWords(told.day),
  })));
  showMaps(box, found.key, told.units);
  showUnits(box, told.units);
  return box;
}

function edition(box, told) {
  const names = { after: told.edition, before: told.before };
  box.append(el("p", {}, told.before ? say("edition-change", names) : say("edition-first", names)));
  for (const name of ["appeared", "vanished", "renamed"]) {
    const { count, units } = told[name];
    const words = units.map((one) => `${one.unit} ${[one.before, one.after].filter(Boolean).join(" → ")}`);
    box.append(el("p", {}, el("strong", {}, say(`units-${name}`, { count: figure(count) }))));
    if (words.length) box.append(el("p", { class: "hint" }, words.join("; "), count > words.length ? "…" : ""));
  }
  return box;
}

function refusedRows(told) {
  if (!told.rows.length) return null;
  const cells = (row) => Object.entries(row.cells).filter(([, cell]) => cell).map(([name, cell]) => `${name}: ${cell}`).join(" · ");
  const lines = told.rows.map((row) => el("tr", {},
    el("th", { scope: "row", class: "number" }, row.row),
    el("td", {}, row.faults.map((fault) => el("p", {}, el("strong", {}, fault.what), " ", fault.do))),
    el("td", { class: "cells" }, cells(row))));
  return el("section", { class: "card stack rows", "aria-labelledby": "rows-title" },
    el("div", { class: "between" },
      el("h3", { id: "rows-title" }, say("rows"), " ", el("span", { class: "hint" }, say("rows-shown", { shown: lines.length, count: figure(told.counts.refused) }))),
      told.refused_file ? el("a", { class: "button second", href: told.refused_file, download: "" }, say("refused-file")) : null),
    el("p", { class: "hint" }, say("refused-file-hint")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "rows-title" }, el("table", {},
      el("thead", {}, el("tr", {}, ["row", "wrong", "content"].map((name) => el("th", { scope: "col" }, say(name))))),
      el("tbody", {}, lines))));
}

async function confirm(button, key, without, { onchange, onopen }) {
  button.disabled = true;
  const answer = await ask("POST", `/api/v1/imports/${encodeURIComponent(key)}/confirm`, { body: { without_refused: without } });
  if (!answer.ok) {
    button.disabled = false;
    tell(problemText(answer, say("no-line")), { bad: true });
    return;
  }
  onchange();
  onopen(key);
}

async function cancel(found, onopen) {
  const answer = await ask("POST", `/api/v1/jobs/${found.job}/cancel`);
  if (!answer.ok) tell(problemText(answer, say("no-line")), { bad: true });
  onopen(found.key);
}

async function again(found, { onchange, onopen }) {
  const body = { upload: found.upload, kind: found.kind, unit: found.unit, options: found.options };
  const answer = await ask("POST", "/api/v1/imports", { body });
  if (!answer.ok) return tell(problemText(answer, say("no-line")), { bad: true });
  onchange();
  return onopen(answer.body.key);
}
