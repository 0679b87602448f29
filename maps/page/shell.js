// What every page has: words in two languages, notices, sources, and how it fails.
function showShell() {
  document.documentElement.lang = state.lang;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === state.lang));
  }
  byId("notices").replaceChildren(...facts.notices.map((notice) => make("li", {}, notice[state.lang])));
  byId("source").replaceChildren(...facts.sources.map(([key, forms]) =>
    make("div", {}, make("dt", {}, word(key)), make("dd", {}, forms[state.lang]))));
}

function listenLanguages(choose) {
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => choose(button.dataset.lang));
  }
}

function fail(key) {
  const banner = byId("banner");
  banner.textContent = facts ? word(key) : banner.dataset.failed;
  banner.hidden = false;
  document.documentElement.classList.add("failed");
}
