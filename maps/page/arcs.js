// Borders as the facts hold them: steps from point to point, arcs shared by neighbours.
const STEP = 1e-5;

function unpackLine(arc) {
  const points = [];
  let lon = 0;
  let lat = 0;
  for (let n = 0; n < arc.length; n += 2) {
    lon += arc[n];
    lat += arc[n + 1];
    points.push([lat * STEP, lon * STEP]);
  }
  return points;
}

function unpackRing(arcs, ring) {
  return ring.flatMap((n) => (n >= 0 ? arcs[n] : [...arcs[~n]].reverse()));
}
