// What is shown changes in one place, and every part of the page hears of it.
const listeners = [];

function onChange(listener) {
  listeners.push(listener);
}

function change(patch) {
  Object.assign(state, patch);
  const changed = new Set(Object.keys(patch));
  for (const listener of listeners) listener(changed);
}
