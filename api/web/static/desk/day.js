// The commune's day: eight fields or one tap, kept at once, sent when there is a line.
import { dayWords, el, figure, instantWords, lang, problemText, say } from "./desk.js";
import { COUNTS, FIELDS, NUMBERS, TEXTS, againstBefore, figures, fortnight, headline, sinceBefore, zoneNow } from "./day_show.js";
import { Drafts, forget, keeps, look, newSave, passes, recall, remember, send } from "./day_line.js";

const PERSON = /(?<![0-9])(?:\+84|0)[ .-]?[2-9](?:[ .-]?[0-9]){7,}|[0-9]{12}/;
const BACK = 7;
const at = (id) => document.getElementById(id);
const here = document.querySelector('meta[name="unit"]');

const kept = recall();
const account = here.dataset.account || kept.account;
const unit = here.content || new URLSearchParams(location.search).get("unit") || kept.last;
const name = here.dataset.name || kept.units[unit] || unit;
const drafts = new Drafts(account);
let told = null; // what the service says of this commune
let day = hereToday();
let changing = false;
let moved = null; // somebody else reported this day
let sending = "";
let lost = false; // the session ended

function hereToday() {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());
}

function before(iso, days) {
  const found = new Date(`${iso}T00:00:00Z`);
  found.setUTCDate(found.getUTCDate() - days);
  return found.toISOString().slice(0, 10);
}

const today = () => told?.today ?? hereToday();
const lineOf = (iso) => told?.days.find((one) => one.day === iso) ?? null;
const reportOf = (iso) => lineOf(iso)?.report ?? null;

function start() {
  at("place").textContent = name || say("title");
  if (!unit || !account) {
    at("offline").textContent = say("offline-who");
    at("offline").hidden = false;
    line("waiting", say("line-none"));
    return;
  }
  if (here.dataset.account) remember(account, unit, name);
  listen();
  draw();
  refresh();
  pump();
}

async function refresh() {
  const answer = await look(unit, lang);
  if (answer.ok) {
    const last = today();
    told = answer.body;
    lost = false;
    if (day === last && told.today !== last) day = told.today;
    at("above").textContent = told.above.join(" · ");
  } else {
    lost = answer.status === 401;
    if (!passes(answer) && !lost) at("offline").textContent = problemText(answer, say("offline"));
    else at("offline").textContent = say("offline");
  }
  at("offline").hidden = answer.ok || lost;
  draw();
}

// --- what is on the screen ------------------------------------------------------------

function draw() {
  drawDays();
  const draft = drafts.get(unit, day);
  const waits = Boolean(draft?.body);
  const report = reportOf(day);
  const open = !waits && !moved && (!report || changing || Boolean(draft));
  at("fill").hidden = !open;
  at("tap").hidden = Boolean(report);
  at("keep").hidden = !report;
  at("send").textContent = say(report ? "send-change" : "send");
  if (open) fill(draft, report);
  drawLine(draft, report);
  drawMoved(draft);
  drawReceived(waits ? null : report && !open ? report : null, waits ? draft : null);
  drawAround();
}

function drawDays() {
  const waiting = new Set(drafts.waiting().filter((one) => one.unit === unit).map((one) => one.day));
  const days = Array.from({ length: BACK + 1 }, (_, back) => before(today(), back));
  at("day").replaceChildren(
    ...days.map((iso, back) => {
      const words = say(["today", "yesterday"][back] ?? "other-day", { day: dayWords(iso) });
      let state = "";
      if (waiting.has(iso)) state = "day-waiting";
      else if (reportOf(iso)) state = "day-reported";
      else if (lineOf(iso)) state = lineOf(iso).cases === null ? "day-silent" : "day-file";
      const text = state ? say(state, { day: words }) : words;
      return el("option", { value: iso, selected: iso === day }, text);
    }),
  );
  at("day").value = day;
  const others = drafts.waiting().filter((one) => one.unit !== unit || one.day !== day);
  at("waiting").hidden = others.length === 0;
  at("waiting").textContent = say("others-waiting", {
    count: others.length,
    days: others.map((one) => dayWords(one.day)).join(", "),
  });
}

function line(state, words, ...acts) {
  const signs = { received: "✓", sending: "↑", waiting: "!", "sign-in": "!", draft: "…", none: "–" };
  at("line").dataset.state = state;
  at("line-sign").textContent = signs[state];
  if (at("line-words").textContent !== words) at("line-words").textContent = words;
  at("line-acts").replaceChildren(...acts);
  at("line-acts").hidden = acts.length === 0;
}

function drawLine(draft, report) {
  const edit = () => el("button", { type: "button", class: "second", onclick: reopen }, say("edit-waiting"));
  if (draft && lost) {
    const next = encodeURIComponent(`/desk/day?unit=${unit}`);
    line("sign-in", say("line-sign-in"), el("a", { class: "button", href: `/signin?next=${next}` }, say("sign-in")));
  } else if (draft?.body && sending === day) {
    line("sending", say("line-sending"));
  } else if (draft?.body) {
    const now = el("button", { type: "button", onclick: hurry }, say("try-now"));
    line("waiting", say("line-waiting"), now, edit());
  } else if (draft) {
    line("draft", say(keeps ? "line-draft" : "no-store"));
  } else if (report) {
    line("received", say("line-received", { at: instantWords(report.recorded_at) }));
  } else {
    const counted = lineOf(day)?.cases ?? null;
    line("none", counted === null ? say("line-none") : say("line-file", { count: figure(counted) }));
  }
}

function fill(draft, report) {
  const values = draft?.told ?? report?.report ?? {};
  for (const name of FIELDS) {
    const text = values[name] ?? "";
    if (document.activeElement !== at(name)) at(name).value = String(text);
  }
  if (!draft && !report && !at("on_duty").value) at("on_duty").value = told?.on_duty ?? "";
  if (document.activeElement !== at("reason")) at("reason").value = draft?.reason ?? "";
  at("why").hidden = !(report || draft?.why);
}

function drawReceived(found, draft) {
  const box = at("received");
  box.hidden = !found && !draft;
  if (box.hidden) return;
  if (draft) {
    const list = figures(draft.body);
    box.replaceChildren(el("h2", { id: "received-title" }, say("waiting-title")), el("p", { class: "big" }, headline(draft.body)), list);
    return;
  }
  const list = figures(found.report);
  const late = found.late ? el("p", { class: "late" }, say("received-late", { closes: told.closes })) : null;
  const corrected = found.reason ? el("p", { class: "hint" }, say("corrected", { n: found.version - 1, reason: found.reason })) : null;
  const cases = COUNTS.reduce((sum, name) => sum + found.report[name], 0);
  const counted = lineOf(day).cases;
  const other = counted !== null && counted !== cases ? el("p", { class: "notice" }, say("otherwise", { count: figure(counted) })) : null;
  const open = lineOf(day).open;
  const change = el("button", { type: "button", class: "second", onclick: beginChange }, say("change"));
  box.replaceChildren(
    el("h2", { id: "received-title", tabindex: "-1" }, say("received")),
    el("p", { class: "big" }, headline(found.report)),
    el("p", {}, againstBefore(before(day, 1), lineOf(before(day, 1)), cases)),
    el("p", {}, `${say("receipt")}: `, el("span", { class: "number-of" }, found.receipt)),
    ...[late, corrected, other, list, open ? change : null].filter(Boolean),
  );
}

function drawMoved(draft) {
  const box = at("moved");
  box.hidden = !moved || moved.day !== day;
  if (box.hidden) return;
  const theirs = moved.current.report;
  const mine = draft.told;
  const rows = FIELDS.filter((name) => String(theirs[name] ?? "") !== String(mine[name] ?? ""));
  const cell = (value) => el("td", {}, value === null || value === "" || value === undefined ? say("not-told") : String(value));
  box.replaceChildren(
    el("h2", { id: "moved-title", tabindex: "-1" }, say("moved", {
      by: [moved.by.name, moved.by.office].filter(Boolean).join(", "),
      at: instantWords(moved.at),
    })),
    el("p", {}, say("moved-lead")),
    el("div", { class: "scroll" }, el("table", {},
      el("thead", {}, el("tr", {}, ...["moved-field", "moved-theirs", "moved-mine"].map((key) => el("th", { scope: "col" }, say(key))))),
      el("tbody", {}, ...rows.map((name) => el("tr", {}, el("th", { scope: "row" }, say(name)), cell(theirs[name]), cell(mine[name])))))),
    el("div", { class: "row" },
      el("button", { type: "button", onclick: takeTheirs }, say("moved-take")),
      el("button", { type: "button", class: "second", onclick: keepMine }, say("moved-keep"))),
  );
}

function drawAround() {
  at("back").hidden = !told;
  at("fortnight").hidden = !told;
  at("zone").hidden = !told?.zone;
  if (!told) return;
  const mine = drafts.get(unit, day)?.told ?? reportOf(day)?.report ?? null;
  at("back").replaceChildren(...sinceBefore(before(day, 1), day, lineOf(before(day, 1)), mine));
  at("fortnight").replaceChildren(...fortnight(told.days));
  if (told.zone) at("zone").replaceChildren(...zoneNow(told.zone));
}

// --- what a person does ---------------------------------------------------------------

function typed() {
  return Object.fromEntries(FIELDS.map((name) => [name, at(name).value]));
}

function keepTyped() {
  const draft = drafts.get(unit, day);
  const version = draft?.version ?? reportOf(day)?.version ?? 0;
  drafts.put(unit, day, { told: typed(), reason: at("reason").value, version, why: draft?.why });
  drawLine(drafts.get(unit, day), reportOf(day));
  drawAround();
}

function faults({ tap }) {
  const found = [];
  const count = (name) => at(name).value.trim();
  for (const name of NUMBERS) {
    if (count(name) && !/^[0-9]+$/.test(count(name))) found.push([name, "wrong-number"]);
    else if (tap && COUNTS.includes(name) && Number(count(name)) > 0) found.push([name, "wrong-tap"]);
    else if (!tap && COUNTS.includes(name) && !count(name)) found.push([name, "wrong-missing"]);
  }
  const sum = tap ? 0 : COUNTS.reduce((all, name) => all + Number(count(name)), 0);
  if (found.length === 0 && Number(count("unknown_source")) > sum) found.push(["unknown_source", "wrong-unknown"]);
  for (const name of TEXTS) if (PERSON.test(at(name).value)) found.push([name, "wrong-person"]);
  const report = reportOf(day)?.report;
  const changed = report && NUMBERS.some((name) => String(report[name] ?? "") !== count(name));
  if (changed && !at("reason").value.trim()) found.push(["reason", "wrong-reason"]);
  return found;
}

function showFaults(found, words) {
  for (const field of [...FIELDS, "reason"]) {
    at(`${field}-fault`)?.remove();
    at(field).removeAttribute("aria-invalid");
    at(field).removeAttribute("aria-errormessage");
  }
  const box = at("wrong");
  box.hidden = found.length === 0 && !words;
  box.replaceChildren(
    el("p", {}, words ?? say("wrong", { count: found.length })),
    el("ul", {}, ...found.map(([field, key]) => el("li", {}, el("a", { href: `#${field}`, onclick: (event) => {
      event.preventDefault();
      at(field).focus();
    } }, `${say(field)}: ${say(key)}`)))),
  );
  for (const [field, key] of found) {
    at(field).setAttribute("aria-invalid", "true");
    at(field).setAttribute("aria-errormessage", `${field}-fault`);
    at(field).parentElement.append(el("p", { class: "fault", id: `${field}-fault` }, say(key)));
  }
  if (!box.hidden) box.focus();
}

function hand(tap) {
  const found = faults({ tap });
  showFaults(found);
  if (found.length) return;
  const draft = drafts.get(unit, day);
  const body = { save: newSave(), no_new_cases: tap };
  for (const field of NUMBERS) body[field] = at(field).value.trim() ? Number(at(field).value) : null;
  if (tap) for (const field of COUNTS) body[field] = 0;
  for (const field of TEXTS) body[field] = at(field).value.trim();
  if (at("reason").value.trim()) body.reason = at("reason").value.trim();
  const version = draft?.version ?? reportOf(day)?.version ?? 0;
  drafts.put(unit, day, { told: { ...typed(), ...(tap ? Object.fromEntries(COUNTS.map((field) => [field, "0"])) : {}) }, reason: at("reason").value, version, why: draft?.why, body });
  hurry();
}

function reopen() {
  const draft = drafts.get(unit, day);
  drafts.put(unit, day, { ...draft, body: undefined });
  changing = true;
  draw();
}

function beginChange() {
  changing = true;
  draw();
  at("cases_community").focus();
}

function takeTheirs() {
  drafts.drop(unit, day);
  moved = null;
  changing = false;
  refresh();
}

function keepMine() {
  const draft = drafts.get(unit, day);
  drafts.put(unit, day, { ...draft, version: moved.version, why: true, body: undefined });
  const found = lineOf(day);
  if (found && !found.report) found.report = null;
  moved = null;
  changing = true;
  refresh().then(() => at("reason").focus());
}

function listen() {
  at("day").addEventListener("change", () => {
    day = at("day").value;
    [changing, moved] = [false, null];
    showFaults([]);
    hideAsk();
    for (const field of [...FIELDS, "reason"]) at(field).value = "";
    draw();
  });
  at("form").addEventListener("input", keepTyped);
  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    hand(false);
  });
  at("keep").addEventListener("click", () => {
    drafts.drop(unit, day);
    changing = false;
    showFaults([]);
    draw();
  });
  for (const chip of at("reasons").children) {
    chip.addEventListener("click", () => {
      at("reason").value = chip.textContent;
      keepTyped();
    });
  }
  let asked = 0;
  at("none").addEventListener("click", () => {
    const found = faults({ tap: true });
    showFaults(found);
    if (found.length) return;
    asked = performance.now();
    at("ask-words").textContent = say("none-ask", { name, day: dayWords(day) });
    at("ask").hidden = false;
    at("none").hidden = true;
    at("yes").focus();
  });
  // Two quick taps in one place are one tap: nobody says zero by accident.
  at("yes").addEventListener("click", () => {
    if (performance.now() - asked < 500) return;
    hideAsk();
    hand(true);
  });
  at("no").addEventListener("click", () => {
    hideAsk();
    at("none").focus();
  });
  document.querySelector('.who form[action$="signout"]')?.addEventListener("submit", forget);
  addEventListener("online", wake);
  addEventListener("offline", draw);
  addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", () => document.hidden || wake());
}

function hideAsk() {
  at("ask").hidden = true;
  at("none").hidden = false;
}

// --- the line -------------------------------------------------------------------------

let wait = 0;
let timer = 0;
let busy = false;

function wake() {
  refresh();
  hurry();
}

function hurry() {
  wait = 0;
  pump();
}

// Send what waits, one after the other; on a bad line again and again, ever slower.
async function pump() {
  clearTimeout(timer);
  if (busy) return;
  busy = true;
  let again = false;
  for (const one of drafts.waiting()) {
    sending = one.unit === unit ? one.day : "";
    draw();
    const answer = await send(account, one.unit, one.day, one.draft, lang);
    sending = "";
    if (passes(answer)) again = true;
    else settle(one, answer);
    if (again || lost) break;
  }
  busy = false;
  draw();
  if (again) {
    wait = Math.min(wait ? wait * 2 : 2, 60);
    timer = setTimeout(pump, wait * 1000);
  } else wait = 0;
}

function settle(one, answer) {
  const shown = one.unit === unit && one.day === day;
  const newest = drafts.get(one.unit, one.day);
  const same = newest?.body?.save === one.draft.body.save;
  lost = answer.status === 401;
  if (lost) return;
  if (answer.ok) {
    if (same) drafts.drop(one.unit, one.day);
    const found = one.unit === unit ? lineOf(one.day) : null;
    if (found) Object.assign(found, { report: answer.body, cases: COUNTS.reduce((sum, name) => sum + answer.body.report[name], 0) });
    else told = null;
    if (shown) {
      changing = false;
      draw();
      at("received-title")?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    refresh();
    return;
  }
  // It will not be taken as it is: a person has to look.
  if (same) drafts.put(one.unit, one.day, { ...newest, body: undefined, why: newest.why || needsReason(answer) });
  if (!shown) return;
  if (answer.status === 412) {
    moved = { day: one.day, ...answer.body };
    draw();
    at("moved-title").focus();
    return;
  }
  changing = true;
  draw();
  const faults = (answer.body?.faults ?? []).map((fault) => fault.what).join(" ");
  showFaults([], [problemText(answer, say("offline")), faults].filter(Boolean).join(" "));
}

function needsReason(answer) {
  return ["day-reason-missing", "day-known-otherwise"].includes(answer.body?.code);
}

start();
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/desk/day/worker.js", { scope: "/desk/day" }).catch(() => {});
}
