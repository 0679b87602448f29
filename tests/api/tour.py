"""Every page of the desk, and who opens it."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class Stop:
    """One page, opened by somebody who works there.

    Parameters
    ----------
    who
        Name in ``PEOPLE``; None is nobody.
    path
        With the keys of `fill_desk` in braces.
    ready
        What is there once the page shows what it asked for.
    press
        What is pressed then, and `then` what it opens.
    """

    who: str | None
    path: str
    ready: str
    press: tuple[str, ...] = ()
    then: str = ""

    def open(self, page: Page, facts: Mapping[str, str]) -> None:
        page.goto(self.path.format_map(facts))
        page.wait_for_selector(self.ready, state="attached")
        for button in self.press:
            if page.is_visible(button):  # on a phone the panel opens first
                page.click(button)
        if self.then:
            page.wait_for_selector(self.then)


_DRAFT = "/desk/perimeters/{draft}"
TOUR = (
    Stop(None, "/signin", "input[name=name]"),
    Stop(None, "/post", "#start:not([hidden]) #begin"),
    Stop("lap", "/desk", "h1"),
    Stop("lap", "/desk/account", "#tokens li"),
    Stop("lap", "/desk/directives", "#list li"),
    Stop("lap", "/desk/directives", "#list li", ("#new",), "#desk-form form"),
    Stop("lap", "/desk/perimeters", "#groups h2"),
    Stop("lap", "/desk/perimeters/new?unit=91", "#map path"),
    Stop("lap", _DRAFT, "#form input"),
    Stop("lap", _DRAFT, "#form input", ("#grip", "#tab-file"), "#form input"),
    Stop("lap", "/desk/days", "#lines tr"),
    Stop("ky", "/desk/perimeters/{perimeter}", "#acts *"),
    Stop("ky", "/desk/directives", "#list li"),
    Stop("ky", "/desk/posts", "#phones td"),
    Stop("ky", "/desk/shifts/{shift}", "table td"),
    Stop("ky", "/desk/alerts", "#alerts li"),
    Stop("ky", "/desk/permits", "#waiting [data-revocation]"),
    Stop("cap", "/desk/permits", "#orders li"),
    Stop("cap", "/desk/permits/new", "#kinds input"),
    Stop("ky.huyen", "/desk/lockdown", "#lockdown button"),
    Stop("nhap.xa", "/desk/day?unit=30001", "#fortnight:not([hidden])"),
    Stop("nhap.tinh", "/desk/imports#{import}", "#shown:not([hidden]) *"),
    Stop("kiem", "/desk/audit", "#entries li"),
    Stop("quan", "/desk/people", "#list details, #list li, #list tr, #list article"),
)
