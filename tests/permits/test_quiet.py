"""Rules asked at once are silent only where each of them is."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from gis.permits.decide import decide
from gis.permits.logic import Condition
from gis.permits.quiet import Quiet
from gis.permits.records import Verdict
from tests.permits.journeys import dice, draw_ground, draw_journey, draw_rulebook

TRUE, FALSE = True, False
UNTOLD = frozenset({"from.level"})
READS: dict[str, Any] = {"===": [{"var": "from.level"}, 4]}
FAILS: dict[str, Any] = {"<": [{"var": "from"}, 4]}  # an object is no number


def rule(when: Any, hold: Any = None, per: str = "vehicle") -> Any:
    return SimpleNamespace(
        when=Condition(when), hold=None if hold is None else Condition(hold), per=per
    )


@pytest.mark.parametrize(
    ("given", "silent"),
    [
        ([], True),
        ([rule(FALSE)], True),
        ([rule(TRUE)], False),
        ([rule(FALSE), rule(TRUE)], False),
        ([rule(FALSE, FALSE)], True),  # it does not speak
        ([rule(TRUE, TRUE)], True),  # it is held
        ([rule(TRUE, FALSE)], False),
        ([rule(1)], False),  # neither true nor false
        ([rule(0)], False),
        ([rule(TRUE, 1)], False),
        ([rule(FAILS)], False),
        ([rule(TRUE, FAILS)], False),
        ([rule(READS)], False),  # it reads what cannot be told
        ([rule(FALSE, READS)], False),
        ([rule(FALSE, per="person")], True),
        ([rule(TRUE, per="person")], False),
        ([rule(FALSE)] * 300, False),  # too many for one expression: ask each
    ],
)
def test_rules_are_silent_where_none_speaks_or_all_are_held(
    given: list[Any], *, silent: bool
) -> None:
    facts = [{"from": {"level": 3}}]

    assert Quiet(given).about(facts, facts, UNTOLD) is silent


def test_every_person_aboard_is_asked() -> None:
    quiet = Quiet([rule(TRUE, {"var": "fit"}, per="person")])
    fit, unfit = {"fit": True}, {"fit": False}

    assert quiet.about([{}], [fit, fit], frozenset()) is True
    assert quiet.about([{}], [fit, unfit], frozenset()) is False


def test_a_verdict_is_the_same_where_each_rule_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng, told = dice(71), []
    asked = Quiet.about

    def verdicts() -> list[Verdict]:
        return [
            decide(
                one["permit"],
                one["traveller"],
                one["post"],
                ground,
                book,
                datetime.fromtimestamp(one["now"], UTC),
                band=one["band"],
            )
            for ground, book, one in journeys
        ]

    def kept(self: Quiet, *given: Any) -> bool:
        told.append(asked(self, *given))
        return told[-1]

    journeys = []
    for _ in range(40):
        ground, book = draw_ground(rng), draw_rulebook(rng)
        journeys += [(ground, book, draw_journey(rng, ground)) for _ in range(25)]
    monkeypatch.setattr(Quiet, "about", kept)
    at_once = verdicts()
    monkeypatch.setattr(Quiet, "about", lambda *_: False)

    assert verdicts() == at_once
    assert len(told) / 10 < sum(told) < len(told) * 9 / 10
