// The checkpoint page: from a code or four taps to a verdict, with or without a network.
import * as around from "./around.js";
import { bandNow, clock, judge, nothingShown, openData, askedFor, readCode } from "./judge.js";
import { showCard, showLast, showReport } from "./lists.js";
import { lastInstant, logChange, logCheck, logRule, usedAt } from "./log.js";
import { lookUp } from "./lookup.js";
import { countWaiting, sync } from "./queue.js";
import { scan } from "./scan.js";
import { complain, element, icon, screen, show } from "./screens.js";
import { sender } from "./send.js";
import { endShift, setRush, shiftOf } from "./shift.js";
import { soundOn, toggleSound } from "./signal.js";
import { draw as drawStart, renew, showStart } from "./start.js";
import { openStore } from "./store.js";
import { ask } from "./taps.js";
import { askCode, tellCode } from "./typed.js";
import { fill, showVerdict, sourceOf, stopUndo } from "./verdict.js";
import { changeLanguage, fillWords, lang, say, sayInstant, sayTime, said } from "./words.js";

const $ = (id) => document.getElementById(id);
const RENEWS_MS = 15 * 60 * 1000;
const SOON_MS = 1500; // what was written is sent after so long; later ones wait their turn
const RUSH_SAME_S = 15;
const RUSH_MS = 2500; // a pass stands that long before the camera opens again
const held = { store: null, data: null, session: null, send: sender(() => held.session?.csrf ?? "", lang) };
let shift = null;
let queue = { waiting: 0, seq: 0 };
let busy = false;
let soon = 0;
let scanned = { text: "", at: 0 };
let newest = null; // instant of the last event: a clock never goes back behind it
let amended = 0; // number of the check that the next verdict takes the place of
let current = null; // what stands before the officer: {presented, journey, judged, seq}

async function begin() {
  around.applyTheme();
  fillWords();
  history.replaceState({ post: "home" }, "");
  around.install(around.askUpdate);
  held.store = await openStore();
  held.data = await openData(held.store).catch(() => null);
  shift = await shiftOf(held.store);
  newest = await lastInstant(held.store);
  around.keepSyncing(send, look);
  setInterval(refetch, RENEWS_MS);
  await look();
  if (shift && !shift.ended && held.data) show("home", { back: true });
  else await showStart(held, onDuty);
  getSession();
  send();
}

async function onDuty() {
  $("second").value = "";
  shift = await shiftOf(held.store);
  newest = await lastInstant(held.store);
  await look();
  show("home");
  send();
}

async function getSession() {
  if (!navigator.onLine) return;
  try {
    held.session = await (await fetch("/post/session", { cache: "no-store" })).json();
  } catch {
    // Offline: the phone's own key signs what it sends later.
  }
}

async function refetch() {
  if (navigator.onLine && shift && (await renew(held))) await look();
}

async function send() {
  if (busy || !held.store || !navigator.onLine) return;
  busy = true;
  try {
    await sync(held.store, held.send);
  } catch {
    // A dead network: the same batch goes again.
  } finally {
    busy = false;
    await look(false);
  }
}

const band = () => bandNow(held.data, newest);
const post = () => ({ ...shift.post, direction: shift.direction });
const about = () => ({ band: band(), bundle: held.data?.bundle.version ?? null, now: clock() });

async function look(sends = true) {
  queue = await countWaiting(held.store);
  if (sends === true && queue.waiting > 0) soon ||= setTimeout(() => { soon = 0; send(); }, SOON_MS);
  around.announceBand(band(), held.data, clock());
  around.paintBar({ shift, queue, busy });
  around.paintMenu({ rush: Boolean(shift?.rush), sound: soundOn() });
  $("rush").hidden = !shift?.rush;
  if (shift?.rush) $("rush-text").textContent = say("rush-is", { at: sayTime(shift.rushAt ?? clock()) });
}

// ---- from a code to a verdict

function startScan() {
  leaveVerdict();
  amended = 0;
  show("scan");
  scan(async (text) => {
    // In a rush the camera opens by itself, and may still see the code before.
    if (shift.rush && text === scanned.text && clock() - scanned.at < RUSH_SAME_S) return startScan();
    scanned = { text, at: clock() };
    const presented = await readCode(held.data, text);
    await weigh(presented);
  });
}

async function weigh(presented) {
  current = { presented, journey: {} };
  if (presented.state === "foreign") return startTaps(presented, foreignNote(presented));
  if (!presented.claims) return verdictOf(presented, { purpose: "other" });
  const [purpose] = presented.claims.purposes;
  current.journey = { purpose, papers: [] };
  if (shift.rush) return settle(presented);
  askSame(presented.claims);
  return show("confirm");
}

function foreignNote({ facts }) {
  const known = ["cccd", "vneid", "green_lane", "eu_dcc", "link", "wifi"];
  const name = say(`foreign-${known.includes(facts.system) ? facts.system : "other"}`);
  const digits = facts.last4 ? ` …${facts.last4}` : "";
  return `${name}${digits}. ${say("foreign-do")}`;
}

function askSame(claims) {
  for (const [id, text] of [["confirm-plate", claims.plate], ["confirm-person", claims.person]]) {
    $(id).hidden = !text;
    $(id).querySelector("strong").textContent = text;
  }
}

// A permit that fits whatever the origin needs no question; else one tap tells it,
// unless the permit or the data themselves already ask for a person.
async function settle(presented) {
  const judged = judge(held.data, post(), presented, current.journey, band());
  const { outcome, failed } = judged.verdict;
  const stuck = failed.some((one) => one.policy === "permit" && one.outcome === "manual" && one.rule !== "place-unknown");
  if (outcome !== "manual" || stuck || shift.rush) return shown(judged);
  return startTaps(presented, "", ["place"]);
}

async function startTaps(presented = nothingShown(), note = "", only = undefined, then = null) {
  leaveVerdict();
  amended = 0;
  const journey = only ? { ...current?.journey } : {};
  current = { presented, journey };
  const { places } = held.data;
  ask({
    places,
    near: await places.near(held.store, shift.post),
    purposes: held.data.bundle.purposes,
    ending: shift.direction === "out" ? "to" : "from",
    only,
    note,
    done: async ({ place, purpose, paper, vehicle }) => {
      if (place) await places.keep(held.store, place);
      const told = { place, purpose, papers: paper, vehicle };
      for (const [name, value] of Object.entries(told)) if (value !== undefined) journey[name] = value;
      await (then ?? ((given) => verdictOf(presented, given)))(journey);
    },
  });
}

function verdictOf(presented, journey) {
  current = { presented, journey };
  return shown(judge(held.data, post(), presented, journey, band()));
}

// Each thing that is said, with the act that says it.
function sources(verdict) {
  const named = (one) => one && { ...one, source: sourceOf(held.data, verdict, one) };
  return { failed: verdict.failed.map(named), duties: verdict.duties.map(named), passedBy: named(verdict.passedBy) };
}

async function shown(judged) {
  const { verdict, now } = judged;
  const { version } = held.data.bundle;
  if (amended) await logChange(held.store, amended, "", "amended", about());
  amended = 0;
  const used = await usedAt(held.store, current.presented.claims);
  current.seq = await logCheck(held.store, judged, { bundle: version, claims: current.presented.claims });
  newest = now;
  const { plate, person } = current.presented.claims ?? {};
  const papers = verdict.failed.filter((one) => one.outcome !== "pass").flatMap((one) => askedFor(held.data, one).papers);
  current.view = { ...verdict, ...sources(verdict), at: now, bundle: version, top: [shift.rush ? plate || person : "", used ? say("verdict-used", { at: sayInstant(used) }) : ""].filter(Boolean).join(" · "), papers: [...new Set(papers)] };
  showVerdict(current.view, { undo: takeBack, paper: addPaper });
  await look();
  if (shift.rush && verdict.outcome === "pass") setTimeout(goOn, RUSH_MS, current);
}

function goOn(seen) {
  if (current === seen && screen() === "verdict") startScan();
}

// ---- what an officer does with a verdict

// A paper that was shown after all: the check before is taken back, and judged again.
async function addPaper(kind) {
  const { presented, journey, seq } = current;
  amended = seq;
  await verdictOf(presented, { ...journey, papers: [...(journey.papers ?? []), { kind }] });
}

async function takeBack() {
  await logChange(held.store, current.seq, "", "mis-tap", about());
  current = null;
  complain("verdict-undone");
  setTimeout(complain, 4000, "");
  show("home");
  await look();
}

// Corrected answers: the check before is taken back once there is another.
async function amend() {
  const { presented, seq } = current;
  const steps = presented.claims ? ["place", "paper", "vehicle"] : undefined;
  await startTaps(presented, "", steps);
  amended = seq;
}

// Against the verdict nobody passes on one person's word: the account of the second is
// typed once a shift.
async function headSays(outcome) {
  const second = $("second").value.trim();
  if (outcome === "pass" && !/^[0-9A-Za-z_.-]{1,80}$/.test(second)) {
    $("second").setAttribute("aria-invalid", "true");
    return $("second").focus();
  }
  $("second").removeAttribute("aria-invalid");
  const name = outcome === "pass" ? second : "self";
  if (current.seq) await logChange(held.store, current.seq, outcome, "head-of-post", about(), name);
  else await logRule(held.store, outcome, "head-of-post", about());
  current.view = { ...current.view, outcome, head: say(`verdict-head-${outcome}`) };
  showVerdict(current.view, {});
  await look();
}

async function emergency() {
  if (!shift || shift.ended) return;
  leaveVerdict();
  const told = about();
  const seq = await logRule(held.store, "pass", "emergency", told);
  newest = told.now;
  const kinds = (held.data?.bundle.purposes ?? []).filter((one) => one.core).map((one) => ({ ...one, picture: one.code }));
  current = { presented: nothingShown(), journey: { purpose: "medical" }, seq };
  current.view = { outcome: "pass", failed: [], duties: [], passedBy: null, at: told.now, bundle: told.bundle, emergency: kinds };
  showVerdict(current.view, { undo: takeBack, kind: nameKind });
  await look();
}

// Which emergency it was: it has passed already, and passes still.
async function nameKind(kind) {
  const told = about();
  await logChange(held.store, current.seq, "pass", `kind-${kind.code}`, told);
  current.view = { ...current.view, emergency: [], top: said(kind) };
  fill(current.view, {});
  await look();
}

function leaveVerdict() {
  stopUndo();
}

// A code or a plate that the phone cannot know: where from and what for, then the
// service judges, and writes it down itself.
async function askOnline(asked, tell) {
  if (!navigator.onLine) return tell("code-offline");
  await startTaps(nothingShown(), "", ["place", "purpose"], async (journey) => {
    const answer = await lookUp(held.send, asked, post(), journey);
    if (answer.found) return online(answer.found, journey);
    // Without an answer nobody waits: it is judged as without a paper, and says so.
    complain(answer.offline ? "code-offline" : "start-failed", { what: answer.refused?.title ?? "" });
    return startTaps();
  });
}

function online(found, journey) {
  const { plate, person } = found.permit ?? {};
  const top = [plate, person].filter(Boolean).join(" · ") || (found.permit ? "" : say("code-none"));
  current = { presented: nothingShown(), journey, seq: 0, view: { ...found, ...sources(found), at: clock(), bundle: held.data?.bundle.version ?? null, top } };
  showVerdict(current.view, {});
}

const typeCode = () => askCode((code) => askOnline({ code }, tellCode).catch(broken));

function showPictures() {
  const { view } = current ?? {};
  const boxes = view ? [[view.outcome, say(`verdict-${view.outcome}`)]] : [];
  const needs = view && held.data ? view.failed.flatMap((one) => askedFor(held.data, one).pictures) : ["identity", "scan", "test", "letter"];
  for (const need of new Set(needs)) boxes.push([need, ""]);
  $("show-what").replaceChildren(...boxes.map(([name, text]) => element("div", {}, icon(name), text ? element("b", { text }) : null)));
  show("show");
}

async function rush(on) {
  await setRush(held.store, on, clock());
  shift = await shiftOf(held.store);
  shift.rushAt = clock();
  await look();
  show("home");
}

async function count() {
  await logRule(held.store, "pass", "rush-counted", about());
  await look();
}

async function leave() {
  await endShift(held.store, clock());
  shift = await shiftOf(held.store);
  await send();
  await showStart(held, onDuty);
  await look();
}

const PRESSES = {
  "to-scan": startScan,
  next: startScan,
  "to-taps": () => startTaps(),
  "scan-taps": () => startTaps(),
  "to-code": typeCode,
  "scan-code": typeCode,
  "to-plate": () => show("plate"),
  "to-home": () => (shift && !shift.ended ? show("home") : null),
  "to-menu": () => show("menu"),
  "to-report": () => showReport(held.store, queue, held.data),
  "to-show": showPictures,
  emergency,
  amend,
  "confirm-yes": () => settle(current.presented),
  "confirm-no": () => verdictOf({ ...current.presented, state: "mismatch" }, current.journey),
  "head-pass": () => headSays("pass"),
  "head-stop": () => headSays("stop"),
  "menu-last": () => showLast(held.store, held.data),
  "menu-report": () => showReport(held.store, queue, held.data),
  "menu-card": () => showCard(held.data, shift.post, clock()),
  "menu-show": () => { current = null; showPictures(); },
  "menu-rush": () => rush(!shift.rush),
  "menu-shift": () => showStart(held, onDuty),
  "menu-theme": () => { around.toggleTheme(); look(); },
  "menu-sound": () => { toggleSound(); look(); },
  "menu-language": async () => { changeLanguage(); await look(); if (screen() === "start") await drawStart(); },
  "rush-count": count,
  "end-shift": leave,
};

for (const [id, press] of Object.entries(PRESSES)) {
  $(id).addEventListener("click", () => Promise.resolve(press()).catch(broken));
}
$("plate-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const plate = $("plate-typed").value.trim();
  const tell = (key) => { $("plate-told").textContent = say(key); };
  tell("");
  if (plate) askOnline({ plate }, tell).catch(broken);
});

function broken(error) {
  complain("broken", { what: error?.message ?? String(error) });
}

addEventListener("unhandledrejection", (event) => broken(event.reason));
begin().catch(broken);
