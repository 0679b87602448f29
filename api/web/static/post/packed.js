// Unpacks the map that a bundle carries into the document of a ground, as
// gis/permits/packed.py, which packs it and says how.
const NONE = 15;
const MOST_UNITS = 1 << 17;

export function unpackGround(packed) {
  const units = unpackUnits(packed.units);
  const codes = Object.keys(units.table);
  const order = units.codes;
  if (codes.length !== order.length) throw new Error("units");
  return {
    units: units.table,
    zonings: packed.zonings.map((one) => ({
      starts: one.starts,
      levels: unpackZones(order, one),
    })),
    turns: packed.turns.map((one) => ({
      starts: one.starts,
      acts: unpackRuns(order, one),
    })),
    rings: packed.rings.map((one) => ({
      ...one,
      inside: unpackSet(one.inside, order),
      partly: unpackSet(one.partly, order),
    })),
    versions: packed.versions,
  };
}

function unpackUnits(packed) {
  const codes = [];
  for (const [width, steps] of packed.digits) {
    let number = -1;
    for (const step of unpackNumbers(steps)) {
      number += step;
      codes.push(String(number).padStart(width, "0"));
    }
  }
  codes.push(...packed.others);
  const folded = unpackNumbers(packed.above);
  const alike = codes.length === folded.length && codes.length === packed.kind.length;
  if (!alike || codes.length > MOST_UNITS) throw new Error("units");
  const named = ["", ...codes];
  const table = Object.create(null);
  let place = 0;
  codes.forEach((code, at) => {
    place += unfold(folded[at]);
    const above = named[place];
    const kind = packed.kinds[packed.kind[at]];
    if (above === undefined || kind === undefined) throw new Error("units");
    table[code] = [above, kind];
  });
  return { codes, table };
}

function unpackZones(codes, { table, cells }) {
  if (cells.length !== Math.ceil(codes.length / 2)) throw new Error("zones");
  const found = Object.create(null);
  codes.forEach((code, at) => {
    const byte = cells[at >> 1];
    const cell = at % 2 ? byte & NONE : byte >> 4;
    if (cell === NONE) return;
    if (table[cell] === undefined) throw new Error("zones");
    found[code] = table[cell];
  });
  return found;
}

function unpackRuns(codes, { table, runs }) {
  const parts = unpackNumbers(runs);
  const found = Object.create(null);
  let at = 0;
  for (let part = 0; part < parts.length; part += 2) {
    const [run, cell] = [parts[part], parts[part + 1]];
    if (cell === undefined || at + run > codes.length) throw new Error("runs");
    if (cell > table.length) throw new Error("runs");
    for (const end = at + run; at < end; at += 1) {
      if (cell) found[codes[at]] = table[cell - 1];
    }
  }
  if (at !== codes.length) throw new Error("runs");
  return found;
}

function unpackSet(packed, codes) {
  let place = -1;
  return unpackNumbers(packed)
    .map((step) => {
      place += step;
      if (codes[place] === undefined) throw new Error("set");
      return codes[place];
    })
    .sort();
}

function unfold(number) {
  return number % 2 ? -(number + 1) / 2 : number / 2;
}

function unpackNumbers(packed) {
  const found = [];
  let number = 0;
  let scale = 1;
  for (const byte of packed) {
    number += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) {
      found.push(number);
      number = 0;
      scale = 1;
    }
  }
  if (scale !== 1) throw new Error("numbers");
  return found;
}
