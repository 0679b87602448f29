// The same facts in a table: sorted in Vietnamese order, filtered, read by anyone.
const COLUMNS = {
  commune: { text: (unit) => facts.units.name[unit], rank: (unit) => facts.units.rank[unit] },
  district: { text: districtOf, rank: districtRank },
  zone: { text: (unit) => zoneName(zoneOf(unit, state.day)), rank: (unit) => -(zoneOf(unit, state.day).level ?? 99) },
  since: { text: (unit) => dayText(sinceOf(unit, state.day)), rank: (unit) => -today().since[unit] },
  "next-better": { text: (unit) => nextText(unit, state.day, zoneOf(unit, state.day)), rank: (unit) => today().better[unit] || 9999 },
  reason: { text: (unit) => reasonOf(unit, state.day), rank: null },
  directive: { text: orderName, rank: (unit) => facts.inForce[unit] },
};

function buildTable() {
  const ranks = Object.fromEntries(Object.entries(COLUMNS).map(([column, { rank }]) => [column, rank]));
  buildHeads(ranks, "district", showTable);
  byId("filter").addEventListener("input", showTable);
  byId("filter-zone").addEventListener("change", showTable);
}

function showTable() {
  const wanted = bare(byId("filter").value);
  const zone = byId("filter-zone").value;
  const rank = COLUMNS[table.column].rank;
  const units = facts.unitNumbers
    .filter((unit) => !facts.holds.has(unit))
    .filter((unit) => !zone || today().zones[unit] === zone)
    .filter((unit) => !wanted || bare(`${facts.units.name[unit]} ${districtOf(unit)}`).includes(wanted));
  sortRows(units, rank, (unit) => facts.units.rank[unit]);
  byId("body").replaceChildren(...units.map((unit) => tableRow(unit)));
  byId("rows").textContent = units.length ? word("rows", { n: units.length }) : word("rows-none");
  markSorted();
}

function tableRow(unit) {
  const cells = Object.entries(COLUMNS).map(([column, { text }]) => {
    const cell = make("td", { "data-column": column, "data-head": word(column) });
    if (column === "commune") {
      cell.append(make("button", { type: "button", class: "link", onclick: () => { goTo(unit); change({ unit, focus: true }); } }, text(unit)));
    } else if (column === "zone") {
      cell.append(make("span", { class: "zone-cell" }, swatch(zoneOf(unit, state.day)), text(unit)));
    } else {
      cell.append(text(unit));
    }
    return cell;
  });
  return make("tr", {}, cells);
}

function showFilter() {
  const select = byId("filter-zone");
  const kept = select.value;
  select.replaceChildren(
    make("option", { value: "" }, word("all")),
    ...facts.zoneList.map((zone) => make("option", { value: zone.letter }, zoneName(zone))));
  select.value = kept;
}
