// Groups without borders: counted by level inside their commune, which has no level.
const UNJUDGED = "#ffffff";
const CHIP = { width: 50, height: 22 };

const wardOf = (unit) => (facts.holds.size ? facts.units.inside[unit] : -1);

// What lies inside a unit; where groups count, the worst first and the silent last.
function insideOf(unit) {
  const inside = facts.unitNumbers.filter((other) => facts.units.inside[other] === unit);
  if (!facts.holds.size) return inside;
  const level = (other) => zoneOf(other, state.day).level ?? -1;
  return inside.sort((a, b) => level(b) - level(a) || facts.units.rank[a] - facts.units.rank[b]);
}

function levelText(unit, zone) {
  if (facts.holds.has(unit)) return tallyText(unit);
  return zone.level === null ? zoneName(zone) : `${word("level", { n: zone.level })} · ${zoneName(zone)}`;
}

// The counted groups of each commune.
function groupsIn(unit) {
  if (!facts.groupsIn) {
    facts.groupsIn = new Map([...facts.holds].map((ward) => [ward, []]));
    for (const other of facts.counted) facts.groupsIn.get(facts.units.inside[other])?.push(other);
  }
  return facts.groupsIn.get(unit) || [];
}

// [zone, count] of the counted groups of a commune: worst level first, no report last.
function tallyOf(unit) {
  const counts = new Map();
  for (const other of groupsIn(unit)) {
    const letter = today().zones[other];
    counts.set(letter, (counts.get(letter) || 0) + 1);
  }
  const order = [...facts.zoneList].sort((a, b) => (b.level ?? -1) - (a.level ?? -1));
  return order.filter((zone) => counts.has(zone.letter)).map((zone) => [zone, counts.get(zone.letter)]);
}

function tallyText(unit) {
  const said = tallyOf(unit).map(([zone, count]) => `${zoneName(zone)} ${number(count)}`);
  return said.length ? said.join(", ") : word("groups-none");
}

function tallyChips(tally) {
  return make("span", { class: "tally" }, tally.map(([zone, count]) =>
    make("span", { class: "tally-chip", "data-zone": zone.id, "data-count": count }, swatch(zone), make("strong", {}, number(count)))));
}

// All chips where they fit; else the worst and how many levels more; else its number alone.
function placeTally(unit, taken) {
  const tally = tallyOf(unit);
  const spot = facts.ground.spots[facts.units.drawn[unit]];
  if (!tally.length || !spot) return;
  const { radius } = pixelsAt(spot);
  const name = facts.units.short[unit];
  for (const columns of [3, 2, 1]) {
    if (columns > tally.length) continue;
    if (putTally(spot, radius, tallyChips(tally), tally.length, columns, name, taken)) return;
  }
  const worst = tallyChips(tally.slice(0, 1));
  if (tally.length > 1) worst.append(make("span", { class: "tally-more" }, `+${tally.length - 1}`));
  if (putTally(spot, radius, worst, Math.min(2, tally.length), 2, "", taken)) return;
  if (radius >= 6.5 && roomFor(spot, 13, 13, [0], taken)) put(spot, make("span", { class: "mark" }, worstDot(tally[0][0])), "number").addTo(view.marks);
}

function worstDot(zone) {
  const dot = make("span", { class: "dot worst" }, zone.level === null ? "–" : String(zone.level));
  dot.style.backgroundColor = zone.fill;
  dot.style.color = zone.ink;
  return dot;
}

function putTally(spot, radius, chips, count, columns, name, taken) {
  const width = columns * CHIP.width;
  const height = Math.ceil(count / columns) * CHIP.height;
  if (Math.hypot(width, height) / 2 > radius * 1.15) return false;
  const named = Math.hypot(Math.max(width, name.length * 7 + 10), height + 18) / 2 <= radius * 1.15;
  if (!roomFor(spot, width, height + (named ? 18 : 0), [0], taken)) return false;
  chips.style.gridTemplateColumns = `repeat(${columns}, auto)`;
  put(spot, make("span", { class: "mark" }, named && name ? make("span", { class: "name" }, name) : null, chips), "number").addTo(view.marks);
  return true;
}

function tallySigns() {
  const worst = facts.zones.get(facts.worst);
  const land = draw("svg", { width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" },
    draw("rect", { x: 1, y: 1, width: 28, height: 12, fill: UNJUDGED, stroke: "#05090a" }));
  return [[land, word("unjudged")], [tallyChips([[worst, 3]]), word("tally", { zone: worst.name[state.lang] })]];
}
