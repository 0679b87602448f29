// Search of communes and districts, with accents or without, by keyboard or touch.
const search = { found: [], at: -1, leaving: 0 };

// Places have a `name`, a `rank`, `inner` (1 for what lies inside others), `hint` and
// `zone` (functions; no zone for what has none), and `go`, which shows them.
function buildSearch(places) {
  const input = byId("search");
  search.places = places.map((place) => ({ ...place, key: bare(place.name), lower: place.name.toLowerCase().normalize("NFC") }));
  input.addEventListener("input", () => suggest(input.value));
  input.addEventListener("keydown", onSearchKey);
  // a touch on the list takes the focus first; who types on meanwhile is not cut off
  input.addEventListener("blur", () => { search.leaving = window.setTimeout(hideFound, 150); });
}

// Of places that match as well, a hamlet comes after the communes: its name holds its commune's.
function findPlaces(typed) {
  const exact = typed.toLowerCase().normalize("NFC").trim();
  const key = bare(typed);
  if (!key) return [];
  const score = (place, wanted) => {
    const at = ` ${place.key}`.indexOf(` ${wanted}`);
    if (at < 0 && !place.key.includes(wanted)) return -1;
    return (at < 0 ? 4 : 0) + (place.lower.includes(exact) ? 0 : 2) + (` ${place.key} `.includes(` ${wanted} `) ? 0 : 1);
  };
  const ranked = (wanted) => search.places
    .map((place) => ({ place, score: score(place, wanted) }))
    .filter((one) => one.score >= 0)
    .sort((a, b) => a.score - b.score || a.place.inner - b.place.inner || a.place.rank - b.place.rank)
    .map((one) => one.place);
  const found = ranked(key);
  const loose = withoutTyping(key);
  return found.length || loose === key || !loose ? found : ranked(loose);
}

function suggest(typed) {
  window.clearTimeout(search.leaving);
  search.found = findPlaces(typed).slice(0, 8);
  search.at = search.found.length ? 0 : -1;
  const list = byId("found");
  const rows = search.found.map((place, n) => make("li", { role: "option", id: `found-${n}`, onpointerdown: (event) => { event.preventDefault(); choose(n); } },
    place.zone ? swatch(place.zone()) : null,
    make("span", {}, make("strong", {}, place.name), " ", make("span", { class: "hint" }, place.hint()))));
  const none = bare(typed) && !rows.length;
  list.replaceChildren(...(none ? [make("li", { class: "none" }, word("search-none"))] : rows));
  list.hidden = !rows.length && !none;
  byId("found-count").textContent = none ? word("search-none") : rows.length ? word("search-found", { n: rows.length }) : "";
  markFound();
}

function markFound() {
  const input = byId("search");
  [...byId("found").children].forEach((row, n) => {
    if (row.getAttribute("role") === "option") row.setAttribute("aria-selected", String(n === search.at));
  });
  input.setAttribute("aria-expanded", String(!byId("found").hidden));
  if (search.at >= 0) input.setAttribute("aria-activedescendant", `found-${search.at}`);
  else input.removeAttribute("aria-activedescendant");
}

function onSearchKey(event) {
  const count = search.found.length;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!count) return;
    event.preventDefault();
    search.at = (search.at + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
    markFound();
  } else if (event.key === "Enter" && search.at >= 0) {
    event.preventDefault();
    choose(search.at);
  } else if (event.key === "Escape") {
    hideFound();
  }
}

function hideFound() {
  search.found = [];
  search.at = -1;
  byId("found").hidden = true;
  byId("found-count").textContent = "";
  markFound();
}

function choose(n) {
  const place = search.found[n];
  byId("search").value = place.name;
  hideFound();
  place.go();
}
