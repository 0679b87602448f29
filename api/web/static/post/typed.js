// The code under the QR picture, typed on keys that a wet thumb hits.
import { checkCode } from "./codes.js";
import { element, icon, show } from "./screens.js";
import { say } from "./words.js";

const KEYS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // without I, L, O and U: nobody tells them apart
const LONG = 8;
const shown = document.getElementById("code-typed");
const told = document.getElementById("code-told");
const check = document.getElementById("code-check");
let typed = "";
let wanted = null;

// Ask for a code; `found` gets it once its check digit fits.
export function askCode(found) {
  wanted = found;
  type("");
  show("code");
}

export function tellCode(key) {
  told.textContent = key ? say(key) : "";
}

document.getElementById("keys").append(
  ...[...KEYS].map((key) => element("button", { type: "button", text: key, onclick: () => type(typed + key) })),
  element("button", { type: "button", class: "delete", "data-word-label": "code-delete", "aria-label": say("code-delete"), onclick: () => type(typed.slice(0, -1)) }, icon("back")),
);

addEventListener("keydown", (event) => {
  if (document.body.dataset.screen !== "code" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Backspace") type(typed.slice(0, -1));
  else if (/^[0-9a-z]$/i.test(event.key)) type(typed + event.key.toUpperCase());
});

check.addEventListener("click", () => {
  let code = false;
  try {
    code = checkCode(typed);
  } catch {
    // It says below that the digit does not fit.
  }
  if (!code) return tellCode("code-wrong");
  tellCode("");
  wanted(code);
});

function type(text) {
  typed = text.slice(0, LONG);
  shown.textContent = `${typed.slice(0, 4)} ${typed.slice(4)}`.trim() || "····";
  check.disabled = typed.length !== LONG;
  tellCode("");
}
