// The checkpoint page: from a code or four taps to a verdict, with or without a network.
import { askArrival } from "./arrival.js";
import * as around from "./around.js";
import { bandNow, clock, judge, nothingShown, openData, askedFor, readCode } from "./judge.js";
import { showCard, showLast, showReport } from "./lists.js";
import { lastInstant, logArrival, logChange, logCheck, logRule, usedAt } from "./log.js";
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
const RENEWS_S = 60; // a check asks for newer data too, if nobody did for so long
const WAITS_MS = 1000; // and waits for them no longer than this
const DAY_S = 86400;
const CLOCK_S = 7 * 3600;
const SEVERAL = ["car", "coach", "boat"];
const SOON_MS = 1500; // what was written is sent after so long; later ones wait their turn
const RUSH_SAME_S = 15;
const RUSH_MS = 2500; // a pass stands that long before the camera opens again
const held = { store: null, data: null, session: null, send: sender(() => held.session?.csrf ?? "", lang) };
let shift = null;
let queue = { waiting: 0, seq: 0 };
let busy = false;
let soon = 0;
let renewing = { at: 0, done: null };
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
  else await showStart(held, onDuty, look);
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
  renewing.at = clock();
  if (navigator.onLine && shift && (await renew(held))) await look();
}

// Rules change at midnight while a page stands open: each check asks for them.
function freshen() {
  if (Math.abs(clock() - renewing.at) >= RENEWS_S) renewing.done = refetch();
}

async function decided(presented, journey) {
  await Promise.race([renewing.done, new Promise((done) => { setTimeout(done, WAITS_MS); })]);
  return judge(held.data, post(), presented, journey, band());
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
  if (screen() === "verdict" && current?.view) tellAge(current.view);
  $("rush").hidden = !shift?.rush;
  if (shift?.rush) $("rush-text").textContent = say("rush-is", { at: sayTime(shift.rushAt ?? clock()) });
}

// A verdict that stands since before midnight, or since before newer data, says so.
function tellAge({ at, bundle }) {
  const day = (instant) => Math.floor((instant + CLOCK_S) / DAY_S);
  const known = held.data?.bundle.version ?? null;
  $("older").hidden = day(at) === day(clock()) && bundle === known;
}

// ---- from a code to a verdict

function startScan() {
  leaveVerdict();
  amended = 0;
  freshen();
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
  if (shift.rush) return settle(presented, current.journey);
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
  const seats = claims.seats ? String(claims.seats) : "";
  for (const [id, text] of [["confirm-plate", claims.plate], ["confirm-person", claims.person], ["confirm-seats", seats]]) {
    $(id).hidden = !text;
    $(id).querySelector("strong").textContent = text;
  }
}

// A permit that fits whatever the origin and whichever its purpose needs no question; else
// one tap tells it, unless the permit or the data themselves already ask for a person.
async function settle(presented, journey) {
  current = { presented, journey };
  if (!shift.rush && !journey.told && differ(presented, journey)) {
    return startTaps(presented, "", ["purpose"], (told) => settle(presented, { ...told, told: true }));
  }
  const judged = await decided(presented, journey);
  const { outcome, failed } = judged.verdict;
  const stuck = failed.some((one) => one.policy === "permit" && one.outcome === "manual" && one.rule !== "place-unknown");
  if (outcome !== "manual" || stuck || shift.rush || journey.place !== undefined) return shown(judged);
  return startTaps(presented, "", ["place"], (told) => settle(presented, told));
}

// Whether the purposes of a permit are judged differently.
function differ(presented, journey) {
  const found = presented.claims.purposes.map((purpose) => {
    const { outcome, failed, duties } = judge(held.data, post(), presented, { ...journey, purpose }, band()).verdict;
    return JSON.stringify([outcome, ...[...failed, ...duties].map((one) => [one.policy, one.rule])]);
  });
  return new Set(found).size > 1;
}

function startAfresh(...given) {
  amended = 0;
  return startTaps(...given);
}

// `as` is what the place is: the far end, or the end behind the post (`beyond`).
async function startTaps(presented = nothingShown(), note = "", only = undefined, then = null, as = "place") {
  leaveVerdict();
  freshen();
  const journey = only ? { ...current?.journey } : {};
  const near = await held.data.places.near(held.store, shift.post);
  const granted = presented.claims?.purposes;
  current = { presented, journey };
  const { places } = held.data;
  ask({
    places,
    near,
    purposes: held.data.bundle.purposes.filter((one) => !granted || granted.includes(one.code)),
    ending: (shift.direction === "out") === (as === "place") ? "to" : "from",
    only,
    note,
    done: async ({ place, purpose, paper, vehicle, lacking }) => {
      if (place) await places.keep(held.store, place);
      const told = { [as]: place, purpose, papers: paper, vehicle, lacking };
      for (const [name, value] of Object.entries(told)) if (value !== undefined) journey[name] = value;
      await (then ?? ((given) => askAboard(presented, given)))(journey);
    },
  });
}

async function verdictOf(presented, journey) {
  current = { presented, journey };
  return shown(await decided(presented, journey));
}

// One more question, where it matters: a paper was shown, others are aboard, and one who
// lacks it would be judged differently.
async function askAboard(presented, journey) {
  if (shift.rush || !SEVERAL.includes(journey.vehicle) || !lackMatters(presented, journey)) return verdictOf(presented, journey);
  current = { presented, journey };
  return startTaps(presented, "", ["all", "lacking"], (told) => verdictOf(presented, told));
}

function lackMatters(presented, journey) {
  if (!journey.papers?.length || journey.lacking) return false;
  const outcome = (lacking) => judge(held.data, post(), presented, { ...journey, lacking }, band()).verdict.outcome;
  return outcome(0) !== outcome(1);
}

// Each thing that is said, with the act that says it.
function sources(verdict) {
  const named = (one) => one && { ...one, source: sourceOf(held.data, verdict, one) };
  return { failed: verdict.failed.map(named), duties: verdict.duties.map(named), passedBy: named(verdict.passedBy) };
}

async function shown(judged) {
  const { verdict, now } = judged;
  const { bundle: { version }, places } = held.data;
  const { journey, presented } = current;
  if (amended) await logChange(held.store, amended, "", "amended", about());
  amended = 0;
  const used = await usedAt(held.store, current.presented.claims);
  current.seq = await logCheck(held.store, judged, { bundle: version, claims: current.presented.claims });
  newest = now;
  const { plate, person } = current.presented.claims ?? {};
  const papers = verdict.failed.filter((one) => one.outcome !== "pass").flatMap((one) => askedFor(held.data, one).papers);
  current.outcome = verdict.outcome;
  current.zone = judged.traveller.origin.zone || "unknown";
  const end = places.name(journey.beyond ?? (shift.post.unit || shift.post.authority)) || say("place-unknown");
  current.view = { ...verdict, ...sources(verdict), at: now, bundle: version, several: SEVERAL.includes(journey.vehicle), some: lackMatters(presented, journey), end: say(shift.direction === "out" ? "verdict-from" : "verdict-to", { place: end }), home: comesHome(verdict) && !journey.arrived, top: [shift.rush ? plate || person : "", used ? say("verdict-used", { at: sayInstant(used) }) : ""].filter(Boolean).join(" · "), papers: [...new Set(papers)] };
  showVerdict(current.view, { ...ACTS, undo: takeBack });
  await look();
  if (shift.rush && verdict.outcome === "pass") setTimeout(goOn, RUSH_MS, current);
}

function goOn(seen) {
  if (current === seen && screen() === "verdict") startScan();
}

// ---- what an officer does with a verdict

const ACTS = { paper: addPaper, some: someLack, beyond: goBeyond, home: askHome };

const comesHome = ({ duties }) => duties.some((one) => one.kind === "reception");

async function someLack() {
  const { presented, seq } = current;
  await startTaps(presented, "", ["lacking"], (told) => verdictOf(presented, told));
  amended = seq;
}

// Who only passes here goes further than the place behind the post.
async function goBeyond() {
  const { presented, seq } = current;
  await startTaps(presented, "", ["place"], (told) => verdictOf(presented, told), "beyond");
  amended = seq;
}

function askHome() {
  leaveVerdict();
  const { post: { unit, authority } } = shift;
  const first = held.data.ground.chain(unit || authority).at(-1) ?? "";
  askArrival({ places: held.data.places, first, done: (told) => comeHome(told).catch(broken) });
}

async function comeHome({ home, heads }) {
  const arrival = { home, zone: current.zone, heads };
  await logArrival(held.store, current.seq, current.outcome, arrival, about());
  current.journey.arrived = true;
  const told = say("arrival-told", { heads, place: held.data.places.name(home) });
  current.view = { ...current.view, home: false, top: [current.view.top, told].filter(Boolean).join(" · ") };
  showVerdict(current.view, ACTS);
  await look();
}

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
  const { arrived } = current.journey;
  const steps = presented.claims ? ["place", "paper", "vehicle"] : undefined;
  await startTaps(presented, "", steps);
  Object.assign(current.journey, { arrived, lacking: undefined });
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
  showVerdict(current.view, ACTS);
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
  current = null;
  await startAfresh(nothingShown(), "", ["place", "purpose"], async (journey) => {
    const answer = await lookUp(held.send, asked, post(), journey);
    if (answer.found) return online(answer.found, journey);
    // Without an answer nobody waits: it is judged as without a paper, and says so.
    complain(answer.offline ? "code-offline" : "start-failed", { what: answer.refused?.title ?? "" });
    return startAfresh();
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
  await showStart(held, onDuty, look);
  await look();
}

const PRESSES = {
  "to-scan": startScan,
  next: startScan,
  "to-taps": () => startAfresh(),
  "scan-taps": () => startAfresh(),
  "to-code": typeCode,
  "scan-code": typeCode,
  "to-plate": () => show("plate"),
  "to-home": () => (shift && !shift.ended ? show("home") : null),
  "to-menu": () => show("menu"),
  "to-report": () => showReport(held.store, queue, held.data),
  "to-show": showPictures,
  emergency,
  amend,
  "confirm-yes": () => settle(current.presented, current.journey),
  "confirm-no": () => verdictOf({ ...current.presented, state: "mismatch" }, current.journey),
  "head-pass": () => headSays("pass"),
  "head-stop": () => headSays("stop"),
  "menu-last": () => showLast(held.store, held.data),
  "menu-report": () => showReport(held.store, queue, held.data),
  "menu-card": () => showCard(held.data, shift.post, clock()),
  "menu-show": () => { current = null; showPictures(); },
  "menu-rush": () => rush(!shift.rush),
  "menu-shift": () => showStart(held, onDuty, look),
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
