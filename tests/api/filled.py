"""A desk where people have been at work: one of everything that its pages show."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.api.desk import Desk
from tests.api.drawings import ROAD, give_roads
from tests.api.handed_in import ask_import, hand_in, work
from tests.api.perimeters import PAPER, Paper
from tests.api.permits import ORDERS, TRUCK, give_keys, sign
from tests.api.phones import phone_on_shift

PLAIN = {
    "name": "Cụm chợ",
    "person": "Nguyễn Thị Lan",
    "reason": "Ổ dịch ở chợ",
    "goal": "Bảy ngày không có ca mới trong cộng đồng",
    "file": "Ca bệnh.csv",
}
DAY = date(2021, 9, 14)


def fill_desk(desk: Desk, words: Mapping[str, str] = PLAIN) -> dict[str, str]:
    """Make one of everything through the API.

    Parameters
    ----------
    words
        What people write: a `name`, a `person`, a `reason`, a `goal`, the name of a
        `file`.

    Returns
    -------
    dict
        Keys: `draft` and `perimeter` (announced, with posts), `directive` (a draft) and
        `decided`, `import`, `job`, `upload`, `account`, `grant`, `token`, `number` (of
        a deputy); `order` and `code` of a permit whose `revocation` is asked for;
        `device`, `shift` and `alert` of a phone at a `post`.
    """
    name, reason = words["name"], words["reason"]
    give_roads(desk, ROAD)
    draft = Paper(desk, name=name, reason=reason)
    paper = Paper(desk, name=name, reason=reason, units=["30003"])
    paper.do("lap", "submit")
    paper.do("ky", "decide", {**PAPER, "number": reason[:100], "signer": name[:200]})
    paper.do("ky", "announce")
    office = {"name": words["person"], "office": name}
    _made(
        desk,
        "ky.huyen",
        "/api/v1/lockdowns",
        {"unit": "899", "units": ["30002"], "deputy": office, "reason": reason},
    )
    return {
        "unit": "91",
        "day": DAY.isoformat(),
        "draft": draft.key,
        "perimeter": paper.key,
        **_directives(desk, words),
        **_days_and_files(desk, words),
        **_people(desk, words),
        **_permits(desk, words),
        **_stand(desk, words),
    }


def _permits(desk: Desk, words: Mapping[str, str]) -> dict[str, str]:
    """Issue a permit, and ask for its end."""
    give_keys(desk, "91")
    body = {"unit": "91", "kind": "green_lane", "rows": [TRUCK]}
    order = str(_made(desk, "cap", ORDERS, body)["key"])
    sign(desk)
    signed = _made(desk, "cap", f"{ORDERS}/{order}", None, method="GET")
    code = str(signed["permits"][0]["code"])
    url = f"/api/v1/permits/{code}/revocations"
    asked = _made(desk, "cap", url, {"reason": words["reason"]})
    number = str(asked["revocations"][0]["number"])
    return {"order": order, "code": code, "revocation": number}


def _stand(desk: Desk, words: Mapping[str, str]) -> dict[str, str]:
    """Put somebody at a post with a phone, whose log tells of a check, and of more."""
    phone = phone_on_shift(desk, label=words["name"][:60])
    phone.write(verdict="stop", rules=["permit/ended"])
    phone.write("of a later version")  # which the service keeps, and tells of
    phone.send(phone.sent)
    told = _made(desk, "ky", "/api/v1/alerts", None, method="GET")
    return {
        "device": phone.key,
        "shift": phone.shift,
        "post": phone.post,
        "alert": str(told["items"][0]["id"]),
    }


def _made(desk: Desk, who: str, url: str, body: Any, **more: Any) -> Any:
    method = more.pop("method", "POST")
    status, found = desk.person(who).ask(method, url, body, **more)
    assert status in {200, 201, 202}, (url, status, found)
    return found


def _directives(desk: Desk, words: Mapping[str, str]) -> dict[str, str]:
    goal, title, basis = words["goal"], words["name"], words["reason"][:200]
    body = {
        "unit": "91",
        "units": ["30001"],
        "starts": "2021-09-14",
        "ends": "2021-09-30",
        "deadline": "2021-09-28",
        "measures": [words["reason"]],
        "title": title,
        "basis": basis,
        "goal": goal,
        "owner": words["person"],
        "issuer": title,
    }
    keys = {}
    for key in ("directive", "decided"):
        keys[key] = _made(desk, "lap", "/api/v1/directives", body)["key"]
    url = f"/api/v1/directives/{keys['decided']}"
    paper = {**PAPER, "number": basis[:100], "signer": words["person"]}
    _made(desk, "lap", f"{url}/submit", {}, etag='"v1"')
    _made(desk, "ky", f"{url}/decide", paper, etag='"v2"')
    _made(desk, "ky", f"{url}/announce", {}, etag='"v3"')
    return keys


def _days_and_files(desk: Desk, words: Mapping[str, str]) -> dict[str, str]:
    report = {
        "save": "filled-0001",
        "cases_community": 1,
        "cases_quarantine": 0,
        "cases_lockdown": 0,
        "on_duty": words["name"][:80],
        "needs": words["reason"][:200],
    }
    url = f"/api/v1/days/30001/{DAY}"
    first = {"If-None-Match": "*"}
    _made(desk, "nhap.xa", url, report, method="PUT", headers=first)
    label = words["reason"].replace('"', '""')
    rows = f'day,unit,cases\n2021-09-13,30001,1\n"{label}",30001,1\n'
    key = ask_import(desk, "nhap.tinh", rows.encode(), name=words["file"])
    work(desk)
    sent, upload = hand_in(desk, "nhap.tinh", rows.encode(), name=words["file"])
    assert sent == 201, upload
    return {"import": key, "job": _job(desk), "upload": upload["key"]}


def _job(desk: Desk) -> str:
    status, found = desk.person("nhap.tinh").ask("GET", "/api/v1/jobs")
    assert status == 200, found
    return str(found["items"][0]["key"])


def _people(desk: Desk, words: Mapping[str, str]) -> dict[str, str]:
    account = {
        "name": "lan.nguyen",
        "full_name": words["person"],
        "office": words["name"][:120],
        "role": "viewer",
        "unit": "91",
    }
    found = _made(desk, "quan", "/api/v1/accounts", account)["account"]
    deputy = {
        "deputy": "lap.hai",
        "role": "publisher",
        "unit": "91",
        "until": "2021-09-20",
    }
    named = _made(desk, "ky", "/api/v1/deputies", deputy)
    token = {
        "name": words["name"][:60],
        "role": "planner",
        "unit": "91",
        "days": 9,
    }
    made = _made(desk, "lap", "/api/v1/tokens", token)
    return {
        "account": "lan.nguyen",
        "grant": str(found["grants"][0]["id"]),
        "number": str(named["id"]),
        "token": made["prefix"],
    }
