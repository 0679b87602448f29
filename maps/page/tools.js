// Tools of every page: elements, words, days, names. Each page keeps its own `facts`
// and `state`. Text from the data becomes text nodes only; nothing here writes markup.
const byId = (id) => document.getElementById(id);
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Make an element: make("p", {class: "x", onclick: f}, "text", child, ...).
function make(tag, options, ...children) {
  const node = document.createElement(tag);
  fill(node, options, children);
  return node;
}

function draw(tag, options, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(node, options, children);
  return node;
}

function fill(node, options, children) {
  for (const [name, value] of Object.entries(options || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== "") node.append(child);
  }
}

function word(key, values) {
  const words = facts.words[state.lang];
  let text = (values && String(values.n) === "1" && words[`${key}-1`]) || words[key];
  for (const [name, value] of Object.entries(values || {})) {
    text = text.split(`{${name}}`).join(String(value));
  }
  return text;
}

const LOCALES = { vi: "vi-VN", en: "en-GB" };
const figures = Object.fromEntries(Object.entries(LOCALES).map(([lang, locale]) => [lang, new Intl.NumberFormat(locale)]));
const weekdays = Object.fromEntries(Object.entries(LOCALES).map(([lang, locale]) => [lang, new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" })]));

function number(value) {
  return figures[state.lang].format(value);
}

function atDay(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day));
}

function addDays(iso, count) {
  const moved = atDay(iso);
  moved.setUTCDate(moved.getUTCDate() + count);
  return moved.toISOString().slice(0, 10);
}

function daysBetween(earlier, later) {
  return Math.round((atDay(later) - atDay(earlier)) / 86400000);
}

function dayText(iso) {
  const [year, month, day] = iso.split("-");
  return `${day}/${month}/${year}`;
}

function weekday(iso) {
  const name = weekdays[state.lang].format(atDay(iso));
  return name.charAt(0).toUpperCase() + name.slice(1);
}

// A name without accents, so that "tan hiep" finds "Tân Hiệp".
function bare(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/g, "d")
    .replace(/\s+/g, " ")
    .trim();
}

// What Telex and VNI keys leave behind where no input method was on: "taan hieejp".
function withoutTyping(text) {
  return text
    .replace(/([a-z])[1-9]+/g, "$1")
    .replace(/\b[a-z]+\b/g, (part) =>
      part
        .replace(/aa/g, "a")
        .replace(/ee/g, "e")
        .replace(/oo/g, "o")
        .replace(/dd/g, "d")
        .replace(/w/g, "")
        .replace(/([aeiouy][a-z]*?)[sfrxj](?=[a-z]*$)/, "$1"),
    );
}

// A text in the language shown; a figure that is a number counts days from `day`.
function textOf(numberOfText, day) {
  const { forms, sentences, texts } = facts.reasons;
  const version = state.lang === "vi" ? 0 : 1;
  return texts[numberOfText][version]
    .map((sentence) => {
      const [form, ...figures] = sentences[sentence];
      const pieces = forms[form].split("\u001f");
      const said = figures.map((figure) => (typeof figure === "number" ? dayText(addDays(day, figure)) : figure));
      return pieces.map((piece, n) => piece + (said[n] ?? "")).join("");
    })
    .join(" ");
}

// The zone's name as a heading: rule sets write it as it stands inside a sentence.
function zoneName(zone) {
  const name = zone.name[state.lang];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

// A swatch with fill, pattern and level number, for legends and lists.
function swatch(zone, wide) {
  const width = wide ? 38 : 24;
  const height = wide ? 26 : 20;
  const text = zone.level === null ? "–" : String(zone.level);
  return draw(
    "svg",
    { class: "swatch", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    draw("rect", { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 4, fill: `url(#fill-${zone.colour})`, stroke: "#24343a" }),
    draw("circle", { cx: width / 2, cy: height / 2, r: height / 2 - 3, fill: zone.fill }),
    draw("text", { x: width / 2, y: height / 2, dy: "0.36em", "text-anchor": "middle", fill: zone.ink }, text),
  );
}
