// What is drawn, as plain data, and the way back: every step is one snapshot.
// mode "units": whole units by code; mode "shape": pieces, each the coordinates of
// one GeoJSON Polygon (lon, lat; first ring outside, the others holes).

const EMPTY = { mode: "units", units: [], pieces: [] };
const MOST = 200;

export function makeState() {
  let past = [];
  let now = EMPTY;
  let next = [];
  const listeners = [];
  const changed = (why) => listeners.forEach((listener) => listener(now, why));

  return {
    get: () => now,
    onChange: (listener) => listeners.push(listener),
    // Replace without a way back: what the server gave.
    load(drawn, why = "load") {
      past = [];
      next = [];
      now = { ...EMPTY, ...drawn };
      changed(why);
    },
    // Take what the server made of the same drawing: its borders are the exact ones.
    settle(pieces) {
      now = { ...now, pieces };
      changed("settle");
    },
    commit(label, drawn) {
      const after = { ...EMPTY, ...drawn };
      if (JSON.stringify(after) === JSON.stringify(now)) return;
      past = [...past.slice(-MOST), { label, drawn: now }];
      next = [];
      now = after;
      changed("commit");
    },
    undo() {
      const step = past.at(-1);
      if (!step) return null;
      past = past.slice(0, -1);
      next = [...next, { label: step.label, drawn: now }];
      now = step.drawn;
      changed("undo");
      return step.label;
    },
    redo() {
      const step = next.at(-1);
      if (!step) return null;
      next = next.slice(0, -1);
      past = [...past, { label: step.label, drawn: now }];
      now = step.drawn;
      changed("redo");
      return step.label;
    },
    canUndo: () => past.length > 0,
    canRedo: () => next.length > 0,
  };
}

export const isEmpty = (drawn) => (drawn.mode === "units" ? drawn.units.length === 0 : drawn.pieces.length === 0);

export function shapeOf(pieces) {
  return { type: "MultiPolygon", coordinates: pieces };
}

export function piecesOf(shape) {
  if (!shape) return [];
  return shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
}

// What the service is asked about: the unit's own form, never both.
export function asked(drawn) {
  return drawn.mode === "units" ? { units: [...drawn.units].sort() } : { shape: shapeOf(drawn.pieces) };
}
