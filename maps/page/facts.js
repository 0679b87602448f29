// One commune: its level, why, since when, what is next, and what holds there.
function showFacts(changed) {
  const box = byId("facts");
  const unit = state.unit;
  box.hidden = unit < 0;
  document.body.classList.toggle("has-facts", unit >= 0);
  if (unit < 0) return box.replaceChildren();
  const zone = zoneOf(unit, state.day);
  const holds = facts.holds.has(unit);
  const chip = holds
    ? make("p", { class: "chip" }, tallyChips(tallyOf(unit)))
    : make("p", { class: "chip" }, swatch(zone, true), make("strong", {}, levelText(unit, zone)));
  box.replaceChildren(
    make("div", { class: "facts-head" },
      make("h2", { tabindex: "-1", id: "facts-name" }, facts.units.name[unit]),
      make("button", { type: "button", class: "close", "aria-label": word("close"), onclick: closeFacts },
        draw("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, draw("path", { d: "M5 5l10 10M15 5 5 15" })))),
    make("p", { class: "hint" }, districtOf(unit)),
    chip,
    make("p", { class: "why" }, make("span", { class: "unseen" }, `${word("why")}: `), reasonOf(unit, state.day)),
    isFragile(unit, state.day) ? make("p", { class: "fragile" }, make("span", { class: "dot plain" }, "±1"), word("fragile")) : "",
    factList(unit, zone),
    facts.days.length > 1 && !holds ? history(unit) : "");
  if (changed && changed.has("focus")) byId("facts-name").focus({ preventScroll: sheet.matches });
  if (changed && changed.has("unit") && sheet.matches) showAboveSheet(unit);
}

// On a phone the facts are a sheet over the lower half: the commune moves above it.
const sheet = window.matchMedia("(max-width: 640px)");

function showAboveSheet(unit) {
  const path = view.paths[unit] || view.paths[facts.units.inside[unit]];
  if (!path) return;
  byId("frame").scrollIntoView({ block: "start" });
  const covered = byId("frame").getBoundingClientRect().bottom - byId("facts").getBoundingClientRect().top;
  const middle = path.getBounds().getCenter();
  view.map.panInside(middle, { paddingTopLeft: [70, 70], paddingBottomRight: [70, Math.max(40, covered + 40)], animate: !still });
}

function factList(unit, zone) {
  const row = (key, value) => make("div", {}, make("dt", {}, word(key)), make("dd", {}, value));
  const clause = facts.clauses[today().clause[unit]][state.lang];
  const people = facts.units.people[unit];
  const standing = stationsIn(unit);
  const inside = insideOf(unit);
  const holds = facts.holds.has(unit);
  return make("dl", {},
    holds ? null : row("since", dayText(sinceOf(unit, state.day))),
    holds ? null : row("next-better", nextText(unit, state.day, zone)),
    clause ? row("clause", clause) : null,
    row("order-there", orderName(unit)),
    standing ? row("stations-here", standing) : null,
    people >= 0 ? row("people-there", number(people)) : null,
    inside.length ? row("inside", make("ul", { class: holds ? "inside groups" : "inside" }, inside.map((other) => insideRow(other)))) : null);
}

function insideRow(unit) {
  const zone = zoneOf(unit, state.day);
  return make("li", {}, make("button", { type: "button", onclick: () => change({ unit, focus: true }) }, swatch(zone),
    make("span", {}, facts.units.name[unit], make("span", { class: "hint" }, [zoneName(zone), facts.inForce[unit] < 0 ? "" : orderName(unit)].filter(Boolean).join(" · ")),
      facts.holds.size ? make("span", { class: "hint" }, reasonOf(unit, state.day)) : null)));
}

function nextText(unit, day, zone) {
  const better = betterOf(unit, day);
  if (better) return dayText(better);
  return word(zone.letter === facts.best ? "next-best" : "unknown");
}

function orderName(unit) {
  const order = facts.orders[facts.inForce[unit]];
  if (!order) return word("order-none-there");
  const name = order.basis || order.issuer;
  return order.number ? `${name} (${word("order-number", { number: order.number })})` : name;
}

function history(unit) {
  const cells = facts.days.map((one, day) => {
    const zone = zoneOf(unit, day);
    const cell = make("button", { type: "button", class: day === state.day ? "now" : "", title: `${dayText(one.day)}: ${zoneName(zone)}`, "aria-label": `${dayText(one.day)}: ${zoneName(zone)}`, onclick: () => change({ day }) });
    cell.style.backgroundColor = zone.fill;
    return cell;
  });
  return make("div", { class: "history" }, make("h3", {}, word("history")), make("div", { class: "cells" }, cells));
}

function closeFacts() {
  const path = view.paths[state.unit];
  change({ unit: -1 });
  const element = path && path.getElement();
  if (element) element.focus({ preventScroll: true });
}
