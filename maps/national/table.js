// The alternative to the map: every province with its communes by level.
const LEVEL = /^level-(\d+)$/;

function rankOf(column) {
  const { provinces } = facts;
  const level = column.match(LEVEL);
  if (level) return (province) => countLevel(province, Number(level[1]), state.day);
  return {
    province: (province) => provinces.rank[province],
    rules: (province) => provinces.rules[province],
    all: (province) => facts.inside[province].length,
    none: (province) => countLevel(province, 0, state.day),
    state: (province) => ["decided", "proposed", ""].indexOf(provinces.state[province]),
  }[column];
}

function buildTable() {
  const columns = [...document.querySelectorAll("#table th")].map((head) => head.dataset.column);
  buildHeads(Object.fromEntries(columns.map((column) => [column, rankOf(column)])), "province", showTable);
  byId("filter").addEventListener("input", showTable);
}

function headText(column) {
  const level = column.match(LEVEL);
  if (level) {
    const names = facts.zoneList.filter((zone) => zone.level === Number(level[1]));
    return facts.rules.length === 1 && names.length ? levelText(names[0]) : word("level", { n: level[1] });
  }
  return word({ province: "province", rules: "rules-of", all: "communes-all", none: "no-report", state: "state" }[column]);
}

function showTable() {
  const wanted = bare(byId("filter").value);
  const heads = [...document.querySelectorAll("#table th")];
  for (const head of heads) head.firstChild.textContent = headText(head.dataset.column);
  const provinces = facts.provinces.code.map((_, n) => n).filter((n) => !wanted || bare(facts.provinces.name[n]).includes(wanted));
  sortRows(provinces, rankOf(table.column), (province) => facts.provinces.rank[province]);
  const rows = provinces.map((province) => make("tr", {}, heads.map((head) => tableCell(province, head.dataset.column))));
  byId("body").replaceChildren(...rows);
  byId("rows").textContent = rows.length ? word("rows", { n: rows.length }) : word("rows-none");
  markSorted();
}

function tableCell(province, column) {
  const cell = make("td", { "data-column": column, "data-head": headText(column) });
  const level = column.match(LEVEL);
  if (level || column === "none") cell.append(countCell(province, level ? Number(level[1]) : 0));
  else if (column === "province") cell.append(make("button", { type: "button", class: "link", onclick: () => showProvince(province) }, facts.provinces.name[province]));
  else if (column === "rules") cell.append(rulesText(province));
  else if (column === "all") cell.append(number(facts.inside[province].length));
  else cell.append(stateText(province));
  return cell;
}

// The province's own name and colour of that level; a rule set without it leaves the cell empty.
function countCell(province, level) {
  const rules = facts.provinces.rules[province];
  const zone = level ? facts.zoneList.find((one) => one.rules === rules && one.level === level) : facts.zones.get(NO_REPORT);
  if (!zone) return "";
  const count = countLevel(province, level, state.day);
  return make("span", { class: count ? "zone-cell" : "zone-cell nothing", title: zoneName(zone) }, copied(zone), number(count));
}

// A table has hundreds of swatches: each is drawn once, then copied.
const swatches = new Map();

function copied(zone) {
  if (!swatches.has(zone.letter)) swatches.set(zone.letter, swatch(zone));
  return swatches.get(zone.letter).cloneNode(true);
}
