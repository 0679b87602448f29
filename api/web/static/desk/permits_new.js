// Ordering permits: a kind, then one permit or a file; looked at first, then issued.
import { ask, el, figure, lang, problemText, say } from "./desk.js";

const part = (name) => document.getElementById(name);
const path = encodeURIComponent;
const unit = () => part("unit").value;
const way = () => document.querySelector("input[name=way]:checked").value;
let kind = null;

part("unit").addEventListener("change", start);
for (const radio of document.querySelectorAll("input[name=way]")) radio.addEventListener("change", showForm);

async function start() {
  const answer = await ask("GET", `/api/v1/permits/kinds?unit=${path(unit())}`);
  part("rows").hidden = true;
  part("answer").replaceChildren();
  if (!answer.ok) return part("kinds").replaceChildren(el("p", { class: "wrong" }, problemText(answer, say("offline"))));
  const kinds = answer.body.items;
  if (!kinds.length) return part("kinds").replaceChildren(el("p", { class: "notice" }, say("kinds-none")));
  part("kinds").replaceChildren(...kinds.map((one) => el("label", { class: "choice" },
    el("input", { type: "radio", name: "kind", value: one.kind, onchange: () => { kind = one; part("rows").hidden = false; showForm(); } }),
    el("span", {}, one.name[lang], el("span", { class: "hint" }, say("kind-act", { number: one.number, days: one.longest_days, bind: say(`bind-${one.bind}`) }))))));
}

function field(name, { hint = "", ...more } = {}) {
  return el("label", {}, say(name), el("input", { name, autocomplete: "off", ...more }), hint ? el("span", { class: "hint" }, hint) : null);
}

function oneFields() {
  const bound = kind.bind === "plate"
    ? [field("plate", { maxlength: "20" }), field("seats", { inputmode: "numeric", maxlength: "2" })]
    : [field("initials", { maxlength: "40" }), field("identity", { maxlength: "20", hint: say("identity-hint") })];
  const only = kind.purposes.length === 1;
  const purposes = kind.purposes.map((one) => el("label", { class: "choice" }, el("input", { type: "checkbox", name: "purposes", value: one.code, checked: only }), one[lang]));
  return el("div", { class: "fields" }, bound,
    el("fieldset", { class: "purposes whole" }, el("legend", {}, say("purposes")), purposes),
    field("starts", { type: "date" }), field("ends", { type: "date" }),
    field("hours", { hint: say("hours-hint"), maxlength: "13" }), field("weekdays", { hint: say("weekdays-hint"), maxlength: "30" }),
    field("units", { hint: say("units-hint"), maxlength: "200" }),
    el("label", { class: "choice" }, el("input", { type: "checkbox", name: "single" }), say("single")));
}

function manyFields() {
  const address = `/api/v1/permits/form?unit=${path(unit())}&kind=${path(kind.kind)}`;
  return el("div", { class: "fields" },
    el("p", { class: "whole" }, el("a", { class: "button second", href: address, download: true }, say("template"))),
    el("label", { class: "whole" }, say("file"), el("input", { type: "file", name: "file", accept: ".csv,.txt,.xlsx" }), el("span", { class: "hint" }, say("file-kept"))));
}

function showForm() {
  part("answer").replaceChildren();
  part("asked").replaceChildren(way() === "one" ? oneFields() : manyFields(), el("button", { type: "submit" }, say("preview")));
  part("asked").oninput = () => part("answer").replaceChildren();
}

part("asked").addEventListener("submit", (event) => {
  event.preventDefault();
  send(true);
});

function row() {
  const given = new FormData(part("asked"));
  const texts = ["plate", "initials", "identity", "starts", "ends", "hours", "weekdays", "units", "seats"];
  const told = Object.fromEntries(texts.map((name) => [name, String(given.get(name) ?? "").trim()]).filter(([, text]) => text));
  return { ...told, purposes: given.getAll("purposes"), single: given.has("single") };
}

async function send(preview) {
  const body = { unit: unit(), kind: kind.kind, preview };
  let answer;
  if (way() === "one") {
    answer = await ask("POST", "/api/v1/permits/orders", { body: { ...body, rows: [row()] } });
  } else {
    const file = part("asked").querySelector("input[type=file]").files[0];
    if (!file) return part("answer").replaceChildren(el("p", { class: "wrong" }, say("choose-file")));
    const form = new FormData();
    for (const [name, value] of Object.entries(body)) form.append(name, String(value));
    form.append("file", file);
    answer = await ask("POST", "/api/v1/permits/orders/file", { file: form });
  }
  if (!answer.ok) return part("answer").replaceChildren(el("p", { class: "wrong" }, problemText(answer, say("offline"))));
  show(answer.body, preview);
}

function show(told, preview) {
  const { read, accepted, refused, duplicate } = told.counts;
  const shown = [
    el("p", {}, say("counts", { read: figure(read), accepted: figure(accepted), refused: figure(refused), duplicate: figure(duplicate) })),
    told.refused.length ? el("ul", { class: "refused" }, told.refused.map((one) => el("li", {},
      el("strong", {}, say("refused-row", { row: one.row })), " ", one.what, " ", el("span", { class: "hint" }, one.do)))) : null,
    told.refused_file ? el("p", {}, saved(told.refused_file)) : null,
  ];
  if (told.key) {
    part("asked").replaceChildren();
    shown.unshift(el("p", { class: "notice good" }, say("done", { key: told.key, count: figure(accepted) })));
    shown.push(el("a", { class: "button", href: "/desk/permits" }, say("to-orders")));
  } else if (!accepted) {
    shown.push(el("p", { class: "notice" }, say("issue-none")));
  } else if (preview) {
    const button = el("button", { type: "button", class: "big", onclick: async () => { button.disabled = true; await send(false); button.disabled = false; } }, say("issue", { count: figure(accepted) }));
    shown.push(button);
  }
  part("answer").replaceChildren(el("div", { class: "card stack" }, shown));
}

// The refused rows were in the answer and are nowhere else: the browser makes the file.
function saved(file) {
  const address = URL.createObjectURL(new Blob([file.content], { type: "text/csv;charset=utf-8" }));
  return el("a", { class: "button second", href: address, download: file.name }, say("refused-file"));
}

start();
