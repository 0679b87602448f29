"""The checkpoint page over TLS: a printed code, the net gone, then back."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.store.engine import reading
from api.store.gates import checks
from tests.api.post_page import (
    Gate,
    begin_shift,
    four_taps,
    kept_offline,
    permit,
    verdict,
    with_camera,
)

pytestmark = pytest.mark.browser
NOTHING = "KHÔNG CÓ GIẤY"


def rows(gate: Gate) -> list[Any]:
    with reading(gate.desk.engine) as connection:
        return list(connection.execute(checks.select().order_by(checks.c.seq)))


def test_a_whole_path_scanned_and_tapped_cut_off_and_sent_after(
    gate: Gate, tmp_path: Path
) -> None:
    text = permit()
    with (
        with_camera(tmp_path, text) as browser,
        gate.phone(browser) as (page, record),
    ):
        begin_shift(gate, page)
        page.click("#to-scan")
        page.wait_for_selector("#confirm:not([hidden])")
        assert page.text_content("#confirm-plate strong") == "68C12345"
        page.click("#confirm-yes")
        assert verdict(page) == "pass"
        kept_offline(page)
        page.wait_for_selector("#waiting:text-is('Đã gửi hết')")
        before = len(rows(gate))

        page.context.set_offline(True)
        page.reload()
        page.wait_for_selector("#home:not([hidden])")
        page.click("#to-scan")
        page.click("#confirm-no")
        assert verdict(page) == "manual"
        page.click("#to-home")
        assert four_taps(page, "Tiền Giang", "Chở hàng", NOTHING, "Xe tải") == "stop"
        why = page.text_content("#reasons") or ""
        assert "5187/VPCP-CN · Xe không có mã hoặc mã hết hạn" in why
        assert "green-lane" not in why
        page.click("#emergency")
        page.wait_for_selector("#verdict-word:text-is('CHO QUA NGAY')")
        assert page.text_content("#waiting") == "3 chưa gửi"
        assert len(rows(gate)) == before

        page.context.set_offline(False)
        page.wait_for_selector("#waiting:text-is('Đã gửi hết')")
        assert record.console == []
    kept = rows(gate)
    assert [row.verdict for row in kept if row.kind == "check"] == [
        "pass",
        "manual",
        "stop",
        "pass",
    ]
    assert [row.seq for row in kept] == list(range(1, len(kept) + 1))
    # Of the permit a keyed hash alone, and nothing of the plate.
    assert kept[1].mark != ""
    assert "68C" not in json.dumps([list(map(str, row)) for row in kept])
    assert all(url.startswith(gate.address) for url in record.requests)
