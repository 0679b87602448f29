"""What is refused leaves no trace: every writing route, asked wrongly in every way."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from api.store.engine import reading
from api.web.openapi import description
from tests.api.access_table import ROLES, TABLE, Line
from tests.api.desk import Desk, Person, open_desk
from tests.api.filled import fill_desk

SAFE = {"GET", "HEAD", "OPTIONS"}
WRONG: tuple[Any, ...] = (
    *(None, True, -1, 1e9, "", " ", "\x00", "x" * 5000, "' OR 1=1 --", [], {}),
    *([[]], [{}], {"type": {}}, {"type": []}, {"name": {}}, ["\ud800"], [None]),
)
BYTES = (b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000)
FAR = (
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


@dataclass
class Office:
    """A desk with one of everything, and somebody who may do all in one province."""

    desk: Desk
    person: Person
    facts: dict[str, str]
    forged: str

    def send(self, line: Line, content: bytes = b"", **headers: str) -> tuple[int, str]:
        sent = {"X-CSRFToken": self.forged, **dict(line.headers), **headers}
        sent.setdefault("Content-Type", "application/json")
        answer = self.person.client.open(
            fill(line.url or line.rule, self.facts),
            method=line.method,
            data=content,
            headers=sent,
        )
        return answer.status_code, answer.text

    def signs_itself(self, line: Line) -> bool:
        """Say whether a device signs what it sends there."""
        views = self.desk.app.view_functions
        rules = self.desk.app.url_map.iter_rules()
        found = [views[r.endpoint] for r in rules if r.rule == line.rule]
        return any(vars(view).get("door_signs_itself", False) for view in found)

    def count(self) -> dict[str, int]:
        self.desk.app.extensions["checks"].log.flush()  # checks are kept in groups
        with reading(self.desk.engine) as connection:
            tables = sa.inspect(connection).get_table_names()
            return {
                name: connection.execute(
                    sa.select(sa.func.count()).select_from(sa.table(name))
                ).scalar_one()
                for name in tables
            }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("nothing")
    desk = open_desk(f"sqlite:///{folder / 'store.sqlite'}", folder)
    facts = fill_desk(desk)
    facts |= {"district": "899", "commune": "30001", "role": "planner"}
    facts["deputy"] = facts["number"]
    desk.hire("moi.viec", *((role, "91") for role in ROLES))
    person = desk.person("moi.viec")
    yield Office(desk, person, facts, person.forged())
    desk.app.extensions["keeper"].close()


def fill(value: Any, facts: dict[str, str]) -> Any:
    """Put the facts into an address or a body."""
    text = json.dumps(value)
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return json.loads(text)


WRITING = [line for line in TABLE if line.method not in SAFE]
BODIES = [line for line in WRITING if line.body is not None]


def names(line: Line) -> str:
    return f"{line.method} {line.rule}"


@pytest.mark.parametrize("line", BODIES, ids=names)
def test_a_wrong_body_is_refused_and_nothing_is_stored(
    office: Office, line: Line
) -> None:
    good = fill(line.body, office.facts)
    bodies = [*BYTES, json.dumps({**good, "not-a-member": 1}).encode()]
    bodies += [
        json.dumps({**good, name: wrong}).encode() for name in good for wrong in WRONG
    ]
    before = office.count()
    for content in bodies:
        status, text = office.send(line, content)

        assert status < 500, (content[:200], text)
        if status < 400:  # that one was right
            before = office.count()
        else:
            assert office.count() == before, (content[:200], text)
    for content in BYTES:
        assert office.send(line, content)[0] in {400, 404, 409, 412, 415, 422}


@pytest.mark.parametrize("line", WRITING, ids=names)
def test_what_another_site_sends_is_refused_everywhere(
    office: Office, line: Line
) -> None:
    before = office.count()
    content = json.dumps(fill(line.body or {}, office.facts)).encode()
    for far in FAR:
        status, text = office.send(line, content, **far)

        assert status == 403, (far, text)
        assert "access-forged" in text
    # Where a device signs, a cookie gives no right, and no page's token is asked for.
    forged = office.send(line, content, **{"X-CSRFToken": "x"})[0]
    assert forged == (422 if office.signs_itself(line) else 403)
    assert office.count() == before


def test_the_table_of_routes_has_every_writing_one(office: Office) -> None:
    rules = office.desk.app.url_map.iter_rules()
    known = {(rule.rule, method) for rule in rules for method in rule.methods or ()}

    assert {(line.rule, line.method) for line in WRITING} == {
        (rule, method) for rule, method in known if method not in SAFE
    }


@pytest.mark.parametrize("line", BODIES, ids=names)
def test_a_body_too_large_or_of_another_kind_is_refused(
    office: Office, line: Line
) -> None:
    before = office.count()
    content = json.dumps(fill(line.body, office.facts)).encode()

    assert office.send(line, b" " * (3 << 20))[0] == 413
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        status, _ = office.send(line, content, **{"Content-Type": kind})
        assert status in {409, 412, 415}  # some ask for the version first
    assert office.count() == before


FILTERS = [
    (path, parameter["name"])
    for path, verbs in json.loads(description())["paths"].items()
    for parameter in verbs.get("get", {}).get("parameters", [])
    if parameter["in"] == "query"
]


def test_sql_in_a_filter_is_a_word_like_any_other(office: Office) -> None:
    before = office.count()
    facts = office.facts
    for path, name in FILTERS:
        base = fill(path, facts)
        for word in ("' OR '1'='1", "1; DROP TABLE accounts --", "%", "_", "\\"):
            asked = {"unit": "91", name: word}
            answer = office.person.client.get(base, query_string=asked)

            assert answer.status_code < 500, (path, name, word, answer.text)
            found = json.loads(answer.data) if answer.is_json else {}
            if name not in {"limit", "after", "day", "lang"}:
                assert not found.get("items"), (path, name, word)
    assert office.count() == before
