// Zoom, the whole view, the scale bar: the same on every map.
const controls = { zoom: null, home: null };

function buildControls(map, goHome) {
  controls.zoom = L.control.zoom({ position: "topright" }).addTo(map);
  const home = L.control({ position: "topright" });
  home.onAdd = () => {
    controls.home = make("button", { type: "button", class: "home", onclick: () => goHome() },
      draw("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, draw("path", { d: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4" })));
    L.DomEvent.disableClickPropagation(controls.home);
    return controls.home;
  };
  home.addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
}

function nameControls() {
  const buttons = controls.zoom.getContainer().querySelectorAll("a");
  [["zoom-in", buttons[0]], ["zoom-out", buttons[1]], ["whole", controls.home]].forEach(([key, button]) => {
    button.setAttribute("title", word(key));
    button.setAttribute("aria-label", word(key));
  });
}
