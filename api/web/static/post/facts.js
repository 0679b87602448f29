// The document that access rules read, as gis/permits/facts.py.
//
// traveller: {purpose, origin: PLACE, destination: PLACE, vehicle, plate,
//   aboard: [[{kind, at: epoch s or null, method, negative, doses}]]}
// PLACE: as Ground.place gives it. post: {id, name, kind, authority, unit, direction}.
// permit: {state, claims: the fields of gis.permits.records.Claims or null, facts}.

export const CLOCK = 25200;
const LEEWAY = 120;
const DAY = 86400;
const TIERS = ["province", "district", "commune"];
const OWN = ["test", "vaccine", "recovered"];
const PLACE = ["unit", ...TIERS, "level", "zone", "basis", "perimeter"];

export function factsOf(traveller, permit, post, now) {
  const { origin, destination } = traveller;
  const local = now + CLOCK;
  const minute = Math.floor(local / 60) % 1440;
  const day = Math.floor(local / DAY);
  const weekday = ((day + 3) % 7) + 1;
  const [same, apart] = compare(origin, destination);
  const unknown = [...apart, ...untold("from", origin), ...untold("to", destination)];
  if (!traveller.purpose) unknown.push("purpose");
  return {
    now,
    minute,
    weekday,
    day: new Date(day * DAY * 1000).toISOString().slice(0, 10),
    purpose: traveller.purpose,
    post: { kind: post.kind, authority: post.authority, direction: post.direction },
    from: shown(origin),
    to: shown(destination),
    same,
    vehicle: {
      kind: traveller.vehicle,
      plate: traveller.plate,
      aboard: traveller.aboard.length,
    },
    permit: permitFacts(permit, traveller, minute, weekday),
    person: null,
    unknown: unknown.sort(),
  };
}

function shown(place) {
  const found = Object.fromEntries(PLACE.map((name) => [name, place[name]]));
  return { known: place.unit !== "", ...found };
}

function untold(end, place) {
  let names = PLACE;
  if (place.unit) {
    names = [];
    if (place.level === null) names.push("level", "zone");
    if (place.perimeter === null) names.push("perimeter");
    if (!place.commune) names.push("commune");
    if (!place.commune && !place.district) names.push("district");
  }
  return names.map((name) => `${end}.${name}`);
}

function compare(one, other) {
  const same = { province: null, district: null, commune: null };
  const unknown = [];
  let apart = false;
  for (const tier of TIERS) {
    if (one[tier] && other[tier]) {
      apart ||= one[tier] !== other[tier];
      same[tier] = !apart;
    } else if (apart) {
      same[tier] = false;
    } else if (!(one.commune && other.commune && tier === "district")) {
      unknown.push(`same.${tier}`);
    }
  }
  return [same, unknown];
}

function permitFacts(permit, traveller, minute, weekday) {
  const foreign = permit.state === "foreign";
  const found = {
    state: foreign ? "none" : permit.state,
    system: foreign ? (permit.facts.system ?? "") : "",
    kind: "",
    purposes: [],
    purpose_ok: false,
    covers_from: false,
    covers_to: false,
    on_day: false,
    in_hours: false,
    seats_ok: false,
    bound: "",
    ended: permit.state === "ended" && permit.claims ? permit.claims.kind : "",
  };
  const claims = permit.state === "valid" ? permit.claims : null;
  if (!claims) return found;
  const units = claims.units.length ? claims.units : [claims.issuer];
  const covers = (place) => place.chain.some((code) => units.includes(code));
  const [inHours, onDay] = hours(claims, minute, weekday);
  return {
    ...found,
    kind: claims.kind,
    purposes: [...claims.purposes],
    purpose_ok: claims.purposes.includes(traveller.purpose),
    covers_from: covers(traveller.origin),
    covers_to: covers(traveller.destination),
    on_day: onDay,
    in_hours: inHours,
    seats_ok: claims.seats === 0 || traveller.aboard.length <= claims.seats,
    bound: claims.plate ? "plate" : "person",
  };
}

// After midnight, a span over midnight still belongs to the day on which it began.
function hours(claims, minute, weekday) {
  let [inside, day] = [true, weekday];
  if (claims.minutes) {
    const [first, last] = claims.minutes;
    if (first <= last) {
      inside = first <= minute && minute < last;
    } else {
      inside = minute >= first || minute < last;
      if (minute < last) day = ((weekday + 5) % 7) + 1;
    }
  }
  return [inside, !claims.weekdays.length || claims.weekdays.includes(day)];
}

export function personOf(papers, now) {
  const kinds = new Set();
  const dated = { test: [], vaccine: [], recovered: [] };
  for (const paper of papers) {
    if (!OWN.includes(paper.kind)) {
      kinds.add(paper.kind);
    } else if (Number.isInteger(paper.at)) {
      const age = now - paper.at;
      if (age >= -LEEWAY) dated[paper.kind].push({ age: Math.max(age, 0), paper });
    }
  }
  return {
    ...tests(dated.test),
    vaccine: doses(dated.vaccine),
    recovered: aged(least(dated.recovered)),
    papers: [...kinds].sort(),
  };
}

// Of tests of the same instant the positive one counts.
function tests(given) {
  const positive = least(given.filter(({ paper }) => paper.negative === false));
  const good = given.filter(
    ({ age, paper }) => paper.negative && (positive === null || age < positive),
  );
  const newest = least(good);
  let test = positive === null ? null : { age: null, method: "", negative: false };
  if (newest !== null) {
    const methods = good.filter(({ age }) => age === newest);
    const [method] = methods.map(({ paper }) => paper.method ?? "").sort();
    test = { age: newest, method, negative: true };
  }
  const by = (name) => aged(least(good.filter(({ paper }) => paper.method === name)));
  return { test, pcr: by("pcr"), rapid: by("rapid"), positive: aged(positive) };
}

function doses(given) {
  const shots = given.filter(({ paper }) => paper.doses);
  if (!shots.length) return null;
  const ages = shots.map(({ age }) => age);
  const twice = shots.filter(({ paper }) => paper.doses >= 2).map(({ age }) => age);
  return {
    doses: Math.max(...shots.map(({ paper }) => paper.doses)),
    age: Math.min(...ages),
    one: { age: Math.max(...ages) },
    two: twice.length ? { age: Math.max(...twice) } : null,
  };
}

function least(given) {
  return given.length ? Math.min(...given.map(({ age }) => age)) : null;
}

function aged(age) {
  return age === null ? null : { age };
}
