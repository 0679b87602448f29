"""The desk's frame in a real browser."""

import pytest

from tests.api.live import Live
from tests.browser import PHONE

pytestmark = pytest.mark.browser


def test_somebody_signs_in_and_sees_the_work_of_the_role(live_light: Live) -> None:
    with live_light.browser_as("lap", PHONE) as (page, record):
        assert page.locator("h1").inner_text() == "Chào Cán bộ lap"

        page.click(".who button")

        page.wait_for_url("**/signin")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert record.console == []
