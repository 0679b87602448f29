// Beside the map: legend, what changed, directives in force.
function showLegend() {
  const counts = countZones(state.day);
  const people = new Map();
  for (const unit of facts.counted) {
    const letter = today().zones[unit];
    people.set(letter, (people.get(letter) || 0) + Math.max(0, facts.units.people[unit]));
  }
  const rows = facts.zoneList.map((zone) => {
    const count = counts.get(zone.letter);
    const level = zone.level === null ? "" : word("level", { n: zone.level });
    const share = make("span", { class: "share", "aria-hidden": "true" }, make("span", {}));
    share.firstChild.style.width = `${(100 * count) / Math.max(1, facts.counted.length)}%`;
    share.firstChild.style.backgroundColor = zone.fill;
    const crowd = facts.hasPeople ? word("people", { n: number(people.get(zone.letter) || 0) }) : "";
    return make("li", { "data-zone": zone.id, "data-count": count },
      swatch(zone, true),
      make("span", { class: "legend-text" },
        make("strong", {}, zoneName(zone)),
        make("span", { class: "hint" }, [level, zone.colourName[state.lang]].filter(Boolean).join(" · "))),
      make("span", { class: "legend-count" }, make("strong", {}, word("communes", { n: count })), crowd ? make("span", { class: "hint" }, crowd) : null),
      share);
  });
  byId("legend").replaceChildren(...rows);
  byId("signs").replaceChildren(...signs());
}

function signs() {
  const worst = facts.zones.get(facts.worst);
  const best = facts.zones.get(facts.best);
  const line = (color, weight, dash) => draw("svg", { width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" },
    draw("path", { d: "M2 7h26", stroke: color, "stroke-width": weight, "stroke-dasharray": dash }));
  const marked = facts.unitNumbers.some((unit) => view.paths[unit] && !facts.holds.has(unit));
  const turned = make("span", { class: "dot turned" }, `▲${worst.level}`);
  turned.style.backgroundColor = worst.fill;
  turned.style.color = worst.ink;
  const kinds = new Set(facts.ground.sites.map((site) => site.kind));
  const classes = new Set(facts.ground.roads.map((road) => road.class));
  const land = (color) => draw("svg", { width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" }, draw("rect", { x: 1, y: 1, width: 28, height: 12, fill: color, stroke: "#aab5ae" }));
  return [
    ...(facts.holds.size ? tallySigns() : []),
    marked && [turned, word("turned-short", { from: zoneName(best), to: worst.name[state.lang] })],
    marked && [make("span", { class: "dot plain" }, "±1"), word("fragile")],
    facts.days.some((day) => day.decided) ? [make("span", { class: "dot plain" }, DECIDED), word("decided-level")] : null,
    facts.districts.name.length ? [line("#14262b", 2.2, null), word("district-border")] : null,
    classes.size > Number(classes.has("ferry")) ? [line("#5c4a1d", 2.6, null), word("road")] : null,
    classes.has("ferry") ? [line("#22587a", 2, "2 5"), word("ferry")] : null,
    ...["hospital", "maternity", "dialysis", "industrial_zone"].map((kind) => (kinds.has(kind) ? [siteSign(kind, word(kind)), word(kind)] : null)),
    facts.ground.context.length ? [land("#eef0e8"), word("context")] : null,
    [land("#d5e5ea"), word("sea")],
  ].filter(Boolean).map(([sign, text]) => make("li", {}, make("span", { class: "sign-box" }, sign), text));
}

function movesShown() {
  if (state.changes === "day") return today().changes;
  const first = facts.days[0].zones;
  return facts.unitNumbers.filter((unit) => first[unit] !== today().zones[unit]).map((unit) => {
    const [from, to] = [first[unit], today().zones[unit]];
    const both = from !== NO_REPORT && to !== NO_REPORT;
    return [unit, from, to, Number(both && facts.zones.get(to).level > facts.zones.get(from).level), today().reason[unit]];
  });
}

function showChanges(all) {
  const moves = movesShown().filter((move) => facts.units.counted[move[0]]);
  const lost = moves.filter((move) => move[1] === NO_REPORT || move[2] === NO_REPORT);
  const worse = moves.filter((move) => move[3] && !lost.includes(move)).length;
  const parts = [["worse-n", worse], ["better-n", moves.length - worse - lost.length], ["report-n", lost.length]];
  const said = parts.filter(([, n]) => n).map(([key, n]) => word(key, { n })).join(", ");
  const first = state.changes === "period" && state.day === 0;
  byId("changes-summary").textContent = moves.length ? `${word("changes-n", { n: moves.length })}: ${said}.` : word(first ? "changes-first" : "changes-none");
  const weight = (move) => (turnedWorst(move) ? 0 : move[3] ? 1 : lost.includes(move) ? 3 : 2);
  moves.sort((a, b) => weight(a) - weight(b) || facts.units.rank[a[0]] - facts.units.rank[b[0]]);
  const shown = all === true ? moves : moves.slice(0, 12);
  const rows = shown.map((move) => changeRow(move));
  if (shown.length < moves.length) {
    rows.push(make("li", {}, make("button", { type: "button", class: "more", onclick: () => showChanges(true) }, word("more", { n: moves.length - shown.length }))));
  }
  byId("changes").replaceChildren(...rows);
  for (const button of document.querySelectorAll("[data-changes]")) {
    button.setAttribute("aria-pressed", String(button.dataset.changes === state.changes));
  }
}

function changeRow(move) {
  const [unit, from, to, worse, cause] = move;
  const zones = [facts.zones.get(from), facts.zones.get(to)];
  return make("li", { class: turnedWorst(move) ? "turned" : worse ? "worse" : "" },
    make("button", { type: "button", onclick: () => { goTo(unit); change({ unit }); } },
      make("span", { class: "way" }, swatch(zones[0]), draw("svg", { class: "arrow", width: 12, height: 12, viewBox: "0 0 12 12", "aria-hidden": "true" }, draw("path", { d: "M1 6h9M7 3l3 3-3 3" })), swatch(zones[1])),
      make("span", { class: "unseen" }, ` ${zoneName(zones[0])} → ${zoneName(zones[1])}: `),
      make("span", { class: "change-text" },
        make("strong", {}, facts.units.name[unit]), " ", make("span", { class: "hint" }, districtOf(unit)),
        make("span", { class: "cause" }, textOf(cause, today().day)))));
}

function showOrders() {
  const parts = facts.orders.map((order, n) => orderPart(order, n));
  byId("orders").replaceChildren(...(parts.length ? parts : [make("p", { class: "hint" }, word("orders-none"))]));
}

function orderPart(order, n) {
  const draft = !order.number || !order.signer;
  const count = facts.counted.filter((unit) => facts.inForce[unit] === n).length;
  const act = [order.number ? word("order-number", { number: order.number }) : "", order.signer ? word("order-signer", { signer: order.signer }) : ""].filter(Boolean).join(", ");
  const shown = state.order === n;
  const row = (key, ...value) => make("div", {}, make("dt", {}, word(key)), make("dd", {}, ...value));
  return make("article", { class: "order" },
    make("h3", {}, order.basis || order.issuer, draft ? make("span", { class: "tag" }, word("draft")) : null),
    act ? make("p", { class: "hint" }, act) : null,
    make("dl", {},
      order.issuer ? row("order-issuer", order.issuer) : null,
      row("order-where", order.places.join(", "), " ", count ? make("span", { class: "hint" }, `(${word("order-units", { n: count })})`) : null),
      order.excepted.length ? row("order-except", order.excepted.join(", ")) : null,
      row("order-when", order.span[state.lang]),
      row("order-goal", order.goal || make("span", { class: "hint" }, word("order-no-goal"))),
      order.deadline ? row("order-deadline", dayText(order.deadline), " ", make("span", { class: "hint" }, `(${left(order.deadline)})`)) : null,
      order.clause ? row("order-clause", order.clause) : null),
    make("button", { type: "button", class: "quiet", "aria-pressed": String(shown), onclick: () => change({ order: shown ? -1 : n }) }, word(shown ? "order-hide" : "order-show")));
}

function left(deadline) {
  const days = daysBetween(today().day, deadline);
  if (days === 0) return word("order-today");
  return days > 0 ? word("order-left", { n: days }) : word("order-past", { n: -days });
}
