// Posts and phones: the page is whole without this; it makes codes and shuts phones out.
import { ask, instantWords, problemText, say, tell } from "./desk.js";

const form = document.getElementById("code");
const made = document.getElementById("made");
const dialog = document.getElementById("sure");
const reason = document.getElementById("reason");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  made.textContent = "";
  const answer = await ask("POST", "/api/v1/devices/codes", { body: { unit: form.elements.unit.value.trim() } });
  if (!answer.ok) {
    tell(problemText(answer, say("offline")), { bad: true });
    return;
  }
  const code = answer.body.code.replace(/^(.{4})/, "$1-");
  made.textContent = say("code-shown", { code, ends: instantWords(answer.body.ends) });
});

for (const button of document.querySelectorAll("[data-disable]")) {
  button.addEventListener("click", () => askFirst(button.dataset.disable, button.dataset.label));
}

function askFirst(key, label) {
  document.getElementById("sure-title").textContent = say("disable-title", { label });
  reason.value = "";
  dialog.returnValue = "";
  dialog.onclose = () => { if (dialog.returnValue === "yes") disable(key, label); };
  dialog.showModal();
}

async function disable(key, label) {
  const answer = await ask("POST", `/api/v1/devices/${key}/disable`, { body: { reason: reason.value.trim() } });
  if (!answer.ok) {
    tell(problemText(answer, say("offline")), { bad: true });
    return;
  }
  tell(say("disabled", { label }));
  location.reload();
}
