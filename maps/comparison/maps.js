// Two maps of one ground that move together.
const view = { maps: [], paths: [[], []], moving: false };

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
  if (all.isValid()) map.fitBounds(all, { padding: [10, 10], animate: false });
  byId(`loading-${side}`).hidden = true;
}

function follow(from, to) {
  if (view.moving) return;
  view.moving = true;
  to.setView(from.getCenter(), from.getZoom(), { animate: false });
  view.moving = false;
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
