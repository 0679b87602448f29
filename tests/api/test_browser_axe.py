"""axe finds nothing serious on any page of the desk, on a phone and on a desktop."""

from itertools import groupby

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ViewportSize

from tests.api.filled import fill_desk
from tests.api.live import Live
from tests.api.tour import TOUR
from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
LOOK = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(({id, impact, nodes}) => ({
    id, impact, places: nodes.map((node) => node.target.join(" ") + " " + node.html),
  }));
}"""
SIZES: tuple[tuple[str, ViewportSize], ...] = (("phone", PHONE), ("desktop", DESKTOP))


def test_no_page_of_the_desk_shuts_anybody_out(live_light: Live) -> None:
    facts = fill_desk(live_light.desk)
    wrong: list[str] = []
    for who, stops in groupby(TOUR, lambda stop: stop.who):
        with live_light.browser_as(who) as (page, record):
            for stop in stops:
                page.set_viewport_size(PHONE)
                stop.open(page, facts)
                page.evaluate(AXE_SCRIPT)
                for name, size in SIZES:
                    page.set_viewport_size(size)
                    wrong += [
                        f"{stop.path} {name}: {found['id']} {place[:200]}"
                        for found in page.evaluate(LOOK)
                        if found["impact"] in GRAVE
                        for place in found["places"][:3]
                    ]
            assert record.console == []

    assert wrong == []
