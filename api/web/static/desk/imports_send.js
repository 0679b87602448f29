// Choosing a file or dropping one, sending it with its progress, and calling it off.
import { el, figure, problemText, say, tell } from "./desk.js";
import { showOptions } from "./imports_options.js";

const LARGEST = 25_000_000;
const drop = document.getElementById("drop");
const input = document.getElementById("file");
const sending = document.getElementById("sending");
const asked = document.getElementById("asked");
export const unitChosen = () => document.getElementById("unit").value;

export function readyToSend({ onasked, onnew }) {
  const template = document.getElementById("template");
  document.getElementById("unit").addEventListener("change", () => {
    template.href = `${template.pathname}?unit=${encodeURIComponent(unitChosen())}`;
    reset();
  });
  input.addEventListener("change", () => take(input.files));
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  // A file dropped beside the box must not take the page away.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

  function reset() {
    asked.hidden = true;
    sending.hidden = true;
    drop.hidden = false;
    input.value = "";
  }

  async function take(files) {
    if (!files.length) return;
    if (files.length > 1) return tell(say("several"), { bad: true });
    const [file] = files;
    if (file.size > LARGEST) { input.value = ""; return tell(say("too-large", { name: file.name }), { bad: true }); }
    onnew();
    drop.hidden = true;
    const answer = await send(file, unitChosen());
    sending.hidden = true;
    if (!answer.ok) {
      reset();
      return tell(answer.status < 0 ? say("stopped") : problemText(answer, say("no-line")), { bad: true });
    }
    showOptions(asked, answer.body, {
      onother: () => { reset(); input.focus(); },
      onasked: (key) => { reset(); onasked(key); },
    });
  }
}

// fetch tells nothing of what was sent so far; this does. Status -1 is called off.
function send(file, unit) {
  const bar = el("progress", { max: file.size, value: 0, "aria-label": file.name });
  const words = el("p", { role: "status" });
  const mega = (bytes) => figure(Math.round(bytes / 100_000) / 10);
  const tellSent = (done) => {
    words.textContent = say("sending", { name: file.name, done: mega(done), of: mega(file.size) });
    bar.value = done;
  };
  const request = new XMLHttpRequest();
  sending.replaceChildren(words, bar, el("p", {}, el("button", { type: "button", class: "second", onclick: () => request.abort() }, say("cancel"))));
  sending.hidden = false;
  tellSent(0);
  const form = new FormData();
  form.append("unit", unit);
  form.append("file", file);
  return new Promise((done) => {
    const end = (status) => {
      let body = null;
      try { body = JSON.parse(request.responseText); } catch { /* no line, or no JSON */ }
      done({ ok: status === 201, status, body });
    };
    request.upload.addEventListener("progress", (event) => tellSent(Math.min(event.loaded, file.size)));
    request.addEventListener("load", () => end(request.status));
    request.addEventListener("error", () => end(0));
    request.addEventListener("abort", () => end(-1));
    request.open("POST", "/api/v1/uploads");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.setRequestHeader("X-CSRFToken", document.querySelector('meta[name="csrf"]').content);
    request.send(form);
  });
}
