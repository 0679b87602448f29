// The same choice without the map: a searchable table of units, and the pieces drawn.
import { el, figure, say } from "./desk.js";
import { plain } from "./draw_words.js";

export function makeList({ pane, state, tools, onUnit, onLook }) {
  const search = el("input", { type: "search", id: "unit-search", autocomplete: "off" });
  const only = el("input", { type: "checkbox", id: "unit-only" });
  const count = el("p", { class: "hint", role: "status" });
  const body = el("tbody");
  const none = el("p", { class: "empty", hidden: true }, say("list-none"));
  const pieces = el("div", { class: "pieces" });
  const table = el("table", {},
    el("caption", { class: "unseen" }, say("list-title")),
    el("thead", {}, el("tr", {},
      el("th", { scope: "col" }, el("span", { class: "unseen" }, say("list-chosen"))),
      el("th", { scope: "col" }, say("list-unit")),
      el("th", { scope: "col", class: "number" }, say("list-level")),
      el("th", { scope: "col", class: "number" }, say("list-cases")),
      el("th", { scope: "col", class: "number" }, say("list-people")),
      el("th", { scope: "col" }, el("span", { class: "unseen" }, say("list-look"))))),
    body);
  pane.append(
    pieces,
    el("label", { for: "unit-search" }, say("list-search"), search),
    el("label", { class: "inline", for: "unit-only" }, only, el("span", {}, say("list-only"))),
    count, el("div", { class: "scroll units" }, table), none);
  let rows = [];
  let inside = new Set();
  let cut = new Set();
  let allowed = false;

  function fill(units) {
    const sorted = [...units].sort((a, b) => a.name.localeCompare(b.name, "vi"));
    rows = sorted.map((facts) => {
      const box = el("input", { type: "checkbox", id: `unit-${facts.code}`, onchange: () => { onUnit(facts.code); refresh(); } });
      const look = el("button", { type: "button", class: "quiet look", title: say("list-look"), "aria-label": say("list-look-at", { name: facts.name }), onclick: () => onLook(facts.code) }, "⌖");
      const note = el("span", { class: "cut-note", hidden: true }, say("list-cut"));
      const level = facts.level === null || facts.level === undefined ? say("unknown") : String(facts.level);
      const row = el("tr", {},
        el("td", { class: "tick" }, box),
        el("td", {}, el("label", { for: box.id, class: "unit-line" }, facts.name), el("span", { class: "hint" }, facts.above || ""), note),
        el("td", { class: "number" }, level),
        el("td", { class: "number" }, count1(facts.cases)),
        el("td", { class: "number" }, count1(facts.people)),
        el("td", { class: "tick" }, look));
      return { facts, box, row, note, words: plain(`${facts.name} ${facts.above || ""} ${facts.code}`) };
    });
    body.replaceChildren(...rows.map((one) => one.row));
    refresh();
  }

  const count1 = (value) => (value === null || value === undefined ? say("unknown") : figure(value));

  function refresh() {
    const asked = plain(search.value);
    let shown = 0;
    let held = 0;
    for (const { facts, box, row, note, words } of rows) {
      const has = inside.has(facts.code);
      const part = cut.has(facts.code);
      held += has;
      box.checked = has;
      box.indeterminate = part && !has;
      box.disabled = !allowed;
      note.hidden = !part || has;
      row.hidden = !words.includes(asked) || (only.checked && !has && !part);
      row.classList.toggle("held", has || part);
      shown += !row.hidden;
    }
    none.hidden = shown > 0;
    table.parentElement.hidden = shown === 0;
    count.textContent = say("list-count", { n: held, of: rows.length });
  }

  function showPieces() {
    const drawn = state.get();
    pieces.hidden = drawn.mode !== "shape" || !drawn.pieces.length;
    if (pieces.hidden) return;
    const lines = drawn.pieces.map((rings, at) => el("li", {},
      el("span", {}, say(rings.length > 1 ? "piece-holes" : "piece", { n: at + 1, points: rings[0].length - 1, holes: rings.length - 1 })),
      el("button", { type: "button", class: "second small", disabled: !allowed, onclick: () => tools.removePiece(at) }, say("piece-remove"))));
    pieces.replaceChildren(el("h2", {}, say("pieces")), el("ul", {}, ...lines));
  }

  search.addEventListener("input", refresh);
  only.addEventListener("change", refresh);
  return {
    fill,
    show(drawn, measured) {
      inside = new Set(drawn.mode === "units" ? drawn.units : measured?.units ?? []);
      cut = new Set(drawn.mode === "units" ? [] : measured?.cut ?? []);
      showPieces();
      refresh();
    },
    allow(may) {
      allowed = may;
      showPieces();
      refresh();
    },
  };
}
