// The planner's page: what was saved, what is drawn, what it means, and who goes on.
import { ask, el, lang, problemText, say, tell } from "./desk.js";
import { askConflict } from "./draw_conflict.js";
import { makeFigures } from "./draw_figures.js";
import { makeForm } from "./draw_form.js";
import { inRings, makeKeys } from "./draw_keys.js";
import { showLegend } from "./draw_legend.js";
import { makeList } from "./draw_list.js";
import { makeMap } from "./draw_map.js";
import { makePosts } from "./draw_posts.js";
import { makeSave } from "./draw_save.js";
import { isEmpty, makeState, piecesOf, shapeOf } from "./draw_state.js";
import { makeTabs } from "./draw_tabs.js";
import { makeTools } from "./draw_tools.js";
import { labelsOf, told } from "./draw_words.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const byId = (id) => document.getElementById(id);
const state = makeState();
const view = makeMap(byId("map"));
const units = new Map();
let measured = null;
let plan = null;
let perimeter = null;
let mayEdit = facts.mayDraft;
let filling = false;
let settled = { from: null, to: null }; // a drawing, and the same on the service's borders

const nameOf = (code) => units.get(code)?.name ?? code;
const geometryOf = (code) => units.get(code)?.geometry ?? null;
const unitPieces = () => {
  const drawn = state.get();
  const same = measured && measured.of === drawn;
  return same ? piecesOf(measured.shape) : drawn.units.flatMap((code) => piecesOf(geometryOf(code)));
};
const labels = labelsOf(facts.figures);
const insideUnits = () => (measured && measured.of === state.get() ? measured.units : []);

const tools = makeTools({ view, state, bar: byId("tools"), guide: byId("guide"), unit: facts.unit, unitPieces, insideUnits });
const pick = (code) => tools.pickUnit(code, geometryOf(code));
const keys = makeKeys({ view, tools, state, told: (text) => { byId("guide").textContent = text; }, unitAt, onUnit: pick });
const list = makeList({ pane: byId("pane-units"), state, tools, onUnit: pick, onLook: look });
const form = makeForm({ form: byId("form"), onChange: changed });
const posts = makePosts({ unit: facts.unit, view, pane: byId("pane-posts"), state, ring: () => posts.ring(), onRing: () => { changed(); follow(); }, onPlan: (found) => { plan = { of: state.get(), plan: found.plan }; changed(); } });
const figures = makeFigures({ unit: facts.unit, main: byId("main-figures"), pane: byId("pane-figures"), spoken: byId("told-figures"), labels, nameOf, onMeasured, onUse: useOffer });
const save = makeSave({ account: facts.account, unit: facts.unit, key: facts.key, read, onLine, onSaved, onConflict });
makeTabs(byId("tabs"), byId("panel"), byId("grip"), () => view.map.invalidateSize({ animate: false }));

function follow() {
  figures.follow(state.get(), posts.ring());
}

function look(code) {
  const layer = view.layers.units.get(code);
  if (layer) view.map.fitBounds(layer.getBounds(), { padding: [60, 60], animate: false });
}

function unitAt(latlng) {
  for (const [code, layer] of view.layers.units) {
    if (layer.getBounds().contains(latlng) && inRings(layer.getLatLngs(), latlng)) return code;
  }
  return null;
}

// The members that a person gives; null while there is nothing to save.
function read() {
  if (filling || !mayEdit) return null;
  const drawn = state.get();
  const text = form.read();
  if (isEmpty(drawn) && !save.key()) return null;
  const shape = drawn.mode === "shape" ? shapeOf(drawn.pieces) : null;
  return { ...text, mode: drawn.mode, units: drawn.mode === "units" ? [...drawn.units].sort() : [], shape, ring_km: posts.ring(), posts: plan && plan.of === drawn ? plan.plan : null };
}

function changed() {
  if (!filling) save.changed();
  byId("heading").textContent = form.read().name || say("untitled");
}

state.onChange((drawn, why) => {
  if (!(why === "commit" && tools.ownChange())) {
    tools.stopVertices();
    const same = measured && measured.of === drawn;
    view.showDrawn(drawn, same ? piecesOf(measured.shape) : null);
    tools.redrawn();
  } else tools.refresh();
  list.show(drawn, null);
  if (why === "settle") return;
  view.showOffer(null);
  if (plan && plan.of !== drawn) posts.outdated();
  follow();
  changed();
});

function onMeasured(answer, asked, whole) {
  if (whole && whole.status === 0) onLine("away");
  const drawn = settled.from === asked ? settled.to : asked;
  if (drawn !== state.get()) return;
  measured = answer ? { ...answer, of: drawn } : null;
  view.showOffer(answer?.proposal?.shape ?? null);
  if (answer && drawn.mode === "units") view.showDrawn(drawn, piecesOf(answer.shape));
  if (answer && drawn.mode === "shape" && drawn === asked && mayEdit && !tools.draft()) snapped(drawn, answer);
  list.show(state.get(), measured);
}

// The service's borders are the exact ones: the drawing lies on them from now on.
function snapped(drawn, answer) {
  const pieces = piecesOf(answer.shape);
  if (pieces.length !== drawn.pieces.length) return; // pieces that touch stay apart here
  if (JSON.stringify(pieces) === JSON.stringify(drawn.pieces)) return;
  state.settle(pieces);
  settled = { from: drawn, to: state.get() };
  measured.of = state.get();
  if (plan?.of === drawn) plan.of = state.get();
  changed();
}

function useOffer(offer) {
  state.commit(say("step-offer"), offer.units?.length ? { mode: "units", units: offer.units } : { mode: "shape", pieces: piecesOf(offer.shape) });
  tell(say("offer-used"));
}

const ACTS = { refused: "again", away: "again", conflict: "line-look" };

function onLine(name, more = {}, act = () => save.send()) {
  const line = byId("line");
  line.className = `line ${name}`;
  line.replaceChildren(el("span", {}, say(`line-${name}`, more)));
  if (ACTS[name]) line.append(el("button", { type: "button", class: "second small", onclick: act }, say(ACTS[name])));
  if (name === "signed-out") line.append(el("a", { href: "/signin", target: "_blank", rel: "noopener" }, say("line-sign-in")));
}

function onSaved(found) {
  perimeter = found;
  const address = `/desk/perimeters/${encodeURIComponent(save.key())}`;
  if (location.pathname !== address) history.replaceState(null, "", address);
  showState();
}

// Somebody saved in between; `kept` is what this browser held from another time.
async function onConflict(problem, mine, kept = null) {
  const theirs = problem.current;
  if (arrived(mine, theirs)) { // our own save, whose answer was lost with the page
    save.goOn(problem.version);
    save.settled(save.etag(), mine);
    save.forget();
    onLine("ready");
    return;
  }
  save.pause();
  const drawn = mine.shape ?? shapeOf(mine.units.flatMap((code) => piecesOf(geometryOf(code))));
  const choice = await askConflict(byId("conflict"), { problem, mine, theirs, shapes: { mine: drawn, theirs: theirs.shape }, nameOf });
  if (choice === "mine") {
    if (kept) fill(kept, { step: true });
    save.goOn(problem.version);
    await save.send();
  } else if (choice === "theirs") {
    save.setAside(read() ?? mine);
    save.goOn(problem.version);
    fill(theirs, { step: true });
    save.settled(save.etag(), read());
    save.forget();
    onLine("theirs");
    showAside();
    const answer = await ask("GET", `/api/v1/perimeters/${encodeURIComponent(save.key())}`);
    if (answer.ok) onSaved(answer.body);
  } else onLine("conflict", {}, () => onConflict(problem, kept ?? read() ?? mine, kept));
}

// What was put aside for another's version stays at hand until it is thrown away.
function showAside() {
  const box = byId("aside");
  const aside = save.aside();
  box.hidden = !aside;
  if (!aside) return;
  box.replaceChildren(el("span", {}, say("aside")),
    el("button", { type: "button", class: "second small", onclick: () => { fill(aside, { step: true }); save.setAside(null); showAside(); follow(); changed(); } }, say("line-mine-back")),
    el("button", { type: "button", class: "quiet small", onclick: () => { save.setAside(null); showAside(); } }, say("aside-drop")));
}

function fill(content, { step = false } = {}) {
  filling = true;
  form.fill(content);
  posts.setRing(content.ring_km);
  const drawn = content.mode === "shape" ? { mode: "shape", pieces: piecesOf(content.shape) } : { mode: "units", units: content.units ?? [] };
  if (step) state.commit(say("step-taken"), drawn);
  else state.load(drawn);
  plan = content.posts ? { of: state.get(), plan: content.posts } : null;
  if (content.posts) posts.show(content.posts, content.proofs ?? null, content.figures?.staff ?? null);
  filling = false;
  byId("heading").textContent = content.name || say("untitled");
}

function showState() {
  const name = perimeter?.state ?? "draft";
  const stamp = byId("stamp");
  stamp.textContent = say(`state-${name}`);
  stamp.className = `stamp ${["draft", "returned", "submitted"].includes(name) ? "draft" : "decided"} state-${name}`;
  mayEdit = facts.mayDraft && ["draft", "returned"].includes(name);
  const narrows = perimeter?.may.includes("narrow") && perimeter.content.mode === "shape";
  form.allow(mayEdit);
  list.allow(mayEdit || narrows);
  posts.allow(mayEdit); // who narrows sends a shape, never posts
  tools.enable(mayEdit || narrows === true);
  if (!mayEdit) onLine(narrows ? "narrow" : facts.mayDraft ? "closed" : "reading");
  showActs();
}

async function showActs() {
  const box = byId("acts");
  if (!perimeter) return box.replaceChildren(el("p", { class: "hint" }, say("acts-first")));
  try {
    const acts = await import("./acts.js");
    return acts.showActs(box, perimeter, reopen, { before, shape: () => shapeOf(state.get().pieces) });
  } catch {
    return box.replaceChildren();
  }
}

// An act sends what is on the screen, and shows what came of it.
const before = async () => ((await save.flush()) ? perimeter : null);

async function reopen() {
  const answer = await ask("GET", `/api/v1/perimeters/${encodeURIComponent(save.key())}`);
  if (!answer.ok) return;
  perimeter = answer.body;
  fill(perimeter.content);
  showState();
  save.settled(answer.etag, read());
}

function over(...parts) {
  byId("over").hidden = !parts.length;
  byId("over").replaceChildren(...parts);
}

async function loadGround() {
  over(el("p", {}, say("loading-ground")), el("progress", { "aria-label": say("loading-ground") }));
  const answer = await ask("GET", `/api/v1/ground?unit=${encodeURIComponent(facts.unit)}`);
  if (!answer.ok) {
    over(el("p", {}, el("b", {}, say("ground-failed"))), el("p", {}, problemText(answer, say("needs-line"))), el("button", { type: "button", onclick: start }, say("again")));
    return false;
  }
  const ground = answer.body;
  const names = facts.names;
  for (const feature of ground.units.features) {
    const p = feature.properties;
    p.colour = facts.zones[p.zone]?.colour ?? "no_report";
    p.above = names[p.parent] ?? "";
    units.set(p.code, { ...p, geometry: feature.geometry });
  }
  view.showGround(ground, { onUnit: (code) => { if (tools.mode() === "pick") pick(code); }, tip });
  list.fill([...units.values()]);
  showLegend(byId("legend-rows"), ground, facts.zones);
  over();
  return true;
}

function tip(p) {
  return el("div", {}, el("b", {}, p.name), el("br"), say("tip", { zone: facts.zones[p.zone]?.name[lang] ?? say("unknown"), people: told(p.people), cases: told(p.cases) }));
}

async function loadPerimeter() {
  if (!facts.key) {
    showState();
    return true;
  }
  const answer = await ask("GET", `/api/v1/perimeters/${encodeURIComponent(facts.key)}`);
  if (!answer.ok) {
    over(el("p", {}, el("b", {}, say("perimeter-failed"))), el("p", {}, problemText(answer, say("needs-line"))), el("button", { type: "button", onclick: start }, say("again")));
    return false;
  }
  perimeter = answer.body;
  fill(perimeter.content);
  showState();
  save.settled(answer.etag, read());
  if (mayEdit) onLine("ready");
  return true;
}

// It was sent, only the answer never came back.
function arrived(kept, content) {
  const plain = (one, name) => JSON.stringify(name === "posts" ? one.posts?.posts?.length ?? 0 : one[name]);
  const members = Object.keys(kept).filter((name) => (kept.mode === "shape" ? name !== "units" : name !== "shape"));
  return members.every((name) => plain(kept, name) === plain(content, name));
}

// What this browser kept and the service never confirmed.
function restore() {
  const kept = save.kept();
  if (!kept || !mayEdit) return;
  if (facts.key && arrived(kept.content, perimeter.content)) return save.forget();
  if (facts.key && kept.etag !== save.etag()) {
    const { author, recorded_at: at, version, content } = perimeter;
    return onConflict({ by: author, at, version, current: content }, kept.content, kept.content);
  }
  fill(kept.content, { step: true });
  tell(say("restored"));
  return save.changed();
}

async function start() {
  onLine("opening");
  if (!(await loadGround())) return;
  if (!(await loadPerimeter())) return;
  if (!facts.key) onLine("new");
  restore();
  showAside();
  follow();
}

view.map.on("click", (event) => {
  const target = event.originalEvent?.target;
  if (tools.mode() !== "remove" || !target) return;
  const found = view.layers.pieces.find((layer) => inRings(layer.getLatLngs(), event.latlng));
  if (found) tools.pressPiece(found.at);
});
keys.forget();
start();
