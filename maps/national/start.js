// Opening the page: read the facts, build each part, say so if something fails.
const PACE = 700; // milliseconds a day when the days are played
let playing = 0;

function show(changed) {
  const all = changed === null;
  const lang = all || changed.has("lang");
  const day = lang || changed.has("day");
  if (lang) {
    showFrame();
    nameControls();
    byId("name").textContent = facts.title[state.lang];
    document.title = `${facts.title[state.lang]} · ${dayText(facts.days[facts.days.length - 1].day)}`;
  }
  if (day) { showDay(); showLegend(); showTable(); showIslands(); namePlay(); }
  paint();
  if (day || changed.has("unit") || changed.has("province")) showFacts(changed);
  if (!all) keepAddress(placeAddress());
}

function placeAddress() {
  if (state.unit >= 0) return `&unit=${encodeURIComponent(facts.units.code[state.unit])}`;
  return state.province < 0 ? "" : `&province=${encodeURIComponent(facts.provinces.code[state.province])}`;
}

function buildMap(map) {
  view.map = map;
  unpackGround();
  findMiddles();
  measureView();
  buildControls(map, goHome);
  goHome();
  view.sheet = new Sheet({ padding: 0.12 }).addTo(map);
  map.on("moveend", showIslands);
  map.setMinZoom(map.getBoundsZoom(view.all) - 1);
  map.setMaxBounds(view.all.pad(0.5));
  map.on("click", (event) => {
    const unit = unitAt(event.latlng);
    if (unit >= 0) change({ unit, province: -1 });
  });
  const tip = L.tooltip({ className: "tip", direction: "top", offset: [0, -6] });
  map.on("mousemove", (event) => showTip(tip, event.latlng));
  map.on("mouseout movestart", () => tip.remove());
  map.getContainer().setAttribute("aria-describedby", "map-help");
}

function showTip(tip, latlng) {
  const unit = unitAt(latlng);
  view.map.getContainer().classList.toggle("over", unit >= 0);
  if (unit < 0) return tip.remove();
  const text = make("span", {}, make("strong", {}, facts.units.name[unit]), make("br"), placeOf(unit), make("br"), levelText(zoneOf(unit, state.day)));
  tip.setLatLng(latlng).setContent(text);
  if (!view.map.hasLayer(tip)) tip.addTo(view.map);
}

// The mainland and its islands near the coast; a wide window takes in the archipelagos too.
function measureView() {
  const far = new Set(facts.islands.flatMap((group) => group.units));
  view.home = boundsOf(view.drawn.filter((unit) => !far.has(unit)));
  if (!view.home.isValid()) view.home = L.latLngBounds([[8.3, 102.1], [23.4, 109.5]]);
  view.all = facts.islands.reduce((bounds, group) => bounds.extend(boundsOfIslands(group)), L.latLngBounds([view.home.getSouthWest(), view.home.getNorthEast()]));
}

function boundsOf(units) {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const unit of units) {
    if (facts.units.drawn[unit] < 0) continue;
    const n = 4 * unit;
    west = Math.min(west, view.boxes[n]);
    north = Math.min(north, view.boxes[n + 1]);
    east = Math.max(east, view.boxes[n + 2]);
    south = Math.max(south, view.boxes[n + 3]);
  }
  if (west > east) return L.latLngBounds([]);
  const corner = (x, y) => view.map.options.crs.pointToLatLng(L.point(x, y), 0);
  return L.latLngBounds(corner(west, south), corner(east, north));
}

function goHome() {
  view.map.invalidateSize({ animate: false });
  const whole = view.map.getBoundsZoom(view.all) >= view.map.getBoundsZoom(view.home) - 0.3;
  view.map.fitBounds(whole ? view.all : view.home, { padding: [10, 10], animate: false });
}

// On a phone a card covers the lower part: the place moves above it.
function goTo(units, closest, card = true) {
  const bounds = boundsOf(units);
  if (!bounds.isValid()) return;
  const low = card && sheet.matches ? Math.round(byId("frame").clientHeight * 0.45) : 20;
  if (sheet.matches) byId("frame").scrollIntoView({ block: "start" });
  view.map.fitBounds(bounds.pad(0.15), { maxZoom: closest, paddingTopLeft: [20, 20], paddingBottomRight: [20, low], animate: !still });
}

function placesToFind() {
  const { units, provinces } = facts;
  const districts = units.districts.map(([province, name], district) => {
    const own = () => facts.inside[province].filter((unit) => units.district[unit] === district);
    return { name, rank: -1, inner: 1, hint: () => provinces.name[province], zone: null, go: () => goTo(own(), 11, false) };
  });
  return [
    ...provinces.name.map((name, province) => ({ name, rank: provinces.rank[province] - 1e6, inner: 0, hint: () => word("communes", { n: number(facts.inside[province].length) }), zone: null, go: () => showProvince(province) })),
    ...districts,
    ...facts.unitNumbers.map((unit) => ({ name: units.name[unit], rank: units.rank[unit], inner: 2, hint: () => placeOf(unit), zone: () => zoneOf(unit, state.day), go: () => showUnit(unit) })),
    ...facts.islands.map((group) => ({ name: group.name[state.lang], rank: -2e6, inner: 0, hint: () => "", zone: () => zoneOfIslands(group, state.day), go: () => view.map.fitBounds(boundsOfIslands(group).pad(0.25), { animate: !still }) })),
  ];
}

function buildPlay() {
  const button = byId("play");
  button.disabled = facts.days.length < 2;
  button.addEventListener("click", () => (playing ? stopPlay() : startPlay()));
  for (const id of ["slider", "previous", "next", "columns"]) byId(id).addEventListener("pointerdown", stopPlay);
}

function startPlay() {
  if (state.day === facts.days.length - 1) change({ day: 0 });
  playing = window.setInterval(() => {
    if (state.day === facts.days.length - 1) return stopPlay();
    change({ day: state.day + 1 });
  }, PACE);
  namePlay();
}

function stopPlay() {
  window.clearInterval(playing);
  playing = 0;
  namePlay();
}

function namePlay() {
  const button = byId("play");
  button.dataset.label = playing ? "pause" : "play";
  button.setAttribute("aria-label", word(button.dataset.label));
  button.querySelector("path").setAttribute("d", playing ? "M6 4v12M14 4v12" : "M6 4l10 6-10 6z");
}

function openPage(map) {
  document.documentElement.classList.add("js");
  prepare(JSON.parse(byId("page-facts").textContent));
  if (!facts.unitNumbers.length) return fail("no-units");
  const asked = readAddress();
  state.province = asked.get("province") ? facts.provinces.code.indexOf(asked.get("province")) : -1;
  buildMap(map);
  buildDays();
  buildPlay();
  byId("search").addEventListener("focus", () => buildSearch(placesToFind()), { once: true });
  buildTable();
  onChange(show);
  view.ready = true;
  show(null);
  if (state.unit >= 0) goTo([state.unit], 12);
  else if (state.province >= 0) goTo(facts.inside[state.province], 11);
  listenFrame(map);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (state.unit >= 0 || state.province >= 0)) closeFacts();
  });
  byId("loading").hidden = true;
}

opens(openPage);
