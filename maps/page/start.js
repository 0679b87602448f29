// Opening the page: read the facts, build each part, say so if something fails.
function showWords() {
  document.documentElement.lang = state.lang;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
  byId("search").setAttribute("placeholder", word("search-hint"));
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === state.lang));
  }
  const text = (form) => form[state.lang];
  byId("rules-title").textContent = text(facts.rulesTitle);
  byId("stamp").textContent = text(facts.stamp);
  byId("stamp-why").textContent = text(facts.stampWhy);
  byId("notices").replaceChildren(...facts.notices.map((notice) => make("li", {}, text(notice))));
  for (const link of document.querySelectorAll("[data-period]")) {
    const period = facts.periods[Number(link.dataset.period)];
    link.textContent = text(period.text);
    link.href = `${period.file}#lang=${state.lang}`;
  }
  document.title = `${facts.province} · ${word("title")} · ${text(facts.span)}`;
  byId("source").replaceChildren(...facts.sources.map(([key, forms]) =>
    make("div", {}, make("dt", {}, word(key)), make("dd", {}, forms[state.lang]))));
}

function show(changed) {
  const all = changed === null;
  const lang = all || changed.has("lang");
  const day = lang || changed.has("day");
  if (lang) { showWords(); nameControls(); showFilter(); }
  if (day) { showDay(); showLegend(); showTable(); }
  if (day || changed.has("changes")) showChanges();
  if (day || changed.has("order")) showOrders();
  if (day || changed.has("unit") || changed.has("order")) paint();
  if (day || changed.has("unit")) showFacts(changed);
  if (!all) keepAddress();
}

// The address after # says what is shown, so that a view can be passed on.
function keepAddress() {
  const unit = state.unit < 0 ? "" : `&unit=${encodeURIComponent(facts.units.code[state.unit])}`;
  try {
    window.history.replaceState(null, "", `#day=${today().day}&lang=${state.lang}${unit}`);
  } catch {
    return; // a viewer that forbids it still shows the page
  }
}

function readAddress() {
  const asked = new URLSearchParams(window.location.hash.slice(1));
  const day = facts.days.findIndex((one) => one.day === asked.get("day"));
  if (day >= 0) state.day = day;
  if (asked.get("lang") === "en" || asked.get("lang") === "vi") state.lang = asked.get("lang");
  if (asked.get("unit")) state.unit = facts.units.code.indexOf(asked.get("unit"));
}

function printable() {
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = { center: view.map.getCenter(), zoom: view.map.getZoom() };
    document.documentElement.classList.add("printing"); // the paper's size now: its own style comes too late to fit to
    showChanges(true);
    goHome();
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    showChanges();
    view.map.invalidateSize({ animate: false });
    if (before) view.map.setView(before.center, before.zoom, { animate: false });
  });
}

function openPage(map) {
  document.documentElement.classList.add("js");
  prepare(JSON.parse(byId("page-facts").textContent));
  if (!facts.days.length) return fail("no-days");
  readAddress();
  buildMap(map);
  buildDays();
  buildSearch();
  buildTable();
  onChange(show);
  show(null);
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => change({ lang: button.dataset.lang }));
  }
  for (const button of document.querySelectorAll("[data-changes]")) {
    button.addEventListener("click", () => change({ changes: button.dataset.changes }));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.unit >= 0) closeFacts();
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(byId("frame"));
  const current = document.querySelector(".periods [aria-current]");
  if (current) current.closest("ol").scrollLeft = current.offsetLeft - 60;
  printable();
  byId("loading").hidden = true;
}

function fail(key) {
  const banner = byId("banner");
  banner.textContent = facts ? word(key) : banner.dataset.failed;
  banner.hidden = false;
  document.documentElement.classList.add("failed");
}

window.openMapPage = (map) => {
  try {
    openPage(map);
  } catch (error) {
    fail("failed");
    throw error;
  }
};

L.Map.mergeOptions({ zoomAnimation: !still, fadeAnimation: !still, inertia: !still, markerZoomAnimation: !still });
