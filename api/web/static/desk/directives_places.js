// Places by name: type, choose from the list by mouse or keyboard, take out again.
import { el, say } from "./desk.js";

const MOST = 8;
const LEVELS = ["province", "district", "commune", "area", "hamlet"];

// What marks do not change: "ha tien" finds "Hà Tiên".
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
}

// Gives {box, value(), set(codes), wrong()}.
export function placePicker(name, label, places, changed) {
  const known = new Map(places.map((place) => [place.code, place]));
  const search = places.map((place) => [place, folded(place.name)]);
  let chosen = [];
  let found = [];
  let marked = -1;
  const list = el("ul", { class: "options", id: `${name}-options`, role: "listbox", "aria-label": label, hidden: true });
  const input = el("input", {
    name: `${name}-search`, role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: 60,
    "aria-autocomplete": "list", "aria-controls": `${name}-options`, "aria-expanded": "false",
    oninput: show, onkeydown: keys, onblur: () => setTimeout(hide, 150),
  });
  const chips = el("ul", { class: "chips", id: `${name}-chosen` });
  const status = el("span", { class: "unseen", role: "status" });
  const box = el("div", { class: "picker" },
    el("label", {}, el("span", {}, label, el("span", { class: "hint" }, ` ${say("form-units-hint")}`)), input), list, chips, status);

  function parentName(place) {
    const above = known.get(place.parent);
    return above ? above.name : "";
  }

  function show() {
    const typed = folded(input.value.trim());
    if (!typed) { hide(); return; }
    found = search.filter(([place, text]) => !chosen.includes(place.code) && (text.includes(typed) || place.code.startsWith(typed)))
      .sort((a, b) => LEVELS.indexOf(a[0].admin_level) - LEVELS.indexOf(b[0].admin_level) || a[1].indexOf(typed) - b[1].indexOf(typed)).slice(0, MOST).map(([place]) => place);
    list.replaceChildren(...found.map((place, n) => el("li", {
      role: "option", id: `${name}-option-${n}`, "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); add(place.code); },
    }, place.name, el("span", { class: "hint" }, [parentName(place), place.code].filter(Boolean).join(" · ")))));
    if (!found.length) list.replaceChildren(el("li", { class: "hint" }, say("form-not-found")));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = found.length ? say("form-found", { count: found.length }) : say("form-not-found");
    mark(found.length ? 0 : -1);
  }

  function hide() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(at) {
    marked = at;
    [...list.children].forEach((item, n) => { if (item.id) item.setAttribute("aria-selected", String(n === at)); });
    if (list.children[at]?.id) input.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function keys(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show();
      else if (found.length) mark((marked + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    } else if (event.key === "Enter") {
      if (input.value.trim()) event.preventDefault();
      if (!list.hidden && found[marked]) add(found[marked].code);
    } else if (event.key === "Escape") hide();
    else if (event.key === "Backspace" && !input.value && chosen.length) remove(chosen[chosen.length - 1]);
  }

  function add(code) {
    chosen.push(code);
    input.value = "";
    input.removeAttribute("aria-invalid");
    hide();
    draw();
    changed();
  }

  function remove(code) {
    chosen = chosen.filter((other) => other !== code);
    draw();
    changed();
    input.focus();
  }

  function draw() {
    chips.replaceChildren(...chosen.map((code) => {
      const called = known.get(code)?.name || code;
      return el("li", {}, el("span", {}, called), el("button", { type: "button", class: "take-out", "aria-label": say("form-remove", { name: called }), onclick: () => remove(code) }, "×"));
    }));
  }

  return {
    box,
    value: () => [...chosen],
    set(codes) { chosen = [...codes]; draw(); },
    wrong() { input.setAttribute("aria-invalid", "true"); input.focus(); },
  };
}
