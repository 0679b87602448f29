// What the drawing means, while it is drawn: asked of the service, told beside the map.
import { ask, el, figure, problemText, say } from "./desk.js";
import { asked, isEmpty } from "./draw_state.js";
import { change, known, told } from "./draw_words.js";

const SOON = 350;
const LATER = 700;
const QUIET = 1500;
const ROWS = [
  ["people", "row-people"], ["households", "row-households"], ["cases_inside", "row-cases"],
  ["cases_cut", "row-cases-cut"], ["cases_outside", "row-cases-outside"], ["units", "row-units"], ["cut", "row-cut"], ["km", "row-km", "km"],
  ["crossings", "row-crossings"], ["cost", "row-cost"],
];

export function makeFigures({ unit, main, pane, spoken, labels, nameOf, onMeasured, onUse }) {
  let soon = 0;
  let later = 0;
  let quiet = 0;
  let round = 0;
  let stop = null;
  let newest = null; // the last answer, for the drawing that is on the map
  let trouble = "";

  function follow(drawn, ring) {
    clearTimeout(soon);
    clearTimeout(later);
    stop?.abort();
    round += 1;
    const mine = round;
    trouble = "";
    if (isEmpty(drawn)) {
      newest = null;
      show(drawn, "empty");
      onMeasured(null, drawn);
      return;
    }
    show(drawn, "working");
    stop = new AbortController();
    const body = { unit, ...asked(drawn), ...(ring ? { ring_km: ring } : {}) };
    soon = setTimeout(async () => {
      const answer = await send({ ...body, parts: ["figures"] }, mine);
      if (!answer) return;
      newest = answer.ok ? answer.body : null;
      trouble = answer.ok ? "" : problemText(answer, say("figures-away"));
      show(drawn, answer.ok ? "more" : "wrong");
      onMeasured(newest, drawn, answer);
      if (!answer.ok) return;
      later = setTimeout(async () => {
        const rest = await send({ ...body, parts: ["needs", "effects", "proposal"] }, mine);
        if (!rest) return;
        if (rest.ok) newest = { ...rest.body, ...newest, notes: join(newest.notes, rest.body.notes) };
        else trouble = problemText(rest, say("figures-away"));
        show(drawn, rest.ok ? "done" : "wrong");
        onMeasured(newest, drawn, rest);
      }, LATER);
    }, SOON);
  }

  async function send(body, mine) {
    try {
      const answer = await ask("POST", "/api/v1/drawing/measure", { body, signal: stop.signal });
      return mine === round ? answer : null;
    } catch (error) {
      if (error.name === "AbortError") return null;
      throw error;
    }
  }

  const join = (first = [], more = []) => [...first, ...more.filter((one) => !first.some((other) => other.what === one.what))];

  function valueOf(measured, name) {
    const figures = measured?.figures ?? {};
    if (name === "units") return measured?.units?.length ?? figures.units;
    if (name === "cut") return measured?.cut?.length ?? 0;
    return figures[name];
  }

  function tile(name, text, note = "", bad = false) {
    return el("div", { class: bad ? "tile bad" : "tile" }, el("dt", {}, say(name)), el("dd", {}, text, note ? el("small", {}, note) : null));
  }

  function show(drawn, state) {
    const needs = newest?.needs;
    main.setAttribute("aria-busy", String(state === "working"));
    main.classList.toggle("stale", state === "working");
    if (state === "empty") {
      main.replaceChildren();
      pane.replaceChildren(el("div", { class: "empty" }, el("p", {}, el("b", {}, say("empty-title"))), el("p", {}, say("empty-how"))));
      say_aloud("");
      return;
    }
    const f = newest?.figures ?? {};
    const short = needs?.short;
    main.replaceChildren(
      tile("row-people", told(f.people)),
      tile("row-households", told(f.households)),
      tile("row-cases", told(f.cases_inside), f.cases_untold ? say("cases-untold", { n: f.cases_untold }) : ""),
      tile("row-staff", needs ? told(needs.officers) : "…", needs && known(short) ? say(short > 0 ? "staff-short" : "staff-enough", { n: figure(short) }) : "", short > 0));
    pane.replaceChildren(...[trouble ? el("p", { class: "wrong" }, trouble) : null, compared(state), needed(needs, state), effects(newest?.effects, state), notes(newest)].filter(Boolean));
    if (state === "done" || state === "wrong") say_aloud(trouble || spokenLine(f, needs));
  }

  function compared(state) {
    const offer = newest?.proposal;
    const head = [el("th", { scope: "col" }, el("span", { class: "unseen" }, say("figure"))), el("th", { scope: "col", class: "number" }, el("span", { class: "swatch mine", "aria-hidden": "true" }), say("drawn"))];
    if (offer) head.push(el("th", { scope: "col", class: "number" }, el("span", { class: "swatch offered", "aria-hidden": "true" }), say("offered")), el("th", { scope: "col", class: "number" }, say("difference")));
    const rows = ROWS.filter(([name]) => name !== "cases_cut" || newest?.cut?.length).map(([name, word, unit = ""]) => {
      const mine = valueOf(newest, name);
      const cells = [el("th", { scope: "row" }, say(word)), el("td", { class: "number" }, newest ? told(mine, unit) : "…")];
      if (offer) {
        const theirs = valueOf({ cut: [], ...offer }, name);
        const gap = known(mine) && known(theirs) ? Math.round((theirs - mine) * 10) / 10 : null;
        cells.push(el("td", { class: "number" }, told(theirs, unit)), el("td", { class: "number" }, change(gap)));
      }
      return el("tr", {}, ...cells);
    });
    const section = el("section", {}, el("h2", {}, say("figures")), el("div", { class: "scroll" }, el("table", { class: "compare" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows))));
    if (offer) {
      const added = offer.added ?? [];
      section.append(
        el("p", { class: "hint" }, added.length ? say("offer-adds", { n: added.length }) : say("offer-same")),
        added.length ? el("ul", { class: "plain" }, ...added.slice(0, 12).map((one) => el("li", {}, addition(one)))) : "",
        el("button", { type: "button", class: "second", onclick: () => onUse(offer) }, say("offer-use")));
    } else if (state === "done") section.append(el("p", { class: "hint" }, newest?.proposal === null ? say("offer-none") : ""));
    return section;
  }

  const addition = (one) => say("offer-added", { name: nameOf(one.unit), people: told(one.people), saves: told(one.saves) });

  function needed(needs, state) {
    if (!needs) return state === "more" || state === "working" ? el("p", { class: "hint" }, say("counting")) : null;
    const rows = [
      ["needs-posts", told(needs.posts), say("needs-kinds", { staffed: told(needs.staffed), barriers: told(needs.barriers) })],
      ["needs-shift", told(needs.officers_per_shift)], ["needs-officers", told(needs.officers)],
      ["needs-own", told(needs.own)], ["needs-asked", told(needs.asked)], ["needs-short", told(needs.short), "", needs.short > 0],
    ];
    return el("section", {}, el("h2", {}, say("needs")), pairs(rows));
  }

  const pairs = (rows) => el("dl", { class: "pairs" }, ...rows.map(([word, text, note, bad]) =>
    el("div", { class: bad ? "bad" : "" }, el("dt", {}, say(word)), el("dd", {}, text, note ? el("small", {}, note) : null))));

  function effects(found, state) {
    if (!found && state !== "done") return null;
    return el("section", {}, el("h2", {}, say("effects")), pairs([
      ["effect-trips", tripsText(found?.trips)], ["effect-goods", goodsText(found?.goods)], ["effect-hospital", hospitalText(found?.hospital)]]));
  }

  function tripsText(trips) {
    if (!known(trips)) return say("unknown");
    const unsure = trips.unsure ? say("effect-trips-unsure", { unsure: figure(trips.unsure) }) : "";
    return say("effect-trips-said", { cut: told(trips.cut), all: told(trips.all) }) + unsure;
  }

  function goodsText(goods) {
    if (!known(goods) || !known(goods.enter)) return say("unknown");
    if (!goods.enter) return say("effect-goods-no");
    return say(goods.proven ? "effect-goods-yes" : "effect-goods-unproven");
  }

  function hospitalText(care) {
    if (!known(care)) return say("unknown");
    const worst = care.worst;
    if (!worst) return say("effect-hospital-same");
    const facts = { name: worst.name, kind: say(`site-${worst.kind}`), before: told(worst.before_minutes), after: told(worst.after_minutes) };
    return say(known(worst.after_minutes) ? "effect-hospital-longest" : "effect-hospital-none", facts);
  }

  function notes(measured) {
    const said = (measured?.notes ?? []).map((note) => el("li", {}, [note.what, note.where, note.do].filter(Boolean).join(" ")));
    const held = [...new Set([...(measured?.figures?.placeholders ?? []), ...(measured?.needs?.placeholders ?? [])])];
    if (held.length) said.push(el("li", {}, el("details", {}, el("summary", {}, say("placeholders", { n: held.length })), el("ul", {}, ...held.map((name) => el("li", {}, labels(name)))))));
    return said.length ? el("section", { class: "notes" }, el("h2", {}, say("notes")), el("ul", {}, ...said)) : null;
  }

  function spokenLine(f, needs) {
    return say("spoken", { people: told(f.people), cases: told(f.cases_inside), roads: told(f.crossings), staff: told(needs?.officers) });
  }

  function say_aloud(text) {
    clearTimeout(quiet);
    quiet = setTimeout(() => { spoken.textContent = text; }, QUIET);
  }

  return { follow, newest: () => newest };
}
