"""What a directive would do before anybody signs it: trips, goods, ways to care."""

from typing import Any

import numpy as np

from api.services.drawing.measure import Measured
from boundaries.refusal import Fault
from gis.checkpoints.plan import Plan
from gis.perimeters.design import mark


def effects_of(
    measured: Measured, plan: Plan | None
) -> tuple[dict[str, Any], list[Fault]]:
    """Tell what a drawing would do.

    Parameters
    ----------
    measured
        The drawing.
    plan
        Its posts; None where they could not be placed.

    Returns
    -------
    dict
        `trips`: daily trips that are cut, and those of units that it cuts, of which
        nobody knows on which side they begin; `goods`: whether goods can enter every
        enclosed network, and how many there are; `hospital`: the way to care that
        grows most, and all delays. Each None where it cannot be told.
    list of Fault
        Why it cannot.
    """
    notes: list[Fault] = []
    return {
        "trips": _trips(measured, notes),
        "goods": None if plan is None else _goods(plan),
        "hospital": None if plan is None else _hospital(measured, plan, notes),
    }, notes


def _trips(measured: Measured, notes: list[Fault]) -> dict[str, int] | None:
    land = measured.ground.land
    if land.trips is None:
        notes.append(Fault("note-drawing-no-trips"))
        return None
    borders = land.borders
    inside, cut = (mark(borders.codes, set(c)) for c in (measured.units, measured.cut))
    unsure = cut[borders.first] | cut[borders.second]
    shut = (inside[borders.first] != inside[borders.second]) & ~unsure
    return {
        "cut": round(float(borders.trips[shut].sum())),
        "unsure": round(float(borders.trips[unsure].sum())),
        "all": round(float(np.sum(borders.trips))),
    }


def _goods(plan: Plan) -> dict[str, Any]:
    """Tell of goods: posts are placed so that one is staffed for every network."""
    staffing = plan.staffing
    return {
        "enter": True,
        "for_goods": plan.for_goods,
        "proven": plan.goods_proven,
        "networks": None if staffing is None else staffing["networks_fed"],
        "cut_off_before": None if staffing is None else staffing["networks_cut_off"],
    }


def _hospital(
    measured: Measured, plan: Plan, notes: list[Fault]
) -> dict[str, Any] | None:
    staffing = plan.staffing
    if staffing is None:
        if measured.ground.land.sites is None:
            notes.append(Fault("note-drawing-no-sites"))
        return None
    told = ("worst", "total_delay_minutes", "weighed_by", "settlements", "sites")
    return {
        **{key: staffing[key] for key in told},
        "no_way_before": staffing["no_way_before"],
        "too_far_from_roads": sorted(staffing["too_far_from_roads"]),
    }
