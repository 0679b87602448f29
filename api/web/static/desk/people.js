// The accounts of one's units: the list, new ones, roles, passwords.
import { ask, el, say, tell, problemText, instantWords } from "./desk.js";
import { lastDay } from "./last_day.js";
import { showOnce } from "./secret.js";
import { unitSearch } from "./unit_search.js";

const { units, roles } = JSON.parse(document.getElementById("places").textContent);
const fixed = units.map((unit) => ({ code: unit.code, name: unit.name || say("everywhere"), path: [] }));
const list = document.getElementById("list");
const more = document.getElementById("more");
const search = document.getElementById("search");
const known = new Map();
let next = null;

const path = (name) => `/api/v1/accounts/${encodeURIComponent(name)}`;
const where = (grant) => grant.unit_name || grant.unit || say("everywhere");
const roleName = (role) => say(`role-${role}`);

function wrong(form, text) {
  const place = form.querySelector(".wrong");
  place.textContent = text;
  place.hidden = !text;
}

// Role, unit and last day: the same three fields wherever a role is granted.
function grantFields() {
  const role = el("select", { name: "role" }, roles.map((one) => el("option", { value: one }, roleName(one))));
  const unit = unitSearch(say("unit"), say("unit-hint"), fixed);
  const until = el("input", { type: "date", name: "until" });
  const fields = [el("label", {}, say("role"), role), unit.field, el("label", {}, say("until"), until)];
  return {
    fields,
    read() {
      const code = unit.value();
      if (code === null) return null;
      return { role: role.value, unit: code, ...(until.value ? { until: until.value } : {}) };
    },
    clear() { unit.clear(); until.value = ""; },
  };
}

function sure(title, text, button) {
  const dialog = document.getElementById("sure");
  document.getElementById("sure-title").textContent = title;
  document.getElementById("sure-text").textContent = text;
  document.getElementById("sure-yes").textContent = button;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

function handOver(account, password) {
  document.getElementById("once-who").textContent = say("once-who", { name: account.full_name, account: account.name });
  showOnce(password);
}

function keep(account) {
  known.set(account.name, account);
  draw();
}

// Do one thing and say how it went; the account as it is now comes back.
async function act(method, url, body, done) {
  const answer = await ask(method, url, { body });
  if (!answer.ok) {
    tell(problemText(answer, say("failed")), { bad: true });
    return null;
  }
  if (done) tell(done);
  return answer.body;
}

async function revoke(account, grant) {
  const facts = { name: account.full_name, role: roleName(grant.role), unit: where(grant) };
  if (!(await sure(say("revoke-title"), say("revoke-text", facts), say("revoke")))) return;
  const after = await act("DELETE", `${path(account.name)}/grants/${grant.id}`, undefined, say("revoked"));
  if (after) keep(after);
}

async function reset(account) {
  if (!(await sure(say("reset-title"), say("reset-text", { name: account.full_name }), say("reset")))) return;
  const made = await act("POST", `${path(account.name)}/reset`, {});
  if (!made) return;
  keep({ ...account, must_change: true, locked_until: null });
  handOver(account, made.password);
}

async function close(account) {
  if (!(await sure(say("close-title"), say("close-text", { name: account.full_name }), say("close")))) return;
  const after = await act("POST", `${path(account.name)}/close`, {});
  if (after) keep(after);
}

function grantForm(account) {
  const grant = grantFields();
  const form = el("form", {
    class: "fields", novalidate: true,
    onsubmit: async (event) => {
      event.preventDefault();
      const asked = grant.read();
      if (!asked) { wrong(form, say("unit-missing")); return; }
      const answer = await ask("POST", `${path(account.name)}/grants`, { body: asked });
      if (!answer.ok) { wrong(form, problemText(answer, say("failed"))); return; }
      tell(say("granted"));
      keep(answer.body);
    },
  }, grant.fields, el("p", { class: "wrong", role: "alert", hidden: true }),
    el("div", { class: "row" }, el("button", { type: "submit" }, say("grant"))));
  return form;
}

function grantLine(account, grant) {
  return el("li", {},
    el("strong", {}, roleName(grant.role)),
    el("span", {}, where(grant)),
    grant.ends ? el("span", { class: "hint" }, say("grant-until", { at: lastDay(grant.ends) })) : null,
    grant.deputy ? el("span", { class: "stamp draft" }, say("grant-deputy", { name: grant.granted_by })) : null,
    account.own ? null : el("button", {
      type: "button", class: "quiet", onclick: () => revoke(account, grant),
      "aria-label": `${say("revoke")}: ${roleName(grant.role)}, ${where(grant)}, ${account.full_name}`,
    }, say("revoke")));
}

function changes(account) {
  const more = account.whole
    ? el("div", { class: "row" },
      el("button", { type: "button", class: "second", onclick: () => reset(account) }, say("reset")),
      el("button", { type: "button", class: "quiet bad", onclick: () => close(account) }, say("close")))
    : el("p", { class: "hint" }, say("wider"));
  return el("details", {},
    el("summary", { "aria-label": `${say("change")}: ${account.full_name}` }, say("change")), grantForm(account), more);
}

function card(account) {
  const marks = [
    account.own && el("span", { class: "stamp decided" }, say("own")),
    account.closed_at && el("span", { class: "stamp" }, say("closed", { at: instantWords(account.closed_at) })),
    account.must_change && !account.closed_at && el("span", { class: "stamp draft" }, say("must-change")),
    account.locked_until && el("span", { class: "stamp draft" }, say("locked", { at: instantWords(account.locked_until) })),
  ].filter(Boolean);
  const open = !account.own && !account.closed_at;
  const parts = [
    el("h3", {}, account.full_name),
    el("p", { class: "hint" }, el("code", {}, account.name), account.office ? ` · ${account.office}` : ""),
    marks.length ? el("p", { class: "row" }, marks) : null,
    account.grants.length
      ? el("ul", { class: "plain grants" }, account.grants.map((grant) => grantLine(account, grant)))
      : el("p", { class: "hint" }, say("no-grants")),
    open ? changes(account) : null,
  ];
  return el("li", { class: account.closed_at ? "card over" : "card", "data-name": account.name }, parts.filter(Boolean));
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

function draw() {
  const words = plain(search.value.trim());
  const shown = [...known.values()]
    .filter((account) => plain(`${account.full_name} ${account.name} ${account.office}`).includes(words))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  more.hidden = next === null;
  list.setAttribute("aria-busy", "false");
  list.replaceChildren(shown.length
    ? el("ul", { class: "people" }, shown.map(card))
    : el("p", { class: "empty" }, say(known.size ? "none-found" : "none")));
}

async function load() {
  const answer = await ask("GET", `/api/v1/accounts${next ? `?after=${encodeURIComponent(next)}` : ""}`);
  if (!answer.ok) {
    list.replaceChildren(el("p", { class: "empty" }, problemText(answer, say("failed"))));
    return;
  }
  for (const account of answer.body.items) known.set(account.name, account);
  next = answer.body.next;
  draw();
}

const make = document.getElementById("make");
const first = grantFields();
document.getElementById("make-grant").append(...first.fields);
make.addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = first.read();
  if (!asked) { wrong(make, say("unit-missing")); return; }
  const given = Object.fromEntries(["name", "full_name", "office"].map((name) => [name, make.elements[name].value.trim()]));
  const answer = await ask("POST", "/api/v1/accounts", { body: { ...given, ...asked } });
  if (!answer.ok) { wrong(make, problemText(answer, say("failed"))); return; }
  wrong(make, "");
  make.reset();
  first.clear();
  document.getElementById("new").open = false;
  keep(answer.body.account);
  tell(say("made", { name: answer.body.account.name }));
  handOver(answer.body.account, answer.body.password);
});
search.addEventListener("input", draw);
more.addEventListener("click", load);
load();
