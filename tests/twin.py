"""The browser's half of what is judged twice: the scripts of the post in Chromium.

The files are handed to the browser as the service serves them, under the same strict
policy, at an address that exists nowhere: no server, no network.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from maps.assets import list_assets, read_bytes

STATIC = Path(__file__).resolve().parents[1] / "api" / "web" / "static"
HOME = "https://post.test"
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
# Bytes cross as {"hex": "..."}; an error comes back as {"error": its message}.
_CALL = """
async ([path, name, given]) => {
  const bytes = (hex) =>
    Uint8Array.from(hex.match(/../g) ?? [], (x) => parseInt(x, 16));
  const into = (x) =>
    Array.isArray(x) ? x.map(into)
    : x === null || typeof x !== "object" ? x
    : Object.keys(x).length === 1 && typeof x.hex === "string" ? bytes(x.hex)
    : Object.fromEntries(Object.entries(x).map(([k, v]) => [k, into(v)]));
  const out = (x) =>
    x instanceof Uint8Array
      ? {hex: Array.from(x, (b) => b.toString(16).padStart(2, "0")).join("")}
    : Array.isArray(x) ? x.map(out)
    : x instanceof Map ? Object.fromEntries([...x].map(([k, v]) => [String(k), out(v)]))
    : x === null || typeof x !== "object" ? (typeof x === "bigint" ? Number(x) : x)
    : Object.fromEntries(Object.entries(x).map(([k, v]) => [k, out(v)]));
  const module = await import(path);
  const one = async (args) => {
    try {
      return {value: out(await module[name](...args.map(into))) ?? null};
    } catch (error) {
      return {error: error.message};
    }
  };
  const found = [];
  for (const args of given) found.push(await one(args));
  return found;
}
"""


@dataclass
class Twin:
    """A page in which the scripts of the service can be called."""

    page: Page

    def call_all(
        self, script: str, name: str, calls: list[list[Any]]
    ) -> list[dict[str, Any]]:
        """Call one exported function for each list of arguments.

        Parameters
        ----------
        script
            Under ``static``, "post/certlogic.js".
        name
            Exported by it; may be asynchronous.
        calls
            Arguments as JSON; bytes as ``{"hex": "00ff"}``.

        Returns
        -------
        list of dict
            ``{"value": ...}`` or ``{"error": message}``, in the same order.
        """
        found: list[dict[str, Any]] = self.page.evaluate(
            _CALL, [f"/static/{script}", name, calls]
        )
        return found

    def call(self, script: str, name: str, *args: Any) -> Any:
        """Call one exported function once; an error of the script fails the test."""
        (answer,) = self.call_all(script, name, [list(args)])
        assert "error" not in answer, answer["error"]
        return answer["value"]


@contextmanager
def twin_in(browser: Browser) -> Iterator[Twin]:
    """Open the page; what it prints on its console fails the test."""
    context = browser.new_context()
    page, spoken = context.new_page(), list[str]()
    page.on("console", lambda message: spoken.append(message.text))
    page.on("pageerror", lambda error: spoken.append(str(error)))
    page.route("**/*", _hand_over)
    try:
        page.goto(HOME)
        yield Twin(page)
        assert spoken == []
    finally:
        context.close()


def _hand_over(route: Route) -> None:
    path = urlsplit(route.request.url).path
    headers = {"Content-Security-Policy": POLICY}
    if path == "/":
        route.fulfill(body="<!doctype html>", content_type="text/html", headers=headers)
        return
    body: bytes | None = None
    if path.startswith("/static-vendor/"):
        asset = list_assets().get(path.removeprefix("/static-vendor/"))
        body = None if asset is None else read_bytes(asset.file)
    elif path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
        body = file.read_bytes() if file.is_file() else None
    if body is None:
        route.fulfill(status=404, body=json.dumps({"missing": path}))
        return
    route.fulfill(body=body, content_type="text/javascript", headers=headers)
