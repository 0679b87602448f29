"""What is put together when it is read: once, equal to a tuple, and then let go of."""

import gc
import pickle
import weakref
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from gis.indicators import Indicators
from gis.rulesets import Seen, load_ruleset
from gis.rulesets.engine.figures import Figure
from gis.rulesets.later import Later
from gis.zones import classify

DAY = date(2021, 11, 1)


def test_it_is_put_together_when_it_is_first_read_and_only_then() -> None:
    cells: list[tuple[int, int]] = []

    def put(row: int, column: int) -> tuple[str, ...]:
        cells.append((row, column))
        return ("a", "b")

    later = Later(put, 3, 4)

    assert cells == []
    assert (len(later), later[0], later[1:], list(later)) == (
        2,
        "a",
        ("b",),
        ["a", "b"],
    )
    assert cells == [(3, 4)]


def test_it_equals_the_tuple_has_its_hash_and_is_one_when_pickled() -> None:
    later = Later(lambda row, column: (row, column), 1, 2)

    assert later == (1, 2)
    assert later == (1, 2)
    assert later == Later(lambda row, column: (row, column), 1, 2)
    assert later != (1, 3)
    assert later != [1, 2]
    assert hash(later) == hash((1, 2))
    assert repr(later) == "(1, 2)"
    assert type(pickle.loads(pickle.dumps(later))) is tuple  # noqa: S301 - our own


def test_what_it_was_put_together_from_is_let_go_of() -> None:
    class Source:
        def put(self, row: int, column: int) -> tuple[int, int]:
            return row, column

    source = Source()
    gone = weakref.ref(source)
    later = Later(source.put, 1, 2)
    del source

    assert gone() is not None
    assert later == (1, 2)
    gc.collect()
    assert gone() is None


def _indicators() -> Indicators:
    cases = np.zeros((2, 20))
    cases[1, -1] = 30  # 1,500 a week: band 4, 3 by the table, one more for the elderly
    stocks = dict.fromkeys(("pop", "pop18", "dose1_18", "pop_elder"), 1000.0)
    values = {name: np.full((2, 20), one) for name, one in stocks.items()}
    values |= {"full_elder": np.full((2, 20), 500.0), "care_ok": np.ones((2, 20))}
    return Indicators(("A", "B"), DAY, {"cases_community": cases, **values})


def test_nothing_is_cited_for_a_zone_until_its_reason_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cited: list[Figure] = []
    cite = Figure.cite

    def counted(figure: Figure, row: int, column: int) -> Seen:
        cited.append(figure)
        return cite(figure, row, column)

    monkeypatch.setattr(Figure, "cite", counted)
    ruleset = load_ruleset("vn-4800")
    zones = classify(ruleset, _indicators(), params={"notice_days": 0})
    before = len(cited)
    reason = zones["reason"].tolist()[-1]
    seen = reason.because[0]

    assert before == 0
    assert (reason.level, reason.unit, seen.name) == (4, "B", "grade")
    read = len(cited)
    assert [part.name for part in seen.parts][:2] == ["by_table", "elder_cover"]
    assert len(cited) > read
    assert pickle.loads(pickle.dumps(seen)) == seen  # noqa: S301 - our own
    assert replace(seen, step=1).parts == seen.parts
