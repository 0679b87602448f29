// One's own deputies and tokens.
import { ask, el, say, tell, problemText, instantWords } from "./desk.js";
import { lastDay } from "./last_day.js";
import { showOnce } from "./secret.js";

const { roles, never } = JSON.parse(document.getElementById("places").textContent);
const deputies = document.getElementById("deputies");
const tokens = document.getElementById("tokens");
const where = (one) => one.unit_name || one.name || one.unit || say("everywhere");
const roleName = (role) => say(`role-${role}`);

function choices(select, offered) {
  select.append(...offered.map((one, n) => el("option", { value: String(n) },
    `${roleName(one.role)} · ${one.name || one.unit || say("everywhere")}`)));
  return () => ({ role: offered[select.value].role, unit: offered[select.value].unit });
}

function line(text, button, act, more) {
  return el("li", {}, el("span", {}, text), more,
    button ? el("button", { type: "button", class: "quiet", onclick: act, "aria-label": `${button}: ${text}` }, button) : null);
}

async function end(url, reload) {
  const answer = await ask("DELETE", url);
  tell(answer.ok ? say("ended") : problemText(answer, say("failed")), { bad: !answer.ok });
  reload();
}

async function loadDeputies() {
  const answer = await ask("GET", "/api/v1/deputies");
  if (!answer.ok) { deputies.replaceChildren(line(problemText(answer, say("failed")))); return; }
  const told = (one, key, who) => line(
    say(key, {
      name: one[`${who}_name`], account: one[who], role: roleName(one.role),
      unit: where({ unit_name: one.unit_name, unit: one.unit }), ends: lastDay(one.ends),
    }),
    say("deputy-end"), () => end(`/api/v1/deputies/${one.id}`, loadDeputies));
  const all = [
    ...answer.body.named.map((one) => told(one, "deputy-line", "deputy")),
    ...answer.body.held.map((one) => told(one, "deputy-held", "principal")),
  ];
  deputies.replaceChildren(...(all.length ? all : [line(say("deputy-none"))]));
}

async function loadTokens() {
  const answer = await ask("GET", "/api/v1/tokens");
  if (!answer.ok) { tokens.replaceChildren(line(problemText(answer, say("failed")))); return; }
  const all = answer.body.items.map((one) => line(
    say("token-line", { name: one.name, role: roleName(one.role), unit: where({ unit_name: one.unit_name, unit: one.unit }), ends: instantWords(one.ends) }),
    say("token-revoke"), () => end(`/api/v1/tokens/${encodeURIComponent(one.prefix)}`, loadTokens),
    [el("code", {}, `${one.prefix}…`), one.holds ? null : el("span", { class: "stamp draft" }, say("token-dead"))]));
  tokens.replaceChildren(...(all.length ? all : [line(say("token-none"))]));
}

function sends(form, url, read, done) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = form.querySelector(".wrong");
    const answer = await ask("POST", url, { body: read(form.elements) });
    wrong.hidden = answer.ok;
    wrong.textContent = answer.ok ? "" : problemText(answer, say("failed"));
    if (!answer.ok) return;
    form.reset();
    form.closest("details").open = false;
    done(answer.body);
  });
}

const deputyForm = document.getElementById("name-deputy");
const deputyRole = choices(deputyForm.elements.held, roles);
sends(deputyForm, "/api/v1/deputies",
  (fields) => ({ ...deputyRole(), deputy: fields.deputy.value.trim(), until: fields.until.value }),
  () => { tell(say("deputy-done")); loadDeputies(); });

const tokenForm = document.getElementById("make-token");
const offered = roles.filter((one) => !never.includes(one.role));
const tokenRole = choices(tokenForm.elements.held, offered);
if (!offered.length) tokenForm.closest("details").hidden = true;
sends(tokenForm, "/api/v1/tokens",
  (fields) => ({ ...tokenRole(), name: fields.name.value.trim(), days: Number(fields.days.value) }),
  (made) => { showOnce(made.token); loadTokens(); });

loadDeputies();
loadTokens();
