// Communes on the map by keyboard: one tab stop, arrows to the nearest one that way.
function walkWithArrows() {
  const spots = [];
  let entry = null;
  view.paths.forEach((path, unit) => {
    const element = path.getElement();
    if (!element) return;
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", entry === null ? "0" : "-1");
    entry = entry === null ? element : entry;
    spots.push({ unit, element, spot: facts.ground.spots[facts.units.drawn[unit]] });
    element.addEventListener("focus", () => {
      if (element.matches(":focus-visible")) outline(path, view.walked, "#ffffff", "#0b57d0");
    });
    element.addEventListener("blur", () => view.walked.clearLayers());
    element.addEventListener("keydown", (event) => {
      const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      if (!way) return change({ unit, focus: true });
      const next = nearest(spots, unit, way);
      if (!next) return;
      element.setAttribute("tabindex", "-1");
      next.element.setAttribute("tabindex", "0");
      next.element.focus();
      view.map.panInside([next.spot[1] * STEP, next.spot[0] * STEP], { padding: [60, 60], animate: !still });
    });
  });
}

function nearest(spots, unit, [east, north]) {
  const from = spots.find((one) => one.unit === unit).spot;
  let best = null;
  let least = Infinity;
  for (const one of spots) {
    const ahead = (one.spot[0] - from[0]) * east + (one.spot[1] - from[1]) * north;
    const aside = Math.abs((one.spot[0] - from[0]) * north) + Math.abs((one.spot[1] - from[1]) * east);
    if (ahead <= 0 || ahead + 2 * aside >= least) continue;
    least = ahead + 2 * aside;
    best = one;
  }
  return best;
}
