// The map: land and sea, communes in fill, pattern and number, borders, roads, names.
const ROADS = {
  motorway: [3.2, "#5c4a1d"], trunk: [2.6, "#5c4a1d"], primary: [2.2, "#5c4a1d"],
  secondary: [1.6, "#6b6250"], tertiary: [1.1, "#6b6250"], local: [0.9, "#7d7566"], service: [0.8, "#7d7566"],
  track: [0.8, "#7d7566"], path: [0.6, "#7d7566"], ferry: [1.8, "#22587a"],
};
const MINOR = new Set(["secondary", "tertiary", "local", "service", "track", "path"]);
const view = { map: null, paths: [], marks: null, names: null, outlines: null, order: null, panes: {}, home: null };

function pane(name, level) {
  const made = view.map.createPane(name);
  made.style.zIndex = String(level);
  view.panes[name] = L.svg({ pane: name, padding: 0.4 });
  return name;
}

const quiet = (name, options) => ({ pane: name, renderer: view.panes[name], interactive: false, smoothFactor: 0, ...options });

function buildMap(map) {
  view.map = map;
  pane("land", 200);
  pane("communes", 300);
  pane("lines", 400);
  pane("roads", 410);
  pane("marks", 420);
  const ground = facts.ground;
  const arcs = ground.arcs.map(unpackLine);
  for (const near of ground.context) {
    const rings = near.rings.map(unpackLine);
    L.polygon(rings, quiet("land", { fillColor: "#eef0e8", fillOpacity: 1, color: "#aab5ae", weight: 1 })).addTo(map);
  }
  facts.unitNumbers.forEach((unit) => {
    const shape = facts.units.drawn[unit];
    if (shape >= 0) view.paths[unit] = buildCommune(unit, ground.shapes[shape].map((rings) => rings.map((ring) => unpackRing(arcs, ring))));
  });
  buildBorders(arcs);
  buildRoads();
  view.outlines = L.layerGroup().addTo(map);
  view.walked = L.layerGroup().addTo(map);
  view.order = L.layerGroup().addTo(map);
  view.names = L.layerGroup().addTo(map);
  view.marks = L.layerGroup().addTo(map);
  view.stations = L.layerGroup().addTo(map);
  buildControls(map, goHome);
  measureView();
  openView();
  map.setMinZoom(map.getBoundsZoom(view.home) - 1);
  map.setMaxBounds(view.home.pad(0.6));
  map.on("moveend", () => {
    placeNames();
    placeStations();
    showOutside();
  });
  byId("outside").addEventListener("click", goHome);
  walkWithArrows();
}

function put(spot, element, kind) {
  const icon = L.divIcon({ html: element, className: `label ${kind}`, iconSize: [0, 0] });
  return L.marker([spot[1] * STEP, spot[0] * STEP], { icon, interactive: false, keyboard: false });
}

function buildCommune(unit, rings) {
  const small = !facts.units.counted[unit] && !facts.holds.has(unit);
  const path = L.polygon(rings, {
    pane: "communes", renderer: view.panes.communes, smoothFactor: 0,
    color: "#05090a", weight: small ? 2 : 1, fillOpacity: 1,
  }).addTo(view.map);
  path.on("click", (event) => {
    L.DomEvent.stop(event);
    change({ unit });
  });
  path.bindTooltip(() => tip(unit), { sticky: true, className: "tip", direction: "top", offset: [0, -6] });
  return path;
}

function tip(unit) {
  const zone = zoneOf(unit, state.day);
  const level = levelText(unit, zone);
  return make("span", {}, make("strong", {}, facts.units.name[unit]), make("br"), level);
}

// A border is a district's where the communes on its two sides differ in district.
function buildBorders(arcs) {
  const sides = arcs.map(() => []);
  facts.tiles.forEach((unit) => {
    const shape = facts.units.drawn[unit];
    if (shape < 0) return;
    for (const ring of facts.ground.shapes[shape].flat()) {
      for (const n of ring) sides[n >= 0 ? n : ~n].push(facts.units.district[unit]);
    }
  });
  const coast = arcs.filter((_, n) => sides[n].length === 1);
  const inner = arcs.filter((_, n) => sides[n].length > 1 && new Set(sides[n]).size > 1);
  L.polyline(inner, quiet("lines", { color: "#ffffff", weight: 3.6, opacity: 0.7 })).addTo(view.map);
  L.polyline(inner, quiet("lines", { color: "#14262b", weight: 1.7 })).addTo(view.map);
  L.polyline(coast, quiet("lines", { color: "#14262b", weight: 1.5 })).addTo(view.map);
}

// The whole province, and its core: where nine communes of ten lie.
function measureView() {
  const all = L.latLngBounds([]);
  const drawn = facts.tiles.filter((unit) => view.paths[unit]);
  for (const unit of drawn) all.extend(view.paths[unit].getBounds());
  view.home = all.isValid() ? all : L.latLngBounds([[9, 104], [11, 107]]);
  const centers = drawn.map((unit) => view.paths[unit].getBounds().getCenter());
  const middle = (name) => centers.map((at) => at[name]).sort((a, b) => a - b)[Math.floor(centers.length / 2)];
  const away = (at) => Math.hypot(at.lat - middle("lat"), at.lng - middle("lng"));
  const near = drawn.map((unit, n) => [away(centers[n]), unit]).sort((a, b) => a[0] - b[0]);
  view.core = L.latLngBounds([]);
  for (const [, unit] of near.slice(0, Math.ceil(near.length * 0.9))) view.core.extend(view.paths[unit].getBounds());
}

// A narrow screen opens on the core, and says how many communes lie outside it.
function openView() {
  goHome();
  const size = view.map.getSize();
  const closer = view.core.isValid() && view.map.getBoundsZoom(view.core) - view.map.getBoundsZoom(view.home) >= 0.5;
  if (size.x < 640 && closer) view.map.fitBounds(view.core, { padding: [8, 8], animate: false });
}

function showOutside() {
  const bounds = view.map.getBounds();
  const outside = facts.tiles.filter((unit) => view.paths[unit] && !bounds.intersects(view.paths[unit].getBounds())).length;
  const button = byId("outside");
  button.hidden = outside === 0 || outside > facts.tiles.length / 4;
  button.textContent = word("outside", { n: outside });
}

function buildRoads() {
  view.minor = L.layerGroup();
  for (const road of facts.ground.roads) {
    const [weight, color] = ROADS[road.class] || ROADS.tertiary;
    const lines = road.lines.map(unpackLine);
    const dashArray = road.class === "ferry" ? "2 6" : null;
    const group = MINOR.has(road.class) ? view.minor : view.map;
    if (!dashArray) L.polyline(lines, quiet("roads", { color: "#ffffff", weight: weight + 1.4, opacity: 0.7 })).addTo(group);
    L.polyline(lines, quiet("roads", { color, weight, dashArray, opacity: 0.9 })).addTo(group);
  }
  for (const site of facts.ground.sites) {
    put([...site.at, 0], siteSign(site.kind, site.name), "site").addTo(view.map);
  }
}

function siteSign(kind, name) {
  const care = { fill: "none", stroke: "#b3261e" };
  const shapes = {
    hospital: { d: "M9 4v10M4 9h10", ...care, "stroke-width": 3.4 },
    maternity: { d: "M9 3a3 3 0 0 1 0 6a3 3 0 0 1 0-6M9 9v6M6.4 12.4h5.2", ...care, "stroke-width": 1.8 },
    dialysis: { d: "M9 3c3 4 4 5.4 4 7.4a4 4 0 0 1-8 0c0-2 1-3.4 4-7.4z", fill: "#b3261e" },
    industrial_zone: { d: "M4 14V8l4 2.6V8l4 2.6V5h2v9z", fill: "#3f4a52" },
  };
  const drawn = draw("path", shapes[kind] || shapes.industrial_zone);
  const svg = draw("svg", { width: 18, height: 18, viewBox: "0 0 18 18", role: "img", "aria-label": name || kind },
    draw("rect", { x: 0.75, y: 0.75, width: 16.5, height: 16.5, rx: 4, fill: "#ffffff", stroke: "#3f4a52", "stroke-width": 1.2 }), drawn);
  return make("span", { class: "sign", title: name || null }, svg);
}

function goHome() {
  view.map.invalidateSize({ animate: false });
  view.map.fitBounds(view.home, { padding: [18, 18], animate: false });
}

function goTo(unit) {
  const path = view.paths[unit] || view.paths[facts.units.inside[unit]];
  if (!path) return;
  const zoom = Math.min(view.map.getBoundsZoom(path.getBounds().pad(2.2)), 13);
  view.map.setView(path.getBounds().getCenter(), Math.max(zoom, view.map.getZoom()), { animate: !still });
}

function placesToFind() {
  const communes = facts.unitNumbers.map((unit) => ({
    name: facts.units.name[unit],
    rank: facts.units.rank[unit],
    inner: facts.tiles.includes(unit) ? 0 : 1,
    hint: () => districtOf(unit),
    zone: facts.holds.has(unit) ? null : () => zoneOf(unit, state.day),
    go: () => {
      goTo(unit);
      change({ unit, focus: true });
    },
  }));
  const districts = facts.districts.name.map((name, district) => {
    const count = facts.counted.filter((unit) => facts.units.district[unit] === district).length;
    return { name, rank: -1, inner: 0, hint: () => word("communes", { n: count }), zone: null, go: () => goToDistrict(district) };
  });
  return [...communes, ...districts];
}

function goToDistrict(district) {
  const bounds = L.latLngBounds([]);
  view.paths.forEach((path, unit) => {
    if (facts.units.district[unit] === district) bounds.extend(path.getBounds());
  });
  if (bounds.isValid()) view.map.fitBounds(bounds, { padding: [24, 24], animate: !still });
}

function paint() {
  const moves = new Map(today().changes.map((move) => [move[0], move]));
  view.outlines.clearLayers();
  view.marks.clearLayers();
  view.paths.forEach((path, unit) => {
    const zone = zoneOf(unit, state.day);
    path.setStyle({ fillColor: facts.holds.has(unit) ? UNJUDGED : `url(#fill-${zone.colour})` });
    path.closeTooltip();
    const move = moves.get(unit);
    path.turned = Boolean(move && turnedWorst(move));
    if (path.turned) outline(path, view.outlines, "#ffffff", "#000000");
    const element = path.getElement();
    if (element) element.setAttribute("aria-label", `${facts.units.name[unit]}: ${facts.holds.has(unit) ? tallyText(unit) : zoneName(zone)}`);
  });
  if (state.unit >= 0 && view.paths[state.unit]) outline(view.paths[state.unit], view.outlines, "#0a2a33", "#ffd84d");
  paintOrder();
  placeNames();
}

function outline(path, group, casing, color) {
  const lines = path.getLatLngs();
  L.polygon(lines, quiet("marks", { fill: false, color: casing, weight: 6 })).addTo(group);
  L.polygon(lines, quiet("marks", { fill: false, color, weight: 3 })).addTo(group);
}

// Where one directive holds: everything else is veiled.
function paintOrder() {
  view.order.clearLayers();
  if (state.order < 0) return;
  const held = new Set(facts.unitNumbers.filter((unit) => facts.inForce[unit] === state.order));
  for (const unit of [...held]) held.add(facts.units.inside[unit]);
  view.paths.forEach((path, unit) => {
    if (held.has(unit)) return;
    L.polygon(path.getLatLngs(), quiet("lines", { stroke: false, fillColor: "#f4f6f3", fillOpacity: 0.78 })).addTo(view.order);
  });
}
