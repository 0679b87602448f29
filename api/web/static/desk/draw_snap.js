// The nearest border of a unit, for a vertex that the keyboard moves.

// Give the vertex within reach before the edge, as mice get it too; else the point itself.
export function snapTo(view, latlng, reach) {
  const { map } = view;
  const from = map.latLngToLayerPoint(latlng);
  let best = { far: reach, latlng };
  let corner = { far: reach * 0.6, latlng: null };
  for (const layer of view.layers.units.values()) {
    if (!near(map, layer, from, reach)) continue;
    for (const ring of ringsIn(layer.getLatLngs())) {
      const points = ring.map((one) => map.latLngToLayerPoint(one));
      points.forEach((point, n) => {
        const next = (n + 1) % points.length;
        const far = point.distanceTo(from);
        if (far < corner.far) corner = { far, latlng: ring[n] };
        const on = L.LineUtil.closestPointOnSegment(from, point, points[next]);
        const away = on.distanceTo(from);
        if (away < best.far) best = { far: away, latlng: along(ring[n], ring[next], point, points[next], on) };
      });
    }
  }
  return corner.latlng ?? best.latlng;
}

function near(map, layer, point, reach) {
  const box = layer.getBounds();
  const low = map.latLngToLayerPoint(box.getSouthWest());
  const high = map.latLngToLayerPoint(box.getNorthEast());
  return point.x > low.x - reach && point.x < high.x + reach && point.y < low.y + reach && point.y > high.y - reach;
}

const ringsIn = (nested) => (Array.isArray(nested[0]) ? nested.flatMap(ringsIn) : [nested]);

// On the border itself, not on the pixel beside it.
function along(a, b, from, to, on) {
  const length = from.distanceTo(to);
  const part = length ? from.distanceTo(on) / length : 0;
  return L.latLng(a.lat + (b.lat - a.lat) * part, a.lng + (b.lng - a.lng) * part);
}
