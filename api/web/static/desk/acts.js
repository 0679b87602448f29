// What this person may do about a perimeter now, and what was done to it before.
// The page holds the words: <script type="application/json" id="acts-words">.
import { ask, dayWords, el, instantWords, problemText, tell } from "./desk.js";

const words = JSON.parse(document.getElementById("acts-words").textContent);
const ORDER = ["submit", "decide", "return", "announce", "confirm", "narrow", "lift"];
const LOUD = new Set(["lift"]);
const PAPERS = { decide: true, confirm: true, narrow: true, lift: true };

export function actWords(key, facts = {}) {
  const text = words[key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
}

// The clock of the service, whatever this device's clock says.
export function clockOf(document) {
  const ahead = new Date(document.now) - Date.now();
  return () => Date.now() + ahead;
}

// How long until an instant: "23 giờ 59 phút"; null once it has come.
export function leftWords(until, now) {
  const minutes = Math.floor((new Date(until) - now) / 60000);
  if (minutes < 0) return null;
  return actWords("left", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

export function stateWords(perimeter) {
  return actWords(`state-${perimeter.state}`);
}

export function stampOf(perimeter) {
  const kind = perimeter.draft ? "stamp draft" : "stamp decided";
  const text = perimeter.draft ? actWords("stamp-draft") : actWords("stamp-decided", { number: perimeter.number });
  return el("span", { class: kind }, text);
}

// `before` saves what is still on the screen and gives the perimeter as saved, or null;
// `shape` gives the drawing that is to stay when one that was drawn is narrowed.
export function showActs(container, perimeter, onChange, { before, shape } = {}) {
  const form = el("div", { class: "act-form" });
  const said = el("div", { role: "alert" });
  const buttons = ORDER.filter((act) => perimeter.may.includes(act)).map((act) =>
    el("button", {
      type: "button",
      class: LOUD.has(act) ? "danger" : act === "return" || act === "narrow" ? "second" : "",
      "data-act": act,
      "aria-expanded": "false",
      onclick: (event) => open(act, event.currentTarget),
    }, actWords(`do-${act}`)));

  function open(act, button) {
    for (const one of buttons) one.setAttribute("aria-expanded", String(one === button));
    said.replaceChildren();
    form.replaceChildren(formOf(act, perimeter, { shape, send: (body) => send(act, body), close }));
    form.querySelector("input, textarea, button").focus();
  }

  function close() {
    form.replaceChildren();
    for (const one of buttons) one.setAttribute("aria-expanded", "false");
  }

  async function send(act, body) {
    let known = perimeter;
    if (act === "submit" && before) {
      known = await before();
      if (!known) return;
    }
    const url = `/api/v1/perimeters/${encodeURIComponent(known.key)}`;
    const answer = await ask("POST", `${url}/${act}`, { body, etag: `"v${known.version}"` });
    if (answer.ok) {
      tell(actWords(`done-${act}`));
      onChange(answer.body);
      return;
    }
    said.replaceChildren(problemOf(answer));
    if (answer.status !== 412 && answer.status !== 409) return;
    said.firstChild.append(el("p", {}, el("button", {
      type: "button",
      class: "second",
      onclick: async () => {
        const newest = await ask("GET", url);
        if (newest.ok) onChange(newest.body);
      },
    }, actWords("see-newest"))));
  }

  container.classList.add("acted");
  container.replaceChildren(
    el("div", { class: "row" }, stampOf(perimeter), el("strong", {}, stateWords(perimeter))),
    ...noticesOf(perimeter),
    buttons.length ? el("div", { class: "row acts" }, buttons) : el("p", { class: "hint" }, actWords("none")),
    form,
    said,
    historyOf(perimeter),
  );
}

export function problemOf(answer) {
  const faults = (answer.body && answer.body.faults) || [];
  const lines = faults.map((one) => el("li", {}, one.what));
  return el("div", { class: "wrong" }, el("p", {}, problemText(answer, actWords("offline"))), lines.length ? el("ul", {}, lines) : null);
}


function noticesOf(perimeter) {
  const found = [];
  const { content } = perimeter;
  if (perimeter.state === "temporary") {
    const left = leftWords(perimeter.until, clockOf(perimeter)());
    found.push(el("p", { class: "notice" }, actWords("until", { at: instantWords(perimeter.until), left: left ?? "0" })));
  }
  if (perimeter.state === "lapsed") found.push(el("p", { class: "wrong" }, actWords("lapsed", { at: instantWords(perimeter.since) })));
  if (perimeter.review_due) found.push(el("p", { class: "notice" }, actWords("review-due", { day: dayWords(perimeter.review_day) })));
  if (content.returned) {
    const { by, reason } = content.returned;
    found.push(el("p", { class: "notice" }, actWords("returned", { name: by.name, office: by.office, reason })));
  }
  for (const one of perimeter.overlaps) found.push(el("p", { class: "notice" }, actWords("overlap", { name: one.name || one.key, state: actWords(`state-${one.state}`) })));
  return found;
}

function formOf(act, perimeter, { shape, send, close }) {
  const temporary = perimeter.state === "temporary";
  const fields = [];
  if (act === "narrow") fields.push(stayingOf(perimeter, shape));
  if (act === "return") fields.push(lineOf("reason", { required: true, area: true, label: "reason-return" }));
  if (act === "lift" || act === "narrow") fields.push(lineOf("reason", { required: true, area: true, label: `reason-${act}` }));
  if (PAPERS[act]) {
    const free = temporary && act !== "confirm";
    if (free) fields.push(el("p", { class: "hint" }, actWords("paper-free")));
    fields.push(lineOf("number", { required: !free }), lineOf("signer", { required: !free }), lineOf("day", { required: !free, type: "date" }));
  }
  if (act === "confirm") fields.push(lineOf("review_day", { required: true, type: "date" }));
  const form = el("form", { class: "card" },
    el("p", {}, actWords(`means-${act}`)),
    fields,
    el("div", { class: "row" },
      el("button", { type: "submit", class: LOUD.has(act) ? "danger" : "" }, actWords(`sure-${act}`)),
      el("button", { type: "button", class: "quiet", onclick: close }, actWords("not-now"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    await send(bodyOf(act, form, perimeter, shape));
    button.disabled = false;
  });
  return form;
}

function lineOf(name, { required = false, type = "text", area = false, label = name } = {}) {
  const field = area
    ? el("textarea", { name, rows: "2", required, maxlength: "200" })
    : el("input", { name, type, required, maxlength: type === "text" ? "200" : null, autocomplete: "off" });
  return el("label", {}, actWords(`field-${label}`), field);
}

// Which units stay; of a drawing, what is drawn now.
function stayingOf(perimeter, shape) {
  if (perimeter.content.mode === "shape") return el("p", { class: "notice" }, actWords(shape ? "narrow-drawn" : "narrow-map"));
  const rows = perimeter.content.units.map((code) =>
    el("label", { class: "row" }, el("input", { type: "checkbox", name: "unit", value: code, checked: true }), perimeter.names[code] || code));
  return el("fieldset", {}, el("legend", {}, actWords("stay")), rows);
}

function bodyOf(act, form, perimeter, shape) {
  if (act === "submit" || act === "announce") return undefined;
  const body = {};
  for (const field of form.querySelectorAll("input:not([type=checkbox]), textarea")) if (field.value.trim()) body[field.name] = field.value.trim();
  if (act !== "narrow") return body;
  if (perimeter.content.mode === "shape") return { ...body, shape: shape ? shape() : null };
  return { ...body, units: [...form.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value) };
}

function historyOf(perimeter) {
  const list = el("ol", { class: "versions" });
  const details = el("details", {}, el("summary", {}, actWords("history", { version: perimeter.version })), list);
  details.addEventListener("toggle", async () => {
    if (!details.open || list.childElementCount) return;
    const answer = await ask("GET", `/api/v1/perimeters/${encodeURIComponent(perimeter.key)}/versions`);
    if (!answer.ok) {
      list.replaceChildren(el("li", {}, problemText(answer, actWords("offline"))));
      return;
    }
    list.replaceChildren(...answer.body.items.map(versionOf));
  });
  return details;
}

function versionOf(one) {
  const facts = { version: one.version, at: instantWords(one.recorded_at), name: one.author.name, office: one.author.office };
  const extra = [one.reason, one.number].filter(Boolean).join(" · ");
  return el("li", {}, el("strong", {}, actWords(`act-${one.act}`)), " ", actWords("version", facts), extra ? el("span", { class: "hint" }, ` ${extra}`) : null);
}
