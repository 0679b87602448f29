// Beside the map: one commune, or one province with its communes.
function showFacts(changed) {
  const box = byId("facts");
  const [unit, province] = [state.unit, state.province];
  const open = unit >= 0 || province >= 0;
  box.hidden = !open;
  document.body.classList.toggle("has-facts", open);
  if (!open) return box.replaceChildren();
  box.replaceChildren(...(unit >= 0 ? communeCard(unit) : provinceCard(province)));
  if (changed && changed.has("focus")) byId("facts-name").focus({ preventScroll: sheet.matches });
}

// On a phone the card is a sheet over the lower half.
const sheet = window.matchMedia("(max-width: 640px)");

function cardHead(name) {
  return make("div", { class: "facts-head" },
    make("h2", { tabindex: "-1", id: "facts-name" }, name),
    make("button", { type: "button", class: "close", "aria-label": word("close"), onclick: closeFacts },
      draw("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, draw("path", { d: "M5 5l10 10M15 5 5 15" }))));
}

const cardRow = (key, ...value) => make("div", {}, make("dt", {}, word(key)), make("dd", {}, ...value));

function communeCard(unit) {
  const zone = zoneOf(unit, state.day);
  const province = facts.units.province[unit];
  const goUp = make("button", { type: "button", class: "link", onclick: () => showProvince(province) }, facts.provinces.name[province]);
  return [
    cardHead(facts.units.name[unit]),
    make("p", { class: "hint" }, districtOf(unit)),
    make("p", { class: "chip" }, swatch(zone, true), make("strong", {}, levelText(zone))),
    make("dl", {},
      hasLevels(province) ? cardRow("since", dayText(sinceOf(unit, state.day))) : null,
      cardRow("province", goUp),
      cardRow("rules-of", rulesText(province)),
      refusedRow(province)),
    pageLink(province, unit),
    history(unit),
  ].filter(Boolean);
}

// Nothing is in force where the province has published nothing.
const hasLevels = (province) => facts.provinces.rules[province] >= 0;

function rulesText(province) {
  const rules = facts.provinces.rules[province];
  return rules < 0 ? word("rules-none") : facts.rules[rules].title[state.lang];
}

function refusedRow(province) {
  const refused = facts.provinces.refused[province];
  return refused ? cardRow("province-refused", refused[state.lang]) : null;
}

function pageLink(province, unit) {
  const page = facts.provinces.page[province];
  if (!page) return make("p", { class: "hint" }, word("province-page-none"));
  const at = unit < 0 ? "" : `&unit=${encodeURIComponent(facts.units.code[unit])}`;
  return make("p", {}, make("a", { class: "own-page", href: `${page}#day=${today().day}&lang=${state.lang}${at}` }, word("province-page")));
}

function history(unit) {
  const cells = facts.days.map((one, day) => {
    const zone = zoneOf(unit, day);
    const said = `${dayText(one.day)}: ${zoneName(zone)}`;
    const cell = make("button", { type: "button", class: day === state.day ? "now" : "", title: said, "aria-label": said, onclick: () => change({ day }) });
    cell.style.backgroundColor = zone.fill;
    return cell;
  });
  return make("div", { class: "history" }, make("h3", {}, word("history")), make("div", { class: "cells" }, cells));
}

function stateText(province) {
  const { state: states, number: numbers, refused } = facts.provinces;
  if (refused[province]) return word("state-missing");
  if (!states[province]) return word("state-missing");
  const text = word(`state-${states[province]}`);
  return numbers[province] ? `${text}, ${word("order-number", { number: numbers[province] })}` : text;
}

function provinceCard(province) {
  const rules = facts.provinces.rules[province];
  const counts = countsOf(state.day)[province];
  const zones = [...(rules < 0 ? [] : zonesOfRules(rules)), facts.zones.get(NO_REPORT)];
  const [units, of] = facts.provinces.reported[province][state.day];
  return [
    cardHead(facts.provinces.name[province]),
    make("p", { class: "hint" }, stateText(province)),
    make("ul", { class: "legend" }, zones.map((zone) => make("li", {}, swatch(zone, true),
      make("span", { class: "legend-text" }, make("strong", {}, zoneName(zone)), zone.level === null ? null : make("span", { class: "hint" }, word("level", { n: zone.level }))),
      make("span", { class: "legend-count" }, make("strong", {}, word("communes", { n: number(counts.get(zone.letter) || 0) })))))),
    make("dl", {},
      cardRow("rules-of", rulesText(province)),
      of === undefined ? null : cardRow("province-reported", word("reported", { n: number(units), of: number(of) })),
      refusedRow(province)),
    pageLink(province, -1),
    make("h3", {}, word("communes-of")),
    communeList(province, 12),
  ].filter(Boolean);
}

function communeList(province, most) {
  const rank = (unit) => worseFirst(zoneOf(unit, state.day));
  const units = [...facts.inside[province]].sort((a, b) => rank(a) - rank(b) || facts.units.rank[a] - facts.units.rank[b]);
  const rows = units.slice(0, most).map((unit) => {
    const zone = zoneOf(unit, state.day);
    return make("li", {}, make("button", { type: "button", onclick: () => showUnit(unit) }, swatch(zone),
      make("span", {}, facts.units.name[unit], make("span", { class: "hint" }, [zoneName(zone), districtOf(unit)].filter(Boolean).join(" · ")))));
  });
  const list = make("ul", { class: "inside" }, rows);
  if (units.length > most) {
    list.append(make("li", {}, make("button", { type: "button", class: "more", onclick: () => list.replaceWith(communeList(province, units.length)) }, word("more", { n: number(units.length - most) }))));
  }
  return list;
}

function showUnit(unit) {
  goTo([unit], 12);
  change({ unit, province: -1, focus: true });
}

function showProvince(province) {
  goTo(facts.inside[province], 11);
  change({ unit: -1, province, focus: true });
}

function closeFacts() {
  const away = state.unit >= 0 || state.province >= 0;
  change({ unit: -1, province: -1 });
  if (away) view.map.getContainer().focus({ preventScroll: true });
}
