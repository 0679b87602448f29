// Locked areas, the distanced rings around them, and posts. Only a page that has some
// carries this. What a directive distances is no locked area and is not drawn here.
const DARK = "#161019";
const closing = { areas: null, posts: null, marks: new Map(), shown: -1 };

const polygons = (shape) => shape.map((rings) => rings.map(unpackLine));
const postKey = (post) => (/^[A-Za-z]{0,3}0*[0-9]+$/.test(post.id) ? post.id.replace(/^[A-Za-z]*0*(?=[0-9])/, "") : post.id.slice(0, 5).trim());

// A staffed post is a filled hexagon, a barrier a striped board: told by shape, not colour.
function postSign(post, number) {
  const text = number ? postKey(post) : "";
  return post.kind === "barrier" ? barrierSign(text) : staffedSign(text);
}

function signText(text, x, y, color) {
  const size = text.length > 3 ? 8 : text.length > 2 ? 10 : 12;
  return text ? draw("text", { x, y: y + size * 0.36, "text-anchor": "middle", "font-size": size, "font-weight": 700, fill: color }, text) : null;
}

function staffedSign(text) {
  return text
    ? draw("svg", { width: 28, height: 28, viewBox: "0 0 28 28", "aria-hidden": "true" },
      draw("path", { d: "M8 2h12l7 12-7 12H8L1 14z", fill: DARK, stroke: "#fff", "stroke-width": 1.6 }), signText(text, 14, 14, "#fff"))
    : draw("svg", { width: 12, height: 12, viewBox: "0 0 28 28", "aria-hidden": "true" },
      draw("path", { d: "M8 2h12l7 12-7 12H8L1 14z", fill: DARK, stroke: "#fff", "stroke-width": 3 }));
}

function barrierSign(text) {
  const board = (width) => [
    draw("path", { d: "M8 18v6M26 18v6", stroke: DARK, "stroke-width": 2.6 }),
    draw("rect", { x: 1, y: 2, width: 32, height: 16, fill: "#fff", stroke: DARK, "stroke-width": width }),
    draw("path", { d: "M1 8l5-6M1 18l5-7M28 18l5-7M28 8l5-6", stroke: DARK, "stroke-width": 2.2 })];
  return text
    ? draw("svg", { width: 34, height: 25, viewBox: "0 0 34 25", "aria-hidden": "true" }, board(1.8), signText(text, 17, 10, DARK))
    : draw("svg", { width: 15, height: 11, viewBox: "0 0 34 25", "aria-hidden": "true" }, board(4));
}

function areaSign(fill, dash) {
  return draw("svg", { width: 42, height: 28, viewBox: "0 0 42 28", "aria-hidden": "true" },
    draw("rect", { x: 2, y: 2, width: 38, height: 24, fill: `url(#${fill})`, stroke: DARK, "stroke-width": dash ? 1.8 : 4, "stroke-dasharray": dash }));
}

function buildAreas() {
  pane("rings", 403);
  pane("areas", 405);
  closing.areas = L.layerGroup();
  closing.posts = L.layerGroup();
  closing.names = L.layerGroup();
  for (const ring of facts.closing.rings) {
    L.polygon(polygons(ring), quiet("rings", { color: "#ffffff", weight: 4, opacity: 0.8, fillColor: "url(#distanced)", fillOpacity: 0.55 })).addTo(closing.areas);
    L.polygon(polygons(ring), quiet("rings", { color: DARK, weight: 1.8, dashArray: "7 5", fill: false })).addTo(closing.areas);
  }
  for (const area of facts.closing.perimeters) {
    const lines = polygons(area.shape);
    area.bounds = L.latLngBounds(lines.flat(2));
    L.polygon(lines, quiet("areas", { color: "#ffffff", weight: 8, opacity: 0.85, fillColor: `url(#${areaFill()})`, fillOpacity: 0.6 })).addTo(closing.areas);
    L.polygon(lines, quiet("areas", { color: DARK, weight: 4.4, fill: false })).addTo(closing.areas);
  }
}

// What is told is of the last day: on an earlier one nothing is drawn as locked.
const lastDay = () => facts.days.length - 1;
const isDrawn = (name) => state[name] && state.day === lastDay();

// Areas and posts as they are switched, and the labels that give way to them.
function placeClosing() {
  for (const name of ["areas", "posts"]) {
    if (isDrawn(name)) closing[name].addTo(view.map);
    else closing[name].remove();
  }
  closing.posts.clearLayers();
  closing.names.clearLayers();
  closing.names.addTo(view.map);
  const taken = [];
  if (isDrawn("posts")) placePosts(taken);
  if (isDrawn("areas")) facts.closing.perimeters.forEach((area) => placeArea(area, taken));
  clearUnder(taken);
}

// A post has its number where it stands free of others; one that stands at the same
// place is counted there, others are small signs, as all are while the map is far off.
function placePosts(taken) {
  const order = facts.closing.posts.map((_, n) => n);
  order.sort((a, b) => Number(b === closing.shown) - Number(a === closing.shown) || Number(postAt(a).kind === "barrier") - Number(postAt(b).kind === "barrier") || a - b);
  const far = isFar();
  const numbered = [];
  const small = [];
  for (const n of order) {
    const spot = [...postAt(n).at, 0];
    const at = pixelsAt(spot);
    const same = numbered.find((one) => Math.hypot(one.at.x - at.x, one.at.y - at.y) < 9);
    if (same) same.posts.push(n);
    else if ((!far || n === closing.shown) && roomFor(spot, postAt(n).kind === "barrier" ? 34 : 28, 26, [0], taken)) numbered.push({ at, posts: [n] });
    else {
      taken.push({ ...at, width: 10, height: 10, small: true });
      small.push(n);
    }
  }
  for (const n of small.reverse()) putPost([n], false); // staffed posts over barriers
  for (const { posts } of numbered) putPost(posts, true);
}

function putPost(posts, number) {
  const label = posts.map((n) => postLabel(postAt(n))).join("; ");
  const more = posts.length > 1 ? make("span", { class: "post-more" }, `+${posts.length - 1}`) : null;
  const sign = make("span", { class: posts.includes(closing.shown) ? "post shown" : "post", role: "img", "aria-label": label, title: label, "data-post": posts[0] }, postSign(postAt(posts[0]), number), more);
  put([...postAt(posts[0]).at, 0], sign, number ? "post-at" : "post-dot").addTo(closing.posts);
}

// Whether all posts together are no larger than a few of their signs.
function isFar() {
  const points = facts.closing.posts.map((post) => pixelsAt([...post.at, 0]));
  const width = (name) => Math.max(...points.map((at) => at[name])) - Math.min(...points.map((at) => at[name]));
  return points.length > 3 && Math.max(width("x"), width("y")) < 150;
}

const postAt = (n) => facts.closing.posts[n];

function postLabel(post) {
  return `${word(`post-${post.kind}`)} ${post.id}: ${post.name || word("post-unnamed")}`;
}

// The name stands over the outline, under it, beside it or inside: where nothing stands yet.
function placeArea(area, taken) {
  const people = area.people < 0 ? "" : word("people", { n: number(area.people) });
  const draft = make("span", { class: "draft" }, ` (${word(`area-${area.state}`)})`);
  const name = make("span", { class: "area-name" }, word("area-short", { id: area.id }), draft, people ? make("small", {}, people) : null);
  const size = { width: (area.id.length + word(`area-${area.state}`).length + 9) * 7.2 + 16, height: people ? 42 : 24 };
  const spot = spotsAround(area, size).find((one) => inFrame(one, size.width) && roomFor(one, size.width, size.height, [0], taken));
  if (spot) put(spot, name, "area-at").addTo(closing.names);
}

function spotsAround(area, { width, height }) {
  const middle = area.bounds.getCenter();
  const at = (lat, lng) => view.map.latLngToLayerPoint([lat, lng]);
  const [top, low] = [at(area.bounds.getNorth(), middle.lng), at(area.bounds.getSouth(), middle.lng)];
  const [left, right] = [at(middle.lat, area.bounds.getWest()), at(middle.lat, area.bounds.getEast())];
  const away = height / 2 + 8;
  const points = [
    [top.x, top.y - away], [top.x, top.y - away - 14], [low.x, low.y + away], [low.x, low.y + away + 14],
    [left.x - width / 2 - 8, left.y], [right.x + width / 2 + 8, right.y], [top.x, top.y - away - 40], [low.x, low.y + away + 40]];
  const around = points.map((point) => view.map.layerPointToLatLng(point)).map((place) => [Math.round(place.lng / STEP), Math.round(place.lat / STEP), 0]);
  return [...around, area.spot];
}

// Under a post or an area's name first the name of a commune gives way, then its number.
function clearUnder(taken) {
  const boxes = taken.filter((box) => !box.small);
  const covered = (label, inner) => {
    const at = view.map.latLngToLayerPoint(label.getLatLng());
    return boxes.some((box) => Math.abs(box.x - at.x) < (box.width + inner.offsetWidth) / 2 - 3 && Math.abs(box.y - at.y) < (box.height + inner.offsetHeight) / 2 - 3);
  };
  for (const group of [view.marks, view.names]) {
    group.eachLayer((label) => {
      const inner = label.getElement().firstElementChild;
      if (inner.querySelector(".turned") || !covered(label, inner)) return;
      const name = inner.querySelector(".name");
      if (name) name.remove();
      if (!name || covered(label, inner)) group.removeLayer(label);
    });
  }
}

// Posts that face outward guard a green area: nobody inside is locked in.
const facesOut = () => Boolean(facts.closing.design && facts.closing.design.outward);
const areaFill = () => (facesOut() ? "guarded" : "locked");

function goToArea(area) {
  change({ areas: true, day: lastDay() });
  view.map.fitBounds(area.bounds.pad(0.25), { animate: !still, maxZoom: 14 });
  showMap();
}

function goToPost(n) {
  closing.shown = n;
  change({ posts: true, day: lastDay() });
  const [lon, lat] = postAt(n).at;
  view.map.setView([lat * STEP, lon * STEP], Math.max(view.map.getZoom(), 14), { animate: !still });
  showMap();
}

// On a phone the map lies above the list: go back up to it.
function showMap() {
  if (sheet.matches) byId("frame").scrollIntoView({ block: "start" });
}
