// What is known of places, as gis/permits/ground.py.

const TIERS = ["province", "district", "commune"];
const DEEPEST = 20;

const NOWHERE = Object.freeze({
  unit: "",
  chain: [],
  level: null,
  zone: "no_report",
  basis: [],
  perimeter: false,
  province: "",
  district: "",
  commune: "",
});

export class Ground {
  // found: the document of Ground.as_json; its tables may be Maps as well.
  constructor(found) {
    this.units = table(found.units);
    this.zonings = found.zonings.map((one) => ({ ...one, levels: table(one.levels) }));
    this.turns = found.turns.map((one) => ({ ...one, acts: table(one.acts) }));
    this.versions = found.versions;
    this.rings = found.rings.map((ring) => {
      const inside = new Set(ring.inside);
      const named = [...ring.inside, ...ring.partly];
      const above = new Set(named.flatMap((unit) => this.chain(unit)));
      for (const unit of inside) above.delete(unit);
      return { ...ring, inside, partly: new Set(ring.partly), cut: above };
    });
  }

  // A unit and all above it, nearest first; empty where it is unknown.
  chain(unit) {
    const found = [];
    while (this.units.has(unit) && found.length < DEEPEST) {
      found.push(unit);
      [unit] = this.units.get(unit);
    }
    return found;
  }

  // now: epoch seconds.
  place(unit, now) {
    const chain = this.chain(unit);
    if (!chain.length) return NOWHERE;
    const tiers = {};
    for (const code of chain) tiers[this.units.get(code)[1]] = code;
    const [level, zone] = this.#zone(chain, tiers.commune ?? "", now);
    const basis = this.#acts(chain, now).map(([name]) => name);
    return {
      unit,
      chain,
      level,
      zone,
      basis: [...new Set(basis.filter(Boolean))],
      perimeter: this.#inside(chain, now),
      ...Object.fromEntries(TIERS.map((tier) => [tier, tiers[tier] ?? ""])),
    };
  }

  // Numbers of the directives in force in a place.
  numbers(chain, now) {
    return this.#acts(chain, now).map(([, number]) => number).filter(Boolean);
  }

  #zone(chain, commune, now) {
    for (const code of [chain[0], commune]) {
      const zoning = this.zonings.findLast(
        ({ starts, levels }) => starts <= now && levels.has(code),
      );
      if (zoning) return zoning.levels.get(code);
    }
    return [null, "no_report"];
  }

  #acts(chain, now) {
    const turn = this.turns.findLast(({ starts }) => starts <= now);
    if (!turn) return [];
    return turn.acts.get(chain.find((code) => turn.acts.has(code))) ?? [];
  }

  #inside(chain, now) {
    let found = false;
    for (const { starts, ends, inside, partly, cut } of this.rings) {
      if (now < starts || (ends !== null && now >= ends)) continue;
      if (chain.some((code) => inside.has(code))) return true;
      if (cut.has(chain[0]) || chain.some((code) => partly.has(code))) found = null;
    }
    return found;
  }
}

function table(found) {
  return found instanceof Map ? found : new Map(Object.entries(found));
}
