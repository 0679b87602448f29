// Choosing a place by name: down from one's own unit to communes and hamlets.
import { ask, el, problemText, say } from "./desk.js";

const FEW = 12;

// Gives {field, start(from), chosen()}: chosen is {unit, name, ground: {units} or {shape}}.
export function makePlaces(roots) {
  const field = el("div", { class: "places", tabindex: "-1" });
  let here = null;
  let drawn = null;
  let marked = new Map();

  async function open(unit) {
    field.replaceChildren(el("p", { class: "hint" }, say("loading")));
    const answer = await ask("GET", `/api/v1/lockdowns/places?unit=${encodeURIComponent(unit)}`);
    if (!answer.ok) {
      field.replaceChildren(el("p", { class: "wrong" }, problemText(answer, say("offline"))), el("button", { type: "button", class: "second", onclick: () => open(unit) }, "↻"));
      return;
    }
    here = answer.body;
    marked = new Map();
    show();
  }

  function show() {
    const rows = here.below.map(rowOf);
    const told = el("p", { class: "hint", role: "status" });
    const list = el("ul", { class: "choices" }, here.lockable ? el("li", {}, boxOf({ code: here.unit, name: say("whole", { name: here.name }) }, { whole: true })) : null, rows);
    const filter = here.below.length > FEW ? el("label", {}, say("filter"), el("input", { type: "search", oninput: (event) => sift(rows, event.target.value) })) : null;
    field.replaceChildren(
      el("div", { class: "row" }, el("strong", {}, say("where-inside", { name: here.name })), upOf()),
      filter ?? "", list, here.below.length ? "" : el("p", { class: "hint" }, say("nothing-below")), told);
    field.refresh = () => {
      const names = [...marked.values()].join(", ");
      told.textContent = names ? say("chosen", { names }) : say("chosen-none");
    };
    field.refresh();
  }

  function upOf() {
    const own = new Set(roots.map((one) => one.code));
    if (own.has(here.unit)) {
      return roots.length > 1 ? el("button", { type: "button", class: "quiet", onclick: choose }, say("where-mine")) : null;
    }
    const up = here.above.at(-1);
    return up ? el("button", { type: "button", class: "quiet", onclick: () => open(up.code) }, say("up", { name: up.name })) : null;
  }

  function rowOf(place) {
    const down = place.below
      ? el("button", { type: "button", class: "quiet", "aria-label": say("inside-of", { name: place.name }), onclick: () => open(place.code) }, here.lockable ? say("inside") : place.name)
      : null;
    const row = el("li", {}, here.lockable ? boxOf(place) : down ?? el("button", { type: "button", class: "quiet", onclick: () => open(place.code) }, place.name), here.lockable ? down : null);
    row.words = plain(place.name);
    return row;
  }

  function boxOf(place, { whole = false } = {}) {
    const box = el("input", { type: "checkbox", name: "place", value: place.code, onchange: () => {
      if (box.checked) {
        for (const other of field.querySelectorAll("input[name=place]:checked")) {
          if (other !== box && (whole || other.value === here.unit)) { other.checked = false; marked.delete(other.value); }
        }
        marked.set(place.code, whole ? here.name : place.name);
      } else marked.delete(place.code);
      field.refresh();
    } });
    return el("label", { class: "choice" }, box, place.name);
  }

  function choose() {
    here = null;
    marked = new Map();
    field.replaceChildren(el("p", {}, say("where-mine")), el("ul", { class: "choices" }, roots.map((one) =>
      el("li", {}, el("button", { type: "button", class: "quiet", onclick: () => open(one.code) }, one.name)))));
  }

  async function showDrawn(key) {
    const answer = await ask("GET", `/api/v1/perimeters/${encodeURIComponent(key)}`);
    const found = answer.body?.content;
    const ground = !answer.ok ? null : found.mode === "shape" ? { shape: found.shape } : { units: found.units };
    if (!ground || !(ground.shape || ground.units?.length)) return false;
    drawn = { unit: answer.body.unit, name: found.name || answer.body.key, ground };
    field.replaceChildren(el("p", {}, say("drawn", { name: drawn.name })));
    return true;
  }

  return {
    field,
    async start(from) {
      if (from && (await showDrawn(from))) return;
      if (roots.length === 1) await open(roots[0].code);
      else choose();
      if (from) field.prepend(el("p", { class: "notice" }, say("drawn-none")));
    },
    chosen() {
      if (drawn) return drawn;
      if (!here || !marked.size) return null;
      return { unit: here.unit, name: [...marked.values()].join(", "), ground: { units: [...marked.keys()] } };
    },
  };
}

function plain(text) {
  return text.normalize("NFD").replace(/[̀-ͯ]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

function sift(rows, words) {
  for (const row of rows) row.hidden = !row.words.includes(plain(words));
}
