// The map without a mouse: a cross that the arrows move, and Enter where a click would be.
import { el, say } from "./desk.js";
import { snapTo } from "./draw_snap.js";

const STEP = 12;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function makeKeys({ view, tools, state, told, unitAt, onUnit }) {
  const { map } = view;
  const box = map.getContainer();
  const cross = el("div", { class: "cross", hidden: true, "aria-hidden": "true" });
  box.append(cross);
  let at = null; // container point of the cross
  let vertex = null; // {piece, ring, n}
  map.keyboard.disable();

  function show() {
    if (!at) at = map.getSize().divideBy(2);
    cross.hidden = false;
    cross.style.transform = `translate(${at.x}px, ${at.y}px)`;
  }

  function hide() {
    cross.hidden = true;
  }

  function move([x, y], step) {
    show();
    at = at.add([x * step, y * step]);
    const size = map.getSize();
    const edge = 40;
    const pan = [
      at.x < edge ? at.x - edge : Math.max(0, at.x - size.x + edge),
      at.y < edge ? at.y - edge : Math.max(0, at.y - size.y + edge),
    ];
    if (pan[0] || pan[1]) {
      map.panBy(pan, { animate: false });
      at = at.subtract(pan);
    }
    show();
    fire("mousemove");
  }

  function fire(kind) {
    const latlng = map.containerPointToLatLng(at);
    map.fire(kind, {
      latlng, containerPoint: at, layerPoint: map.containerPointToLayerPoint(at),
      originalEvent: { altKey: false, target: box, preventDefault() {}, stopPropagation() {} },
    });
    return latlng;
  }

  function press() {
    show();
    fire("mousemove");
    if (tools.draft()) {
      fire("click");
      told(say("vertex-put"));
      return;
    }
    const code = unitAt(map.containerPointToLatLng(at));
    if (tools.mode() === "remove") {
      const latlng = map.containerPointToLatLng(at);
      const found = view.layers.pieces.find((layer) => inRings(layer.getLatLngs(), latlng));
      if (found) tools.pressPiece(found.at);
    } else if (code && tools.mode() === "pick") onUnit(code);
  }

  // Vertices one by one: N and P go along them, arrows move, Delete takes one out.
  const every = () => state.get().pieces.flatMap((rings, piece) =>
    rings.flatMap((ring, r) => ring.slice(0, -1).map((_, n) => ({ piece, ring: r, n }))));

  const same = (one) => vertex && one.piece === vertex.piece && one.ring === vertex.ring && one.n === vertex.n;

  function walk(by) {
    const all = every();
    if (!all.length) return;
    vertex = all[(all.findIndex(same) + by + all.length) % all.length];
    const latlng = place(vertex);
    if (!map.getBounds().contains(latlng)) map.panTo(latlng, { animate: false });
    stand();
  }

  // The cross goes to the vertex, and where that is is told.
  function stand() {
    const all = every();
    const latlng = place(vertex);
    at = map.latLngToContainerPoint(latlng);
    show();
    told(say("vertex-at", { n: all.findIndex(same) + 1, of: all.length, lon: latlng.lng.toFixed(5), lat: latlng.lat.toFixed(5) }));
  }

  function place({ piece, ring, n }) {
    const [lon, lat] = state.get().pieces[piece][ring][n];
    return L.latLng(lat, lon);
  }

  function change(label, edit) {
    const pieces = structuredClone(state.get().pieces);
    const ring = pieces[vertex.piece]?.[vertex.ring];
    if (!ring) return;
    ring.pop();
    edit(ring, vertex.n);
    ring.push(ring[0]);
    state.commit(label, { mode: "shape", pieces });
    if (every().some(same)) stand();
  }

  function nudge(arrow, fine) {
    const from = map.latLngToContainerPoint(place(vertex));
    const to = from.add([arrow[0] * (fine ? 1 : STEP), arrow[1] * (fine ? 1 : STEP)]);
    const free = map.containerPointToLatLng(to);
    const target = fine || !tools.snapping() ? free : snapTo(view, free, STEP - 3);
    change(say("step-vertex"), (ring, n) => { ring[n] = [target.lng, target.lat]; });
  }

  function edit(event) {
    const arrow = ARROWS[event.key];
    const key = event.key.toLowerCase();
    if (key === "n") walk(1);
    else if (key === "p") walk(-1);
    else if (!every().some(same)) return false;
    else if (arrow) nudge(arrow, event.shiftKey);
    else if (event.key === "Delete") {
      const ring = state.get().pieces[vertex.piece][vertex.ring];
      if (ring.length <= 4) return true;
      change(say("step-vertex"), (open, n) => open.splice(n, 1));
      vertex = null;
    } else if (event.key === "Insert" || key === "i") {
      change(say("step-vertex"), (open, n) => {
        const to = open[(n + 1) % open.length];
        open.splice(n + 1, 0, [(open[n][0] + to[0]) / 2, (open[n][1] + to[1]) / 2]);
      });
      walk(1);
    } else return false;
    return true;
  }

  function handle(event) {
    if (event.target !== box || event.ctrlKey || event.metaKey) return;
    const arrow = ARROWS[event.key];
    let done = true;
    if (event.key === "+" || event.key === "=") map.zoomIn(1, { animate: false });
    else if (event.key === "-") map.zoomOut(1, { animate: false });
    else if (tools.mode() === "vertices" && edit(event)) { /* done there */ }
    else if (arrow) move(arrow, event.shiftKey ? 2 : STEP * 2);
    else if (event.key === "Enter" || event.key === " ") press();
    else if (event.key === "Backspace" && tools.draft()) tools.draft()._removeLastVertex();
    else if (event.key.toLowerCase() === "f" && tools.draft()) tools.draft()._finishShape();
    else if (event.key === "Escape" && tools.mode()) tools.use("pick");
    else done = false;
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  box.addEventListener("keydown", handle);
  box.addEventListener("blur", hide);
  box.addEventListener("focus", () => { if (box.matches(":focus-visible")) show(); });
  map.on("zoomend", () => { if (!cross.hidden) show(); });
  document.addEventListener("keydown", (event) => {
    const typed = event.target.closest?.("input, textarea, select, dialog");
    if (typed || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) tools.step("undo");
    else if (key === "y" || (key === "z" && event.shiftKey)) tools.step("redo");
    else return;
    event.preventDefault();
  });
  return { forget: () => { vertex = null; } };
}

// Inside the outer ring and in no hole; rings of Leaflet points, or nested polygons.
export function inRings(rings, point) {
  if (Array.isArray(rings[0]?.[0])) return rings.some((polygon) => inRings(polygon, point));
  const within = (ring) => {
    let inside = false;
    for (let n = 0, last = ring.length - 1; n < ring.length; last = n, n += 1) {
      const [a, b] = [ring[n], ring[last]];
      if (a.lat > point.lat !== b.lat > point.lat
        && point.lng < ((b.lng - a.lng) * (point.lat - a.lat)) / (b.lat - a.lat) + a.lng) inside = !inside;
    }
    return inside;
  };
  return rings.length > 0 && within(rings[0]) && !rings.slice(1).some(within);
}
