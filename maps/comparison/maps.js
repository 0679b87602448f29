// Two maps of one ground that move together.
const view = { maps: [], paths: [[], []], marks: [], moving: false };
const ROOM = 9; // pixels around a number that stands inside its commune

function buildMaps() {
  const arcs = facts.ground.arcs.map(unpackLine);
  facts.sides.forEach((_, side) => buildMap(side, arcs));
  const [one, other] = view.maps;
  one.on("move", () => follow(one, other));
  other.on("move", () => follow(other, one));
}

function buildMap(side, arcs) {
  const map = L.map(`map-${side}`, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, maxZoom: 15, zoomAnimation: false, fadeAnimation: false });
  view.maps[side] = map;
  map.setView([10, 105.5], 8);
  L.control.zoom({ position: "topright" }).addTo(map);
  const renderer = L.svg({ padding: 0.4 });
  for (const near of facts.ground.context) {
    L.polygon(near.rings.map(unpackLine), { renderer, interactive: false, fillColor: "#eef0e8", fillOpacity: 1, color: "#aab5ae", weight: 1 }).addTo(map);
  }
  const all = L.latLngBounds([]);
  facts.unitNumbers.forEach((unit) => {
    const shape = facts.units.drawn[unit];
    if (shape < 0) return;
    const rings = facts.ground.shapes[shape].map((part) => part.map((ring) => unpackRing(arcs, ring)));
    const path = L.polygon(rings, { renderer, smoothFactor: 0, color: "#05090a", weight: 1, fillOpacity: 1 }).addTo(map);
    path.on("click", () => show({ unit }));
    path.bindTooltip(() => tip(unit), { sticky: true, className: "tip", direction: "top" });
    view.paths[side][unit] = path;
    all.extend(path.getBounds());
  });
  view.marks[side] = L.layerGroup().addTo(map);
  map.on("moveend", () => placeNumbers(side));
  if (all.isValid()) map.fitBounds(all, { padding: [10, 10], animate: false });
  byId(`loading-${side}`).hidden = true;
}

function follow(from, to) {
  if (view.moving) return;
  view.moving = true;
  to.setView(from.getCenter(), from.getZoom(), { animate: false });
  view.moving = false;
}

// A level's number where its commune leaves room for it.
function placeNumbers(side) {
  const map = view.maps[side];
  view.marks[side].clearLayers();
  facts.unitNumbers.forEach((unit) => {
    const shape = facts.units.drawn[unit];
    if (shape < 0) return;
    const [lon, lat, radius] = facts.ground.spots[shape];
    const middle = L.latLng(lat * STEP, lon * STEP);
    const edge = map.latLngToLayerPoint([lat * STEP, (lon + radius) * STEP]).x - map.latLngToLayerPoint(middle).x;
    if (edge < ROOM || !map.getBounds().contains(middle)) return;
    const zone = zoneOf(side, unit);
    const text = make("span", { class: "dot level" }, zone.level === null ? "–" : String(zone.level));
    text.style.setProperty("background", zone.fill);
    text.style.setProperty("color", zone.ink);
    L.marker(middle, { icon: L.divIcon({ html: text, className: "label", iconSize: [0, 0] }), interactive: false, keyboard: false }).addTo(view.marks[side]);
  });
}

function tip(unit) {
  const levels = facts.sides.map((_, side) => make("span", { class: "line" }, zoneName(zoneOf(side, unit))));
  return make("span", {}, make("strong", {}, facts.units.name[unit]), ...levels);
}

// Units of the chosen pair stand out on both maps; the others are veiled.
function paint() {
  facts.sides.forEach((_, side) => {
    view.paths[side].forEach((path, unit) => {
      const veiled = state.pair !== "" && pairOf(unit) !== state.pair;
      const chosen = unit === state.unit;
      path.setStyle({ fillColor: `url(#fill-${zoneOf(side, unit).colour})`, fillOpacity: veiled ? 0.15 : 1, weight: chosen ? 4 : 1 });
      if (chosen) path.bringToFront();
    });
  });
}

function goTo(unit) {
  const path = view.paths[0][unit] || view.paths[0][facts.units.inside[unit]];
  if (path) view.maps[0].fitBounds(path.getBounds().pad(2), { animate: false, maxZoom: 12 });
}
