// Posts for what is drawn: where they stand, and both proofs as they are.
import { ask, el, figure, problemText, say } from "./desk.js";
import { asked, isEmpty } from "./draw_state.js";
import { known, told } from "./draw_words.js";

export function makePosts({ unit, view, pane, state, ring, onRing, onPlan }) {
  const model = el("select", { id: "posts-model" }, el("option", { value: "car" }, say("model-car")), el("option", { value: "all" }, say("model-all")));
  const wide = el("input", { type: "number", id: "ring-km", min: "0", max: "50", step: "0.5", inputmode: "decimal" });
  const place = el("button", { type: "button", id: "place-posts", onclick: () => ask_posts() }, say("posts-place"));
  const out = el("div", { class: "stack", role: "status" });
  pane.append(
    el("p", { class: "hint" }, say("posts-lead")),
    el("div", { class: "pair" },
      el("label", { for: "posts-model" }, say("posts-model"), model),
      el("label", { for: "ring-km" }, say("ring-km"), wide)),
    place, out);
  let stale = false;
  wide.addEventListener("change", () => onRing(readRing()));

  function readRing() {
    const value = Number(String(wide.value).replace(",", "."));
    return Number.isFinite(value) && value > 0 ? value : null;
  }

  async function ask_posts() {
    const drawn = state.get();
    if (isEmpty(drawn)) return out.replaceChildren(el("p", { class: "notice" }, say("posts-first")));
    place.disabled = true;
    out.replaceChildren(el("p", { class: "hint" }, say("posts-working")), el("progress", { "aria-label": say("posts-working") }));
    const body = { unit, ...asked(drawn), ring_km: ring() ?? 0, model: model.value };
    const answer = await ask("POST", "/api/v1/drawing/posts", { body });
    place.disabled = false;
    if (!answer.ok) return out.replaceChildren(el("p", { class: "wrong" }, problemText(answer, say("needs-line"))));
    if (state.get() !== drawn) return out.replaceChildren(el("p", { class: "notice" }, say("posts-stale")));
    show(answer.body.plan, answer.body.proofs, answer.body.staff, answer.body.notes);
    return onPlan(answer.body);
  }

  function show(plan, proofs, staff, notes = []) {
    stale = false;
    draw(plan, proofs);
    const posts = plan?.posts ?? [];
    const staffed = posts.filter((post) => post.kind === "staffed").length;
    out.replaceChildren(...[
      el("ul", { class: "proofs" }, proof(proofs?.closes, "closes"), proof(known(proofs?.trapped) ? proofs.trapped.length === 0 : null, "free"), proof(goodsIn(proofs), "goods"), proofs?.least && proofs.certified ? proof(true, "least", { cost: figure(proofs.cost / 100) }) : null),
      trappedList(proofs),
      proofs?.closes === false ? el("p", { class: "wrong" }, say("open-way")) : null,
      el("p", {}, say("posts-count", { n: posts.length, staffed, barriers: posts.length - staffed })),
      staffTable(staff),
      posts.length ? listed(posts) : null,
      noted(notes)].filter(Boolean));
  }

  const goodsIn = (proofs) => (proofs?.goods === false ? false : proofs?.goods && proofs.goods_proven ? true : null);

  function trappedList(proofs) {
    if (!proofs?.trapped?.length) return null;
    const at = (one) => one.name || [one.lon, one.lat].filter(known).map((degrees) => degrees.toFixed(4)).join(", ");
    return el("ul", { class: "wrong" }, ...proofs.trapped.map((one) => el("li", {}, say("trapped-at", { name: at(one) }))));
  }

  const noted = (notes) => (notes.length ? el("ul", { class: "notes plain hint" }, ...notes.map((note) => el("li", {}, note.what))) : null);

  function proof(holds, name, facts = {}) {
    const kind = holds === true ? "yes" : holds === false ? "no" : "open";
    const mark = { yes: "✓", no: "✕", open: "?" }[kind];
    return el("li", { class: `proof ${kind}` }, el("span", { class: "mark", "aria-hidden": "true" }, mark), el("span", {}, say(`proof-${name}-${kind}`, facts)));
  }

  function staffTable(staff) {
    if (!staff) return el("p", { class: "hint" }, say("staff-unknown"));
    const rows = ["officers", "own", "asked", "short"].filter((name) => name in staff);
    return el("dl", { class: "pairs" }, ...rows.map((name) => el("div", { class: name === "short" && staff[name] > 0 ? "bad" : "" }, el("dt", {}, say(`needs-${name}`)), el("dd", {}, told(staff[name])))));
  }

  function listed(posts) {
    const rows = posts.map((post) => el("tr", {},
      el("td", {}, el("span", { class: `post-mark ${post.kind}`, "aria-hidden": "true" }), String(post.id)),
      el("td", {}, say(post.kind === "staffed" ? "post-staffed" : "post-barrier")),
      el("td", {}, post.name || post.class || ""),
      el("td", { class: "number" }, told(post.staff))));
    return el("div", { class: "scroll" }, el("table", {}, el("caption", { class: "unseen" }, say("posts-title")),
      el("thead", {}, el("tr", {}, ...["post", "post-kind", "post-road", "post-staff"].map((word) => el("th", { scope: "col" }, say(word))))),
      el("tbody", {}, ...rows)));
  }

  // Staffed posts are squares with a dot, barriers are bars: not by colour alone.
  function draw(plan, proofs) {
    view.posts.clearLayers();
    for (const post of plan?.posts ?? []) {
      const icon = L.divIcon({ className: "post-pin", html: el("span", { class: `post-mark ${post.kind}` }), iconSize: [22, 22] });
      const pin = L.marker([post.lat, post.lon], { icon, pane: "posts", keyboard: false, pmIgnore: true, snapIgnore: true });
      pin.bindTooltip(() => el("span", {}, `${say(post.kind === "staffed" ? "post-staffed" : "post-barrier")} ${post.id} – ${say("post-needs", { n: figure(post.staff) })}`));
      pin.addTo(view.posts);
    }
    const way = proofs?.open_way;
    if (!way?.shape) return;
    L.geoJSON(way.shape, { pane: "posts", interactive: false, pmIgnore: true, snapIgnore: true, style: { pane: "posts", color: "#c00000", weight: 6, dashArray: "2 9", lineCap: "round" } }).addTo(view.posts);
  }

  return {
    show,
    ring: readRing,
    setRing(value) { wide.value = value ?? ""; },
    outdated() {
      if (stale || !out.childElementCount) return;
      stale = true;
      view.posts.clearLayers();
      out.replaceChildren(el("p", { class: "notice" }, say("posts-stale")));
    },
    clear() { view.posts.clearLayers(); out.replaceChildren(); },
    allow(may) { place.disabled = !may; model.disabled = !may; wide.disabled = !may; },
  };
}
