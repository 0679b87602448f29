// What colours, patterns and lines mean, and how old each layer is.
import { dayWords, el, lang, say } from "./desk.js";

const SVG = "http://www.w3.org/2000/svg";

function box(fill) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 28 18");
  svg.setAttribute("class", "legend-box");
  svg.setAttribute("aria-hidden", "true");
  const rect = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: 1, y: 1, width: 26, height: 16, fill, stroke: "#33474d" })) rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
}

export function showLegend(place, ground, zones) {
  const seen = new Set(ground.units.features.map((feature) => feature.properties.zone));
  const rows = Object.entries(zones).filter(([zone]) => seen.has(zone))
    .sort(([, a], [, b]) => (a.level ?? Infinity) - (b.level ?? Infinity))
    .map(([, zone]) => el("li", {}, box(`url(#hatch-${zone.colour})`), zone.level === null ? zone.name[lang] : `${zone.level} – ${zone.name[lang]}`));
  rows.push(el("li", {}, box("url(#hatch-drawn)"), say("legend-drawn")), el("li", {}, box("url(#hatch-offer)"), say("legend-offer")));
  rows.push(el("li", {}, el("span", { class: "post-mark staffed" }), say("post-staffed")), el("li", {}, el("span", { class: "post-mark barrier" }), say("post-barrier")));
  const layers = ["roads", "people", "staff", "trips"].map((kind) => {
    const layer = ground.layers?.[kind];
    return el("li", { class: layer ? "" : "missing" }, layer ? say(`layer-${kind}`, { day: dayWords(layer.recorded_at) }) : say(`layer-${kind}-none`));
  });
  place.replaceChildren(
    el("ul", { class: "plain legend-list" }, ...rows),
    el("p", { class: "hint" }, ground.zones ? say("zones-of", { day: dayWords(ground.zones.day) }) : say("zones-none")),
    el("ul", { class: "plain hint" }, ...layers),
    el("p", { class: "hint" }, say("no-legal-value")));
}
