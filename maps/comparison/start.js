// Opening the page, and what follows when something is chosen.
function show(patch) {
  Object.assign(state, patch);
  if ("lang" in patch) {
    showWords();
    showSides();
    showWhich();
  }
  if ("lang" in patch || "pair" in patch) {
    showMeet();
    showList();
  }
  if ("lang" in patch || "unit" in patch) showFacts();
  paint();
}

function showWords() {
  showShell();
  facts.sides.forEach((side, n) => byId(`map-${n}`).setAttribute("aria-label", `${word("map")}: ${side.title[state.lang]}`));
  document.title = `${word("title")} · ${facts.province} · ${facts.dayWords}`;
}

try {
  document.documentElement.classList.add("js");
  prepare(JSON.parse(byId("page-facts").textContent));
  buildMaps();
  byId("filter").addEventListener("input", showList);
  byId("which").addEventListener("change", () => show({ pair: "" }));
  listenLanguages((lang) => show({ lang }));
  show({ lang: "vi" });
} catch (error) {
  fail("failed");
  throw error;
}
