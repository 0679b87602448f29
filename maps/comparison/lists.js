// Legends, the table where levels meet, the unit's reasons, and the list of all units.
function zoneLine(side, unit) {
  const zone = zoneOf(side, unit);
  return make("span", { class: "zone-cell" }, swatch(zone), zoneName(zone));
}

function showSides() {
  facts.sides.forEach((side, n) => {
    byId(`title-${n}`).textContent = side.title[state.lang];
    const span = [side.first, side.last].map((iso) => (iso ? dayText(iso) : "…")).join(" – ");
    const open = !side.first && !side.last;
    const held = open ? word("open-force") : word(side.inForce ? "in-force" : "not-in-force", { span });
    byId(`state-${n}`).textContent = `${word(`status-${side.status}`)} · ${held}`;
    byId(`state-${n}`).classList.toggle("warn", !side.inForce);
    byId(`legend-${n}`).replaceChildren(...side.zoneList.map((zone) => {
      const count = facts.counted.filter((unit) => side.zones[unit] === zone.letter).length;
      return make("li", {}, swatch(zone, true), make("span", {}, zoneName(zone)), make("strong", {}, number(count)));
    }));
    const doubts = [...side.uncertain, ...side.lacks].map((text) => make("li", {}, text[state.lang]));
    byId(`doubts-${n}`).replaceChildren(...doubts);
  });
  for (const head of document.querySelectorAll("[data-side]")) {
    head.textContent = facts.sides[Number(head.dataset.side)].title[state.lang];
  }
  const counts = { "-1": 0, 0: 0, 1: 0, null: 0 };
  facts.counted.forEach((unit) => { counts[stricter(unit)] += 1; });
  const names = facts.sides.map((side) => side.id);
  byId("sum").textContent = word("sum", {
    same: number(counts["-1"]), one: number(counts[0]), other: number(counts[1]), none: number(counts.null), a: names[0], b: names[1],
  });
}

function showMeet() {
  const [one, other] = facts.sides;
  const head = make("tr", {}, make("th", {}, `${one.id} ↓ · ${other.id} →`),
    other.zoneList.map((zone) => make("th", { scope: "col" }, swatch(zone), zoneName(zone))));
  const rows = one.zoneList.map((a) => make("tr", {}, make("th", { scope: "row" }, swatch(a), zoneName(a)),
    other.zoneList.map((b) => meetCell(a, b))));
  byId("meet").replaceChildren(make("thead", {}, head), make("tbody", {}, rows));
}

function meetCell(a, b) {
  const pair = a.letter + b.letter;
  const count = facts.counted.filter((unit) => pairOf(unit) === pair).length;
  const same = a.rank === b.rank;
  if (!count) return make("td", { class: same ? "same" : null }, make("span", { class: "hint" }, "0"));
  const pressed = String(state.pair === pair);
  const said = word("pair", { n: count, a: zoneName(a), b: zoneName(b) });
  return make("td", { class: same ? "same" : null }, make("button", {
    type: "button", "aria-pressed": pressed, "aria-label": said, title: said,
    onclick: () => show({ pair: state.pair === pair ? "" : pair }),
  }, number(count)));
}

function showFacts() {
  const unit = state.unit;
  if (unit < 0) return;
  byId("facts-title").textContent = facts.units.name[unit];
  delete byId("facts-title").dataset.word;
  const told = stricter(unit);
  const verdict = told === null ? word("untold") : told < 0 ? word("same") : word("stricter", { rules: facts.sides[told].title[state.lang] });
  byId("facts-body").replaceChildren(
    make("p", { class: "hint" }, districtOf(unit)),
    make("p", {}, make("strong", {}, verdict)),
    ...facts.sides.flatMap((side, n) => [
      make("h3", {}, side.title[state.lang]),
      make("p", {}, zoneLine(n, unit)),
      make("p", {}, textOf(side.reason[unit], facts.day)),
    ]),
  );
}

const WHICH = {
  all: () => true,
  differ: (unit) => stricter(unit) === 0 || stricter(unit) === 1,
  one: (unit) => stricter(unit) === 0,
  other: (unit) => stricter(unit) === 1,
  untold: (unit) => stricter(unit) === null,
};

function showWhich() {
  const chosen = byId("which").value || "differ";
  byId("which").replaceChildren(...Object.keys(WHICH).map((key) =>
    make("option", { value: key, selected: key === chosen }, word(`which-${key}`, { a: facts.sides[0].id, b: facts.sides[1].id }))));
}

function showList() {
  const wanted = bare(byId("filter").value);
  const chosen = WHICH[byId("which").value];
  const units = facts.unitNumbers
    .filter((unit) => (state.pair ? pairOf(unit) === state.pair : chosen(unit)))
    .filter((unit) => !wanted || bare(`${facts.units.name[unit]} ${districtOf(unit)}`).includes(wanted))
    .sort((a, b) => facts.units.counted[b] - facts.units.counted[a] || facts.units.rank[a] - facts.units.rank[b]);
  byId("body").replaceChildren(...units.map(listRow));
  const communes = units.filter((unit) => facts.units.counted[unit]).length;
  const above = units.length - communes;
  byId("rows").textContent = word(units.length ? (above ? "rows-above" : "rows") : "rows-none", { n: communes, above });
}

function listRow(unit) {
  const name = make("button", { type: "button", class: "link", onclick: () => { show({ unit }); goTo(unit); } }, facts.units.name[unit]);
  const cells = facts.sides.flatMap((side, n) => [
    make("td", {}, zoneLine(n, unit)), make("td", {}, textOf(side.reason[unit], facts.day)),
  ]);
  return make("tr", {}, make("td", {}, name, make("span", { class: "line hint" }, districtOf(unit))), ...cells);
}
