// The tools: what a click on the map means, and what needs the service (cut, split, merge).
import { ask, el, problemText, say, tell } from "./desk.js";
import { latlngs, ringsOf } from "./draw_map.js";
import { isEmpty, piecesOf, shapeOf } from "./draw_state.js";

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  pick: "M5 3l12 7-5.5 1.5L9 17z",
  draw: "M4 15l3-10 9-1 1 9-7 4zM4 15h.1M7 5h.1M16 4h.1M17 13h.1M10 17h.1",
  vertices: "M3 14L10 4l7 10M2 13h3v3H2zM8.500 2.500h3v3h-3zM15 13h3v3h-3z",
  cut: "M3 3h14v14H3zM7 8l5-2 2 5-4 3z",
  split: "M3 4h14v12H3zM12 2L8 18",
  merge: "M3 3h9v9H3zM8 8h9v9H8z",
  remove: "M4 5h12M8 5V3h4v2M6 5l1 12h6l1-12",
  undo: "M8 4L3 8l5 4M3 8h9a5 5 0 0 1 0 9H8",
  redo: "M12 4l5 4-5 4M17 8H8a5 5 0 0 0 0 9h4",
  snap: "M5 3v7a5 5 0 0 0 10 0V3M3 6h4M13 6h4",
};
const MODES = ["pick", "draw", "vertices", "cut", "split", "remove"];
const ONCE = ["merge", "undo", "redo"];
const SHAPES = { draw: "Polygon", cut: "Polygon", split: "Line" };

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function makeTools({ view, state, bar, guide, unit, unitPieces, insideUnits }) {
  const { map } = view;
  const buttons = {};
  let mode = "";
  let snapping = true;
  let busy = false;
  let enabled = false;
  let own = false; // a change that the map already shows
  const finish = el("div", { class: "finish", hidden: true },
    el("button", { type: "button", onclick: () => draft()?._finishShape() }, say("finish")),
    el("button", { type: "button", class: "second", onclick: () => draft()?._removeLastVertex() }, say("back")),
    el("button", { type: "button", class: "second", onclick: () => use("pick") }, say("cancel")));
  map.getContainer().after(finish);

  const draft = () => (SHAPES[mode] ? map.pm.Draw[SHAPES[mode]] : null);
  const options = () => ({
    snappable: snapping, snapDistance: 16, snapSegment: true, snapVertex: true, allowSelfIntersection: false, tooltips: false,
    templineStyle: { color: "#0b3fa0", weight: 3 }, hintlineStyle: { color: "#0b3fa0", weight: 2.5, dashArray: "6 6" },
  });

  function build() {
    for (const name of [...MODES, ...ONCE]) {
      const button = el("button", {
        type: "button", class: "tool", "data-tool": name, title: say(`tool-${name}-hint`),
        "aria-pressed": MODES.includes(name) ? "false" : null, onclick: () => press(name),
      }, icon(name), el("span", {}, say(`tool-${name}`)));
      buttons[name] = button;
      bar.append(button);
    }
    buttons.snap = el("button", {
      type: "button", class: "tool", "data-tool": "snap", title: say("tool-snap-hint"), "aria-pressed": "true",
      onclick: () => { snapping = !snapping; buttons.snap.setAttribute("aria-pressed", String(snapping)); use(mode); },
    }, icon("snap"), el("span", {}, say("tool-snap")));
    bar.append(buttons.snap);
    bar.addEventListener("keydown", walk);
    [...bar.children].forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
  }

  // One stop for Tab; arrows go from tool to tool.
  function walk(event) {
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!move) return;
    const all = [...bar.children].filter((button) => !button.disabled);
    const to = all[(all.indexOf(document.activeElement) + move + all.length) % all.length];
    [...bar.children].forEach((button) => { button.tabIndex = button === to ? 0 : -1; });
    to.focus();
    event.preventDefault();
  }

  function press(name) {
    if (name === "undo" || name === "redo") return step(name);
    if (name === "merge") return merge();
    return use(name === mode ? "pick" : name);
  }

  function step(name) {
    const label = state[name]();
    if (label) tell(say(name === "undo" ? "undone" : "redone", { what: label }));
  }

  function use(name) {
    if (!enabled) return;
    draft()?.disable();
    stopVertices();
    mode = name;
    if (["vertices", "cut", "split", "remove"].includes(mode)) toPieces();
    for (const one of MODES) buttons[one].setAttribute("aria-pressed", String(one === mode));
    guide.textContent = say(`guide-${mode}`);
    map.getContainer().dataset.mode = mode;
    finish.hidden = !SHAPES[mode];
    if (SHAPES[mode]) map.pm.enableDraw(SHAPES[mode], options());
    if (mode === "vertices") startVertices();
    refresh();
  }

  // Whole units become the shape that they fill together: from here it is drawn freely.
  function toPieces() {
    const drawn = state.get();
    if (drawn.mode === "units" && drawn.units.length) {
      state.commit(say("step-shape"), { mode: "shape", pieces: unitPieces() });
    }
  }

  function startVertices() {
    for (const layer of view.layers.pieces) {
      layer.pm.enable({ ...options(), allowSelfIntersection: false, draggable: false, limitMarkersToCount: 90, removeLayerBelowMinVertexCount: false });
      layer.on("pm:edit pm:vertexremoved", takeVertices);
    }
  }

  function stopVertices() {
    for (const layer of view.layers.pieces) {
      layer.off("pm:edit pm:vertexremoved", takeVertices);
      layer.pm?.disable();
    }
  }

  function takeVertices() {
    own = true;
    state.commit(say("step-vertex"), { mode: "shape", pieces: view.layers.pieces.map(ringsOf) });
    own = false;
  }

  map.on("pm:create", (event) => {
    const rings = event.layer instanceof L.Polygon ? ringsOf(event.layer) : null;
    const line = rings ? null : event.layer.getLatLngs().map((point) => [point.lng, point.lat]);
    event.layer.remove();
    if (mode === "draw") add(rings);
    else if (mode === "cut") change("cut", [{ type: "Polygon", coordinates: rings }]);
    else if (mode === "split") change("split", [{ type: "LineString", coordinates: line }]);
    setTimeout(() => use(isEmpty(state.get()) ? "draw" : "pick"), 0);
  });

  // The service cuts, splits and merges: the same hand that checks the shape at the end.
  async function change(op, others) {
    const before = state.get();
    const pieces = before.mode === "units" ? unitPieces() : before.pieces;
    if (!pieces.length) return tell(say("nothing-drawn"), { bad: true });
    setBusy(true);
    let after = op === "merge" && !others ? pieces.slice(0, 1) : pieces;
    for (const by of others ?? pieces.slice(1).map((rings) => ({ type: "Polygon", coordinates: rings }))) {
      const answer = await ask("POST", "/api/v1/drawing/shape", { body: { unit, op, shape: shapeOf(after), by } });
      if (!answer.ok) {
        setBusy(false);
        if (answer.status === 0 && op === "merge" && others) return answer;
        return tell(problemText(answer, say("needs-line")), { bad: true });
      }
      after = answer.body.shapes.flatMap((shape) => piecesOf(shape));
    }
    setBusy(false);
    if (state.get() !== before) return tell(say("moved-on"), { bad: true });
    state.commit(say(`step-${op}`), { mode: "shape", pieces: after });
    return tell(say(`done-${op}`, { n: after.length }));
  }

  function setBusy(is) {
    busy = is;
    refresh();
    guide.textContent = say(is ? "working" : `guide-${mode}`);
  }

  const merge = () => change("merge", null);

  // A piece over another one becomes one with it; without a line it waits as it is.
  async function add(rings) {
    const drawn = state.get();
    const kept = drawn.mode === "units" ? unitPieces() : drawn.pieces;
    if (kept.some((other) => L.polyline(latlngs(other)).getBounds().intersects(L.polyline(latlngs(rings)).getBounds()))) {
      const failed = await change("merge", [{ type: "Polygon", coordinates: rings }]);
      if (!failed || state.get() !== drawn) return;
    }
    state.commit(say("step-draw"), { mode: "shape", pieces: [...kept, rings] });
  }

  function pickUnit(code, geometry) {
    if (!enabled || busy) return;
    const drawn = state.get();
    if (drawn.mode === "units") {
      const held = drawn.units.includes(code);
      const units = held ? drawn.units.filter((one) => one !== code) : [...drawn.units, code];
      state.commit(say(held ? "step-unit-out" : "step-unit-in"), { mode: "units", units });
    } else if (!drawn.pieces.length) state.commit(say("step-unit-in"), { mode: "units", units: [code] });
    else change(insideUnits().includes(code) ? "cut" : "merge", [geometry]);
  }

  function pressPiece(at) {
    if (mode === "remove") removePiece(at);
  }

  function removePiece(at) {
    const drawn = state.get();
    state.commit(say("step-remove"), { mode: "shape", pieces: drawn.pieces.filter((_, n) => n !== at) });
    if (isEmpty(state.get())) use("pick");
  }

  function refresh() {
    const drawn = state.get();
    const off = !enabled || busy;
    for (const name of MODES) buttons[name].disabled = off;
    for (const name of ["vertices", "cut", "split", "remove"]) buttons[name].disabled = off || isEmpty(drawn);
    buttons.merge.disabled = off || drawn.pieces.length < 2;
    buttons.undo.disabled = off || !state.canUndo();
    buttons.redo.disabled = off || !state.canRedo();
    buttons.snap.disabled = off;
  }

  // The map was drawn anew: handles belong to layers that are gone.
  function redrawn() {
    if (mode === "vertices") startVertices();
    refresh();
  }

  build();
  bar.hidden = true;
  guide.hidden = true;
  return {
    use, pickUnit, pressPiece, removePiece, redrawn, refresh, step, draft, stopVertices,
    mode: () => mode, ownChange: () => own, busy: () => busy, snapping: () => snapping,
    enable(may) {
      if (enabled === may) return;
      enabled = may;
      bar.hidden = !may;
      guide.hidden = !may;
      if (may) use("pick");
      else { draft()?.disable(); stopVertices(); mode = ""; finish.hidden = true; refresh(); }
    },
  };
}
