// Search of communes and districts, with accents or without, by keyboard or touch.
const search = { found: [], at: -1 };

function buildSearch() {
  const input = byId("search");
  search.places = [
    ...facts.unitNumbers.map((unit) => ({ unit, name: facts.units.name[unit], rank: facts.units.rank[unit], inner: facts.units.counted[unit] ? 0 : 1 })),
    ...facts.districts.name.map((name, district) => ({ district, name, rank: -1, inner: 0, count: facts.counted.filter((unit) => facts.units.district[unit] === district).length })),
  ].map((place) => ({ ...place, key: bare(place.name), lower: place.name.toLowerCase().normalize("NFC") }));
  input.addEventListener("input", () => suggest(input.value));
  input.addEventListener("keydown", onSearchKey);
  input.addEventListener("blur", () => window.setTimeout(() => hideFound(), 150));
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
  search.found = findPlaces(typed).slice(0, 8);
  search.at = search.found.length ? 0 : -1;
  const list = byId("found");
  const rows = search.found.map((place, n) => make("li", { role: "option", id: `found-${n}`, onpointerdown: (event) => { event.preventDefault(); choose(n); } },
    place.unit === undefined ? null : swatch(zoneOf(place.unit, state.day)),
    make("span", {}, make("strong", {}, place.name), " ", make("span", { class: "hint" }, place.unit === undefined ? word("communes", { n: place.count }) : districtOf(place.unit)))));
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
  markFound();
}

function choose(n) {
  const place = search.found[n];
  byId("search").value = place.name;
  hideFound();
  if (place.unit !== undefined) {
    goTo(place.unit);
    return change({ unit: place.unit, focus: true });
  }
  const bounds = L.latLngBounds([]);
  view.paths.forEach((path, unit) => {
    if (facts.units.district[unit] === place.district) bounds.extend(path.getBounds());
  });
  if (bounds.isValid()) view.map.fitBounds(bounds, { padding: [24, 24], animate: !still });
}
