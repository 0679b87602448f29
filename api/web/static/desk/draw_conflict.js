// Two people saved: who, what and when, both versions side by side; nothing is lost.
import { dayWords, el, instantWords, say } from "./desk.js";
import { told } from "./draw_words.js";

const SVG = "http://www.w3.org/2000/svg";
const SIDE = 320;
const SHOWN = ["name", "units", "shape", "reason", "clause", "basis", "head", "deputy", "review_day", "ring_km", "posts"];

// mine, theirs: contents; shapes: {mine, theirs} as GeoJSON geometries or null.
// Gives "mine", "theirs" or "later".
export function askConflict(dialog, { problem, mine, theirs, shapes, nameOf }) {
  const changed = problem.changed?.length ? problem.changed : SHOWN;
  const rows = SHOWN.filter((name) => name !== "shape" && (changed.includes(name) || differs(mine, theirs, name)) && differs(mine, theirs, name));
  const body = rows.map((name) => el("tr", { class: changed.includes(name) ? "moved" : "" },
    el("th", { scope: "row" }, say(`member-${name}`)),
    el("td", {}, text(mine, name, nameOf)), el("td", {}, text(theirs, name, nameOf))));
  const by = problem.by?.name || say("somebody");
  const at = problem.at ? instantWords(problem.at) : say("unknown");
  return new Promise((resolve) => {
    let answer = "later";
    const end = (choice) => { answer = choice; dialog.close(); };
    dialog.replaceChildren(
      el("h2", { id: "conflict-title" }, say("conflict-title")),
      el("p", {}, say("conflict-who", { by: [by, problem.by?.office].filter(Boolean).join(", "), at, version: problem.version ?? "?" })),
      el("div", { class: "both" }, picture(shapes, say("conflict-picture", { by })),
        el("ul", { class: "plain" }, el("li", {}, el("span", { class: "swatch mine" }), say("conflict-mine")), el("li", {}, el("span", { class: "swatch offered" }), say("conflict-theirs", { by })))),
      rows.length ? el("div", { class: "scroll" }, el("table", {},
        el("caption", { class: "unseen" }, say("conflict-title")),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("conflict-member")), el("th", { scope: "col" }, say("conflict-mine")), el("th", { scope: "col" }, say("conflict-theirs", { by })))),
        el("tbody", {}, ...body))) : el("p", { class: "hint" }, say("conflict-same")),
      el("p", { class: "hint" }, say("conflict-kept")),
      el("div", { class: "row choices" },
        el("button", { type: "button", "data-choice": "mine", onclick: () => end("mine") }, say("conflict-keep", { by })),
        el("button", { type: "button", class: "second", "data-choice": "theirs", onclick: () => end("theirs") }, say("conflict-take", { by })),
        el("button", { type: "button", class: "second", "data-choice": "later", onclick: () => end("later") }, say("conflict-later"))));
    dialog.addEventListener("close", () => resolve(answer), { once: true });
    dialog.showModal();
  });
}

const plainOf = (content, name) => JSON.stringify(content?.[name] ?? null);
const differs = (mine, theirs, name) => plainOf(mine, name) !== plainOf(theirs, name);

function text(content, name, nameOf) {
  const value = content?.[name];
  if (name === "units") return unitsText(content, nameOf);
  if (name === "head" || name === "deputy") return [value?.name, value?.office].filter(Boolean).join(", ") || say("blank");
  if (name === "review_day") return value ? dayWords(value) : say("blank");
  if (name === "posts") return value ? say("posts-some", { n: value.posts?.length ?? 0 }) : say("blank");
  if (name === "ring_km") return value ? told(value, "km") : say("blank");
  return value || say("blank");
}

function unitsText(content, nameOf) {
  const names = (content?.units ?? []).map(nameOf);
  if (content?.mode === "shape") return say("conflict-drawn", { n: names.length });
  return names.length ? names.join(", ") : say("blank");
}

function picture(shapes, title) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${SIDE} ${SIDE}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", title);
  const polygons = (shape) => (!shape ? [] : shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates);
  const every = [...polygons(shapes.mine), ...polygons(shapes.theirs)].flat(2);
  if (!every.length) return svg;
  const lons = every.map(([lon]) => lon);
  const lats = every.map(([, lat]) => lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = (SIDE - 24) / Math.max((east - west) * squeeze, north - south, 1e-6);
  const put = ([lon, lat]) => `${(12 + (lon - west) * squeeze * scale).toFixed(1)} ${(12 + (north - lat) * scale).toFixed(1)}`;
  for (const name of ["mine", "theirs"]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", polygons(shapes[name]).flat().map((ring) => `M${ring.map(put).join("L")}Z`).join(""));
    path.setAttribute("class", `outline ${name}`);
    svg.append(path);
  }
  return svg;
}
