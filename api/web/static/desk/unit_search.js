// A field that searches units by name or code: a list to choose from, by keyboard too.
import { ask, el, say } from "./desk.js";

let made = 0;

// `fixed` are places that stand first: [{code, name}]. Gives {field, value(), clear()}.
export function unitSearch(label, hint, fixed) {
  const id = `units-${(made += 1)}`;
  let chosen = null;
  let options = [];
  let marked = -1;
  let waiting = 0;
  const list = el("ul", { class: "options", id, role: "listbox", "aria-label": label, hidden: true });
  const input = el("input", {
    role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: "60",
    "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false",
    "aria-label": label,
    oninput: () => { chosen = null; clearTimeout(waiting); waiting = setTimeout(search, 180); },
    onfocus: () => { if (!chosen) search(); },
    onblur: () => setTimeout(close, 150),
    onkeydown: keys,
  });
  const told = el("span", { class: "unseen", role: "status" });
  const field = el("div", { class: "unit-search" },
    el("label", {}, label, " ", el("span", { class: "hint" }, hint), input), list, told);

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    marked = place;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === place)));
    const item = list.children[place];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }
  }

  function choose(unit) {
    chosen = unit;
    input.value = unit.name;
    input.removeAttribute("aria-invalid");
    close();
  }

  function show(units) {
    options = units;
    const items = units.map((unit, n) => el("li", {
      id: `${id}-${n}`, role: "option", "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); choose(unit); },
    }, el("strong", {}, unit.name), " ", el("span", { class: "hint" },
      [...(unit.path || []), unit.code].filter(Boolean).join(" · "))));
    list.replaceChildren(...(items.length ? items : [el("li", { class: "hint" }, say("unit-none"))]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    told.textContent = say("units-found", { count: items.length });
    marked = -1;
  }

  async function search() {
    const words = input.value.trim();
    const first = fixed.filter((place) => !words || place.name.toLowerCase().includes(words.toLowerCase()));
    if (!words && first.length) { show(first); return; }
    const answer = await ask("GET", `/api/v1/units?limit=12&q=${encodeURIComponent(words)}`);
    if (input.value.trim() !== words || document.activeElement !== input) return;
    const found = answer.ok ? answer.body.items : [];
    const known = new Set(first.map((place) => place.code));
    show([...first, ...found.filter((unit) => !known.has(unit.code))]);
  }

  function keys(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { search(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (options.length) mark((marked + step + options.length) % options.length);
    } else if (event.key === "Enter" && !list.hidden && options[marked]) {
      event.preventDefault();
      choose(options[marked]);
    } else if (event.key === "Escape") close();
  }

  return {
    field,
    // The code, "" for the whole country; null until one was chosen.
    value() {
      if (!chosen) input.setAttribute("aria-invalid", "true");
      return chosen ? chosen.code : null;
    },
    clear() { chosen = null; input.value = ""; },
  };
}
