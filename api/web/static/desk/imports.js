// The page of imports: send a file, look at it, confirm it; the address names the import.
import { showPast, showBatches } from "./imports_past.js";
import { readyToSend } from "./imports_send.js";
import { showImport, stopShowing } from "./imports_show.js";

const OPEN = new Set(["waiting", "reading", "previewed", "importing"]);

function open(key) {
  history.replaceState(null, "", `#${key}`);
  showImport(key, { onchange: lists, onopen: open });
}

async function lists() {
  const mine = await showPast(open);
  await showBatches();
  return mine;
}

function startOver() {
  stopShowing();
  history.replaceState(null, "", location.pathname);
}

function look(key) {
  open(key);
  lists();
  document.getElementById("shown").scrollIntoView();
}

readyToSend({ onasked: look, onnew: startOver });

const mine = await lists();
const named = decodeURIComponent(location.hash.slice(1));
const waiting = mine.find((one) => OPEN.has(one.state));
if (named) open(named);
else if (waiting) open(waiting.key);
addEventListener("hashchange", () => open(decodeURIComponent(location.hash.slice(1))));
