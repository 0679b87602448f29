// Hoàng Sa and Trường Sa in boxes of their own wherever the map's window leaves them out.
function zoneOfIslands(group, day) {
  const zones = group.units.map((unit) => zoneOf(unit, day));
  return zones.sort((a, b) => worseFirst(a) - worseFirst(b))[0] || facts.zones.get(NO_REPORT);
}

function boundsOfIslands(group) {
  return L.latLngBounds(group.points.map(([lon, lat]) => [lat * STEP, lon * STEP]));
}

function showIslands() {
  const window = view.map.getBounds();
  byId("islands").replaceChildren(...facts.islands
    .filter((group) => !window.contains(boundsOfIslands(group)))
    .map((group) => islandBox(group)));
}

function islandBox(group) {
  const zone = zoneOfIslands(group, state.day);
  const bounds = boundsOfIslands(group);
  const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const [wide, high] = [104, 60];
  const scale = Math.min((wide - 16) / (east - west), (high - 16) / (north - south));
  const dots = group.points.map(([lon, lat]) => draw("circle", {
    cx: wide / 2 + (lon * STEP - (west + east) / 2) * scale,
    cy: high / 2 - (lat * STEP - (south + north) / 2) * scale,
    r: 3, fill: zone.fill, stroke: "#0a1a1e", "stroke-width": 0.9,
  }));
  const said = group.units.length ? levelText(zone) : word("islands-no-report");
  return make("button", { type: "button", title: said, onclick: () => view.map.fitBounds(bounds.pad(0.25), { animate: !still }) },
    draw("svg", { width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, "aria-hidden": "true" }, dots),
    make("span", {}, group.name[state.lang]), make("span", { class: "unseen" }, `: ${said}`));
}
