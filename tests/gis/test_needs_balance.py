"""Needed, own, asked, promised, arrived."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.checkpoints.needs import Balance, Held, balance_lines
from gis.checkpoints.needs.read import read_balance

HEADING = "line,needed,own,asked,promised,arrived,from\n"


def balance(folder: Path, *rows: str, heading: str = HEADING) -> Path:
    path = folder / "balance.csv"
    path.write_text(heading + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def test_kien_giang_needs_7137_has_2532_and_4605_come_from_elsewhere(
    tmp_path: Path,
) -> None:
    """Kiên Giang's sampling, September 2021: 7,137 - 2,532 = 4,605."""
    path = balance(
        tmp_path,
        "sampling,7137,2532,3000,3000,2000,Bộ Y tế",
        "sampling,,,1605,1605,605,Quân khu 9",
    )
    held, source = read_balance(path)
    lines, notes = balance_lines({"sampling": 32}, held)
    one = next(one for one in lines if one.line == "sampling")

    assert (one.needed, one.own, one.shortfall) == (7137, 2532, 4605)
    assert (one.asked, one.promised, one.arrived) == (4605, 4605, 2605)
    assert (one.uncovered, one.missing) == (0, 2000)
    assert one.sources == ("Bộ Y tế", "Quân khu 9")
    assert (one.stated, one.reckoned) == (True, 32)
    assert held["sampling"].at_hand == 2532 + 2605
    assert not notes
    assert source.what == "balance"


def test_own_and_asked_below_what_is_needed_is_told() -> None:
    lines, notes = balance_lines({"posts": 100}, {"posts": Held(own=40, asked=50)})

    assert lines[0].uncovered == 10
    assert [note.code for note in notes] == ["balance-uncovered"]


def test_more_promised_than_asked_and_arrived_than_promised_is_told() -> None:
    held = {"posts": Held(own=40, asked=60, promised=70, arrived=80)}
    _, notes = balance_lines({"posts": 100}, held)

    codes = [note.code for note in notes]
    assert codes == ["balance-promised-over", "balance-arrived-over"]


def test_a_blank_cell_is_not_told_and_a_line_without_a_need_says_so(
    tmp_path: Path,
) -> None:
    held, _ = read_balance(balance(tmp_path, "patrol,,,5,,,"))
    lines, notes = balance_lines({"patrol": None, "posts": 7}, held)

    assert [one.line for one in lines] == ["posts", "patrol"]
    assert lines[1].own is None
    assert lines[1].shortfall is None
    assert held["patrol"].at_hand is None
    assert [note.code for note in notes] == ["balance-untold"]


@pytest.mark.parametrize(
    ("row", "code", "fact"),
    [
        ("sampler,,1,1,1,1,x", "balance-line-unknown", ("near", "sampling")),
        ("posts,,-1,1,1,1,x", "balance-number", ("column", "own")),
        ("posts,,1,7.137,1,1,x", "balance-number", ("seen", "7.137")),
        ("posts,,1,1,1,one,x", "balance-number", ("column", "arrived")),
    ],
)
def test_a_broken_row_is_refused_with_its_place(
    tmp_path: Path, row: str, code: str, fact: tuple[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        read_balance(balance(tmp_path, row))

    fault = refused.value.faults[0]
    assert fault.code == code
    assert fault.facts["row"] == 2
    assert fault.facts[fact[0]] == fact[1]


def test_own_people_are_not_counted_twice(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_balance(balance(tmp_path, "posts,,10,1,,,A", "posts,,10,1,,,B"))

    assert [fault.code for fault in refused.value.faults] == ["balance-twice"]


def test_a_balance_without_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="table-columns"):
        read_balance(balance(tmp_path, "posts,1", heading="line,own\n"))


numbers = st.none() | st.integers(0, 10_000)


@settings(deadline=None)
@given(numbers, numbers, numbers, numbers, numbers)
def test_a_shortfall_is_never_negative_and_never_made_up(
    needed: int | None,
    own: int | None,
    asked: int | None,
    promised: int | None,
    arrived: int | None,
) -> None:
    one = Balance("posts", needed, needed, own, asked, promised, arrived)

    for figure in (one.shortfall, one.uncovered, one.missing):
        assert figure is None or figure >= 0
    if needed is not None and own is not None:
        assert one.shortfall == max(0, needed - own)
        if asked is not None:
            assert (one.uncovered == 0) == (own + asked >= needed)
    elif needed != 0:
        assert one.shortfall is None
