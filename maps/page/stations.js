// Points with capacity: a layer that can be switched, told by shape, letter and number.
const POINTS = new Map([
  ["mobile_station", ["M13 2.5a10.5 10.5 0 1 0 .01 0z", "letter-mobile_station"]],
  ["quarantine_site", ["M3 3h20v20H3z", "letter-quarantine_site"]],
  ["treatment_site", ["M13 1 25 13 13 25 1 13z", "letter-treatment_site"]],
  ["test_site", ["M13 1.5 25.5 23.5H.5z", "letter-test_site"]],
]);

function pointSign(kind) {
  const [shape, letter] = POINTS.get(kind);
  const low = kind === "test_site" ? 20 : 17.5;
  return draw("svg", { width: 26, height: 26, viewBox: "0 0 26 26", "aria-hidden": "true", class: "point-sign" },
    draw("path", { d: shape, fill: "#ffffff", stroke: "#1b2f6b", "stroke-width": 2 }),
    draw("text", { x: 13, y: low, "text-anchor": "middle", "font-size": 12.5, "font-weight": 700, fill: "#1b2f6b" }, word(letter)));
}

// Blank is what nobody reported: a question mark, never 0.
function useText(point) {
  const figure = (count) => (count < 0 ? "?" : number(count));
  return point.capacity < 0 && point.used < 0 ? "" : `${figure(point.used)}/${figure(point.capacity)}`;
}

function useWords(point) {
  const told = useText(point);
  if (!told) return word("use-unknown");
  const over = point.used > point.capacity && point.capacity >= 0;
  return word(over ? "use-over" : "use", { use: told });
}

function placeStations() {
  view.stations.clearLayers();
  if (!state.stations) return;
  const taken = [];
  facts.stations.forEach((point) => {
    const at = pixelsAt([...point.at, 0]);
    const free = taken.every((other) => Math.abs(other.x - at.x) > 44 || Math.abs(other.y - at.y) > 40);
    if (free) taken.push(at);
    const over = point.capacity >= 0 && point.used > point.capacity;
    const label = `${word(point.kind)}: ${point.name}. ${useWords(point)}`;
    const sign = make("span", { class: "point", role: "img", "aria-label": label, title: label },
      pointSign(point.kind), !free ? null : make("span", { class: over ? "point-use over" : "point-use" }, `${useText(point)}${over ? " !" : ""}`));
    put([...point.at, 0], sign, "station").addTo(view.stations);
  });
}

function showStations() {
  const card = byId("stations-card");
  card.hidden = facts.stations.length === 0 && facts.lacking.length === 0;
  if (card.hidden) return;
  const button = byId("stations-switch");
  button.setAttribute("aria-pressed", String(state.stations));
  button.textContent = word(state.stations ? "stations-hide" : "stations-show");
  const kinds = [...POINTS.keys()].filter((kind) => facts.stations.some((point) => point.kind === kind));
  byId("stations").replaceChildren(...kinds.map((kind) => kindRow(kind)));
  const lacking = [...facts.lacking].sort((a, b) => facts.units.rank[a] - facts.units.rank[b]);
  byId("lacking").hidden = lacking.length === 0;
  byId("lacking").replaceChildren(
    make("summary", {}, word("lacking-short", { n: lacking.length })),
    make("ul", {}, lacking.map((unit) => make("li", {}, make("button", { type: "button", onclick: () => { goTo(unit); change({ unit }); } },
      facts.units.name[unit], make("span", { class: "hint" }, ` ${districtOf(unit)}`))))));
}

function kindRow(kind) {
  const points = facts.stations.filter((point) => point.kind === kind);
  const told = points.filter((point) => point.used >= 0 && point.capacity >= 0);
  const sum = (name) => told.reduce((all, point) => all + point[name], 0);
  const use = told.length ? word("use", { use: `${number(sum("used"))}/${number(sum("capacity"))}` }) : "";
  const silent = points.length - told.length;
  return make("li", {}, pointSign(kind), make("span", {}, make("strong", {}, word(kind)), " ",
    make("span", { class: "hint" }, [word("points", { n: points.length }), use, silent ? word("points-silent", { n: silent }) : ""].filter(Boolean).join(" · "))));
}

// For the card of a commune: what stands there.
function stationsIn(unit) {
  const here = facts.stations.filter((point) => point.unit === unit);
  if (here.length) {
    return make("ul", { class: "points-here" }, here.map((point) => make("li", {}, pointSign(point.kind),
      make("span", {}, point.name, make("span", { class: "hint" }, `${word(point.kind)} · ${useWords(point)}`)))));
  }
  return facts.lacking.includes(unit) ? word("lacking-here") : null;
}
