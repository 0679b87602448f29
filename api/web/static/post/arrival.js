// Who comes home: to which commune and how many, so that beds and meals are ready there.
import { element, show, tile } from "./screens.js";
import { say } from "./words.js";

const FEW = 6;
const MOST = 500;
const COMMUNE = 3; // how many units the chain of a commune has
const heads = document.getElementById("heads");
const more = document.getElementById("heads-more");
const name = document.getElementById("home-name");
const found = document.getElementById("home-found");
let asking = null;

// Ask it; `done` gets {home, heads}. Communes of the unit `first` are offered first.
export function askArrival({ places, first, done }) {
  asking = { places, first, done, heads: 0 };
  more.value = "";
  name.value = "";
  draw();
  show("arrival");
}

function draw() {
  const counts = Array.from({ length: FEW }, (_, place) => place + 1);
  heads.replaceChildren(...counts.map((n) =>
    element("button", { type: "button", role: "radio", "aria-checked": String(n === asking.heads), text: String(n), onclick: () => { more.value = ""; count(n); } })));
  const fits = (code) => asking.places.ground.chain(code).length === COMMUNE;
  const codes = asking.places.find(name.value, { fits, first: asking.first });
  const tiles = codes.map((code) => tile({ label: asking.places.name(code), more: element("small", { text: asking.places.above(code) }), press: () => choose(code) }));
  if (codes.length === 0 && name.value.trim()) tiles.push(element("p", { text: say("place-nothing") }));
  found.replaceChildren(...tiles);
}

function count(n) {
  asking.heads = n;
  more.removeAttribute("aria-invalid");
  draw();
}

function choose(home) {
  if (asking.heads) return asking.done({ home, heads: asking.heads });
  more.setAttribute("aria-invalid", "true");
  more.focus();
}

more.addEventListener("input", () => {
  const n = Number(more.value);
  count(Number.isInteger(n) && n >= 1 && n <= MOST ? n : 0);
});
name.addEventListener("input", draw);
