// A bar of time for each unit: what holds on top, what is overruled below it.
// Every directive has a number, a colour and a pattern; all of it stands in a table too.
import { dayWords, el, say } from "./desk.js";
import { actName, instantSpan, shortSpan } from "./directives_words.js";

const SVG = "http://www.w3.org/2000/svg";
const KINDS = 6; // colours and patterns, in directives.css
const HOLDS = 26;
const LANE = 13;
const GAP = 3;
const DAY = 86400000;
let charts = 0;

function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, String(value));
  made.append(...children.filter(Boolean));
  return made;
}

const PATTERNS = [
  [],
  ["M-1 9 L9 -1", "M-1 1 L1 -1", "M7 9 L9 7"],
  ["M-1 -1 L9 9", "M-1 7 L1 9", "M7 -1 L9 1"],
  ["M2 2 h1.6 v1.6 h-1.6 z", "M6 6 h1.6 v1.6 h-1.6 z"],
  ["M0 2 H8", "M0 6 H8"],
  ["M4 0 V8", "M0 4 H8"],
];

function patterns(prefix) {
  return svg("defs", {}, ...PATTERNS.map((lines, n) => svg("pattern",
    { id: `${prefix}-${n}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
    svg("rect", { width: 8, height: 8, class: `ground d${n}` }),
    ...lines.map((d) => svg("path", { d, class: `figure d${n}` })))));
}

export function drawBars(container, times, { open, mine } = {}) {
  const chart = (charts += 1);
  const first = Date.parse(`${times.first}T00:00:00+07:00`);
  const last = Date.parse(`${times.last}T00:00:00+07:00`) + DAY;
  const ids = seenIds(times);
  const number = Object.fromEntries(ids.map((id, n) => [id, n + 1]));
  const told = el("p", { class: "told-bar", role: "status" });
  const rows = times.bars.map((bar) => ({ bar, marks: [], box: el("div", { class: "track" }) }));
  const name = (id) => `${number[id]}. ${actName(times.directives[id])}`;

  function label(bar, one) {
    const facts = { unit: bar.name, span: instantSpan(one.starts, one.ends) };
    if (!one.directive) return say("bar-none", facts);
    if (one.by.length) return say("bar-overruled", { ...facts, directive: name(one.directive), by: one.by.map(name).join(", ") });
    return say("bar-holds", { ...facts, directive: name(one.directive) });
  }

  function stretch(row, one, y, height, x) {
    const from = x(Math.max(Date.parse(one.starts), first));
    const to = x(Math.min(one.ends ? Date.parse(one.ends) : last, last));
    if (to <= from) return null;
    const kind = (number[one.directive] - 1) % KINDS;
    const act = times.directives[one.directive];
    const overruled = one.by.length > 0;
    const classes = ["stretch", overruled ? "overruled" : "holds", act.signed ? "" : "unsigned", one.directive === mine ? "mine" : ""];
    const width = Math.max(to - from - 1, 2);
    const group = svg("g", { class: classes.filter(Boolean).join(" "), role: "img", tabindex: -1, "aria-label": label(row.bar, one) },
      svg("rect", { x: from, y, width, height, rx: 3, class: `edge d${kind}`, fill: `url(#bars-${chart}-${kind})` }));
    if (overruled) group.append(svg("path", { class: "through", d: `M${from} ${y + height / 2} h${width}` }));
    const text = String(number[one.directive]);
    const wide = 9 + 7 * text.length;
    if (width > wide + 4) {
      const middle = from + Math.min(width / 2, 40);
      group.append(svg("rect", { x: middle - wide / 2, y: y + (height - 16) / 2, width: wide, height: overruled ? 12 : 16, rx: 6, class: "tag", transform: overruled ? "translate(0 2)" : undefined }),
        svg("text", { x: middle, y: y + height / 2 + (overruled ? 3.6 : 4.4), "text-anchor": "middle", class: overruled ? "small" : "" }, document.createTextNode(text)));
    }
    group.addEventListener("focus", () => { told.textContent = label(row.bar, one); });
    group.addEventListener("mouseenter", () => { told.textContent = label(row.bar, one); });
    if (open && act.key) group.addEventListener("click", () => open(act.key));
    group.dataset.key = act.key;
    return group;
  }

  function drawRow(row, width) {
    const x = (when) => ((when - first) / (last - first)) * width;
    const lanes = row.bar.overruled.length;
    const height = HOLDS + lanes * (LANE + GAP) + 2;
    const drawn = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "false" },
      svg("rect", { x: 0, y: 1, width, height: HOLDS - 2, class: "ground-line" }));
    row.marks = [];
    row.bar.holds.filter((one) => one.directive).forEach((one) => row.marks.push(stretch(row, one, 1, HOLDS - 2, x)));
    row.bar.overruled.forEach((one, lane) => row.marks.push(stretch(row, one, HOLDS + GAP + lane * (LANE + GAP), LANE, x)));
    row.marks = row.marks.filter(Boolean);
    drawn.append(...row.marks);
    const now = x(Date.parse(`${times.today}T12:00:00+07:00`));
    drawn.append(svg("path", { class: "today", d: `M${now} 0 V${height}` }));
    row.box.replaceChildren(drawn);
  }

  const axis = el("div", { class: "track axis", "aria-hidden": "true" });
  function drawAxis(width) {
    const days = (last - first) / DAY;
    const step = [1, 2, 7, 14, 28, 56, 112].find((n) => (n / days) * width > 52) || 112;
    const x = (when) => ((when - first) / (last - first)) * width;
    const drawn = svg("svg", { width, height: 34, viewBox: `0 0 ${width} 34` });
    for (let when = first + DAY; when < last; when += step * DAY) {
      const at = x(when);
      if (at > width - 30) break;
      const day = new Date(when + 7 * 3600000).toISOString();
      drawn.append(svg("path", { class: "tick", d: `M${at} 26 V34` }),
        svg("text", { x: at, y: 22, class: "small" }, document.createTextNode(dayWords(day).slice(0, 5))));
    }
    const now = x(Date.parse(`${times.today}T12:00:00+07:00`));
    const side = now > width - 60 ? "end" : "start";
    drawn.append(svg("path", { class: "today", d: `M${now} 4 V34` }),
      svg("text", { x: now + (side === "end" ? -4 : 4), y: 9, "text-anchor": side, class: "small now" }, document.createTextNode(say("today"))));
    axis.replaceChildren(drawn);
  }

  function place(row, mark) {
    rows.flatMap((one) => one.marks).forEach((one) => one.setAttribute("tabindex", "-1"));
    mark.setAttribute("tabindex", "0");
    row.at = row.marks.indexOf(mark);
  }

  function move(event) {
    const at = rows.findIndex((row) => row.marks.includes(event.target));
    if (at < 0) return;
    const row = rows[at];
    const here = row.marks.indexOf(event.target);
    let next = null;
    if (event.key === "ArrowRight") next = row.marks[here + 1];
    else if (event.key === "ArrowLeft") next = row.marks[here - 1];
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      let other = at + step;
      while (rows[other] && !rows[other].marks.length) other += step;
      if (rows[other]) next = rows[other].marks[Math.min(here, rows[other].marks.length - 1)];
    } else if (event.key === "Enter" && open && event.target.dataset.key) open(event.target.dataset.key);
    else return;
    event.preventDefault();
    if (next) {
      place(rows.find((one) => one.marks.includes(next)), next);
      next.focus();
    }
  }

  const list = el("ol", { class: "bars", "aria-label": say("times"), onkeydown: move }, rows.map((row) => el("li", { class: row.bar.admin_level },
    el("span", { class: "unit" }, row.bar.name), row.box)));
  const legend = el("ul", { class: "legend", "aria-label": say("legend") }, ids.map((id) => {
    const kind = (number[id] - 1) % KINDS;
    const act = times.directives[id];
    const swatch = svg("svg", { width: 34, height: 20, "aria-hidden": "true" }, svg("rect", { x: 1, y: 1, width: 32, height: 18, rx: 3, class: `edge d${kind}`, fill: `url(#bars-${chart}-${kind})` }));
    const words = `${name(id)}${act.number ? ` · ${act.number}` : ""}`;
    return el("li", { class: act.signed ? "" : "unsigned" }, swatch, el("span", {}, words, " ", el("span", { class: "hint days" }, shortSpan(act.starts, act.ends))),
      act.signed ? null : el("span", { class: "mark" }, id === mine ? say("preview-this") : say("draft")));
  }));
  const shared = svg("svg", { width: 0, height: 0, class: "unseen", "aria-hidden": "true" }, patterns(`bars-${chart}`));
  container.replaceChildren(shared, legend, el("div", { class: "chart" }, el("div", { class: "axis-row" }, el("span", {}), axis), list), told, tableOf(times, name));

  function draw() {
    const width = Math.floor(axis.clientWidth);
    if (width < 40) return;
    drawAxis(width);
    rows.forEach((row) => drawRow(row, width));
    const start = rows.find((row) => row.marks.length);
    if (start) place(start, start.marks[0]);
  }
  let drawnAt = 0;
  new ResizeObserver(() => {
    const width = Math.floor(axis.clientWidth);
    if (width !== drawnAt) { drawnAt = width; draw(); }
  }).observe(axis);
}

function seenIds(times) {
  const first = {};
  for (const bar of times.bars) {
    for (const one of [...bar.holds, ...bar.overruled]) {
      if (one.directive && !(one.directive in first)) first[one.directive] = one.starts;
      else if (one.directive && one.starts < first[one.directive]) first[one.directive] = one.starts;
    }
  }
  return Object.keys(first).sort((a, b) => Date.parse(first[a]) - Date.parse(first[b]) || (a < b ? -1 : 1));
}

function tableOf(times, name) {
  const lines = times.bars.flatMap((bar) => [...bar.holds, ...bar.overruled].map((one) => el("tr", {},
    el("th", { scope: "row" }, bar.name),
    el("td", {}, one.directive ? name(one.directive) : say("no-directive")),
    el("td", {}, instantSpan(one.starts, one.ends)),
    el("td", {}, !one.directive ? "–" : one.by.length ? say("effect-overruled", { by: one.by.map(name).join(", ") }) : say("effect-holds")))));
  const head = ["unit", "directive", "span", "effect"].map((column) => el("th", { scope: "col" }, say(`column-${column}`)));
  return el("details", { class: "as-table" }, el("summary", {}, say("as-table")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("times") },
      el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, lines))));
}
