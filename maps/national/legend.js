// Legend and counts of the day: one part for each rule set, and one for no report.
function showLegend() {
  const counts = countZones(state.day);
  const parts = facts.rules.map((rules, n) => legendPart(rules, zonesOfRules(n), counts));
  const none = facts.zones.get(NO_REPORT);
  byId("legend").replaceChildren(...parts, make("ul", { class: "legend none" }, legendRow(none, counts)));
  byId("signs").replaceChildren(...signs());
}

function legendPart(rules, zones, counts) {
  const list = make("ul", { class: "legend" }, zones.map((zone) => legendRow(zone, counts)));
  if (facts.rules.length < 2) return list;
  return make("section", { class: "rules" },
    make("h3", {}, rules.title[state.lang], " ", make("span", { class: "hint" }, word("rules-provinces", { n: rules.provinces }))), list);
}

function legendRow(zone, counts) {
  const count = counts.get(zone.letter);
  const share = make("span", { class: "share", "aria-hidden": "true" }, make("span", {}));
  share.firstChild.style.width = `${(100 * count) / Math.max(1, facts.counted.length)}%`;
  share.firstChild.style.backgroundColor = zone.fill;
  const level = zone.level === null ? "" : word("level", { n: zone.level });
  return make("li", { "data-zone": zone.id, "data-count": count },
    swatch(zone, true),
    make("span", { class: "legend-text" },
      make("strong", {}, zoneName(zone)),
      make("span", { class: "hint" }, [level, zone.colourName[state.lang]].filter(Boolean).join(" · "))),
    make("span", { class: "legend-count" }, make("strong", {}, word("communes", { n: number(count) }))),
    share);
}

function signs() {
  const line = draw("svg", { width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" },
    draw("path", { d: "M2 7h26", stroke: "#0a1a1e", "stroke-width": 2.2 }));
  const dot = draw("svg", { width: 30, height: 14, viewBox: "0 0 30 14", "aria-hidden": "true" },
    [6, 15, 24].map((cx) => draw("circle", { cx, cy: 7, r: 3, fill: facts.zones.get(NO_REPORT).fill, stroke: "#0a1a1e" })));
  return [[line, word("province-border")], [dot, word("islands")]]
    .map(([sign, text]) => make("li", {}, make("span", { class: "sign-box" }, sign), text));
}
