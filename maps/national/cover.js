// The country on one canvas: geometry unpacked once, colours painted anew for each day.
const view = { map: null, sheet: null, arcs: [], rings: [], boxes: null, kinds: [], drawn: [], home: null, fills: new Map(), thin: new Map(), ready: false };
const STEP = 1e-5;
const LAND = "#eef0e8";
const UNDER = "#5f6f6b"; // shows through where two zones share a pixel
const [COMMUNE, DISTRICT, PROVINCE, COAST] = [0, 1, 2, 3];
const FULL_FROM = 11; // from this zoom on, every point is drawn

const worldX = (lon) => (lon / 360 + 0.5) * 256;
const worldY = (lat) => (0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)) * 256;

function unpackArc(steps) {
  const points = new Float64Array(steps.length);
  let lon = 0;
  let lat = 0;
  for (let n = 0; n < steps.length; n += 2) {
    lon += steps[n];
    lat += steps[n + 1];
    points[n] = worldX(lon * STEP);
    points[n + 1] = worldY(lat * STEP);
  }
  return points;
}

function unpackGround() {
  const { ground, units } = facts;
  view.arcs = ground.arcs.map(unpackArc);
  view.context = ground.context.map(unpackArc);
  view.drawn = facts.unitNumbers.filter((unit) => units.drawn[unit] >= 0);
  view.rings = facts.unitNumbers.map((unit) => (units.drawn[unit] < 0 ? [] : ground.shapes[units.drawn[unit]].flat()));
  const sides = new Int32Array(view.arcs.length).fill(-1);
  view.kinds = new Uint8Array(view.arcs.length).fill(COAST);
  view.boxes = new Float64Array(4 * facts.unitNumbers.length);
  for (const unit of view.drawn) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of view.rings[unit]) {
      for (const n of ring) {
        const arc = n >= 0 ? n : ~n;
        if (sides[arc] < 0) sides[arc] = unit;
        else view.kinds[arc] = kindOf(sides[arc], unit);
        const points = view.arcs[arc];
        for (let p = 0; p < points.length; p += 2) {
          if (points[p] < box[0]) box[0] = points[p];
          if (points[p] > box[2]) box[2] = points[p];
          if (points[p + 1] < box[1]) box[1] = points[p + 1];
          if (points[p + 1] > box[3]) box[3] = points[p + 1];
        }
      }
    }
    view.boxes.set(box, 4 * unit);
  }
}

function kindOf(one, other) {
  const { province, district } = facts.units;
  if (province[one] !== province[other]) return PROVINCE;
  return district[one] === district[other] ? COMMUNE : DISTRICT;
}

// Fewer points from afar, taken from each border once, so that neighbours still meet.
function arcsAt(zoom) {
  if (zoom >= FULL_FROM) return view.arcs;
  const key = Math.round(zoom * 2);
  if (!view.thin.has(key)) {
    if (view.thin.size > 2) view.thin.clear();
    const least = 0.55 / 2 ** zoom;
    const longest = view.arcs.reduce((most, points) => Math.max(most, points.length), 0);
    const kept = new Float64Array(longest); // one for all arcs: most keep two points
    view.thin.set(key, view.arcs.map((points) => thinned(points, least, kept)));
  }
  return view.thin.get(key);
}

function thinned(points, least, kept) {
  let count = 0;
  let x = Infinity;
  let y = Infinity;
  for (let n = 0; n < points.length; n += 2) {
    const end = n === points.length - 2;
    if (!end && Math.abs(points[n] - x) + Math.abs(points[n + 1] - y) < least) continue;
    x = kept[count++] = points[n];
    y = kept[count++] = points[n + 1];
  }
  return kept.slice(0, count);
}

// The page's own SVG patterns, drawn once on a tile: one home for what a level looks like.
function fillOf(ctx, colour) {
  if (!view.fills.has(colour)) {
    const dense = window.devicePixelRatio > 1 ? 2 : 1;
    const tile = make("canvas", { width: 10 * dense, height: 10 * dense });
    const on = tile.getContext("2d");
    on.scale(dense, dense);
    for (const part of byId(`fill-${colour}`).children) drawPart(on, part);
    const pattern = ctx.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / dense));
    view.fills.set(colour, pattern);
  }
  return view.fills.get(colour);
}

function drawPart(on, part) {
  const of = (name, none) => part.getAttribute(name) ?? none;
  if (part.tagName === "rect") {
    on.fillStyle = of("fill");
    on.fillRect(0, 0, 10, 10);
  } else if (part.tagName === "circle") {
    on.globalAlpha = Number(of("fill-opacity", 1));
    on.fillStyle = of("fill");
    on.beginPath();
    on.arc(Number(of("cx")), Number(of("cy")), Number(of("r")), 0, 2 * Math.PI);
    on.fill();
  } else {
    on.globalAlpha = Number(of("stroke-opacity", 1));
    on.strokeStyle = of("stroke");
    on.lineWidth = Number(of("stroke-width", 1));
    on.lineCap = of("stroke-linecap", "butt");
    on.stroke(new Path2D(of("d")));
  }
  on.globalAlpha = 1;
}

// Leaflet keeps the canvas in its place and asks for it to be drawn.
const Sheet = L.Canvas.extend({ _draw: () => paint() });

// Where the canvas lies: world to pixels, and the part of the world that it shows.
function placing() {
  const { min, max } = view.sheet._bounds;
  const scale = 2 ** view.map.getZoom();
  const origin = view.map.getPixelOrigin();
  return {
    scale, dx: origin.x, dy: origin.y, min, max,
    west: (min.x + origin.x) / scale, east: (max.x + origin.x) / scale,
    north: (min.y + origin.y) / scale, south: (max.y + origin.y) / scale,
  };
}

const inSight = (unit, at) => {
  const n = 4 * unit;
  return view.boxes[n] < at.east && view.boxes[n + 2] > at.west && view.boxes[n + 1] < at.south && view.boxes[n + 3] > at.north;
};

function trace(ctx, points, back, at, begin) {
  const last = points.length - 2;
  for (let k = 0; k <= last; k += 2) {
    const n = back ? last - k : k;
    const x = points[n] * at.scale - at.dx;
    const y = points[n + 1] * at.scale - at.dy;
    if (begin && k === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
}

function traceUnit(ctx, unit, arcs, at) {
  for (const ring of view.rings[unit]) {
    // a ring ends where it began: closing it is not needed, and slow on a long path
    ring.forEach((n, k) => trace(ctx, arcs[n >= 0 ? n : ~n], n < 0, at, k === 0));
  }
}

function paint() {
  const ctx = view.sheet && view.sheet._ctx;
  if (!ctx || !view.ready) return;
  const at = placing();
  const zoom = view.map.getZoom();
  const arcs = arcsAt(zoom);
  ctx.clearRect(at.min.x, at.min.y, at.max.x - at.min.x, at.max.y - at.min.y);
  ctx.lineJoin = "round";
  paintContext(ctx, at);
  const seen = view.drawn.filter((unit) => inSight(unit, at));
  paintUnits(ctx, seen, arcs, at, UNDER);
  const { zones } = today();
  for (const zone of facts.zoneList) {
    paintUnits(ctx, seen.filter((unit) => zones[unit] === zone.letter), arcs, at, fillOf(ctx, zone.colour));
  }
  paintBorders(ctx, seen, arcs, at, zoom);
  paintChosen(ctx, arcs, at);
  paintMarks(ctx, seen, at, zoom);
}

function paintUnits(ctx, units, arcs, at, fill) {
  ctx.beginPath();
  for (const unit of units) traceUnit(ctx, unit, arcs, at);
  ctx.fillStyle = fill;
  ctx.fill();
}

function paintContext(ctx, at) {
  ctx.beginPath();
  for (const points of view.context) trace(ctx, points, false, at, true);
  ctx.fillStyle = LAND;
  ctx.fill("evenodd");
}

function paintBorders(ctx, seen, arcs, at, zoom) {
  const shown = new Set();
  for (const unit of seen) {
    for (const ring of view.rings[unit]) for (const n of ring) shown.add(n >= 0 ? n : ~n);
  }
  const far = zoom < 7;
  const styles = [
    [COMMUNE, zoom >= 9 ? 0.6 : 0, "rgba(8, 18, 20, 0.6)"],
    [DISTRICT, zoom >= 8 ? 1.1 : 0, "rgba(8, 18, 20, 0.85)"],
    [COAST, far ? 0.6 : 1, "#14262b"],
    [PROVINCE, far ? 1.9 : 3.4, "rgba(255, 255, 255, 0.75)"],
    [PROVINCE, far ? 0.8 : 1.7, "#0a1a1e"],
  ];
  for (const [kind, width, color] of styles) {
    if (!width) continue;
    ctx.beginPath();
    for (const n of shown) if (view.kinds[n] === kind) trace(ctx, arcs[n], false, at, true);
    ctx.lineWidth = width;
    ctx.strokeStyle = color;
    ctx.stroke();
  }
}

function paintChosen(ctx, arcs, at) {
  const units = state.unit >= 0 ? [state.unit] : [];
  const border = new Set();
  if (!units.length && state.province >= 0) {
    for (const unit of facts.inside[state.province]) {
      for (const ring of view.rings[unit]) for (const n of ring) if (view.kinds[n >= 0 ? n : ~n] >= PROVINCE) border.add(n >= 0 ? n : ~n);
    }
  }
  for (const [width, color] of [[6, "#0a2a33"], [3, "#ffd84d"]]) {
    ctx.beginPath();
    for (const unit of units) traceUnit(ctx, unit, arcs, at);
    for (const n of border) trace(ctx, arcs[n], false, at, true);
    ctx.lineWidth = width;
    ctx.strokeStyle = color;
    ctx.stroke();
  }
}

// The commune at a place; -1 for none.
function unitAt(latlng) {
  const x = worldX(latlng.lng);
  const y = worldY(latlng.lat);
  const found = view.drawn.find((unit) => {
    const n = 4 * unit;
    return x >= view.boxes[n] && x <= view.boxes[n + 2] && y >= view.boxes[n + 1] && y <= view.boxes[n + 3] && holds(unit, x, y);
  });
  return found ?? -1;
}

function holds(unit, x, y) {
  let inside = false;
  for (const ring of view.rings[unit]) {
    for (const arc of ring) {
      const points = view.arcs[arc >= 0 ? arc : ~arc];
      for (let n = 2; n < points.length; n += 2) {
        const [x1, y1, x2, y2] = [points[n - 2], points[n - 1], points[n], points[n + 1]];
        if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
      }
    }
  }
  return inside;
}
