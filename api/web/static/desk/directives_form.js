// The form of a directive: places by name, a span, a goal; a preview before it is saved,
// and nothing lost where somebody else saved in between.
import { ask, dayWords, el, instantWords, problemText, say, tell } from "./desk.js";
import { drawBars } from "./directives_bars.js";
import { placePicker } from "./directives_places.js";
import { actName, instantSpan, placeNames, typedSpan } from "./directives_words.js";

const BASES = ["Chỉ thị 15/CT-TTg", "Chỉ thị 16/CT-TTg", "Chỉ thị 19/CT-TTg", "Công điện 1099/CĐ-TTg"];
const NAMES = {
  title: "form-title", basis: "form-basis", units: "form-units", excepted: "form-excepted",
  starts: "form-starts", ends: "form-ends", goal: "goal", deadline: "deadline", measures: "measures",
  issuer: "issuer", owner: "owner", set_by: "set-by", clause: "clause",
};

// A day with an hour that may stay blank. Gives {box, value(), set(text), input}.
function whenField(label, name, changed) {
  const day = el("input", { type: "date", name, oninput: changed });
  const hour = el("input", { type: "time", name: `${name}-hour`, oninput: changed, "aria-label": `${label}: ${say("form-hour")}` });
  return {
    box: el("div", { class: "when" }, el("label", {}, label, day), el("label", {}, el("span", { class: "hint" }, say("form-hour")), hour)),
    input: day,
    hour,
    value: () => (day.value && hour.value ? `${day.value}T${hour.value}` : day.value) || null,
    set(text) {
      day.value = text ? text.slice(0, 10) : "";
      hour.value = text && text.length > 10 ? text.slice(11, 16) : "";
    },
  };
}

export function openForm(place, { unit, one, places, close }) {
  const named = Object.fromEntries(places.map((p) => [p.code, p.name]));
  let key = one ? one.key : "";
  let version = one ? one.version : 0;
  let waiting = 0;
  let asked = 0;

  const changed = () => { clearTimeout(waiting); waiting = setTimeout(preview, 500); tellSpan(); };
  const line = (name, attributes = {}) => el("input", { name, maxlength: 200, autocomplete: "off", oninput: changed, ...attributes });
  const long = (name, rows, most) => el("textarea", { name, rows, maxlength: most, oninput: changed });
  const title = line("title");
  const basis = line("basis", { list: "bases", required: true });
  const issuer = line("issuer");
  const owner = line("owner");
  const setBy = line("set_by");
  const clause = line("clause", { maxlength: 500 });
  const goal = long("goal", 3, 1000);
  goal.required = true;
  const measures = long("measures", 4, 8000);
  const deadline = el("input", { type: "date", name: "deadline", oninput: changed });
  const starts = whenField(say("form-starts"), "starts", changed);
  const ends = whenField(say("form-ends"), "ends", changed);
  const open = el("input", { type: "checkbox", name: "open", onchange: () => { ends.box.hidden = open.checked; changed(); } });
  const units = placePicker("units", say("form-units"), places, changed);
  const excepted = placePicker("excepted", say("form-excepted"), places, changed);
  const span = el("p", { class: "span", role: "status" });
  const wrong = el("div", { id: "form-wrong" });
  const conflict = el("div", { id: "conflict" });
  const seen = el("div", { id: "preview" }, el("p", { class: "hint" }, say("preview-wait")));
  const save = el("button", { type: "submit" }, say("form-save"));
  const label = (words, input, hint) => el("label", {}, el("span", {}, words, hint ? el("span", { class: "hint" }, ` ${hint}`) : null), input);

  function content() {
    return {
      title: title.value, basis: basis.value, issuer: issuer.value, owner: owner.value,
      set_by: setBy.value, clause: clause.value, goal: goal.value,
      measures: measures.value.split("\n").map((text) => text.trim()).filter(Boolean),
      deadline: deadline.value || null, starts: starts.value(), ends: open.checked ? null : ends.value(),
      units: units.value(), excepted: excepted.value(),
    };
  }

  function fill(from) {
    title.value = from.title; basis.value = from.basis; issuer.value = from.issuer; owner.value = from.owner;
    setBy.value = from.set_by; clause.value = from.clause; goal.value = from.goal;
    measures.value = from.measures.join("\n");
    deadline.value = from.deadline || "";
    starts.set(from.starts); ends.set(from.ends);
    open.checked = Boolean(from.starts) && !from.ends;
    ends.box.hidden = open.checked;
    units.set(from.units); excepted.set(from.excepted);
    tellSpan();
  }

  function tellSpan() {
    const now = content();
    span.textContent = !open.checked && now.starts && !now.ends ? "" : typedSpan(now.starts, now.ends);
  }

  async function preview() {
    const now = content();
    if (!now.starts || (!now.ends && !open.checked) || !now.units.length || !now.basis.trim() || !now.goal.trim()) return;
    const mine = ++asked;
    const answer = await ask("POST", "/api/v1/directives/preview", { body: { ...now, unit, key } });
    if (mine !== asked || answer.status === 0) return;
    if (!answer.ok) {
      seen.replaceChildren(...problemOf(answer));
      return;
    }
    const { after, directive } = answer.body;
    const box = el("div", {});
    seen.replaceChildren(el("p", {}, say("preview-lead")), el("ul", { class: "plain" }, meets(after, directive)), box);
    const touched = after.bars.filter((bar) => [...bar.holds, ...bar.overruled].some((part) => part.directive === directive));
    drawBars(box, { ...after, bars: touched }, { mine: directive });
  }

  function meets(times, directive) {
    const lines = times.overlaps.filter((row) => row.wins === directive || row.yields === directive).map((row) => {
      const wins = row.wins === directive;
      const other = times.directives[wins ? row.yields : row.wins];
      const facts = { other: actName(other), places: placeNames(row.units, named), span: instantSpan(row.starts, row.ends) };
      return el("li", { class: wins ? "" : "lacking" }, say(wins ? "preview-wins" : "preview-yields", facts));
    });
    return lines.length ? lines : [el("li", {}, say("preview-alone"))];
  }

  function problemOf(answer) {
    const faults = answer.body && answer.body.faults ? answer.body.faults : [];
    const words = faults.length ? faults.map((f) => el("li", {}, [f.what, f.do].filter(Boolean).join(" "))) : [el("li", {}, problemText(answer, say("offline")))];
    return [el("div", { class: "wrong", role: "alert" }, el("p", {}, say("wrong")), el("ul", { class: "plain" }, words))];
  }

  async function send(event) {
    if (event) event.preventDefault();
    if (!units.value().length) { units.wrong(); return; }
    save.disabled = true;
    const body = content();
    const answer = key
      ? await ask("PUT", `/api/v1/directives/${key}`, { body, etag: `"v${version}"` })
      : await ask("POST", "/api/v1/directives", { body: { ...body, unit } });
    save.disabled = false;
    wrong.replaceChildren();
    if (answer.ok) {
      tell(say("form-saved", { version: answer.body.version }));
      close(answer.body.key);
    } else if (answer.status === 412 && answer.body.current) showConflict(answer.body);
    else {
      wrong.replaceChildren(...problemOf(answer));
      wrong.scrollIntoView({ block: "center" });
    }
  }

  function words(name, value) {
    if (value === null || value === undefined || value === "") return "–";
    if (name === "units" || name === "excepted") return value.length ? placeNames(value, named, 12) : "–";
    if (Array.isArray(value)) return value.join("; ") || "–";
    return name === "deadline" ? dayWords(value) : String(value);
  }

  function showConflict(body) {
    const mine = content();
    const theirs = body.current;
    const differ = Object.keys(NAMES).filter((name) => JSON.stringify(mine[name]) !== JSON.stringify(theirs[name]));
    const rows = differ.map((name) => el("tr", {}, el("th", { scope: "row" }, say(NAMES[name])), el("td", {}, words(name, theirs[name])), el("td", {}, words(name, mine[name]))));
    const by = [body.by.name, body.by.office].filter(Boolean).join(", ");
    const done = () => { version = body.version; conflict.replaceChildren(); };
    conflict.replaceChildren(el("div", { class: "notice", role: "alert", tabindex: "-1" },
      el("p", { class: "strong" }, say("conflict", { by, version: body.version, at: instantWords(body.at) })),
      el("p", {}, say(differ.length ? "conflict-lead" : "conflict-same")),
      differ.length ? el("div", { class: "scroll", tabindex: "0" }, el("table", {},
        el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, say("conflict-theirs")), el("th", { scope: "col" }, say("conflict-mine")))),
        el("tbody", {}, rows))) : null,
      el("div", { class: "row" },
        el("button", { type: "button", id: "keep-mine", onclick: () => { done(); send(); } }, say("conflict-keep")),
        el("button", { type: "button", id: "take-theirs", class: "second", onclick: () => { done(); fill(theirs); preview(); } }, say("conflict-take")))));
    conflict.firstChild.focus();
  }

  const form = el("form", { class: "card directive", onsubmit: send },
    el("div", { class: "head" }, el("h1", { tabindex: "-1" }, say(one ? "form-edit" : "form-new")), el("button", { type: "button", class: "quiet", onclick: () => close(key) }, say("back"))),
    conflict, wrong,
    el("div", { class: "columns" },
      label(say("form-basis"), basis), label(say("form-title"), title),
      units.box, excepted.box,
      starts.box, el("div", { class: "group" }, ends.box, el("label", { class: "check" }, open, ` ${say("form-open")}`))),
    span,
    label(say("goal"), goal, say("form-goal-hint")),
    el("div", { class: "columns" }, label(say("deadline"), deadline), label(say("owner"), owner),
      label(say("set-by"), setBy), label(say("issuer"), issuer)),
    label(say("measures"), measures, say("form-measures-hint")),
    label(say("clause"), clause),
    el("datalist", { id: "bases" }, BASES.map((text) => el("option", { value: text }))),
    el("div", { class: "row" }, save, el("button", { type: "button", class: "quiet", onclick: () => close(key) }, say("cancel"))));
  place.replaceChildren(form, el("section", { class: "card preview", "aria-labelledby": "preview-title" }, el("h2", { id: "preview-title" }, say("preview")), seen));
  if (one) { fill(one); preview(); } else tellSpan();
  form.querySelector("h1").focus();
}
