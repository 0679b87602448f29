// One permit: its state, and asking that it is revoked.
import { ask, el, instantWords, lang, problemText, say, tell } from "./desk.js";

const STAMPS = { valid: "decided", early: "draft", ended: "draft", asked: "draft", revoked: "bad" };

export const groups = (code) => code.replace(/(.{4})(?=.)/g, "$1 ");

// A day ends at 24:00, as on the paper, not at 0:00 of the next one.
function endWords(iso) {
  const words = instantWords(iso);
  if (!words.endsWith(" 00:00")) return words;
  return instantWords(new Date(new Date(iso).getTime() - 60000).toISOString()).replace("23:59", "24:00");
}

export function showPermit(box, permit, { issues, onasked }) {
  const open = issues && ["valid", "early"].includes(permit.state);
  box.replaceChildren(el("div", { class: "order", "data-permit": permit.code },
    el("div", { class: "head" }, el("h3", { class: "code" }, groups(permit.code)),
      el("span", { class: `stamp ${STAMPS[permit.state]}` }, say(`permit-${permit.state}`))),
    el("p", {}, permit.kind_name[lang], " · ", say("order", { key: permit.order })),
    el("p", {}, say("span", { starts: instantWords(permit.starts), ends: endWords(permit.ends) })),
    permit.revocations.map((one) => el("p", { class: "hint" }, say("asked-line", { name: one.asked_by, at: instantWords(one.asked_at) }), ": ", one.reason)),
    open ? el("button", { type: "button", class: "danger", onclick: () => askRevoke(permit, onasked) }, say("revoke")) : null));
}

function askRevoke(permit, onasked) {
  const dialog = document.getElementById("revoke");
  const reason = el("textarea", { rows: "3", maxlength: "300", required: true });
  const said = el("div", { role: "alert" });
  dialog.replaceChildren(
    el("h2", { id: "revoke-title" }, say("revoke")),
    el("p", {}, say("revoke-lead", { code: groups(permit.code) })),
    el("form", { onsubmit: async (event) => {
      event.preventDefault();
      if (!reason.value.trim()) return reason.focus();
      const answer = await ask("POST", `/api/v1/permits/${permit.code}/revocations`, { body: { reason: reason.value } });
      if (!answer.ok) return said.replaceChildren(el("p", { class: "wrong" }, problemText(answer, say("offline"))));
      dialog.close();
      tell(say("revoke-asked"));
      onasked();
    } },
    el("label", {}, say("reason"), reason), said,
    el("div", { class: "row" }, el("button", { type: "submit", class: "danger" }, say("send")),
      el("button", { type: "button", class: "second", onclick: () => dialog.close() }, say("cancel")))));
  dialog.showModal();
  reason.focus();
}
