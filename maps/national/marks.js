// On the map: names of provinces, level numbers and names of communes, the archipelagos.
function paintMarks(ctx, seen, at, zoom) {
  const taken = [];
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  paintIslands(ctx, at, taken);
  paintProvinces(ctx, at, zoom, taken);
  paintNumbers(ctx, seen, at, taken);
}

const FACE = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, 'DejaVu Sans', sans-serif";

function spotOf(unit, at) {
  const n = 3 * facts.units.drawn[unit];
  const [lon, lat, reach] = facts.ground.spots.slice(n, n + 3);
  const y = worldY(lat * STEP) * at.scale - at.dy;
  return { x: worldX(lon * STEP) * at.scale - at.dx, y, radius: Math.abs(worldY((lat + reach) * STEP) * at.scale - at.dy - y) };
}

function free(taken, x, y, width, height) {
  const clear = taken.every((other) => Math.abs(other.x - x) * 2 > other.width + width || Math.abs(other.y - y) * 2 > other.height + height);
  if (clear) taken.push({ x, y, width, height });
  return clear;
}

function label(ctx, text, x, y, color) {
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = "rgba(255, 255, 255, 0.92)";
  ctx.strokeText(text, x, y);
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
}

// A province's name stands at the commune nearest to the middle of its communes.
function findMiddles() {
  const { spots } = facts.ground;
  view.middles = facts.inside.map((units) => {
    const drawn = units.filter((unit) => facts.units.drawn[unit] >= 0);
    if (!drawn.length) return -1;
    const lon = (unit) => spots[3 * facts.units.drawn[unit]];
    const lat = (unit) => spots[3 * facts.units.drawn[unit] + 1];
    const mean = (of) => drawn.reduce((sum, unit) => sum + of(unit), 0) / drawn.length;
    const [east, north] = [mean(lon), mean(lat)];
    const away = (unit) => Math.hypot(lon(unit) - east, lat(unit) - north);
    return drawn.reduce((best, unit) => (away(unit) < away(best) ? unit : best));
  });
}

function paintProvinces(ctx, at, zoom, taken) {
  if (zoom >= 10.5) return;
  const size = zoom < 6.5 ? 11 : 13;
  ctx.font = `700 ${size}px ${FACE}`;
  const order = view.middles.map((_, province) => province).sort((a, b) => facts.inside[b].length - facts.inside[a].length);
  for (const province of order) {
    if (view.middles[province] < 0) continue;
    const { x, y } = spotOf(view.middles[province], at);
    const text = facts.provinces.short[province];
    const wide = Math.ceil(ctx.measureText(text).width);
    if (x < at.min.x || x > at.max.x || y < at.min.y || y > at.max.y) continue;
    if (free(taken, x, y, wide + 6, size + 5)) label(ctx, text, x, y, "#0d1f24");
  }
}

function paintNumbers(ctx, seen, at, taken) {
  if (at.scale < 2 ** 9) return;
  for (const unit of seen) {
    const { x, y, radius } = spotOf(unit, at);
    if (radius < 9) continue;
    const zone = zoneOf(unit, state.day);
    const name = facts.units.name[unit];
    const named = radius > 34 && free(taken, x, y + 17, name.length * 6.6, 14);
    if (!named && !free(taken, x, y, 17, 17)) continue;
    ctx.beginPath();
    ctx.arc(x, y, 8.5, 0, 2 * Math.PI);
    ctx.fillStyle = zone.fill;
    ctx.fill();
    ctx.font = `700 12px ${FACE}`;
    ctx.fillStyle = zone.ink;
    ctx.fillText(zone.level === null ? "–" : String(zone.level), x, y + 0.5);
    ctx.font = `600 12px ${FACE}`;
    if (named) label(ctx, name, x, y + 17, "#14262b");
  }
}

function paintIslands(ctx, at, taken) {
  for (const group of facts.islands) {
    const zone = zoneOfIslands(group, state.day);
    for (const [lon, lat] of group.points) {
      const [x, y] = [worldX(lon * STEP) * at.scale - at.dx, worldY(lat * STEP) * at.scale - at.dy];
      ctx.beginPath();
      ctx.arc(x, y, 2.6, 0, 2 * Math.PI);
      ctx.fillStyle = zone.fill;
      ctx.fill();
      ctx.lineWidth = 1;
      ctx.strokeStyle = "#0a1a1e";
      ctx.stroke();
    }
    const lons = group.points.map((point) => point[0]);
    const lats = group.points.map((point) => point[1]);
    const x = worldX(((Math.min(...lons) + Math.max(...lons)) / 2) * STEP) * at.scale - at.dx;
    const y = worldY(Math.max(...lats) * STEP) * at.scale - at.dy - 14;
    ctx.font = `600 12px ${FACE}`;
    const name = group.name[state.lang];
    const half = ctx.measureText(name).width / 2;
    const edge = view.map.containerPointToLayerPoint(view.map.getSize()).x - half - 4;
    const shown = x - half > edge ? x : Math.min(x, edge);
    if (free(taken, shown, y, 2 * half, 16)) label(ctx, name, shown, y, "#0d1f24");
  }
}
