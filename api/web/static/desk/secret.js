// What is shown once: a password or a token in a dialog, with a button that copies it.
import { say, tell } from "./desk.js";

const dialog = document.getElementById("once");
const secret = document.getElementById("once-password");

document.getElementById("once-copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(secret.textContent);
    tell(say("copied"));
  } catch {
    getSelection().selectAllChildren(secret); // over plain HTTP a page may not copy
  }
});
dialog.addEventListener("close", () => { secret.textContent = ""; });

export function showOnce(text) {
  secret.textContent = text;
  dialog.showModal();
}
