// What would change, on two small maps and in one table: colour, pattern and number.
import { ask, el, figure, say } from "./desk.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 480;
const FILLS = { green: "#1b9e77", red: "#c00000", no_report: "#505058" };
const PLAIN = "#cfd8d4";
const MOST_ROWS = 20;
let made = 0;

function draw(name, attributes, ...children) {
  const found = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
  found.append(...children);
  return found;
}

// The same hatches as on the printed map: crossed for red, slanted for no report.
function pattern(id, zone) {
  const base = draw("rect", { width: 8, height: 8, fill: FILLS[zone] });
  const lines = { red: "M0 0L8 8M8 0L0 8", no_report: "M0 8L8 0" }[zone];
  const marks = lines ? [draw("path", { d: lines, stroke: "#fff", "stroke-width": 1, "stroke-opacity": 0.75, fill: "none" })] : [];
  return draw("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, base, ...marks);
}

function hatches() {
  const own = (made += 1);
  const ids = Object.fromEntries(Object.keys(FILLS).map((zone) => [zone, `zone-${zone}-${own}`]));
  return { ids, defs: draw("defs", {}, ...Object.entries(ids).map(([zone, id]) => pattern(id, zone))) };
}

export function zoneMark(zone) {
  const { ids, defs } = hatches();
  const box = draw("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" }, defs, draw("rect", { width: 18, height: 18, fill: ids[zone] ? `url(#${ids[zone]})` : PLAIN }));
  return el("span", { class: "zone" }, box, say(`zone-${zone}`));
}

function polygons(geometry) {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  if (geometry.type === "MultiPolygon") return geometry.coordinates;
  return (geometry.geometries ?? []).flatMap(polygons);
}

// Plane of the whole layer: east shrinks by the cosine of the middle latitude.
function frame(features) {
  const points = features.flatMap((one) => polygons(one.geometry).flat(2));
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) { west = Math.min(west, x); east = Math.max(east, x); south = Math.min(south, y); north = Math.max(north, y); }
  const shrink = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = WIDE / Math.max((east - west) * shrink, (north - south) / 0.8, 1e-6);
  const at = ([x, y]) => [(x - west) * shrink * scale + 10, (north - y) * scale + 10];
  return { at, wide: (east - west) * shrink * scale + 20, high: (north - south) * scale + 20 };
}

function path(feature, at) {
  const ring = (points) => `M${points.map((p) => at(p).map((n) => n.toFixed(1)).join(" ")).join("L")}Z`;
  return polygons(feature.geometry).flatMap((rings) => rings.map(ring)).join("");
}

// Middle of the largest part's box, and how large that is.
function middle(feature, at) {
  let best = { size: 0 };
  for (const [outer] of polygons(feature.geometry)) {
    const placed = outer.map(at);
    const xs = placed.map((p) => p[0]);
    const ys = placed.map((p) => p[1]);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const size = Math.min(right - left, bottom - top);
    if (size > best.size) best = { size, x: (left + right) / 2, y: (top + bottom) / 2 };
  }
  return best;
}

function picture(features, rows, when) {
  const { at, wide, high } = frame(features);
  const { ids, defs } = hatches();
  const shapes = [];
  const labels = [];
  for (const feature of features) {
    const row = rows.get(feature.properties.code);
    const fill = row ? `url(#${ids[row[`zone_${when}`]]})` : PLAIN;
    const shape = draw("path", { d: path(feature, at), fill, "fill-rule": "evenodd", class: row ? "changed" : "" });
    if (row) shapes.push(shape); else shapes.unshift(shape);
    const spot = row ? middle(feature, at) : { size: 0 };
    if (spot.size > 20) labels.push(draw("text", { x: spot.x.toFixed(1), y: spot.y.toFixed(1) }, figure(row[when])));
  }
  const many = (zone) => [...rows.values()].filter((row) => row[`zone_${when}`] === zone).length;
  const name = say("map-of", { when: say(when).toLowerCase(), green: many("green"), red: many("red"), silent: many("no_report") });
  return el("figure", {}, el("figcaption", {}, say(when)),
    draw("svg", { viewBox: `0 0 ${wide.toFixed(0)} ${high.toFixed(0)}`, role: "img", "aria-label": name }, defs, ...shapes, ...labels));
}

export function showMaps(box, key, units) {
  const maps = el("div", { class: "maps" });
  const legend = el("p", { class: "key" }, [...Object.keys(FILLS), "same"].map(zoneMark));
  box.append(maps, legend, el("p", { class: "hint" }, say("map-hint")));
  const rows = new Map(units.map((row) => [row.unit, row]));
  ask("GET", `/api/v1/imports/${encodeURIComponent(key)}/map`).then((answer) => {
    const features = answer.ok ? answer.body.features.filter((one) => one.geometry) : [];
    if (features.length) maps.append(picture(features, rows, "before"), picture(features, rows, "after"));
    else maps.hidden = true;
  });
}

export function showUnits(box, units) {
  const turned = (row) => (row.zone_before === row.zone_after ? 1 : 0);
  const weight = (row) => Math.abs((row.after ?? 0) - (row.before ?? 0));
  const sorted = [...units].sort((a, b) => turned(a) - turned(b) || weight(b) - weight(a) || a.name.localeCompare(b.name, "vi"));
  const line = (row) => el("tr", { class: turned(row) ? "" : "turned" },
    el("th", { scope: "row" }, row.name, " ", el("span", { class: "hint" }, row.unit)),
    el("td", { class: "number" }, figure(row.before)), el("td", { class: "number" }, figure(row.after)),
    el("td", {}, zoneMark(row.zone_before)), el("td", {}, zoneMark(row.zone_after)),
    el("td", { class: "number" }, figure(row.days)));
  const body = el("tbody", {}, sorted.slice(0, MOST_ROWS).map(line));
  const heads = ["unit", "cases-before", "cases-after", "zone-before", "zone-after", "days"];
  const numbers = new Set(["days", "cases-before", "cases-after"]);
  box.append(el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "changes-title" }, el("table", {},
    el("thead", {}, el("tr", {}, heads.map((name) => el("th", { scope: "col", class: numbers.has(name) ? "number" : null }, say(name))))), body)));
  if (sorted.length > MOST_ROWS) {
    const more = el("button", { type: "button", class: "second", onclick: () => { body.append(...sorted.slice(MOST_ROWS).map(line)); more.parentElement.remove(); } },
      say("more-units", { count: figure(sorted.length) }));
    box.append(el("p", {}, more));
  }
}
