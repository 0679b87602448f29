// What a file is and how it is read: the kind it shows by itself, and its options.
import { ask, el, figure, problemText, say, tell } from "./desk.js";

const KINDS = ["cases", "units", "roads", "people", "sites", "trips", "staff"];
const ENCODINGS = { tcvn3: "TCVN3 (ABC)", vni: "VNI", viqr: "VIQR", cp1258: "Windows-1258", "utf-16": "UTF-16", mojibake: "UTF-8 → Windows-1252" };
let made = 0;

const sizeWords = (bytes) => (bytes < 1e6 ? `${figure(Math.ceil(bytes / 1000))} kB` : `${figure(bytes / 1e6)} MB`);
const day = (name, label) => el("label", {}, say(label), el("input", { type: "date", name }));
const text = (name, label, most, hint) => {
  const id = `hint-${(made += 1)}`;
  return el("label", {}, say(label), el("input", { name, maxlength: most, autocomplete: "off", "aria-describedby": hint ? id : null }),
    hint ? el("span", { class: "hint", id }, say(hint)) : null);
};
const choice = (name, label, options) => el("label", {}, say(label),
  el("select", { name }, options.map(([value, words]) => el("option", { value }, words))));

const FIELDS = {
  cases: () => [
    el("fieldset", {}, el("legend", {}, say("covers")),
      el("p", { class: "hint" }, say("covers-hint")),
      el("div", { class: "pair" }, day("covers_from", "covers-from"), day("covers_to", "covers-to"))),
    text("reason", "reason", 500, "reason-hint"),
    el("details", {}, el("summary", {}, say("more")),
      el("div", { class: "pair" },
        choice("map", "map", [["", say("map-none")], ["proposed", say("map-proposed")]]),
        choice("encoding", "encoding", [["", say("encoding-unicode")], ...Object.entries(ENCODINGS)]))),
  ],
  units: () => [
    text("name", "edition-name", 120),
    el("div", { class: "pair" }, day("from", "edition-from"), day("to", "edition-to")),
    el("details", {}, el("summary", {}, say("more")),
      el("div", { class: "pair" }, text("crs", "crs", 10), text("moved", "moved", 500))),
  ],
  roads: () => [text("crs", "crs", 10)],
  sites: () => [text("crs", "crs", 10)],
};

// `upload` is the answer to POST /api/v1/uploads.
export function showOptions(place, upload, { onasked, onother }) {
  const kinds = el("select", { name: "kind", required: true, onchange: fill },
    upload.kind ? null : el("option", { value: "" }, "–"),
    KINDS.map((kind) => el("option", { value: kind, selected: kind === upload.kind }, say(`kind-${kind}`))));
  const fields = el("div", { class: "stack" });
  const button = el("button", { type: "submit" }, say("look"));
  const wrong = el("p", { class: "wrong", role: "alert", hidden: true });

  function fill() {
    fields.replaceChildren(...(FIELDS[kinds.value]?.() ?? []));
  }

  async function look(event) {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    const { kind, ...rest } = given;
    const options = Object.fromEntries(Object.entries(rest).filter(([, value]) => value.trim() !== ""));
    button.disabled = true;
    const answer = await ask("POST", "/api/v1/imports", { body: { upload: upload.key, kind, unit: upload.unit, options } });
    button.disabled = false;
    wrong.hidden = answer.ok;
    if (answer.ok) return onasked(answer.body.key);
    wrong.textContent = problemText(answer, say("no-line"));
    tell(wrong.textContent, { bad: true });
  }

  const form = el("form", { onsubmit: look },
    el("p", { class: "filed", role: "status" },
      el("strong", {}, say("sent", { name: upload.name, size: sizeWords(upload.bytes) })),
      el("button", { type: "button", class: "quiet", onclick: onother }, say("other-file"))),
    el("label", {}, say("kind"), kinds,
      el("span", { class: "hint" }, say(upload.kind ? "kind-known" : "kind-unknown"))),
    fields, wrong, el("p", { class: "act" }, button));
  fill();
  place.replaceChildren(form);
  place.hidden = false;
  kinds.focus();
}
