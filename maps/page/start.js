// Opening the page: read the facts, build each part, say so if something fails.
function showWords() {
  showFrame();
  for (const link of document.querySelectorAll("[data-period]")) {
    const period = facts.periods[Number(link.dataset.period)];
    link.textContent = period.text[state.lang];
    link.href = `${period.file}#lang=${state.lang}`;
  }
  document.title = `${facts.province} · ${word("title")} · ${facts.span[state.lang]}`;
}

function show(changed) {
  const all = changed === null;
  const lang = all || changed.has("lang");
  const day = lang || changed.has("day");
  if (lang) { showWords(); nameControls(); showOutside(); showFilter(); }
  if (day) { showDay(); showLegend(); showTable(); }
  if (day || changed.has("changes")) showChanges();
  if (day || changed.has("order")) showOrders();
  if (lang || changed.has("stations")) { showStations(); placeStations(); placeNames(); }
  if (day || changed.has("unit") || changed.has("order")) paint();
  if (day || changed.has("unit")) showFacts(changed);
  if (!all) keepAddress(state.unit < 0 ? "" : `&unit=${encodeURIComponent(facts.units.code[state.unit])}`);
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
  buildSearch(placesToFind());
  buildTable();
  onChange(show);
  show(null);
  listenFrame(map);
  byId("stations-switch").addEventListener("click", () => change({ stations: !state.stations }));
  for (const button of document.querySelectorAll("[data-changes]")) {
    button.addEventListener("click", () => change({ changes: button.dataset.changes }));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.unit >= 0) closeFacts();
  });
  const current = document.querySelector(".periods [aria-current]");
  if (current) current.closest("ol").scrollLeft = current.offsetLeft - 60;
  printable();
  byId("loading").hidden = true;
}

opens(openPage);
