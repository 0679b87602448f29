// One screen at a time, the back key of the phone included.
import { say } from "./words.js";

const leaving = new Map();
const SVG = "http://www.w3.org/2000/svg";
let current = "opening";

export const screen = () => current;

// Do something when a screen is left: a camera goes off.
export function onLeave(name, work) {
  leaving.set(name, work);
}

export function show(name, { back = false } = {}) {
  if (name !== current) {
    leaving.get(current)?.();
    if (!back) history.pushState({ post: name }, "");
  }
  current = name;
  document.body.dataset.screen = name;
  for (const one of document.querySelectorAll(".screen")) one.hidden = one.id !== name;
  scrollTo(0, 0);
  document.getElementById(name).querySelector("h1[tabindex]")?.focus({ preventScroll: true });
}

addEventListener("popstate", () => {
  if (current !== "start" && current !== "opening") show("home", { back: true });
});

export function element(kind, { text, ...more } = {}, ...children) {
  const made = document.createElement(kind);
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(more)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child));
  return made;
}

export function icon(name) {
  const known = document.getElementById(`i-${name}`) ? name : "other";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${known}`);
  svg.append(use);
  return svg;
}

// A tile: a picture and a word, large enough for a wet thumb.
export function tile({ label, picture, kind = "", more = null, press }) {
  return element(
    "button",
    { type: "button", class: kind, onclick: press },
    picture ? icon(picture) : null,
    element("span", { text: label }),
    more,
  );
}

// Tell those who cannot see the screen.
export function announce(text) {
  const place = document.getElementById("said");
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}

export function complain(key, facts) {
  const place = document.getElementById("problem");
  place.hidden = !key;
  place.textContent = key ? say(key, facts) : "";
}
