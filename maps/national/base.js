// The country's facts, and what is shown of them.
const NO_REPORT = "-";
const state = { day: 0, lang: "vi", unit: -1, province: -1 };
let facts = null;

const today = () => facts.days[state.day];
const zoneOf = (unit, day) => facts.zones.get(facts.days[day].zones[unit]);
const worseFirst = (zone) => -(zone.level ?? 0);

function prepare(parsed) {
  facts = parsed;
  facts.zones = new Map(facts.zoneList.map((zone) => [zone.letter, zone]));
  facts.unitNumbers = facts.units.code.map((_, n) => n);
  facts.counted = facts.unitNumbers;
  facts.units.province = facts.units.ofProvince.flatMap((count, province) => new Array(count).fill(province));
  const undrawn = new Set(facts.units.undrawn);
  let shapes = 0;
  facts.units.drawn = facts.unitNumbers.map((unit) => (undrawn.has(unit) ? -1 : shapes++));
  facts.inside = facts.provinces.code.map(() => []);
  facts.units.province.forEach((province, unit) => facts.inside[province].push(unit));
  facts.mostLevel = Math.max(1, ...facts.zoneList.map((zone) => zone.level ?? 0));
  facts.counts = new Map();
  state.day = facts.days.length - 1;
}

// By province and letter, counted once for each day that is looked at.
function countsOf(day) {
  if (!facts.counts.has(day)) {
    const counts = facts.provinces.code.map(() => new Map());
    const { zones } = facts.days[day];
    facts.units.province.forEach((province, unit) => {
      const own = counts[province];
      own.set(zones[unit], (own.get(zones[unit]) || 0) + 1);
    });
    facts.counts.set(day, counts);
  }
  return facts.counts.get(day);
}

const zonesOfRules = (rules) => facts.zoneList.filter((zone) => zone.rules === rules);

// How many communes of a province have a level, whatever its rule set calls it; 0 for no report.
function countLevel(province, level, day) {
  let count = 0;
  for (const [letter, units] of countsOf(day)[province]) {
    if ((facts.zones.get(letter).level ?? 0) === level) count += units;
  }
  return count;
}

function levelText(zone) {
  return zone.level === null ? zoneName(zone) : `${word("level", { n: zone.level })} · ${zoneName(zone)}`;
}

function districtOf(unit) {
  const district = facts.units.district[unit];
  return district < 0 ? "" : facts.units.districts[district][1];
}

const placeOf = (unit) => [districtOf(unit), facts.provinces.name[facts.units.province[unit]]].filter(Boolean).join(", ");

// The first day of the spell that holds on `day`; what began before the days shown is told too.
function sinceOf(unit, day) {
  const letter = facts.days[day].zones[unit];
  let first = day;
  while (first > 0 && facts.days[first - 1].zones[unit] === letter) first -= 1;
  return addDays(facts.days[first].day, first === 0 ? -facts.since[unit] : 0);
}
