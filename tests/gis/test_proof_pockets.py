"""Nobody is refused both ways between posts of different authorities.

The worked case: July 2021, a family rides home on a motorbike. The province behind
them lets people out and nobody back in, the province before them lets nobody in;
they stand on the bridge between the two posts.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from boundaries.refusal import Refused
from gis.checkpoints.plan import Plan
from gis.checkpoints.proof import (
    Pocket,
    find_pockets,
    pocket_fault,
    read_network,
    read_policies,
    survey,
)
from gis.checkpoints.proof.pockets import ANYONE, Rule
from tests.gis.proofplans import plan, roads, square

# Zone A from 4 to 2 km west of the bridge, zone B from 2 to 4 km east of it.
LINES = {
    "west": [(-20_000, 0), (-3000, 0), (-200, 0)],
    "bridge": [(-200, 0), (200, 0)],
    "east": [(200, 0), (3000, 0), (20_000, 0)],
}
FAMILY, LORRY = "returning_resident", "goods"
RING = 2.5  # the bridge lies within both rings: it is no free land


def province(name: str, x: float, posts: list[Any]) -> tuple[Plan, Any]:
    return plan(posts, authority=name, ring_km=RING), square(1000, x)


A = province("A", -3000, [("west", (-4500, 0)), ("west", (-1500, 0))])
B = province("B", 3000, [("east", (1500, 0)), ("east", (4500, 0))])


def pockets(
    policies: Mapping[Rule, bool] | None,
    sides: tuple[tuple[Plan, Any], ...] = (A, B),
    lines: dict[str, list[tuple[float, float]]] | None = None,
) -> list[Pocket]:
    network = read_network(roads(lines or LINES, bridge={"bridge": True}))
    grounds = [survey(made, network, zone, square(90_000)) for made, zone in sides]
    return find_pockets([made for made, _ in sides], grounds, policies, "car")


def rules(**no: str) -> dict[Rule, bool]:
    """Let everybody through but, for a traveller, what is named: ``goods="A in"``."""
    return {
        (who, one, "in" if way == "in" else "out"): f"{who} {way}"
        not in no.get(one, "").split(", ")
        for who in "AB"
        for way in ("in", "out")
        for one in (FAMILY, LORRY)
    }


def test_the_family_on_the_bridge_is_found_and_either_province_can_cure_it() -> None:
    (pocket,) = pockets(rules(returning_resident="A in, B in"))

    assert set(pocket.trapped) == {FAMILY}
    assert pocket.posts == ("A/P002", "B/P001")
    assert pocket.metres == pytest.approx(3000, abs=1)
    assert pocket.trapped[FAMILY] == (("A", FAMILY, "in"), ("B", FAMILY, "in"))
    assert pocket_fault(pocket).code == "pocket-trapped"


@pytest.mark.parametrize("left", ["A in", "B in"])
def test_with_one_row_changed_nobody_is_trapped(left: str) -> None:
    assert not pockets(rules(returning_resident=left))


def test_who_may_not_leave_a_province_is_at_home_in_it() -> None:
    """Shut in is no trap between posts: the law is about those on the road."""
    assert not pockets(rules(returning_resident="A out, B out"))


def test_what_nobody_said_is_a_no() -> None:
    only = {("A", FAMILY, "out"): True, ("B", FAMILY, "out"): True}

    assert [set(p.trapped) for p in pockets(only)] == [{FAMILY}]


def test_free_land_between_two_rings_is_no_trap() -> None:
    near = tuple((plan(m.posts, authority=m.authority), zone) for m, zone in (A, B))

    assert not pockets(rules(returning_resident="A in, B in"), near)


def test_several_posts_in_a_row_are_passed_one_after_the_other() -> None:
    twice = province("B", 3000, [*[("east", (x, 0)) for x in (1000, 1500, 4500)]])

    both = pockets(rules(returning_resident="A in, B in"), (A, twice))
    assert [p.posts for p in both] == [("A/P002", "B/P001"), ("B/P001", "B/P002")]
    assert not pockets(rules(returning_resident="A in"), (A, twice))
    assert not pockets(rules(returning_resident="B in"), (A, twice))
    stuck = pockets(rules(returning_resident="B in, B out"), (A, twice))
    assert [p.posts for p in stuck] == [("B/P001", "B/P002")]
    assert stuck[0].trapped[FAMILY] == (("B", FAMILY, "in"), ("B", FAMILY, "out"))


def test_a_barrier_lets_nobody_through_whatever_the_rows_say() -> None:
    barrier = {"kind": "barrier"}
    shut = (
        province("A", -3000, [("west", (-4500, 0)), ("west", (-1500, 0), barrier)]),
        province("B", 3000, [("east", (1500, 0), barrier), ("east", (4500, 0))]),
    )

    (pocket,) = pockets(rules(), shut)
    assert set(pocket.trapped) == {FAMILY, LORRY}
    assert pocket.trapped[LORRY] == ()
    (anyone,) = pockets(None, shut)
    assert set(anyone.trapped) == {ANYONE}
    assert pocket_fault(anyone).code == "pocket-barred"


def test_a_side_road_to_free_land_frees_the_pocket() -> None:
    lines = {**LINES, "side": [(-200, 0), (-200, 9000)]}

    assert not pockets(rules(returning_resident="A in, B in"), lines=lines)


def test_policies_are_read_in_vietnamese_too(tmp_path: Path) -> None:
    file = tmp_path / "policies.csv"
    file.write_text(
        "authority,traveller,way,passes\nA,xe hàng,in,có\nA,xe hàng,out,no\n"
    )

    assert read_policies(file) == {
        ("A", "xe hàng", "in"): True,
        ("A", "xe hàng", "out"): False,
    }


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("A,goods,through,yes", "policy-row"),
        ("A,goods,in,perhaps", "policy-row"),
        (",goods,in,yes", "policy-row"),
        ("A,goods,in,yes\nA,goods,in,no", "policy-twice"),
    ],
)
def test_rows_that_cannot_be_followed_are_refused(
    tmp_path: Path, rows: str, code: str
) -> None:
    file = tmp_path / "policies.csv"
    file.write_text(f"authority,traveller,way,passes\n{rows}\n")

    with pytest.raises(Refused) as refused:
        read_policies(file)
    assert refused.value.code == "policies-broken"
    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "policies.csv"
    file.write_text("authority,traveller,way,passes\n")

    with pytest.raises(Refused) as refused:
        read_policies(file)
    assert refused.value.code in {"policies-none", "table-empty"}
