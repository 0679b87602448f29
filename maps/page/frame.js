// The frame of a page with one map: its state, its address, how it opens.
function showFrame() {
  showShell();
  byId("search").setAttribute("placeholder", word("search-hint"));
  byId("rules-title").textContent = facts.rulesTitle[state.lang];
  byId("stamp").textContent = facts.stamp[state.lang];
  byId("stamp-why").textContent = facts.stampWhy[state.lang];
}

function listenFrame(map) {
  listenLanguages((lang) => change({ lang }));
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
