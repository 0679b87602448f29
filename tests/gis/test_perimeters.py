"""Perimeters on a chessboard whose figures are worked by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from boundaries.refusal import Refused
from gis.perimeters.areas import draw_areas
from gis.perimeters.borders import build_borders
from gis.perimeters.coefficients import build_coefficients
from gis.perimeters.containment import contain
from gis.perimeters.crossings import find_crossings
from gis.perimeters.design import Design, Wish, design_perimeter
from gis.perimeters.document import frame_of, perimeter_document, record_of
from gis.perimeters.frame import check_perimeters
from gis.perimeters.guard import design_guard
from gis.perimeters.read import read_decided
from gis.perimeters.reasons import (
    Reason,
)
from gis.perimeters.rings import grow
from gis.perimeters.weights import require_dear, weigh
from tests.boundaries.coverages import layer, square, squares
from tests.gis.perimetergrounds import (
    DEFAULT,
    codes,
    figures,
    ground,
    roads,
    row_of_three,
    wish,
)


def test_nobody_without_a_reason_is_enclosed_however_many_posts_it_would_save() -> None:
    """20 crossings x 4 shifts = 80; the middle square is worth 0.01 x 1,000 = 10."""
    place, weights, asked = row_of_three()

    found = design_perimeter(place, weights, asked)

    assert codes(place, found.cordon.chosen) == ["c0r0", "c2r0"]
    assert found.added == ()
    assert found.figures.cost == 80.0
    assert found.figures.crossings == 20
    offer = found.offer
    assert codes(place, offer.cordon.chosen) == ["c0r0", "c1r0", "c2r0"]
    [one] = offer.additions
    assert (one.unit, one.people, one.saves, one.group_saves) == ("c1r0", 1000, 70, 70)
    assert offer.times == 1.5
    assert offer.because == ()


def test_a_named_approval_encloses_it_and_the_answer_says_who() -> None:
    approval = {"approved": frozenset({"c1r0"}), "approved_by": "Nguyễn Văn A"}
    place, weights, asked = row_of_three(**approval)

    found = design_perimeter(place, weights, asked)

    assert found.cordon.chosen.all()
    assert [one.unit for one in found.added] == ["c1r0"]
    assert found.figures.cost == 0.0
    record = record_of(place, found, asked, weights)
    assert record["approved_by"] == "Nguyễn Văn A"
    assert record["added"][0]["people"] == 1000


def test_an_approval_without_a_name_is_refused() -> None:
    place, weights, asked = row_of_three(approved=frozenset({"c1r0"}), approved_by=" ")

    with pytest.raises(Refused, match="perimeter-approval-unnamed"):
        design_perimeter(place, weights, asked)


def test_what_was_approved_and_saves_nothing_is_not_enclosed() -> None:
    approval = {"approved": frozenset({"c1r0"}), "approved_by": "A"}
    place, _, asked = row_of_three(**approval)

    found = design_perimeter(place, figures(alpha=0.09), asked)

    assert codes(place, found.cordon.chosen) == ["c0r0", "c2r0"]
    assert found.idle == ("c1r0",)


def test_the_coefficient_that_made_it_large_is_named() -> None:
    """One square of 1,000 and, across roads, a row of nine worth next to nothing."""
    lines = [("local", [(0.5, y / 11), (9.5, y / 11)]) for y in range(1, 11)]
    out = ("local", [(9.2, 0.5), (9.5, 3)])
    place = ground(10, 1, roads(*lines, out))
    asked = wish("c0r0", approved=frozenset(place.borders.codes), approved_by="A")

    found = design_perimeter(place, figures(alpha=0.001), asked)

    assert found.times == 10.0
    assert found.because == ("posts",)


def test_units_that_nobody_counted_are_never_proposed() -> None:
    place, weights, asked = row_of_three()
    untold = replace(place, people=np.array([1000.0, np.nan, 1000.0]))

    offer = design_perimeter(untold, weights, asked).offer

    assert offer.additions == ()
    assert offer.figures.people == 2000


def test_forced_in_and_out_is_refused_with_both_reasons() -> None:
    place, weights, asked = row_of_three(
        outward=(Reason("c2r0", "decision", "bệnh viện tỉnh"),)
    )

    with pytest.raises(Refused, match="perimeter-forced-both") as caught:
        design_perimeter(place, weights, asked)

    [fault] = caught.value.faults
    assert fault.facts == {
        "unit": "c2r0",
        "inward": ("decision: ổ dịch",),
        "outward": ("decision: bệnh viện tỉnh",),
    }


@pytest.mark.parametrize("side", ["inward", "outward", "approved"])
def test_an_unknown_unit_is_refused_by_its_code(side: str) -> None:
    place, weights, asked = row_of_three()
    strange = (Reason("99999", "decision", "x"),)
    asked = {
        "inward": replace(asked, inward=strange),
        "outward": replace(asked, outward=strange),
        "approved": replace(asked, approved=frozenset({"99999"}), approved_by="A"),
    }[side]

    with pytest.raises(Refused, match="perimeter-unit-unknown") as caught:
        design_perimeter(place, weights, asked)

    assert caught.value.facts["units"] == ["99999"]


def test_no_forced_unit_at_all_is_refused() -> None:
    place, weights, _ = row_of_three()

    with pytest.raises(Refused, match="perimeter-nothing-forced"):
        design_perimeter(place, weights, Wish(()))


def test_borders_that_cost_nothing_are_refused() -> None:
    place = ground(2, 1)

    with pytest.raises(Refused, match="perimeter-borders-free"):
        design_perimeter(place, figures(alpha=1), wish("c0r0"))


def test_a_road_whose_post_costs_nothing_is_refused() -> None:
    units = layer(squares(2, 1))
    over = find_crossings(roads(("trunk", [(0.5, 0.5), (1.5, 0.5)])), units)

    with pytest.raises(Refused, match="perimeter-cost-zero"):
        build_borders(units, over, {"trunk": 0})


def test_costs_too_large_to_add_up_are_refused_before_they_are_multiplied() -> None:
    place = replace(ground(2, 1), people=np.array([1e300, 1.0]))

    with pytest.raises(Refused, match="perimeter-cost-overflow"):
        weigh(place.borders, figures(alpha=1000, rho=1), place.people, place.cases)


def test_hysteresis_keeps_yesterdays_unit_only_as_a_proposal() -> None:
    """The middle is worth 83 and its roads 80; having been inside takes 4 off."""
    place, _, asked = row_of_three()
    dear = figures(alpha=0.083)
    kept = replace(asked, yesterday=frozenset({"c0r0", "c1r0", "c2r0"}))
    sticky = figures(alpha=0.083, gamma=4)

    without = design_perimeter(place, dear, kept)
    with_it = design_perimeter(place, sticky, kept)

    assert without.offer.additions == ()
    assert [one.unit for one in with_it.offer.additions] == ["c1r0"]
    assert codes(place, with_it.cordon.chosen) == ["c0r0", "c2r0"]


def test_a_whole_district_goes_together_and_needs_a_name() -> None:
    place = ground(3, 1)
    units = place.units.assign(parent=["1", "1", "2"])
    place = replace(place, units=units)
    asked = wish("c0r0", whole_districts=True)

    with pytest.raises(Refused, match="perimeter-approval-unnamed"):
        design_perimeter(place, figures(rho=1), asked)
    found = design_perimeter(place, figures(rho=1), replace(asked, approved_by="A"))

    assert codes(place, found.cordon.chosen) == ["c0r0", "c1r0"]
    assert Reason("c1r0", "district", "1") in found.inward


def test_figures_of_a_ring_of_eight_squares_tell_its_hole() -> None:
    """3 x 3 without the middle: 12 sides outside, 4 around the hole."""
    place = ground(5, 5)
    place.cases[:] = 1.0
    eight = [f"c{x}r{y}" for x in (1, 2, 3) for y in (1, 2, 3) if (x, y) != (2, 2)]

    found = design_perimeter(place, figures(rho=1), wish(*eight)).figures

    side = place.borders.km.mean()
    assert found.units == 8
    assert found.people == 8000
    assert found.households == 2222  # 8,000 / 3.6
    assert (found.cases_inside, found.cases_outside) == (8, 17)
    assert found.km == pytest.approx(16 * side, rel=0.01)
    assert found.km_shared == found.km
    assert found.cost == pytest.approx(found.km_shared, abs=0.1)
    assert (found.areas, found.holes) == (1, 1)
    assert found.surrounded == ("c2r2",)
    assert found.surrounded_people == 1000


def test_figures_that_nobody_told_are_none_and_not_zero() -> None:
    place = replace(ground(2, 1), people=np.full(2, np.nan))

    found = design_perimeter(place, figures(rho=1), wish("c0r0")).figures

    assert (found.people, found.households) == (None, None)
    assert (found.cases_inside, found.crossings) == (None, None)
    assert found.people_untold == 1


def test_units_that_did_not_tell_their_cases_are_counted_beside_the_sums() -> None:
    place = ground(5, 1)
    place.cases[:] = (3, np.nan, np.nan, 4, np.nan)

    found = design_perimeter(place, figures(rho=1), wish("c0r0", "c1r0", "c2r0"))

    told = found.figures
    assert (told.cases_inside, told.cases_untold) == (3, 2)
    assert (told.cases_outside, told.cases_untold_outside) == (4, 1)


def test_an_island_is_enclosed_by_itself() -> None:
    units = layer({"dao": square(5, 5), **squares(2, 1)})
    place = replace(
        ground(3, 1),
        units=units,
        borders=build_borders(units),
    )

    found = design_perimeter(place, figures(rho=1), wish("dao"))

    assert found.cordon.certificate.holds
    assert found.figures.km_shared == 0.0
    assert found.figures.km > 4


def test_corners_are_no_border() -> None:
    assert len(build_borders(layer(squares(2, 2))).first) == 4


def test_dissolve_and_rings_grow_over_borders_and_stop_at_what_is_kept_out() -> None:
    place = ground(3, 3)
    middle = np.isin(place.borders.codes, ["c1r1"])
    barred = np.isin(place.borders.codes, ["c1r0"])

    rings = [codes(place, grow(place.borders, middle, n, barred)) for n in range(3)]

    assert rings[0] == ["c1r1"]
    assert rings[1] == ["c0r1", "c1r1", "c2r1", "c1r2"]
    assert len(rings[2]) == 8


def test_containment_puts_a_ring_of_neighbours_around_what_is_locked() -> None:
    place = ground(5, 1)
    weights = figures(rho=1, alpha=0.001)
    design = design_perimeter(place, weights, wish("c2r0"))

    found = contain(place.borders, design, weights)

    assert codes(place, found.locked) == ["c2r0"]
    assert codes(place, found.ring) == ["c1r0", "c3r0"]
    assert found.certificate.holds


def test_a_guard_faces_out_and_proposes_the_cheaper_line() -> None:
    """Ten roads join the green square to the next; one joins that to the threat."""
    many = [("local", [(0.5, y / 11), (1.5, y / 11)]) for y in range(1, 11)]
    one = ("local", [(1.5, 10 / 11), (2.5, 10 / 11)])
    place = ground(3, 1, roads(*many, one))
    asked = wish("c0r0", outward=(Reason("c2r0", "level", "red"),))

    found = design_guard(place, figures(rho=1), asked)

    assert codes(place, found.guard.guarded) == ["c0r0"]
    assert found.figures.crossings == 10
    assert [(a.unit, a.saves) for a in found.proposed] == [("c1r0", 36.0)]


def test_the_file_holds_one_feature_an_area_and_the_same_bytes_every_time() -> None:
    place, weights, asked = row_of_three()
    design = design_perimeter(place, weights, asked)

    def document() -> dict[str, object]:
        areas = draw_areas(place.units, place.borders, design.cordon.chosen)
        frame = frame_of(place, design.cordon.chosen, areas)
        return perimeter_document(frame, record_of(place, design, asked, weights))

    told = document()
    first, second = told["features"]  # type: ignore[misc]

    assert told == document()
    assert first["properties"]["units"] == ["c0r0"]
    assert second["properties"]["units"] == ["c2r0"]
    assert (first["properties"]["crossings"], first["properties"]["people"]) == (
        10,
        1000,
    )


def test_a_frame_that_breaks_the_contract_is_refused() -> None:
    place, weights, asked = row_of_three()
    design: Design = design_perimeter(place, weights, asked)
    areas = draw_areas(place.units, place.borders, design.cordon.chosen)
    frame = frame_of(place, design.cordon.chosen, areas)
    wrong = frame.assign(part=["locked", "ring"], people=[-1, None], id="A01")

    with pytest.raises(Refused, match="perimeters-broken") as caught:
        check_perimeters(wrong)

    seen = {fault.code for fault in caught.value.faults}
    assert seen == {"perimeter-part", "perimeter-count", "perimeter-id"}
    with pytest.raises(Refused, match="perimeters-broken"):
        check_perimeters(frame.drop(columns="km"))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("value: 0.005", "value: -1", "coefficient-figure"),
        ("value: 0.005", "value: true", "coefficient-figure"),
        ("value: 14", "value: 1.5", "coefficient-figure"),
        ("value: 3.6", "value: 0", "coefficient-figure"),
        ("alpha:", "alfa:", "coefficient-missing"),
        ("alpha:", "alfa:", "coefficient-unknown"),
        ("placeholder: true", "placeholder: false", "coefficient-source"),
    ],
)
def test_a_coefficient_is_a_figure_with_a_source_or_says_placeholder(
    before: str, after: str, code: str
) -> None:
    text = DEFAULT.read_text("utf-8")
    assert before in text

    with pytest.raises(Refused, match="coefficients-broken") as caught:
        build_coefficients(text.replace(before, after).encode(), file="own.yaml")

    assert code in {fault.code for fault in caught.value.faults}


def test_a_decision_gives_each_unit_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("unit,why\n00001,ổ dịch\n00002,\n", "utf-8")

    with pytest.raises(Refused, match="forced-broken") as caught:
        read_decided(file)

    assert caught.value.faults[0].facts == {"row": 3, "column": "why"}


def test_only_borders_are_asked_to_cost_something() -> None:
    place = ground(1, 1)

    require_dear(weigh(place.borders, figures(), place.people, place.cases))
