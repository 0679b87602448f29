// Numbers, names and marks on the map, and who gives way to whom.
const DECIDED = "◆"; // beside the number of a level that was decided, whatever the reports give
const isDecided = (unit, day) => Boolean(facts.days[day].decided) && facts.days[day].decided[unit] === "1";

function pixelsAt(spot) {
  const middle = view.map.latLngToLayerPoint([spot[1] * STEP, spot[0] * STEP]);
  const edge = view.map.latLngToLayerPoint([spot[1] * STEP, (spot[0] + spot[2]) * STEP]);
  return { x: middle.x, y: middle.y, radius: Math.abs(edge.x - middle.x) };
}

// Labels by weight: turned communes, districts, numbers and names, neighbours. One
// that would cover another steps aside or is left out until there is room.
function placeNames() {
  view.names.clearLayers();
  view.marks.clearLayers();
  const close = view.map.getZoom() - view.map.getBoundsZoom(view.home);
  if (close > 1.2) view.minor.addTo(view.map);
  else view.minor.remove();
  const taken = facts.ground.sites.map((site) => ({ ...pixelsAt([...site.at, 0]), width: 20, height: 20 }));
  if (state.stations) taken.push(...facts.stations.map((point) => ({ ...pixelsAt([...point.at, 0]), width: 30, height: 44 })));
  const units = facts.unitNumbers.filter((unit) => view.paths[unit] && !facts.holds.has(unit));
  units.filter((unit) => view.paths[unit].turned).forEach((unit) => placeUnit(unit, taken));
  for (const unit of facts.holds) placeTally(unit, taken);
  if (close <= 2.6) placeDistricts(taken);
  units.filter((unit) => !view.paths[unit].turned).forEach((unit) => placeUnit(unit, taken));
  for (const near of facts.ground.context) {
    const width = near.name.length * 8;
    if (pixelsAt(near.spot).radius * 3 > width && inFrame(near.spot, width) && roomFor(near.spot, width, 16, [0], taken)) put(near.spot, make("span", { class: "near-name" }, near.name), "near").addTo(view.names);
  }
}

function placeUnit(unit, taken) {
  const { turned } = view.paths[unit];
  const spot = facts.ground.spots[facts.units.drawn[unit]];
  const { radius } = pixelsAt(spot);
  const fragile = isFragile(unit, state.day);
  const name = facts.units.short[unit];
  const room = radius > 22 && radius * 2.4 > name.length * 6.4;
  if (!turned && radius < 8.5) return;
  const wide = (turned ? 44 : fragile && radius > 13 ? 34 : 16) + (isDecided(unit, state.day) ? 12 : 0);
  if (!roomFor(spot, room ? name.length * 7 + 12 : wide, room ? 34 : 16, [0], taken) && !turned) return;
  put(spot, communeMark(unit, turned, fragile && (turned || radius > 13), room ? name : ""), "number").addTo(view.marks);
}

function placeDistricts(taken) {
  const order = facts.districts.spot.map((_, n) => n).sort((a, b) => facts.districts.spot[b][2] - facts.districts.spot[a][2]);
  for (const n of order) {
    const spot = facts.districts.spot[n];
    const name = facts.districts.short[n];
    if (!spot[2] || pixelsAt(spot).radius < 9) continue;
    const aside = roomFor(spot, name.length * 7, 16, [0, 18, -18, 30, -30], taken);
    if (!aside) continue;
    const label = make("span", { class: "district-name" }, name);
    label.style.marginTop = `${aside.shift}px`;
    put(spot, label, "district").addTo(view.names);
  }
}

function inFrame(spot, width) {
  const at = view.map.latLngToContainerPoint([spot[1] * STEP, spot[0] * STEP]);
  const size = view.map.getSize();
  return at.x > width / 2 && at.x < size.x - width / 2 && at.y > 14 && at.y < size.y - 14;
}

function roomFor(spot, width, height, shifts, taken) {
  const at = pixelsAt(spot);
  for (const shift of shifts) {
    const box = { x: at.x, y: at.y + shift, width, height, shift };
    const free = taken.every((other) => Math.abs(other.x - box.x) * 2 > other.width + width || Math.abs(other.y - box.y) * 2 > other.height + height);
    if (!free) continue;
    taken.push(box);
    return box;
  }
  return null;
}

function communeMark(unit, turned, fragile, name) {
  const zone = zoneOf(unit, state.day);
  const text = zone.level === null ? "–" : String(zone.level);
  const dot = make("span", { class: `dot${turned ? " turned" : ""}` }, turned ? `▲${text}` : text, fragile ? make("sup", {}, "±1") : null, isDecided(unit, state.day) ? make("sup", {}, DECIDED) : null);
  dot.style.backgroundColor = zone.fill;
  dot.style.color = zone.ink;
  return make("span", { class: "mark" }, dot, name ? make("span", { class: "name" }, name) : null);
}
