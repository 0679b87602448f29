// The panel of locked areas and posts: what each is, what it takes, what is in doubt.
const FIRST_POSTS = 12;

function showClosing(all) {
  const { perimeters, rings, posts } = facts.closing;
  const switches = { areas: perimeters.length, posts: posts.length };
  for (const [name, count] of Object.entries(switches)) {
    const button = byId(`${name}-switch`);
    button.hidden = count === 0;
    button.setAttribute("aria-pressed", String(state[name]));
    button.textContent = word(`${name}-${state[name] ? "hide" : "show"}`);
  }
  const kinds = ["staffed", "barrier"].map((kind) => [kind, posts.filter((post) => post.kind === kind)]);
  const rows = [
    perimeters.length ? [areaSign(areaFill()), word(facesOut() ? "guarded-sign" : "area-sign", { n: number(perimeters.length) })] : null,
    rings.length ? [areaSign("distanced", "6 4"), word("ring-sign", { n: number(rings.length) })] : null,
    ...kinds.map(([kind, some]) => (some.length ? [postSign({ kind, id: "1" }, true), word("post-sign", { kind: word(`post-${kind}`), n: number(some.length) })] : null)),
  ];
  byId("closing-day").textContent = word("closing-day", { day: dayText(facts.days[lastDay()].day) });
  byId("closing-signs").replaceChildren(...rows.filter(Boolean).map(([sign, text]) =>
    make("li", {}, make("span", { class: "sign-cell" }, sign), make("span", {}, text))));
  byId("closing-notices").replaceChildren(...closingNotices().map(([text, kind, rest]) =>
    make("li", { class: kind }, rest ? make("details", {}, make("summary", {}, text), rest) : text)));
  showAreas();
  showPosts(all);
}

// What may be wrong stands first; a plan is named where there are several.
function closingNotices() {
  const { design, plans } = facts.closing;
  const told = [];
  for (const plan of plans) {
    const head = plans.length > 1 ? `${plan.name}: ` : "";
    if (plan.doubtful) told.unshift([head + word("plan-doubtful", { n: number(plan.nearMisses) }), "way-out"]);
  }
  if (facts.closing.perimeters.some((area) => area.state === "proposed")) told.push([word("design-proposed"), ""]);
  const names = [...new Set([design, ...plans].filter(Boolean).flatMap((one) => one.placeholders.map((name) => name[state.lang])))];
  if (names.length) told.push([word("placeholders", { n: number(names.length) }), "", `${names.join("; ")}.`]);
  return told;
}

function showAreas() {
  const { perimeters, design } = facts.closing;
  const said = !design ? [] : [
    design.cost < 0 ? "" : word("design-cost", { n: number(design.cost) }),
    design.unique === false ? word("design-not-unique") : "",
    design.added.length ? word("design-added", { names: design.added.map(([name, people]) => `${name} (${peopleIn({ people })})`).join(", ") }) : "",
    design.added.length ? word(design.approved ? "design-approved" : "design-unapproved", { by: design.approved }) : "",
    design.hamlets.length ? word("design-hamlets", { names: design.hamlets.map((names) => names.join(", ")).join("; ") }) : "",
  ];
  byId("closing-areas").replaceChildren(...(perimeters.length ? [
    make("h3", {}, word(facesOut() ? "guarded-areas" : "closing-areas")),
    make("p", { class: "hint" }, said.filter(Boolean).join(" ")),
    make("ul", { class: "closing-list" }, perimeters.map((area) => areaRow(area)))] : []));
}

const peopleIn = (area) => (area.people < 0 ? word("people-untold") : word("people", { n: number(area.people) }));

function areaRow(area) {
  const count = (key, value) => make("div", {}, make("dt", {}, word(key)), make("dd", {}, value));
  const told = (value) => (value < 0 ? word("untold") : number(value));
  const cases = area.cases_inside < 0 && area.cases_outside < 0 ? "" : word("area-cases-both", { inside: told(area.cases_inside), outside: told(area.cases_outside) });
  return make("li", {},
    make("button", { type: "button", onclick: () => goToArea(area) },
      make("span", { class: "sign-cell" }, areaSign(areaFill())),
      make("span", {}, make("strong", {}, word(facesOut() ? "guarded" : "area", { id: area.id })), area.state === "proposed" ? make("span", { class: "tag" }, word("draft")) : null, make("span", { class: "hint" }, peopleIn(area)))),
    make("dl", {},
      area.state === "proposed" ? null : count("area-state", [word(`area-${area.state}`), area.number ? word("order-number", { number: area.number }) : ""].filter(Boolean).join(", ")),
      area.units.length ? count("area-units", area.units.join(", ")) : null,
      count("area-households", told(area.households)),
      cases ? count("area-cases", cases) : null,
      area.km < 0 ? null : count("area-length", word("area-km", { n: number(area.km) })),
      area.crossings < 0 ? null : count("area-crossings", number(area.crossings))));
}

function showPosts(all) {
  const { plans, posts } = facts.closing;
  const numbers = posts.map((_, n) => n);
  byId("closing-posts").replaceChildren(...plans.flatMap((plan, at) => planPart(plan, numbers.filter((n) => posts[n].plan === at), all)));
}

function planPart(plan, some, all) {
  const staffed = some.filter((n) => postAt(n).kind === "staffed").length;
  const head = word("plan-title", { staffed: number(staffed), barriers: number(some.length - staffed) });
  const shown = all === true ? some : some.slice(0, FIRST_POSTS);
  const rows = shown.map((n) => postRow(n));
  if (shown.length < some.length) {
    rows.push(make("li", {}, make("button", { type: "button", class: "more", onclick: () => showPosts(true) }, word("posts-more", { n: number(some.length) }))));
  }
  return [
    make("h3", {}, facts.closing.plans.length > 1 ? `${plan.name}: ${head}` : head),
    make("p", { class: "hint" }, planWords(plan)),
    make("ul", { class: "closing-list closing-posts" }, rows)];
}

function planWords(plan) {
  const near = plan.nearMisses === 0 || plan.doubtful ? "" : word(plan.closedIfJoined === null ? "plan-near-untold" : "plan-near", { n: number(plan.nearMisses) });
  return [
    plan.authority ? word("plan-authority", { by: plan.authority }) : "",
    plan.cost < 0 ? "" : word("plan-cost", { n: number(plan.cost) }),
    plan.people < 0 ? "" : word("plan-people", { n: number(plan.people) }),
    plan.betweenUnits.length ? word("plan-between", { names: plan.betweenUnits.join(", ") }) : "",
    plan.order.length ? word("plan-order", { names: plan.order.join(", ") }) : "",
    ["car", "all"].includes(plan.model) ? word(`plan-${plan.model}`) : "",
    plan.roadsDay ? word("plan-roads-day", { roads: plan.roads, day: dayText(plan.roadsDay) }) : word("plan-roads", { roads: plan.roads }),
    near,
  ].filter(Boolean).join(" ");
}

function postRow(n) {
  const post = postAt(n);
  const between = [...new Set(post.between)].join(" – ");
  const hints = [
    [post.id, word(`post-${post.kind}`), facts.closing.classes[post.class][state.lang]].filter(Boolean).join(" · "),
    [post.staff > 0 ? word("post-staff", { n: number(post.staff) }) : "", post.hours, post.agencies].filter(Boolean).join(" · "),
    [post.side ? word("post-side", { side: post.side }) : "", between, post.closing ? "" : word("post-inner")].filter(Boolean).join(" · "),
  ].filter(Boolean);
  return make("li", {}, make("button", { type: "button", "data-post": n, onclick: () => goToPost(n) },
    make("span", { class: "sign-cell" }, postSign(post, true)),
    make("span", {}, make("strong", {}, post.name || word("post-unnamed")), hints.map((text) => make("span", { class: "hint" }, text)))));
}
