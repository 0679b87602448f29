"""Whatever people write is text on every page of the desk, and never runs."""

from itertools import groupby

import pytest
from playwright.sync_api import Dialog

from api.store.engine import writing
from api.store.units import import_units
from tests.api.desk import small_units
from tests.api.filled import fill_desk
from tests.api.live import Live
from tests.api.tour import TOUR
from tests.browser import Record

pytestmark = pytest.mark.browser
IMAGE = "<img src=x onerror=globalThis.PWNED=1>"
WORDS = {
    "name": f"{IMAGE}${{globalThis.PWNED=1}}",
    "person": "</script><script>globalThis.PWNED=1</script>",
    "reason": "javascript:globalThis.PWNED=1//" + "a" * 100,
    "goal": f"{IMAGE} {'x' * 200} '\"><svg onload=globalThis.PWNED=1>",
    "file": "<img src=x onerror=globalThis.PWNED=1>.csv",
}


def test_hostile_words_are_shown_and_never_run(live_light: Live) -> None:
    units = small_units()
    units["name"] = [f"{IMAGE} {name}" for name in units["name"]]
    with writing(live_light.desk.engine) as connection:
        import_units(connection, "hostile", units, live_light.desk.clock())
    facts = fill_desk(live_light.desk, WORDS)
    shown = 0
    for who, stops in groupby(TOUR, lambda stop: stop.who):
        with live_light.browser_as(who) as (page, record):
            page.on("dialog", lambda dialog, seen=record: _close(dialog, seen))
            for stop in stops:
                stop.open(page, facts)

                assert page.evaluate("globalThis.PWNED") is None, stop.path
                assert page.locator("img[src=x], svg[onload]").count() == 0, stop.path
                shown += "onerror=" in page.inner_text("body")
            assert record.dialogs == []
            assert record.console == []

    assert shown >= 8


def _close(dialog: Dialog, record: Record) -> None:
    record.dialogs.append(dialog.message)
    dialog.dismiss()
