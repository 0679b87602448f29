// Where somebody comes from: what was tapped lately, what lies near, and a search that
// reads names without their diacritics.
import { recall, remember } from "./store.js";

const RECENT = 4;
const NEAR = 10;
const FOUND = 12;

// Give text as people type it in a hurry.
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
}

export class Places {
  // `names` by code; `ground` of the bundle.
  constructor(ground, names) {
    this.ground = ground;
    this.names = names;
    this.folded = null;
  }

  name(code) {
    return this.names[code] ?? code;
  }

  above(code) {
    const [, parent] = this.ground.chain(code);
    return parent ? this.name(parent) : "";
  }

  // The first tiles: lately tapped, then provinces by the nearness of their numbers,
  // which the statistics office gave from north to south.
  async near(store, post) {
    const recent = ((await recall(store, "recent")) ?? []).filter((code) => this.known(code));
    const chain = this.ground.chain(post.unit || post.authority);
    const own = Number(chain.at(-1));
    const tops = this.#tops().filter((code) => !recent.includes(code));
    const far = (code) => (code === chain.at(-1) ? 0 : Math.abs(Number(code) - own) || 0.5);
    tops.sort((one, other) => far(one) - far(other) || (one < other ? -1 : 1));
    return [...recent.slice(0, RECENT), ...tops].slice(0, NEAR);
  }

  known(code) {
    return this.ground.chain(code).length > 0;
  }

  async keep(store, code) {
    const recent = ((await recall(store, "recent")) ?? []).filter((one) => one !== code);
    await remember(store, "recent", [code, ...recent].slice(0, RECENT));
  }

  // `fits` says whether a code is asked for; `first` is a unit whose places come first.
  find(text, { fits = () => true, first = "" } = {}) {
    const asked = fold(text).trim().split(/\s+/).filter(Boolean);
    if (asked.length === 0) return [];
    this.folded ??= Object.entries(this.names).map(([code, name]) => [code, fold(name)]);
    const whole = asked.join(" ");
    const found = [];
    for (const [code, name] of this.folded) {
      if (!asked.every((part) => name.startsWith(part) || name.includes(` ${part}`))) continue;
      if (!this.known(code) || !fits(code)) continue;
      const chain = this.ground.chain(code);
      const away = first && !chain.includes(first) ? 1 : 0;
      found.push([away, name.endsWith(whole) ? 0 : 1, chain.length, name.length, code]);
    }
    const order = (a, b, at = 0) => (at === 4 ? (a[4] < b[4] ? -1 : 1) : a[at] - b[at] || order(a, b, at + 1));
    return found.sort((a, b) => order(a, b)).slice(0, FOUND).map((one) => one[4]);
  }

  #tops() {
    this.tops ??= Object.keys(this.names).filter((code) => this.ground.chain(code).length === 1);
    return [...this.tops];
  }
}
