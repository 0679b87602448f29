"""What a line of the table of access says, its roles, and bodies that it sends."""

from dataclasses import dataclass
from typing import Any

ROLES = (
    "viewer",
    "data_entry",
    "planner",
    "publisher",
    "permit_issuer",
    "checkpoint_officer",
    "auditor",
    "administrator",
)
READERS = frozenset({"viewer", "data_entry", "planner", "publisher"})
ENTRY = frozenset({"data_entry"})
PLANNER = frozenset({"planner"})
PUBLISHER = frozenset({"publisher"})
ISSUER = frozenset({"permit_issuer"})
ISSUE_OR_DECIDE = ISSUER | PUBLISHER
OFFICER = frozenset({"checkpoint_officer"})
AT_POSTS = OFFICER | PUBLISHER
AUDITOR = frozenset({"auditor"})
ADMINISTRATOR = frozenset({"administrator"})
SIGNED_IN = frozenset(ROLES)
OPEN = frozenset({*ROLES, "nobody"})

REFUSED = "refused"  # what belongs to another unit is 403 or 404
HIDDEN = "hidden"  # a list: it answers, and names nothing of another unit
SAME = "same"  # it has to do with no unit


@dataclass(frozen=True)
class Line:
    """One route and method.

    Parameters
    ----------
    rule, method
        As in the application's ``url_map``.
    who
        The roles that may; ``nobody`` among them for a route that is open.
    url
        How it is asked; the rule itself where that says it.
    body
        JSON that goes with it, or None.
    elsewhere
        `REFUSED`, `HIDDEN` or `SAME`: what asking about another unit gives.
    form
        Members of a form instead of JSON; a value of bytes is a file.
    tokens
        Whether programs may, too.
    headers
        That go with it.
    lacks
        Code of a 404 that only those get who may ask: it is not there yet.
    """

    rule: str
    method: str
    who: frozenset[str]
    url: str = ""
    body: Any = None
    elsewhere: str = REFUSED
    form: dict[str, Any] | None = None
    tokens: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    lacks: str = ""


def open_line(rule: str, url: str = "", method: str = "GET") -> Line:
    return Line(rule, method, OPEN, url, elsewhere=SAME)


def page(rule: str, who: frozenset[str], url: str = "", elsewhere: str = SAME) -> Line:
    """Give a page: a program's token opens none."""
    return Line(rule, "GET", who, url, elsewhere=elsewhere, tokens=False)


FIRST = (("If-Match", '"v1"'),)
PAPER = {"number": "12/QĐ-UBND", "signer": "Người ký", "day": "2021-09-14"}
GRANT = {"role": "viewer", "unit": "{unit}"}
AREA = {"unit": "{unit}", "units": ["{commune}"]}
SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [[105.0, 10.0], [105.05, 10.0], [105.05, 10.05], [105.0, 10.05], [105.0, 10.0]]
    ],
}
ENROLMENT = {
    "code": "00000000",
    "label": "x",
    "public": "A" * 86,
    "signature": "A" * 86,
}
CHECK = {
    "purpose": "goods",
    "from": "{commune}",
    "to": "{commune}",
    "post": "{post}",
    "at": "2021-09-14T08:00:00+07:00",
}
TRUCK = {"plate": "68C-123.45", "starts": "2021-09-15", "ends": "2021-09-16"}
DIRECTIVE = {
    "units": ["{commune}"],
    "starts": "2021-09-15",
    "basis": "Chỉ thị 16",
    "goal": "goal",
}


def act(part: str, name: str, who: frozenset[str], body: Any) -> Line:
    """Give one act on a perimeter or a directive."""
    rule = f"/api/v1/{part}s/<key>/{name}"
    url = f"/api/v1/{part}s/{{{part}}}/{name}"
    return Line(rule, "POST", who, url, body, headers=FIRST)
