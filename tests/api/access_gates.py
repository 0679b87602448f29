"""Lines of the table of access: permits, posts, checks, and what posts fetch."""

from tests.api.access_line import (
    AT_POSTS,
    CHECK,
    ENROLMENT,
    HIDDEN,
    ISSUE_OR_DECIDE,
    ISSUER,
    OFFICER,
    OPEN,
    PUBLISHER,
    READERS,
    REFUSED,
    SAME,
    TRUCK,
    Line,
    open_line,
    page,
)

GATES: tuple[Line, ...] = (
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
)
