"""Locked areas and plans of posts of a province, read for its publication."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import geopandas as gpd
import shapely

from api.services.province import ProvinceFile
from boundaries.refusal import Fault
from boundaries.spans import day_start
from gis.checkpoints.plan import Plan
from gis.checkpoints.read import read_plan
from gis.perimeters.life import Standing, standing_at
from gis.perimeters.life.read import read_record
from gis.perimeters.read import read_perimeters
from maps.publication.closing import (
    PERIMETER,
    PROPOSED,
    Design,
    doubtful,
    frame_posts,
    tell_design,
)
from maps.publication.record import InputFile


@dataclass(frozen=True, slots=True)
class Closing:
    """What closes areas of a province, the files it came from, and what is flagged."""

    perimeters: gpd.GeoDataFrame | None = None
    design: Design | None = None
    plans: Mapping[str, Plan] = field(default_factory=dict)
    inputs: tuple[InputFile, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_closing(province: ProvinceFile, day: date, units: gpd.GeoDataFrame) -> Closing:
    """Read perimeters, the records of their life, and plans of posts.

    Parameters
    ----------
    province
        Its keys `perimeters`, `perimeter_records` and `posts`.
    day
        The published day; records are asked for its end.
    units
        The province's units: a file of which nothing lies near them is flagged.

    Returns
    -------
    Closing
        An area whose record has lapsed or was lifted is left out, with the note
        ``perimeter-over``: nobody is locked in there any more. Other notes:
        ``closing-elsewhere``, ``plan-doubtful``.

    Raises
    ------
    Refused
        What `read_perimeters`, `read_record` and `read_plan` refuse.
    """
    frame, design = None, None
    inputs: list[InputFile] = []
    faults: list[Fault] = []
    if province.perimeters is not None:
        found = read_perimeters(province.perimeters)
        design = tell_design(found.name, found.record)
        standing, own = _standings(province, day)
        frame, over = _with_state(found.frame, standing)
        inputs += [_input(found.name, found.sha256, len(found.frame)), *own]
        faults += _elsewhere(found.name, found.frame, units)
        faults += [Fault("perimeter-over", {"id": name}) for name in over]
    plans = {path.name: read_plan(path) for path in province.posts}
    for path, plan in zip(province.posts, plans.values()):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        inputs.append(_input(path.name, sha256, len(plan.posts)))
        faults += _elsewhere(path.name, frame_posts({path.name: plan}), units)
        if doubtful(plan):
            facts = {"name": path.name, "count": plan.near_misses}
            faults.append(Fault("plan-doubtful", facts))
    return Closing(frame, design, plans, tuple(inputs), tuple(faults))


def _elsewhere(
    name: str, frame: gpd.GeoDataFrame, units: gpd.GeoDataFrame
) -> list[Fault]:
    """Flag a file of another province: nothing in it lies within the extent of ours."""
    near = frame.intersects(shapely.box(*units.total_bounds))
    return [] if near.any() else [Fault("closing-elsewhere", {"name": name})]


def _standings(
    province: ProvinceFile, day: date
) -> tuple[dict[str | frozenset[str], Standing], list[InputFile]]:
    """Say where each recorded area stands at the end of `day`.

    By the id of its record, which a file of the desk carries too, and by its first
    and its last units.
    """
    end = day_start(day + timedelta(days=1))
    standings: dict[str | frozenset[str], Standing] = {}
    inputs = []
    for path in province.perimeter_records:
        record = read_record(path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        inputs.append(_input(path.name, sha256, len(record.events)))
        standing = standing_at(record, end)
        standings[record.id] = standing
        for units in (record.events[0].units, standing.units):
            if units:
                standings[frozenset(units)] = standing
    return standings, inputs


def _with_state(
    frame: gpd.GeoDataFrame, standings: Mapping[str | frozenset[str], Standing]
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Join the state of each area that has a record, leave out what is over."""
    states, numbers, over = [], [], []
    for row in frame.to_dict("records"):
        by_units = standings.get(frozenset(row["units"]))
        standing = standings.get(str(row["id"]), by_units)
        known = row["part"] == PERIMETER and standing is not None
        if not known or standing is None or standing.state == "not_yet":
            states.append(PROPOSED)
            numbers.append("")
            continue
        states.append(standing.state)
        numbers.append(standing.number)
        if not standing.encloses:
            over.append(str(row["id"]))
    told = frame.assign(state=states, number=numbers)
    left = told[~told["id"].isin(over)]
    if not (left["part"] == PERIMETER).any():
        left = left.iloc[:0]  # a ring around nothing is no ring
    return left, over


def _input(name: str, sha256: str, count: int) -> InputFile:
    return InputFile(name, sha256, count, count, 0, 0)
