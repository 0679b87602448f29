// What the comparison shows: a language, a unit, and which pair of levels is listed.
const state = { lang: "vi", unit: -1, pair: "" };
let facts = null;

function prepare(parsed) {
  facts = parsed;
  for (const side of facts.sides) side.known = new Map(side.zoneList.map((zone) => [zone.letter, zone]));
  facts.unitNumbers = facts.units.code.map((_, n) => n);
  facts.counted = facts.unitNumbers.filter((n) => facts.units.counted[n]);
}

const zoneOf = (side, unit) => facts.sides[side].known.get(facts.sides[side].zones[unit]);
const pairOf = (unit) => facts.sides.map((side) => side.zones[unit]).join("");

// Which rule set is stricter for a unit: 0 or 1, -1 for neither, null where one cannot tell.
function stricter(unit) {
  const [one, other] = [zoneOf(0, unit).rank, zoneOf(1, unit).rank];
  if (one < 0 || other < 0) return null;
  if (one === other) return -1;
  return one > other ? 0 : 1;
}

function districtOf(unit) {
  const district = facts.units.district[unit];
  return district < 0 ? "" : facts.districts.name[district];
}
