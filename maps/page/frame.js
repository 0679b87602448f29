// The frame of a page with one map: its words, its languages, its address, its failure.
function showFrame() {
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
  byId("source").replaceChildren(...facts.sources.map(([key, forms]) =>
    make("div", {}, make("dt", {}, word(key)), make("dd", {}, forms[state.lang]))));
}

function listenFrame(map) {
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => change({ lang: button.dataset.lang }));
  }
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(byId("frame"));
}

// The address after # says what is shown, so that a view can be passed on.
function keepAddress(place) {
  try {
    window.history.replaceState(null, "", `#day=${today().day}&lang=${state.lang}${place}`);
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
  return asked;
}

function fail(key) {
  const banner = byId("banner");
  banner.textContent = facts ? word(key) : banner.dataset.failed;
  banner.hidden = false;
  document.documentElement.classList.add("failed");
}

// The map's own script calls this with the map; a fault is told, not left blank.
function opens(open) {
  window.openMapPage = (map) => {
    try {
      open(map);
    } catch (error) {
      fail("failed");
      throw error;
    }
  };
  L.Map.mergeOptions({ zoomAnimation: !still, fadeAnimation: !still, inertia: !still, markerZoomAnimation: !still });
}
