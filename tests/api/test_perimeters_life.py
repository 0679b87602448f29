"""Random people do random acts: no perimeter ever stands where it must not.

The rules are told again here in a few lines, without the code that keeps them: who
drafted never decides, nobody is enclosed anew, a lapsed lockdown is over, and what is
in force has a number and a signer that somebody gave.
"""

import tempfile
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.api.desk import Desk, open_desk
from tests.api.perimeters import DEPUTY, PAPER, URL, WHOLE

PEOPLE = ("lap", "hai.vai", "ky", "ky.hai", "ky.khac")
ACTS = ("submit", "return", "decide", "announce", "confirm", "narrow", "lift", "save")
UNITS = ("30001", "30002", "30003")
FORCE = {"announced", "narrowed", "temporary"}
ENDED = {"lapsed", "lifted"}
_OPENED: list[Desk] = []


def opened() -> Desk:
    """Give one desk for all runs: perimeters of one run are none of another's."""
    if not _OPENED:
        folder = Path(tempfile.mkdtemp(prefix="vungxanh-life-"))
        desk = open_desk(f"sqlite:///{folder / 'store.sqlite'}", folder)
        desk.hire("hai.vai", ("planner", "91"), ("publisher", "91"))
        desk.hire("ky.hai", ("publisher", "91"))
        _OPENED.append(desk)
    return _OPENED[0]


class Life(RuleBasedStateMachine):
    """One perimeter, or one lockdown, in many hands."""

    lives = 0

    @initialize()
    def begin(self) -> None:
        """Begin every third life with a lockdown, the others with a draft."""
        Life.lives += 1
        locked = Life.lives % 3 == 0
        drafter = ("lap", "hai.vai")[Life.lives % 2]
        self.desk = opened()
        self.desk.clock.forward(minutes=1)
        self.drafted: set[str] = set()
        if locked:
            body = {"unit": "899", "units": ["30001", "30002"], "reason": "x"}
            body |= {"deputy": DEPUTY, "over": self.others()}
            status, self.now = self.ask("ky", "POST", "/api/v1/lockdowns", body)
            self.drafted = {"ky"}
        else:
            body = {
                "unit": "91",
                **WHOLE,
                "units": list(UNITS),
                "review_day": "2029-01-01",
            }
            body["over"] = self.others()
            status, self.now = self.ask(drafter, "POST", URL, body)
            self.drafted = {drafter}
        assert status == 201, self.now
        self.first = "ky" if locked else drafter
        self.locked_at = self.desk.clock() if locked else None
        self.held: set[str] | None = set(body["units"]) if locked else None
        self.ended = False
        self.confirmed = False

    def others(self) -> list[str]:
        """Name what other runs left in force: that rule has tests of its own."""
        found = self.ask("ky", "GET", f"{URL}?limit=200")[1]["items"]
        return [one["key"] for one in found if one["state"] in FORCE][:50]

    def ask(self, name: str, *asked: Any, **more: Any) -> tuple[int, Any]:
        person = self.desk.person(name)
        status, found = person.ask(*asked, **more)
        if status == 401:
            person.sign_in(name)
            status, found = person.ask(*asked, **more)
        return status, found

    @rule(seed=st.integers(0, 10**9))
    def step(self, seed: int) -> None:
        """Wait, or let somebody do something; even chances carry lives far."""
        where = f"{seed} {Life.lives} {self.now['version']} {self.desk.clock()}"
        chance = Random(where)  # noqa: S311 - no secret
        name = chance.choice(PEOPLE)
        units = set(chance.sample(UNITS, chance.randint(1, len(UNITS))))
        kind = chance.choice(["offered", "offered", "offered", "grab", "any", "wait"])
        if kind == "wait":
            self.desk.clock.forward(hours=chance.randint(1, 13))
        elif kind == "grab":  # whoever drafted tries to decide
            act = {"submitted": "decide", "decided": "announce"}
            now = act.get(self.now["state"], "confirm")
            self.act(self.first, now, units, numbered=True, stale=False)
        elif kind == "any":
            stale, numbered = chance.random() < 1 / 4, chance.random() < 1 / 2
            act_now = chance.choice(ACTS)
            self.act(name, act_now, units, numbered=numbered, stale=stale)
        else:
            status, found = self.ask(name, "GET", f"{URL}/{self.now['key']}")
            if offered := found["may"] if status == HTTPStatus.OK else []:
                act_now = chance.choice(offered)
                self.act(name, act_now, units, numbered=True, stale=False)

    def act(
        self, name: str, act: str, units: set[str], *, numbered: bool, stale: bool
    ) -> None:
        self.desk.clock.forward(minutes=1)
        body: dict[str, Any] | None = {"reason": "vì dịch"}
        paper = PAPER if numbered else {}
        if act in {"decide", "confirm"}:
            body = {**paper}
        elif act in {"narrow", "lift"}:
            body = {**paper, "reason": "đạt"}
            body |= {"units": sorted(units)} if act == "narrow" else {}
        elif act == "save":
            body = {"units": sorted(units)}
        elif act in {"submit", "announce"}:
            body = None
        before = self.see()
        version = max(before["version"] - stale, 1)
        url = f"{URL}/{before['key']}"
        method, place = ("PUT", url) if act == "save" else ("POST", f"{url}/{act}")
        status, found = self.ask(name, method, place, body, etag=f'"v{version}"')
        assert status < 500
        after = self.see()
        if status != 200:
            assert after["version"] == before["version"]
            assert "code" in found
            return
        changed = after["version"] == before["version"] + 1
        assert changed or act == "announce"
        assert act in before["may"] or name != "ky"  # what the page would have offered
        self.judge(name, act, before, numbered=numbered)

    def judge(self, name: str, act: str, before: Any, *, numbered: bool) -> None:
        """Hold a success against the rules."""
        assert name != "ky.khac"
        if act in {"save", "submit"}:
            assert name in {"lap", "hai.vai"}
            assert before["state"] in {"draft", "returned", "submitted"}
            self.drafted.add(name)
        else:
            assert name != "lap"
        if act in {"decide", "announce", "confirm", "return"}:
            assert name not in self.drafted
        if act == "return":
            self.drafted = {self.first}
        if act in {"decide", "confirm"}:
            assert numbered
        if act == "confirm":
            assert before["state"] == "temporary"
            self.confirmed = True
        if act in {"narrow", "lift"} and before["state"] != "temporary":
            assert numbered

    def see(self) -> Any:
        status, self.now = self.ask("ky", "GET", f"{URL}/{self.now['key']}")
        assert status == 200
        return self.now

    @invariant()
    def nobody_is_enclosed_anew(self) -> None:
        now = self.see()
        assert not (self.ended and now["state"] not in ENDED)
        self.ended = now["state"] in ENDED
        if now["state"] in FORCE:
            held = set(now["units"])
            assert self.held is None or held <= self.held
            self.held = held
        if now["state"] in {"announced", "narrowed", "decided"}:
            assert now["content"]["decided"]["number"] == PAPER["number"]
            assert now["content"]["decided"]["signer"] == PAPER["signer"]
            assert not now["draft"]
        if self.locked_at is not None and not self.confirmed:
            hours = (self.desk.clock() - self.locked_at).total_seconds() / 3600
            assert (hours < 24) == (now["state"] == "temporary") or self.ended
            assert now["draft"] or now["content"]["decisions"]


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=10,
    stateful_step_count=16,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # the clock of one desk goes on: a replay is another life
    suppress_health_check=list(HealthCheck),
)
