// Orders of permits, one permit by its code, what waits to be decided, quotas.
import { ask, el, figure, instantWords, lang, problemText, say, tell } from "./desk.js";
import { groups, showPermit } from "./permits_one.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const part = (name) => document.getElementById(name);
const path = encodeURIComponent;
let seen = "";
const wrong = (answer) => el("p", { class: "wrong" }, problemText(answer, say("offline")));

part("find").addEventListener("submit", (event) => {
  event.preventDefault();
  look(part("code").value);
});

async function look(code) {
  if (!code.trim()) return part("code").focus();
  const answer = await ask("GET", `/api/v1/permits/${path(code.trim())}`);
  if (!answer.ok) return part("found").replaceChildren(wrong(answer));
  part("code").value = groups(answer.body.code);
  showPermit(part("found"), answer.body, { issues: facts.issues.length > 0, onasked: () => { look(code); showWaiting(); } });
}

function orderOf(order) {
  const box = el("div");
  const counts = order.counts;
  const stamp = el("span", { class: `stamp ${{ asked: "draft", signed: "decided", refused: "bad" }[order.state]}` }, say(`state-${order.state}`));
  return el("li", { class: "card order", "data-order": order.key },
    el("div", { class: "head" }, el("h3", {}, say("order", { key: order.key })), stamp),
    el("p", {}, el("strong", {}, order.kind_name[lang]), " · ", order.unit_name),
    el("p", {}, say("counts", { read: figure(counts.read), accepted: figure(counts.accepted), refused: figure(counts.refused), duplicate: figure(counts.duplicate) })),
    counts.unusual ? el("p", { class: "notice" }, say("unusual")) : null,
    counts.why ? el("p", { class: "wrong" }, say("why-ended")) : null,
    el("p", { class: "hint" }, say("by", { name: order.author, at: instantWords(order.asked_at) })),
    order.state === "signed" ? el("div", { class: "row" }, ...sheets(order),
      el("button", { type: "button", class: "second", onclick: () => showCodes(box, order.key) }, say("codes"))) : null,
    box);
}

function sheets(order) {
  const { parts } = order;
  return Array.from({ length: parts }, (_, n) => n + 1).flatMap((number) => ["many", "one"].map((layout) => {
    const words = say(`sheet-${layout}`);
    const address = `/api/v1/permits/orders/${path(order.key)}/sheet.pdf?layout=${layout}&part=${number}`;
    return el("a", { class: "button second", href: address, download: true }, parts > 1 ? `${words}, ${say("part", { part: number, parts })}` : words);
  }));
}

async function showCodes(box, key) {
  const answer = await ask("GET", `/api/v1/permits/orders/${path(key)}`);
  if (!answer.ok) return box.replaceChildren(wrong(answer));
  const told = answer.body;
  box.replaceChildren(
    el("p", {}, say("signed-line", { signed: figure(told.signed), ended: figure(told.ended), revoked: figure(told.revoked) })),
    el("ul", { class: "codes" }, told.permits.map((one) => el("li", {},
      el("button", { type: "button", class: "second code", onclick: () => { look(one.code); part("find-title").scrollIntoView({ block: "start" }); } }, groups(one.code))))));
}

async function showOrders(after = "") {
  const answer = await ask("GET", `/api/v1/permits/orders?limit=20${after ? `&after=${path(after)}` : ""}`);
  if (!answer.ok) return part("more").replaceChildren(wrong(answer));
  const text = JSON.stringify(answer.body);
  if (!after && text === seen) return;
  seen = after ? "" : text;
  const items = answer.body.items.map(orderOf);
  if (after) part("orders").append(...items);
  else part("orders").replaceChildren(...(items.length ? items : [el("li", { class: "empty" }, say("orders-none"))]));
  const next = answer.body.next;
  part("more").replaceChildren(...(next ? [el("button", { type: "button", class: "second", onclick: () => showOrders(next) }, say("more"))] : []));
}

async function showWaiting() {
  const answer = await ask("GET", "/api/v1/permits/revocations");
  if (!answer.ok) return part("waiting").replaceChildren(wrong(answer));
  const items = answer.body.items;
  part("deciding").hidden = !items.length && !facts.decides.length;
  part("waiting").replaceChildren(...(items.length ? items.map(waitingOf) : [el("p", { class: "hint" }, say("waiting-none"))]));
}

function waitingOf(one) {
  const mine = one.asked_by === facts.name;
  const decides = facts.decides.length > 0 && !mine;
  const button = (revoke) => el("button", { type: "button", class: revoke ? "danger" : "second", onclick: () => decide(one, revoke) }, say(revoke ? "decide-revoke" : "decide-keep"));
  return el("div", { class: "order", "data-revocation": one.number },
    el("p", {}, el("strong", { class: "code" }, groups(one.code)), " · ", one.kind_name[lang]),
    el("p", {}, one.reason),
    el("p", { class: "hint" }, say("asked-line", { name: one.asked_by, at: instantWords(one.asked_at) })),
    decides ? el("div", { class: "row" }, button(true), button(false)) : null,
    mine && facts.decides.length ? el("p", { class: "hint" }, say("own")) : null);
}

async function decide(one, revoke) {
  const answer = await ask("POST", `/api/v1/permits/revocations/${one.number}/decide`, { body: { revoke } });
  if (answer.ok) tell(say(revoke ? "decided-revoke" : "decided-keep", { code: groups(one.code) }));
  else tell(problemText(answer, say("offline")), { bad: true });
  showWaiting();
}

async function showQuotas() {
  const own = facts.decides.length ? facts.decides : facts.issues;
  const lists = await Promise.all(own.map(async (unit) => ({ unit, answer: await ask("GET", `/api/v1/permits/quotas?unit=${path(unit.code)}`) })));
  const lines = lists.flatMap(({ unit, answer }) => {
    if (!answer.ok) return [wrong(answer)];
    if (!answer.body.items.length) return [el("p", { class: "hint" }, say("quotas-none", { unit: unit.name }))];
    return answer.body.items.map((one) => el("p", {}, say("quota-line", { kind: one.kind_name[lang], used: figure(one.used), per_day: figure(one.per_day), unit: one.unit })));
  });
  part("quotas").replaceChildren(...lines, ...(facts.decides.length ? [await quotaForm()] : []));
}

async function quotaForm() {
  const unit = el("select", {}, facts.decides.map((one) => el("option", { value: one.code }, `${one.name} (${one.code})`)));
  const kind = el("select");
  const number = el("input", { type: "number", min: "0", max: "999999", inputmode: "numeric" });
  async function fill() {
    const answer = await ask("GET", `/api/v1/permits/kinds?unit=${path(unit.value)}`);
    kind.replaceChildren(...(answer.ok ? answer.body.items : []).map((one) => el("option", { value: one.kind }, one.name[lang])));
  }
  unit.addEventListener("change", fill);
  await fill();
  return el("form", { class: "fields", onsubmit: async (event) => {
    event.preventDefault();
    const body = { unit: unit.value, kind: kind.value, per_day: Number(number.value) };
    if (!number.value || !kind.value) return number.focus();
    const answer = await ask("PUT", "/api/v1/permits/quotas", { body });
    tell(answer.ok ? say("quota-done") : problemText(answer, say("offline")), { bad: !answer.ok });
    if (answer.ok) showQuotas();
  } },
  el("label", { hidden: facts.decides.length === 1 }, say("unit"), unit), el("label", {}, say("quota-kind"), kind),
  el("label", {}, say("quota-number"), number), el("button", { type: "submit", class: "second" }, say("quota-set")));
}

const waits = () => document.querySelector(".stamp.draft");
// What waits to be signed is looked at again; what is open on the page stays open.
setInterval(() => { if (waits() && !document.hidden) showOrders(); }, 4000);
showOrders();
showWaiting();
showQuotas();
