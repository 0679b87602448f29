// The period page's facts, and what is shown of them.
const NO_REPORT = "-";
const state = { day: 0, lang: "vi", unit: -1, changes: "day", order: -1, stations: false };
let facts = null;

const today = () => facts.days[state.day];
const zoneOf = (unit, day) => facts.zones.get(facts.days[day].zones[unit]);
const reasonOf = (unit, day) => textOf(facts.days[day].reason[unit], facts.days[day].day);
const isFragile = (unit, day) => facts.days[day].fragile[unit] === "1";

function sinceOf(unit, day) {
  return addDays(facts.days[0].day, -facts.days[day].since[unit]);
}

function betterOf(unit, day) {
  const ahead = facts.days[day].better[unit];
  return ahead > 0 ? addDays(facts.days[day].day, ahead) : "";
}

// The district of a unit; before it the commune of a group, where groups count.
function districtOf(unit) {
  const district = facts.units.district[unit];
  const ward = wardOf(unit);
  return [ward < 0 ? "" : facts.units.name[ward], district < 0 ? "" : facts.districts.name[district]].filter(Boolean).join(", ");
}

function districtRank(unit) {
  const district = facts.units.district[unit];
  const ward = wardOf(unit);
  return (district < 0 ? -1 : facts.districts.rank[district]) * facts.unitNumbers.length + (ward < 0 ? 0 : facts.units.rank[ward]);
}

function prepare(parsed) {
  facts = parsed;
  facts.zones = new Map(facts.zoneList.map((zone) => [zone.letter, zone]));
  facts.best = facts.zoneList[0].letter;
  facts.worst = facts.zoneList[facts.zoneList.length - 2].letter;
  facts.unitNumbers = facts.units.code.map((_, n) => n);
  facts.counted = facts.unitNumbers.filter((n) => facts.units.counted[n]);
  facts.holds = new Set(facts.unitNumbers.filter((n) => facts.units.holding && facts.units.holding[n]));
  facts.tiles = facts.holds.size ? [...facts.holds] : facts.counted;
  state.day = facts.days.length - 1;
}

// Green that has turned red: from the best level to the worst.
const turnedWorst = (move) => move[1] === facts.best && move[2] === facts.worst;
