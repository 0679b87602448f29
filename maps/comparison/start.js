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
  document.documentElement.lang = state.lang;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === state.lang));
  }
  facts.sides.forEach((side, n) => byId(`map-${n}`).setAttribute("aria-label", `${word("map")}: ${side.title[state.lang]}`));
  byId("notices").replaceChildren(...facts.notices.map((notice) => make("li", {}, notice[state.lang])));
  const lines = [
    ...facts.sides.map((side) => [word("rules"), `${side.id} · ${side.sha256}`]),
    [word("edition"), facts.edition],
    ...facts.inputs.map((text) => [word("inputs"), text]),
  ];
  byId("source").replaceChildren(...lines.map(([key, text]) => make("div", {}, make("dt", {}, key), make("dd", {}, text))));
  document.title = `${word("title")} · ${facts.province} · ${facts.dayWords}`;
}

function fail() {
  const banner = byId("banner");
  banner.textContent = facts ? word("failed") : banner.dataset.failed;
  banner.hidden = false;
  document.documentElement.classList.add("failed");
}

try {
  document.documentElement.classList.add("js");
  prepare(JSON.parse(byId("page-facts").textContent));
  buildMaps();
  byId("filter").addEventListener("input", showList);
  byId("which").addEventListener("change", () => show({ pair: "" }));
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => show({ lang: button.dataset.lang }));
  }
  show({ lang: "vi" });
} catch (error) {
  fail();
  throw error;
}
