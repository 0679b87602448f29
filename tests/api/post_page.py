"""A post as it stands at night: the service over TLS, a phone, and codes to hold up."""

import io
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import segno
from PIL import Image
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from api.store.bundles import intend_bundle, keep_bundle, newest_bundle
from api.store.engine import writing
from api.store.keys import add_key
from api.web.tls import TlsFront, load_certificate
from gis.permits.claims import sign_permit
from gis.permits.ground import Ground, Turn, Zoning
from gis.permits.keys import Key
from gis.permits.read import (
    list_policies,
    read_policy,
    read_purposes,
    read_rulebook,
)
from gis.permits.records import Claims
from gis.permits.status import list_revoked
from tests.api.desk import BEGINS, PASSWORD, Desk, open_desk, small_units
from tests.api.phones import code_of, give_posts
from tests.browser import PHONE, Record, chromium
from tests.permits import bundles

AT = int(BEGINS.timestamp())
YEAR = 365 * 86400
PATIENCE_MS = 12_000
REVOKED = 700
_TAPS = 20
KEY: Key = bundles.PERMIT
CAMERA = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--ignore-certificate-errors",
)


def permit(**more: Any) -> str:
    """Sign a permit of the green lane, in force for five days."""
    usual: dict[str, Any] = {
        "id": bytes(range(8)),
        "issuer": "91",
        "issued": AT - 3600,
        "starts": AT - 3600,
        "ends": AT + 5 * 86400,
        "kind": "green_lane",
        "purposes": ("goods",),
        "plate": "68C12345",
        "index": 5,
    }
    return sign_permit(Claims(**{**usual, **more}), bundles.PERMIT_PRIVATE, KEY.kid)


def bundle(version: int, issued: datetime, previous: str, **more: Any) -> bytes:
    """Sign a bundle: directive 16 in 91, 15 in 82, and every policy."""
    frame = small_units()
    units = {
        str(row.Index): (row.parent, row.admin_level) for row in frame.itertuples()
    }
    zones = {"30001": (2, "risk"), "30003": (1, "new_normal"), "28001": (4, "high")}
    acts = {"91": (("16/CT-TTg", "16/CT-UBND"),), "82": (("15/CT-TTg", ""),)}
    ground = Ground(units, (Zoning(AT - YEAR, zones),), (Turn(AT - YEAR, acts),))
    policies = [read_policy(one) for one in list_policies()]
    return bundles.bundle(
        version,
        previous,
        issued=issued,
        ground=ground,
        rulebook=read_rulebook(policies),
        status=(list_revoked("91", [REVOKED]),),
        purposes=tuple(read_purposes()),
        **more,
    )


def film(folder: Path, text: str) -> Path:
    """Make what a camera sees of a printed code: small, tilted, grey."""
    code = io.BytesIO()
    segno.make(text, error="m", boost_error=False).save(
        code, kind="png", scale=4, border=4
    )
    seen = Image.new("L", (640, 480), 150)
    printed = Image.open(code).convert("L").rotate(4, expand=True, fillcolor=150)
    printed.thumbnail((400, 400))
    seen.paste(printed, ((640 - printed.width) // 2, (480 - printed.height) // 2))
    frame = io.BytesIO()
    seen.convert("RGB").save(frame, "jpeg", quality=80)
    file = folder / "camera.mjpeg"
    file.write_bytes(frame.getvalue() * 4)
    return file


@dataclass
class Gate:
    """The service at an address, and what it gives to phones.

    Parameters
    ----------
    desk
        Behind it.
    address
        ``https://127.0.0.1:PORT``.
    """

    desk: Desk
    address: str

    @contextmanager
    def phone(self, browser: Browser, **options: Any) -> Iterator[tuple[Page, Record]]:
        """Take a phone into the hand, at eight in the morning of 14 September 2021."""
        context = browser.new_context(
            **{"viewport": PHONE, "reduced_motion": "reduce", **options},
            base_url=self.address,
            ignore_https_errors=True,
        )
        context.clock.set_fixed_time(self.desk.clock())
        try:
            page, record = context.new_page(), Record()
            page.set_default_timeout(PATIENCE_MS)
            page.on("console", lambda message: record.console.append(message.text))
            page.on("pageerror", lambda error: record.console.append(str(error)))
            page.on("request", lambda request: record.requests.append(request.url))
            yield page, record
        finally:
            context.close()

    def publish(self, hours: float = 0.5, **more: Any) -> int:
        """Let phones have a bundle made `hours` ago; give its version."""
        issued = self.desk.clock() - timedelta(hours=hours)
        with writing(self.desk.engine) as connection:
            before = newest_bundle(connection)
            after = "" if before is None else before.sha256
            ends = issued + timedelta(hours=72)
            version = intend_bundle(connection, issued, ends, "0" * 64, issued)
            raw = bundle(version, issued, after, **more)
            assert keep_bundle(connection, version, raw, after)
        return version


@contextmanager
def standing(url: str, folder: Path) -> Iterator[Gate]:
    """Serve the small desk over TLS, with its posts."""
    desk = open_desk(url, folder)
    give_posts(desk)
    with writing(desk.engine) as connection:
        add_key(connection, bundles.ROOT, desk.clock())
    server = create_server(
        desk.app, host="127.0.0.1", port=0, threads=6, url_scheme="https"
    )
    threading.Thread(target=_run, args=(server,), daemon=True).start()
    behind = ("127.0.0.1", server.effective_port)
    with TlsFront(
        ("127.0.0.1", 0), load_certificate(*make_certificate(folder)), behind
    ) as front:
        threading.Thread(target=front.serve_forever, daemon=True).start()
        try:
            gate = Gate(desk, f"https://127.0.0.1:{front.server_address[1]}")
            gate.publish()
            yield gate
        finally:
            front.shutdown()
            server.close()
            desk.app.extensions["keeper"].close()


def _run(server: Any) -> None:
    with suppress(OSError):  # it may be waiting on the line that is being closed
        server.run()


def begin_shift(gate: Gate, page: Page, direction: str = "VÀO") -> None:
    """Sign in, enrol the phone, choose the post and begin."""
    page.goto("/signin?next=/post")
    page.fill("input[name=name]", "chot")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("#enrol-code", code_of(gate.desk))
    page.click("#enrol button")
    page.wait_for_selector("#band.fresh")  # the bundle is there, and its age is told
    page.click("#posts button:has-text('QL80')")
    page.click(f"#directions button:has-text('{direction}')")
    page.click("#begin:enabled")
    page.wait_for_selector("#home:not([hidden])")


def kept_offline(page: Page) -> None:
    """Wait until the phone holds the whole page."""
    page.wait_for_selector("html[data-kept=whole]")


def tap(page: Page, label: str) -> None:
    """Tap a tile of the step that is shown, again where it took none yet.

    For a quarter of a second a step takes no tap: a double one is for the step before.
    """
    before = _step(page)
    for _ in range(_TAPS):
        page.wait_for_timeout(260)
        page.click(f"#step button:has-text('{label}')")
        for _ in range(_TAPS):
            if _step(page) != before:
                return
            page.wait_for_timeout(100)
    raise AssertionError(label)


def _step(page: Page) -> list[str]:
    return page.locator(
        "#taps:not([hidden]) :is(#step-title, #step-of)"
    ).all_inner_texts()


def four_taps(page: Page, *labels: str) -> str:
    """Go through the four screens, and give the verdict that fills the fifth."""
    page.click("#to-taps")
    for label in labels:
        tap(page, label)
    return verdict(page)


def verdict(page: Page) -> str:
    """Wait for the verdict: pass, stop or manual."""
    page.wait_for_selector("#verdict:not([hidden])")
    found = page.get_attribute("#verdict", "data-verdict")
    assert found is not None
    return found


@contextmanager
def with_camera(folder: Path, text: str) -> Iterator[Browser]:
    """Start a Chromium whose camera sees a printed code."""
    file = film(folder, text)
    with chromium(*CAMERA, f"--use-file-for-fake-video-capture={file}") as browser:
        yield browser


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate that nobody but these tests believes."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    ask = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    name = "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(key), "-out", str(cert)]
    words = ["openssl", *ask.split(), *name.split(), *files]
    subprocess.run(words, check=True, capture_output=True)
    return cert, key
