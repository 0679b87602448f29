"""Of one province at most one edition is in force on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from boundaries.terms import Term, check_term, settle_terms, tell_days

ZERO = date(2021, 1, 1)
SPAN = 12
DAYS = [ZERO + timedelta(days=n) for n in range(-2, SPAN + 3)]
JULY = date(2025, 7, 1)


def at(text: str) -> date:
    return date.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return at(text) if text else None


def settled(*terms: Term) -> dict[str, str]:
    return {term.edition: tell_days(term) for term in settle_terms(terms)}


def taken(known: list[Term], new: Term) -> bool:
    try:
        check_term(known, new)
    except Refused:
        return False
    return True


def test_both_typed_days_are_in_force_and_the_next_is_not() -> None:
    term = Term.typed("a", at("2021-01-01"), at("2025-06-30"))

    assert [term.holds(at(d)) for d in ("2020-12-31", "2021-01-01")] == [False, True]
    assert [term.holds(at(d)) for d in ("2025-06-30", "2025-07-01")] == [True, False]
    assert (term.first, term.last) == (at("2021-01-01"), at("2025-06-30"))
    assert tell_days(term) == "01/01/2021 - 30/06/2025"


def test_days_backwards_are_refused_and_one_day_is_not() -> None:
    with pytest.raises(Refused, match="edition-days-backwards"):
        Term.typed("a", JULY, at("2025-06-30"))

    assert Term.typed("a", JULY, JULY).holds(JULY)


def test_the_ends_of_the_calendar_stand_for_no_day() -> None:
    """Other programs write 9999-12-31 for "until further notice"."""
    assert Term.typed("a", date.min, date.max) == Term("a")
    assert Term.typed("a", JULY, date.max) == Term("a", JULY)


def test_an_open_end_is_the_day_before_the_next_one_starts() -> None:
    assert settled(Term("new", JULY), Term("old", ZERO)) == {
        "old": "01/01/2021 - 30/06/2025",
        "new": "01/07/2025 - …",
    }


def test_an_end_that_was_given_leaves_the_days_after_it_to_nobody() -> None:
    old, new = Term.typed("old", ZERO, at("2025-05-31")), Term("new", JULY)

    found = settle_terms([old, new])

    assert found == (old, new)
    assert not any(term.holds(at("2025-06-15")) for term in found)


def test_of_editions_without_days_the_last_learned_is_in_force() -> None:
    assert settled(Term("a"), Term("b")) == {"b": "… - …"}


def test_one_without_days_is_in_force_before_those_with_days() -> None:
    """Also before one that is over: nobody said that it came back."""
    over = Term.typed("x", JULY, at("2025-12-31"))

    assert settled(Term("a"), Term("b"), over) == {
        "b": "… - 30/06/2025",
        "x": "01/07/2025 - 31/12/2025",
    }


def test_one_without_days_follows_one_of_which_only_the_end_is_known() -> None:
    """The units of today were there first; those of before are added later."""
    former = Term.typed("former", None, at("2025-06-30"))

    assert settled(Term("today"), former) == {
        "former": "… - 30/06/2025",
        "today": "01/07/2025 - …",
    }


def test_one_without_days_has_none_left_where_those_with_days_take_all() -> None:
    former = Term.typed("former", None, at("2025-06-30"))

    assert "a" not in settled(Term("a"), former, Term("new", JULY))


@pytest.mark.parametrize(
    ("first", "last", "right"),
    [
        ("2025-06-30", "2025-12-31", False),  # the last day of `old` is shared
        ("2025-07-01", "2025-12-31", True),
        ("2025-07-01", None, True),
        ("2020-01-01", "2021-01-01", False),  # its first day is
        ("2020-01-01", "2020-12-31", True),
        ("2020-01-01", None, False),  # an earlier one has to say where it ends
        (None, "2020-12-31", True),
        (None, None, False),  # nobody would know which of the two is meant
    ],
)
def test_a_new_edition_may_share_no_day_with_one_that_has_both(
    first: str | None, last: str | None, *, right: bool
) -> None:
    old = Term.typed("old", ZERO, at("2025-06-30"))
    new = Term.typed("new", _day(first), _day(last))

    assert taken([old], new) is right


@pytest.mark.parametrize(
    ("first", "right"),
    [("2020-01-01", False), ("2021-01-01", False), ("2021-01-02", True)],
)
def test_only_a_later_start_ends_what_is_open(first: str, *, right: bool) -> None:
    assert taken([Term("old", ZERO)], Term("new", at(first))) is right


ENDS = st.none() | st.integers(0, SPAN).map(lambda n: ZERO + timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn) -> list[Term]:
    """Draw imports in any order, and keep those that are not refused."""
    known: list[Term] = []
    ends = st.tuples(ENDS, ENDS).filter(lambda e: not (e[0] and e[1]) or e[0] <= e[1])
    for number, (first, last) in enumerate(draw(st.lists(ends))):
        term = Term.typed(f"{number}", first, last)
        if taken(known, term):
            known.append(term)
    return known


@given(histories())
@settings(deadline=None)
def test_at_most_one_edition_is_in_force_on_a_day(known: list[Term]) -> None:
    found = settle_terms(known)

    for day in DAYS:
        assert sum(term.holds(day) for term in found) <= 1, day


@given(histories())
@settings(deadline=None)
def test_the_last_one_taken_is_in_force_on_every_day_that_was_said(
    known: list[Term],
) -> None:
    """Nobody is told that an edition was kept and then sees another on its days."""
    for count in range(1, len(known) + 1):
        new, found = known[count - 1], settle_terms(known[:count])
        if not new.dated:
            assert new in found
            continue
        for day in DAYS:
            if new.holds(day):
                (held,) = [term for term in found if term.holds(day)]
                assert held.edition == new.edition


@given(histories())
@settings(deadline=None)
def test_no_edition_is_in_force_on_a_day_that_was_not_said(known: list[Term]) -> None:
    given_ = {term.edition: term for term in known}

    for term in settle_terms(known):
        for day in DAYS:
            assert not term.holds(day) or given_[term.edition].holds(day)
