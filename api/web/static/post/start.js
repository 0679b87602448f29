// The beginning of a shift: this phone, this officer, this post and direction, this data.
import { deviceOf, enrol } from "./device.js";
import { fetchData } from "./judge.js";
import { complain, element, show } from "./screens.js";
import { startShift } from "./shift.js";
import { recall, remember } from "./store.js";
import { say, sayInstant } from "./words.js";

const $ = (id) => document.getElementById(id);
const ROOT = "/api/v1/bundle/root";
let ask = null;
let state = null;

// Show the screen; `done` is called once a shift has begun, `look` tells the age of the
// data again. `held` is what the page keeps: {store, send, data, session}.
export async function showStart(held, done, look) {
  ask = { held, done, look };
  const before = await recall(held.store, "shift");
  state = { posts: (await recall(held.store, "posts")) ?? [], post: before?.post.id ?? "", direction: before?.direction ?? "" };
  show("start");
  await draw();
  await refresh();
}

async function refresh() {
  const { held } = ask;
  if (!navigator.onLine) return complain("start-offline");
  try {
    held.session = await (await fetch("/post/session", { cache: "no-store" })).json();
    complain("");
    await pinRoot(held.store);
    const device = await deviceOf(held.store);
    if (held.session.name && device?.unit) {
      const answer = await held.send("GET", `/api/v1/posts?unit=${encodeURIComponent(device.unit)}`);
      if (answer.ok) {
        state.posts = answer.body.items;
        await remember(held.store, "posts", state.posts);
      }
    }
    await renew(held);
  } catch {
    complain("start-offline");
  }
  await draw();
}

// The root's public key is taken once, when the phone is enrolled, and never again.
async function pinRoot(store) {
  if ((await recall(store, "roots")) || !(await deviceOf(store))?.unit) return;
  const answer = await fetch(ROOT, { cache: "no-store" });
  if (answer.ok) await remember(store, "roots", rootsOf(await answer.json()));
}

function rootsOf({ items }) {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (digits) => parseInt(digits, 16));
  return items.map((key) => ({ kid: bytes(key.kid), public: bytes(key.public) }));
}

// Fetch the newest bundle; true where there is one.
export async function renew(held) {
  try {
    held.data = (await fetchData(held.store)) ?? held.data;
    return true;
  } catch (error) {
    // A bundle that is not believed is told; a dead network is told by the page itself.
    if (error.message.startsWith("bundle-")) complain("start-wrong", { what: error.message });
    return false;
  }
}

export async function draw() {
  const { held } = ask;
  const device = await deviceOf(held.store);
  const enrolled = Boolean(device?.unit);
  $("enrol").hidden = enrolled;
  $("device-is").hidden = !enrolled;
  $("device-is").textContent = say("start-enrolled", { device: device?.label || device?.key });
  const officer = held.session?.full_name || held.session?.name;
  $("officer-is").textContent = officer ? say("start-signed", { name: officer }) : "";
  $("sign-in").hidden = Boolean(officer);
  $("data-is").textContent = held.data
    ? say("start-data-is", { version: held.data.bundle.version, at: sayInstant(held.data.bundle.issued) })
    : say("start-data-none");
  drawPosts();
  drawDirections();
  const missing = [];
  if (!enrolled) missing.push("device");
  if (!officer) missing.push("officer");
  if (!chosen()) missing.push("post");
  if (!state.direction) missing.push("direction");
  if (!held.data) missing.push("data");
  $("begin").disabled = missing.length > 0;
  const what = missing.map((one) => say(`need-${one}`)).join(", ");
  await ask.look(false);
  $("start-missing").textContent = missing.length ? say("start-missing", { what }) : "";
}

const chosen = () => state.posts.find((one) => one.id === state.post);

function drawPosts() {
  const none = state.posts.length === 0 && ask.held.session?.name;
  // Several posts of a road have one name: the number and the unit tell them apart.
  const under = ({ id, unit, authority }) => [id, ask.held.data?.places.name(unit || authority)].filter(Boolean).join(" · ");
  const radios = state.posts.map((one) => radio(one.name, under(one), one.id === state.post, () => {
    state.post = one.id;
    state.direction = one.direction === "both" ? state.direction : one.direction;
  }));
  $("posts").replaceChildren(...radios, none ? element("p", { text: say("start-posts-none") }) : "");
}

function drawDirections() {
  const post = chosen();
  const kinds = !post ? [] : post.direction === "both" ? ["in", "out"] : [post.direction];
  $("directions").replaceChildren(...kinds.map((kind) =>
    radio(say(`start-${kind}`), "", kind === state.direction, () => { state.direction = kind; })));
}

function radio(label, under, checked, press) {
  const choose = async () => {
    press();
    await draw();
  };
  return element("button", { type: "button", role: "radio", "aria-checked": String(checked), onclick: choose },
    element("span", { text: label }, under ? element("small", { text: under }) : null));
}

function told(answer) {
  const { title = String(answer.status), detail = "" } = answer.body ?? {};
  return `${title} ${detail}`.trim();
}

$("enrol").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { held } = ask;
  try {
    const answer = await enrol(held.store, held.send, $("enrol-code").value, navigator.platform || "phone");
    if (!answer.ok) return complain("start-failed", { what: told(answer) });
    complain("");
    await refresh();
  } catch {
    complain("start-offline");
  }
});

$("fetch").addEventListener("click", refresh);

$("begin").addEventListener("click", async () => {
  const { held, done } = ask;
  try {
    const now = Date.now() / 1000;
    const answer = await startShift(held.store, held.send, chosen(), state.direction, now);
    if (!answer.ok) return complain("start-failed", { what: told(answer) });
    complain("");
    await done();
  } catch {
    complain("start-offline");
  }
});
