// What looks odd at posts: the newest first, and who has looked at it.
import { ask, el, instantWords, known, problemText, say, tell } from "./desk.js";

const list = document.getElementById("alerts");
const after = document.getElementById("after");
const count = document.getElementById("count");

function facts(alert) {
  const { first, second, km, device, seq } = alert.facts;
  const names = alert.posts.map((post) => alert.names[post] || post);
  const parts = [];
  if (first && second && names.length > 1) {
    parts.push(say("pair", { first: names[0], at: instantWords(first), second: names[1], then: instantWords(second) }));
    if (km) parts.push(say("apart", { km: Math.round(km) }));
  } else if (names.length) {
    parts.push(names.join(", "));
  }
  if (device) parts.push(say("phone", { device, seq }));
  parts.push(say("unit", { unit: alert.unit }));
  return parts.join(" · ");
}

function row(alert) {
  const made = el("li", { class: alert.seen_by ? "alert seen" : "alert" },
    el("h2", {}, known(`kind-${alert.kind}`) || alert.kind),
    el("p", {}, el("time", { datetime: alert.at }, instantWords(alert.at))),
    el("p", { class: "facts" }, facts(alert)));
  const who = el("p", { class: "hint" });
  const told = (name) => { who.replaceChildren(say("seen", { name })); made.classList.add("seen"); };
  if (alert.seen_by) told(alert.seen_by);
  else {
    const button = el("button", { type: "button", class: "second" }, say("see"));
    button.addEventListener("click", async () => {
      button.disabled = true;
      const answer = await ask("POST", `/api/v1/alerts/${alert.id}/seen`, { body: {} });
      button.disabled = false;
      if (!answer.ok) return tell(problemText(answer, say("offline")), { bad: true });
      tell(say("saw"));
      return told(answer.body.seen_by);
    });
    who.append(button);
  }
  made.append(who);
  return made;
}

async function load(next) {
  after.replaceChildren(el("span", { class: "hint" }, say("loading")));
  const answer = await ask("GET", `/api/v1/alerts${next ? `?after=${encodeURIComponent(next)}` : ""}`);
  if (!answer.ok) {
    after.replaceChildren(el("p", { class: "wrong", role: "alert" }, problemText(answer, say("offline"))),
      el("button", { type: "button", class: "second", onclick: () => load(next) }, say("again")));
    return;
  }
  list.append(...answer.body.items.map(row));
  const shown = list.children.length;
  count.textContent = shown ? say("counted", { count: shown }) : "";
  const following = answer.body.next;
  after.replaceChildren(following
    ? el("button", { type: "button", class: "second", id: "more", onclick: () => load(following) }, say("more"))
    : el("p", { class: shown ? "hint" : "empty" }, say(shown ? "end" : "none")));
}

load("");
