"""A planner's hands in a real browser: places on the map, clicks, what was saved."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.api.live import Live

NEW = "/desk/perimeters/new?unit=91"
WAIT_S = 12.0
_CORNERS = """() => {
  const path = document.querySelector('path[data-code="30001"]');
  const box = path.getBBox(), there = path.getScreenCTM();
  const put = (x, y) => [x * there.a + there.e, y * there.d + there.f];
  return [put(box.x, box.y), put(box.x + box.width, box.y + box.height)];
}"""
_WEST, _EAST, _SOUTH, _NORTH = 105.0, 105.1, 10.0, 10.1  # of 30001


@dataclass
class Planner:
    """The drawing page, as somebody uses it."""

    live: Live
    page: Page

    def open(self, address: str = NEW) -> "Planner":
        """Open the page and wait for its map."""
        self.page.goto(address)
        self.page.wait_for_selector('path[data-code="30001"]')
        self.page.wait_for_selector("#line:not(.opening)")
        return self

    def spot(self, lon: float, lat: float) -> tuple[float, float]:
        """Give the pixel of a place."""
        (left, top), (right, bottom) = self.page.evaluate(_CORNERS)
        x = left + (lon - _WEST) / (_EAST - _WEST) * (right - left)
        y = bottom + (lat - _SOUTH) / (_NORTH - _SOUTH) * (top - bottom)
        return x, y

    def press(self, tool: str) -> None:
        self.page.click(f'[data-tool="{tool}"]')

    def click(self, lon: float, lat: float, off: float = 0.0) -> None:
        """Go to a place, `off` pixels beside it, and click."""
        x, y = self.spot(lon, lat)
        self.page.mouse.move(x - 9 + off, y - 9)
        self.page.mouse.move(x + off, y, steps=3)
        self.page.mouse.click(x + off, y)

    def draw(self, *places: tuple[float, float], off: float = 0.0) -> None:
        """Click every place, and the first once more."""
        for lon, lat in (*places, places[0]):
            self.click(lon, lat, off)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*self.spot(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.spot(*end), steps=6)
        self.page.mouse.up()

    def figure(self, row: str) -> str:
        """Give a figure of the panel by the words before it."""
        head = self.page.get_by_role("rowheader", name=row, exact=True)
        return self.page.locator("tr", has=head).locator("td").first.inner_text()

    @property
    def key(self) -> str:
        return self.page.url.rpartition("/")[2]

    def saved(self, name: str = "lap") -> tuple[int, dict[str, Any]]:
        """Give version and content as the service has them."""
        status, found = self.live.desk.person(name).ask(
            "GET", f"/api/v1/perimeters/{self.key}"
        )
        assert status == 200, found
        return found["version"], found["content"]

    def wait_saved(self, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until what the service has is so, and give it."""
        self.page.wait_for_url(lambda url: not url.endswith(NEW))
        ends = time.monotonic() + WAIT_S
        while True:
            _, content = self.saved()
            if holds(content):
                return content
            assert time.monotonic() < ends, content
            self.page.wait_for_timeout(150)


def points(content: dict[str, Any]) -> list[tuple[float, float]]:
    """Give all vertices of a saved shape."""
    shape = content["shape"]
    nested = (
        [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    )
    return [(lon, lat) for polygon in nested for ring in polygon for lon, lat in ring]


def rings(content: dict[str, Any]) -> int:
    """Count the rings of a saved shape, outer ones and holes."""
    shape = content["shape"]
    nested = (
        [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    )
    return sum(len(polygon) for polygon in nested)
