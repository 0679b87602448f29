// A page with locked areas or posts opens as any other, and then shows them too.
function closingPlaces() {
  const areas = facts.closing.perimeters.map((area, rank) => ({
    name: word(facesOut() ? "guarded" : "area", { id: area.id }), rank, inner: 0, zone: null,
    hint: () => peopleIn(area), go: () => goToArea(area),
  }));
  const posts = facts.closing.posts.map((post, rank) => ({
    name: `${post.id} ${post.name}`.trim(), rank, inner: 2, zone: null,
    hint: () => word(`post-${post.kind}`), go: () => goToPost(rank),
  }));
  return [...areas, ...posts].map((place) => ({ ...place, key: bare(place.name), lower: place.name.toLowerCase().normalize("NFC") }));
}

function openClosing() {
  Object.assign(state, { areas: true, posts: true });
  buildAreas();
  search.places.push(...closingPlaces());
  const refresh = (changed) => {
    if (!changed || ["lang", "areas", "posts"].some((name) => changed.has(name))) showClosing();
    placeClosing();
  };
  onChange(refresh);
  view.map.on("moveend", placeClosing);
  for (const name of ["areas", "posts"]) {
    byId(`${name}-switch`).addEventListener("click", () => { change({ [name]: !state[name] }); placeNames(); placeClosing(); });
  }
  window.addEventListener("beforeprint", () => {
    showPosts(true);
    for (const one of document.querySelectorAll("#closing-notices details")) one.open = true;
  });
  window.addEventListener("afterprint", () => showClosing());
  refresh(null);
}

opens((map) => {
  openPage(map);
  if (facts.days.length) openClosing();
});
