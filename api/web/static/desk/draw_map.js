// The map: units by colour, pattern and number; roads; what is drawn; what is offered.
import { el, say } from "./desk.js";

const ROAD_WIDTH = {
  motorway: 3.2, trunk: 3, primary: 2.6, secondary: 2.1, tertiary: 1.7, ferry: 1.6,
};
const DRAWN = { color: "#0b3fa0", weight: 3.5, fillColor: "url(#hatch-drawn)", fillOpacity: 1 };
const CASING = { color: "#fff", weight: 7, opacity: 0.9, fill: false, interactive: false, pmIgnore: true, snapIgnore: true };
const OFFER = { color: "#6a1b9a", weight: 3, dashArray: "10 7", fillColor: "url(#hatch-offer)", fillOpacity: 0.7 };

export function makeMap(container) {
  const map = L.map(container, {
    zoomSnap: 0.25, zoomControl: false, attributionControl: false, preferCanvas: false,
    doubleClickZoom: false, keyboardPanDelta: 80, maxBoundsViscosity: 0.6,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    fadeAnimation: false, inertia: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  for (const [name, level] of [["units", 300], ["roads", 340], ["offer", 380], ["drawn", 420], ["names", 440], ["posts", 620]]) {
    map.createPane(name).style.zIndex = level;
  }
  for (const name of ["roads", "offer", "names"]) map.getPane(name).style.pointerEvents = "none";
  const layers = { units: new Map(), pieces: [] };
  const offer = L.layerGroup([], {}).addTo(map);
  const pieces = L.layerGroup().addTo(map);
  const posts = L.layerGroup().addTo(map);
  const names = L.layerGroup().addTo(map);
  let ground = null;
  let chosen = new Set();

  function unitStyle(feature) {
    const inside = chosen.has(feature.properties.code);
    return {
      pane: "units", color: inside ? "#0b3fa0" : "#33474d", weight: inside ? 3 : 1,
      opacity: inside ? 1 : 0.75, fillOpacity: 0.62,
      fillColor: `url(#hatch-${feature.properties.colour || "no_report"})`,
      className: "unit",
    };
  }

  L.control.zoom({ position: "topright", zoomInTitle: say("zoom-in"), zoomOutTitle: say("zoom-out") }).addTo(map);

  function showGround(found, { onUnit, tip }) {
    ground = found;
    const renderer = L.svg({ pane: "units", padding: 0.4 });
    const units = L.geoJSON(found.units, {
      renderer, pane: "units", pmIgnore: true, snapIgnore: false,
      style: unitStyle,
      filter: (feature) => Boolean(feature.geometry) && feature.properties.drawn !== false,
      onEachFeature(feature, layer) {
        layers.units.set(feature.properties.code, layer);
        layer.options.pmIgnore = true;
        layer.options.snapIgnore = false;
        layer.on("add", () => layer.getElement().setAttribute("data-code", feature.properties.code));
        layer.on("click", (event) => onUnit(feature.properties.code, event));
        layer.bindTooltip(() => tip(feature.properties), { sticky: true, className: "unit-tip", opacity: 1 });
      },
    }).addTo(map);
    const canvas = L.canvas({ pane: "roads", padding: 0.4 });
    L.geoJSON(found.roads ?? { type: "FeatureCollection", features: [] }, {
      renderer: canvas, pane: "roads", interactive: false, pmIgnore: true, snapIgnore: true,
      style: (feature) => {
        const kind = String(feature.properties.class ?? "").replace("_link", "");
        return {
          pane: "roads", color: kind === "ferry" ? "#0b4f8a" : "#3a2f28", opacity: 0.85,
          weight: ROAD_WIDTH[kind] ?? 1, dashArray: kind === "ferry" ? "4 5" : null,
        };
      },
    }).addTo(map);
    const bounds = units.getBounds();
    if (bounds.isValid()) {
      map.setMaxBounds(bounds.pad(0.6));
      map.fitBounds(bounds, { padding: [12, 12], animate: false });
      map.setMinZoom(map.getZoom() - 1);
    } else map.setView([10.2, 105.5], 8);
    labels();
  }

  // Names and numbers where they have room: the largest units first, none over another.
  function labels() {
    names.clearLayers();
    if (!ground) return;
    const view = map.getBounds();
    const taken = [];
    const inView = [...layers.units.values()].map(boxOf).filter((one) => view.intersects(one.box));
    for (const { layer, box, wide, high } of inView.sort((a, b) => b.wide * b.high - a.wide * a.high)) {
      const facts = layer.feature.properties;
      const badge = badgeOf(facts);
      const words = facts.name;
      const spot = map.latLngToLayerPoint(box.getCenter());
      const room = (half, tall) => ({ west: spot.x - half, east: spot.x + half, north: spot.y - tall, south: spot.y + tall });
      const named = room(Math.min(words.length * 3.6, 72) + 3, 19);
      const bare = room(facts.cases ? 22 : 12, 10);
      const withName = wide > 56 && high > 34 && free(taken, named);
      if (!withName && !(wide > 18 && high > 14 && free(taken, bare))) continue;
      taken.push(withName ? named : bare);
      const lines = withName ? [el("span", { class: "unit-name" }, words), badge] : [badge];
      const icon = L.divIcon({ className: "unit-label", html: el("div", {}, ...lines), iconSize: [0, 0] });
      L.marker(box.getCenter(), { icon, pane: "names", interactive: false, keyboard: false, pmIgnore: true, snapIgnore: true }).addTo(names);
    }
  }

  function boxOf(layer) {
    const box = layer.getBounds();
    const low = map.latLngToLayerPoint(box.getSouthWest());
    const high = map.latLngToLayerPoint(box.getNorthEast());
    return { layer, box, wide: high.x - low.x, high: low.y - high.y };
  }

  function badgeOf(facts) {
    const level = facts.level === null || facts.level === undefined ? "–" : String(facts.level);
    return el("span", { class: "unit-level" }, el("b", {}, level), facts.cases ? el("span", { class: "unit-cases" }, String(facts.cases)) : null);
  }
  map.on("zoomend moveend", labels);

  function showDrawn(drawn, shape) {
    const before = chosen;
    chosen = new Set(drawn.mode === "units" ? drawn.units : []);
    for (const code of new Set([...before, ...chosen])) {
      const layer = layers.units.get(code);
      if (!layer) continue;
      layer.setStyle(unitStyle(layer.feature));
      if (chosen.has(code)) layer.bringToFront();
    }
    pieces.clearLayers();
    layers.pieces = [];
    const still = drawn.mode === "units";
    const shown = still ? shape ?? [] : drawn.pieces;
    shown.forEach((rings, at) => {
      L.polygon(latlngs(rings), { ...CASING, pane: "drawn" }).addTo(pieces);
      const layer = L.polygon(latlngs(rings), {
        ...DRAWN, pane: "drawn", interactive: false, pmIgnore: still, snapIgnore: true,
        className: "piece", smoothFactor: 0,
      });
      layer.at = at;
      layer.addTo(pieces);
      if (!still) layers.pieces.push(layer);
    });
    if (still) {
      for (const code of shown.length ? [] : chosen) {
        const layer = layers.units.get(code);
        if (layer) L.polygon(layer.getLatLngs(), { ...DRAWN, pane: "drawn", interactive: false, pmIgnore: true, snapIgnore: true }).addTo(pieces);
      }
    }
  }

  function showOffer(shape) {
    offer.clearLayers();
    if (shape) L.geoJSON(shape, { pane: "offer", interactive: false, pmIgnore: true, snapIgnore: true, style: { ...OFFER, pane: "offer" } }).addTo(offer);
  }

  return { map, layers, posts, showGround, showDrawn, showOffer };
}

const free = (taken, spot) => taken.every((one) => one.east < spot.west || one.west > spot.east || one.south < spot.north || one.north > spot.south);

export const latlngs = (rings) => rings.map((ring) => ring.map(([lon, lat]) => [lat, lon]));

// The rings of a Leaflet polygon as GeoJSON has them: lon, lat; closed; nothing rounded.
export function ringsOf(layer) {
  const open = (ring) => ring.map((point) => [point.lng, point.lat]);
  const closed = (ring) => (ring.length ? [...ring, ring[0]] : ring);
  return layer.getLatLngs().map((ring) => closed(open(ring)));
}
