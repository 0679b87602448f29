"""Who may ask which route: one line for every route and method of the service.

``test_access_walk`` asks each of them as every role, in the own unit and in another,
with a session and with a token, and as nobody. A route that is missing here fails it.

A new route takes one line: the rule as Flask writes it, the method, the roles that may,
and how to ask it. In `url` and `body`, ``{unit}`` is a province, ``{district}`` and
``{commune}`` lie in it; ``{perimeter}``, ``{directive}``, ``{job}``, ``{upload}``,
``{import}``, ``{account}`` and ``{grant}`` are keys of what is kept for that province.
"""

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


TABLE: tuple[Line, ...] = (
    # What is published, and what tells about the service.
    open_line("/"),
    open_line("/<province>/latest.json", "/9/latest.json"),
    open_line("/<province>/<day>/<version>", "/9/2021-09-15/v1"),
    open_line("/<province>/<day>/<version>/", "/9/2021-09-15/v1/"),
    open_line("/<province>/<day>/<version>/<name>", "/9/2021-09-15/v1/zones.csv"),
    open_line("/favicon.ico"),
    open_line("/healthz"),
    open_line("/readyz"),
    open_line("/static/<path:filename>", "/static/desk/desk.css"),
    open_line("/static-vendor/<path:name>", "/static-vendor/leaflet_css"),
    open_line("/post"),
    open_line("/post/sw.js"),
    open_line("/post/decoder.js"),
    open_line("/post/manifest.webmanifest"),
    open_line("/post/session"),
    open_line("/api/v1/openapi.json"),
    open_line("/api/v1/zones", "/api/v1/zones?province=9&day=2021-09-15"),
    open_line(
        "/api/v1/zones/at",
        "/api/v1/zones/at?lon=105.1&lat=10.1&at=2021-09-15T08:00:00%2B07:00",
    ),
    open_line("/api/v1/units"),
    open_line("/api/v1/audit/head"),
    # Signing in, and what concerns nobody but oneself.
    open_line("/signin"),
    Line(
        "/signin",
        "POST",
        OPEN,
        form={"name": "x", "password": "y"},
        elsewhere=SAME,
    ),
    Line("/signout", "POST", SIGNED_IN, elsewhere=SAME, tokens=False),
    page("/desk", SIGNED_IN),
    page("/desk/account", SIGNED_IN),
    Line(
        "/desk/account/password",
        "POST",
        SIGNED_IN,
        form={"current": "", "new": "a", "again": "b"},
        elsewhere=SAME,
        tokens=False,
    ),
    Line("/api/v1/tokens", "GET", SIGNED_IN, elsewhere=SAME, tokens=False),
    Line(
        "/api/v1/tokens",
        "POST",
        SIGNED_IN,
        body={"name": "n", "role": "{role}", "unit": "{unit}", "days": 0},
        elsewhere=SAME,
        tokens=False,
    ),
    Line(
        "/api/v1/tokens/<prefix>",
        "DELETE",
        SIGNED_IN - ADMINISTRATOR,  # who has no tokens of that role
        "/api/v1/tokens/{token}",
        elsewhere=REFUSED,
        tokens=False,
    ),
    Line("/api/v1/deputies", "GET", SIGNED_IN, elsewhere=SAME, tokens=False),
    Line(
        "/api/v1/deputies",
        "POST",
        SIGNED_IN,
        body={
            "deputy": "xem",
            "role": "{role}",
            "unit": "{unit}",
            "until": "2021-09-01",
        },
        elsewhere=SAME,
        tokens=False,
    ),
    Line(
        "/api/v1/deputies/<number>",
        "DELETE",
        SIGNED_IN,
        "/api/v1/deputies/{deputy}",
        elsewhere=REFUSED,
        tokens=False,
    ),
    # Accounts.
    page("/desk/people", ADMINISTRATOR),
    Line("/api/v1/accounts", "GET", ADMINISTRATOR, elsewhere=HIDDEN, tokens=False),
    Line(
        "/api/v1/accounts",
        "POST",
        ADMINISTRATOR,
        body={"name": "A", "full_name": "A", **GRANT},
        tokens=False,
    ),
    Line(
        "/api/v1/accounts/<name>",
        "GET",
        ADMINISTRATOR,
        "/api/v1/accounts/{account}",
        tokens=False,
    ),
    Line(
        "/api/v1/accounts/<name>/grants",
        "POST",
        ADMINISTRATOR,
        "/api/v1/accounts/{account}/grants",
        GRANT,
        tokens=False,
    ),
    Line(
        "/api/v1/accounts/<name>/grants/<number>",
        "DELETE",
        ADMINISTRATOR,
        "/api/v1/accounts/{account}/grants/{grant}",
        tokens=False,
    ),
    Line(
        "/api/v1/accounts/<name>/reset",
        "POST",
        ADMINISTRATOR,
        "/api/v1/accounts/{account}/reset",
        {},
        tokens=False,
    ),
    Line(
        "/api/v1/accounts/<name>/close",
        "POST",
        ADMINISTRATOR,
        "/api/v1/accounts/{account}/close",
        {},
        tokens=False,
    ),
    # The audit.
    page("/desk/audit", AUDITOR),
    Line("/api/v1/audit", "GET", AUDITOR, elsewhere=HIDDEN),
    # Days of communes.
    page("/desk/day", ENTRY),
    page("/desk/days", READERS),
    open_line("/desk/day/shell"),
    open_line("/desk/day/worker.js"),
    Line(
        "/api/v1/days",
        "GET",
        READERS,
        "/api/v1/days?unit={unit}&day=2021-09-14",
    ),
    Line("/api/v1/days/<unit>", "GET", READERS, "/api/v1/days/{commune}"),
    Line(
        "/api/v1/days/<unit>/<day>",
        "GET",
        READERS,
        "/api/v1/days/{commune}/2021-09-14",
    ),
    Line(
        "/api/v1/days/<unit>/<day>",
        "PUT",
        ENTRY,
        "/api/v1/days/{commune}/2021-09-14",
        {"save": "walk-0001", "no_new_cases": True},
        headers=(("If-None-Match", "*"),),
    ),
    Line(
        "/api/v1/days/<unit>/<day>/versions",
        "GET",
        READERS,
        "/api/v1/days/{commune}/2021-09-14/versions",
    ),
    # Directives.
    page("/desk/directives", READERS),
    Line("/api/v1/directives", "GET", READERS, elsewhere=HIDDEN),
    Line(
        "/api/v1/directives",
        "POST",
        PLANNER,
        body={"unit": "{unit}", **DIRECTIVE},
    ),
    Line("/api/v1/directives.csv", "GET", READERS, elsewhere=HIDDEN),
    Line(
        "/api/v1/directives/places",
        "GET",
        READERS,
        "/api/v1/directives/places?unit={unit}",
    ),
    Line(
        "/api/v1/directives/times",
        "GET",
        READERS,
        "/api/v1/directives/times?unit={unit}",
    ),
    Line(
        "/api/v1/directives/preview",
        "POST",
        PLANNER,
        body={"unit": "{unit}", **DIRECTIVE},
    ),
    Line("/api/v1/directives/<key>", "GET", READERS, "/api/v1/directives/{directive}"),
    Line(
        "/api/v1/directives/<key>",
        "PUT",
        PLANNER,
        "/api/v1/directives/{directive}",
        DIRECTIVE,
        headers=FIRST,
    ),
    Line(
        "/api/v1/directives/<key>/progress",
        "GET",
        READERS,
        "/api/v1/directives/{directive}/progress",
    ),
    Line(
        "/api/v1/directives/<key>/versions",
        "GET",
        READERS,
        "/api/v1/directives/{directive}/versions",
    ),
    act("directive", "submit", PLANNER, {}),
    act("directive", "return", PUBLISHER, {"reason": "r"}),
    act("directive", "decide", PUBLISHER, PAPER),
    act("directive", "announce", PUBLISHER, {}),
    act("directive", "end", PUBLISHER, {**PAPER, "ends": "2021-09-20", "reason": "r"}),
    # Drawing.
    Line("/api/v1/ground", "GET", READERS, "/api/v1/ground?unit={unit}"),
    Line("/api/v1/drawing/measure", "POST", READERS, body={**AREA, "parts": []}),
    Line("/api/v1/drawing/posts", "POST", PLANNER, body=AREA),
    Line(
        "/api/v1/drawing/shape",
        "POST",
        READERS,
        body={"unit": "{unit}", "op": "snap", "shape": SQUARE},
    ),
    page("/desk/perimeters/new", PLANNER, "/desk/perimeters/new?unit={unit}", REFUSED),
    page("/desk/perimeters/<key>", READERS, "/desk/perimeters/{perimeter}", REFUSED),
    # Perimeters.
    page("/desk/perimeters", READERS),
    page("/desk/lockdown", PUBLISHER),
    Line(
        "/api/v1/lockdowns",
        "POST",
        PUBLISHER,
        body={
            "unit": "{unit}",
            "units": ["{commune}"],
            "deputy": {"name": "A", "office": "B"},
            "reason": "r",
        },
    ),
    Line(
        "/api/v1/lockdowns/places",
        "GET",
        PUBLISHER,
        "/api/v1/lockdowns/places?unit={unit}",
    ),
    Line("/api/v1/perimeters", "GET", READERS, elsewhere=HIDDEN),
    Line("/api/v1/perimeters", "POST", PLANNER, body={"unit": "{unit}", "name": "n"}),
    Line("/api/v1/perimeters/<key>", "GET", READERS, "/api/v1/perimeters/{perimeter}"),
    Line(
        "/api/v1/perimeters/<key>",
        "PUT",
        PLANNER,
        "/api/v1/perimeters/{perimeter}",
        {"name": "m"},
        headers=FIRST,
    ),
    Line(
        "/api/v1/perimeters/<key>/versions",
        "GET",
        READERS,
        "/api/v1/perimeters/{perimeter}/versions",
    ),
    *(
        Line(
            f"/api/v1/perimeters/<key>/{name}",
            "GET",
            READERS,
            f"/api/v1/perimeters/{{perimeter}}/{name}",
            lacks=lacks,
        )
        for name, lacks in (
            ("perimeter.geojson", "perimeter-undrawn"),
            ("record.json", "perimeter-unborn"),
            ("plan.json", "perimeter-posts-none"),
        )
    ),
    act("perimeter", "submit", PLANNER, {}),
    act("perimeter", "return", PUBLISHER, {"reason": "r"}),
    act("perimeter", "decide", PUBLISHER, PAPER),
    act("perimeter", "announce", PUBLISHER, {}),
    act("perimeter", "confirm", PUBLISHER, PAPER),
    act("perimeter", "narrow", PUBLISHER, {"reason": "r", "units": ["{commune}"]}),
    act("perimeter", "lift", PUBLISHER, {"reason": "r"}),
    # Imports and jobs.
    page("/desk/imports", ENTRY),
    Line(
        "/api/v1/uploads",
        "POST",
        ENTRY,
        form={"unit": "{unit}", "file": b"day,unit,cases\n2021-09-13,30001,1\n"},
    ),
    Line("/api/v1/imports", "GET", ENTRY, elsewhere=HIDDEN),
    Line(
        "/api/v1/imports",
        "POST",
        ENTRY,
        body={"upload": "{upload}", "kind": "cases", "unit": "{unit}"},
    ),
    Line("/api/v1/imports/batches", "GET", ENTRY, elsewhere=HIDDEN),
    Line("/api/v1/imports/form", "GET", ENTRY, "/api/v1/imports/form?unit={unit}"),
    Line("/api/v1/imports/<key>", "GET", ENTRY, "/api/v1/imports/{import}"),
    Line("/api/v1/imports/<key>/map", "GET", ENTRY, "/api/v1/imports/{import}/map"),
    Line(
        "/api/v1/imports/<key>/refused.csv",
        "GET",
        ENTRY,
        "/api/v1/imports/{import}/refused.csv",
    ),
    Line(
        "/api/v1/imports/<key>/confirm",
        "POST",
        ENTRY,
        "/api/v1/imports/{import}/confirm",
        {},
    ),
    # What posts fetch.
    Line("/api/v1/bundle", "GET", OPEN, elsewhere=SAME, lacks="bundle-none"),
    open_line("/api/v1/bundle/root"),
    open_line("/api/v1/names"),
    # Checks, their counts, and what looks odd.
    Line("/api/v1/checks", "POST", OFFICER, body=CHECK),
    Line(
        "/api/v1/checks/batch",
        "POST",
        OFFICER,
        body={"checks": [CHECK]},
        elsewhere=HIDDEN,
    ),
    open_line(
        "/api/v1/checks/counts",
        "/api/v1/checks/counts?unit={unit}&from=2021-09-01&to=2021-09-10",
    ),
    page("/desk/alerts", PUBLISHER),
    Line("/api/v1/alerts", "GET", PUBLISHER, elsewhere=HIDDEN),
    Line(
        "/api/v1/alerts/<number>/seen",
        "POST",
        PUBLISHER,
        "/api/v1/alerts/{alert}/seen",
        {},
    ),
    # Permits.
    page("/desk/permits", ISSUE_OR_DECIDE),
    page("/desk/permits/new", ISSUER),
    Line(
        "/api/v1/permits/kinds",
        "GET",
        ISSUE_OR_DECIDE,
        "/api/v1/permits/kinds?unit={unit}",
    ),
    Line(
        "/api/v1/permits/form",
        "GET",
        ISSUER,
        "/api/v1/permits/form?unit={unit}&kind=green_lane",
    ),
    Line(
        "/api/v1/permits/orders",
        "POST",
        ISSUER,
        body={"unit": "{unit}", "kind": "green_lane", "rows": [TRUCK]},
    ),
    Line(
        "/api/v1/permits/orders/file",
        "POST",
        ISSUER,
        form={
            "unit": "{unit}",
            "kind": "green_lane",
            "file": b"plate,starts,ends\n68C-1,2021-09-15,2021-09-16\n",
        },
    ),
    Line("/api/v1/permits/orders", "GET", ISSUE_OR_DECIDE, elsewhere=HIDDEN),
    *(
        Line(
            f"/api/v1/permits/orders/<key>{more}",
            "GET",
            ISSUE_OR_DECIDE,
            f"/api/v1/permits/orders/{{order}}{more}",
        )
        for more in ("", "/sheet.pdf")
    ),
    Line("/api/v1/permits/<code>", "GET", ISSUE_OR_DECIDE, "/api/v1/permits/{permit}"),
    Line(
        "/api/v1/permits/<code>/revocations",
        "POST",
        ISSUER,
        "/api/v1/permits/{permit}/revocations",
        {"reason": "r"},
    ),
    Line("/api/v1/permits/revocations", "GET", ISSUE_OR_DECIDE, elsewhere=HIDDEN),
    Line(
        "/api/v1/permits/revocations/<number>/decide",
        "POST",
        PUBLISHER,
        "/api/v1/permits/revocations/{revocation}/decide",
        {"revoke": True},
    ),
    Line(
        "/api/v1/permits/quotas",
        "GET",
        ISSUE_OR_DECIDE,
        "/api/v1/permits/quotas?unit={unit}",
    ),
    Line(
        "/api/v1/permits/quotas",
        "PUT",
        PUBLISHER,
        body={"unit": "{unit}", "kind": "green_lane", "per_day": 900},
    ),
    # Posts, phones, shifts.
    page("/desk/posts", PUBLISHER),
    page("/desk/shifts/<key>", AT_POSTS, "/desk/shifts/{shift}", REFUSED),
    Line("/api/v1/posts", "GET", AT_POSTS, "/api/v1/posts?unit={unit}"),
    Line(
        "/api/v1/posts/<key>/card.pdf",
        "GET",
        AT_POSTS,
        "/api/v1/posts/{post}/card.pdf",
    ),
    Line("/api/v1/devices", "GET", PUBLISHER, elsewhere=HIDDEN),
    Line("/api/v1/devices/codes", "POST", PUBLISHER, body={"unit": "{unit}"}),
    Line("/api/v1/devices", "POST", OFFICER, body=ENROLMENT, elsewhere=SAME),
    Line(
        "/api/v1/devices/<key>/events",
        "POST",
        OPEN,
        "/api/v1/devices/{device}/events",
        {"events": [], "signature": "A" * 86},
        elsewhere=SAME,
    ),
    Line(
        "/api/v1/shifts",
        "POST",
        OFFICER,
        body={
            "key": "00112233445566ff",
            "device": "{device}",
            "post": "{post}",
            "direction": "in",
            "signature": "A" * 86,
        },
    ),
    Line(
        "/api/v1/shifts/<key>/report",
        "GET",
        AT_POSTS,
        "/api/v1/shifts/{shift}/report",
    ),
    Line(
        "/api/v1/shifts/<key>/end", "POST", AT_POSTS, "/api/v1/shifts/{shift}/end", {}
    ),
    Line(
        "/api/v1/arrivals",
        "GET",
        READERS,
        "/api/v1/arrivals?unit={unit}&day=2021-09-14",
    ),
    Line(
        "/api/v1/devices/<key>/disable",
        "POST",
        PUBLISHER,
        "/api/v1/devices/{device}/disable",
        {"reason": "r"},
    ),
    Line("/api/v1/jobs", "GET", READERS, elsewhere=HIDDEN),
    Line("/api/v1/jobs/<key>", "GET", READERS, "/api/v1/jobs/{job}"),
    Line("/api/v1/jobs/<key>/cancel", "POST", ENTRY, "/api/v1/jobs/{job}/cancel", {}),
)
