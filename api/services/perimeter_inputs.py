"""What a perimeter is designed from: files read into one ground and one wish."""

from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from api.services.perimeter_question import Question
from boundaries.read import read_units
from boundaries.refusal import Fault, Refused
from boundaries.units import within
from gis.cases.hamlets import with_communes
from gis.cases.judge import judge_file
from gis.cases.places import lowest_drawn
from gis.cases.read import read_cases
from gis.checkpoints.costs import Costs
from gis.checkpoints.read import read_costs
from gis.perimeters.borders import Floats, build_borders
from gis.perimeters.coefficients import Coefficients
from gis.perimeters.crossings import find_crossings
from gis.perimeters.design import Wish
from gis.perimeters.document import Hamlet
from gis.perimeters.drawn import Network
from gis.perimeters.figures import Ground
from gis.perimeters.read import (
    read_coefficients,
    read_decided,
    read_drawn,
    read_perimeters,
    read_trips,
    read_zones,
)
from gis.perimeters.reasons import (
    Reason,
    by_cases,
    by_drawing,
    by_level,
    cases_in_window,
    gather,
    require_known,
)
from gis.population import PeopleGrid, count_people, people_by_unit, read_people
from gis.roads.graph import build_graph
from gis.roads.read import ReadRoads, read_roads
from gis.rulesets import load_ruleset


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files, read.

    Parameters
    ----------
    ground, wish, coefficients
        What ``design_perimeter`` takes.
    hamlets
        Places below the communes that have a reason, drawn or not.
    drawn
        The drawn shape, or None.
    network, crowd
        The roads with their prices, and people per cell; None where not given.
    silent
        Units of the day's zones without a report: neither locked nor safe.
    placeholders
        Names of figures without a source.
    notes
        What a person should know of the files.
    """

    ground: Ground
    wish: Wish
    coefficients: Coefficients
    hamlets: tuple[Hamlet, ...]
    drawn: shapely.Geometry | None
    network: Network | None
    crowd: PeopleGrid | None
    silent: tuple[str, ...]
    placeholders: tuple[str, ...]
    notes: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Cases of the window: of each unit itself, and with those of its hamlets."""

    own: pd.DataFrame
    lifted: pd.DataFrame


def load_inputs(question: Question) -> Inputs:
    """Read every file of a question.

    Raises
    ------
    Refused
        What the readers refuse; ``perimeter-day-missing`` where zones or cases are
        given without a day, ``perimeter-rules-missing`` for zones without rules,
        ``units-none-tiling`` where no unit is drawn.
    """
    found = read_units(question.units)
    coefficients = read_coefficients(question.coefficients)
    units = lowest_drawn(found.units)
    if units.empty:
        levels = sorted(set(found.units["admin_level"]))
        raise Refused("units-none-tiling", levels=levels)
    notes = list(found.notes)
    network, placeholders = _roads(question, notes)
    crossings = find_crossings(network.graph, units) if network else None
    prices = network.prices if network else None
    crowd = _crowd(question, units)
    counted = _cases(question, found.units, coefficients, notes)
    trips = read_trips(question.trips) if question.trips else None
    ground = Ground(
        units,
        build_borders(units, crossings, prices, trips),
        people_of(crowd, units, notes),
        _of_units(counted, units),
        coefficients["household"],
    )
    reasons, silent = _reasons(question, found.units, counted, coefficients)
    drawn = read_drawn(question.drawn) if question.drawn else None
    if drawn is not None and question.drawn_as == "units":
        reasons += by_drawing(units, drawn, coefficients["drawn_share"])
    require_known(reasons, found.units.index)
    own = set(units.index)
    wish = Wish(
        tuple(one for one in reasons if one.unit in own),
        _kept_out(question, found.units),
        frozenset(question.approve),
        question.approved_by,
        read_perimeters(question.yesterday).units & own
        if question.yesterday
        else frozenset(),
        question.whole_districts,
    )
    return Inputs(
        ground,
        wish,
        coefficients,
        _hamlets(found.units, reasons, counted, crowd),
        drawn,
        network,
        crowd,
        silent,
        (*coefficients.placeholders, *placeholders),
        tuple(notes),
    )


def _roads(
    question: Question, notes: list[Fault]
) -> tuple[Network | None, tuple[str, ...]]:
    if question.roads is None:
        notes.append(Fault("note-perimeter-without-roads"))
        return None, ()
    roads = read_roads(question.roads)
    notes.extend(roads.notes)
    costs = read_costs(question.costs)
    return network_of(roads, question.model, costs), costs.placeholders


def network_of(roads: ReadRoads, model: str, costs: Costs) -> Network:
    """Build the network of a model with the cheapest way to close each class."""
    graph = build_graph(roads.frame, model, extent=roads.extent)
    prices = {
        name: min(staffed, costs.barrier[name] or staffed)
        for name, staffed in costs.staffed.items()
    }
    return Network(graph, prices)


def _crowd(question: Question, units: gpd.GeoDataFrame) -> PeopleGrid | None:
    if question.population is None:
        return None
    west, south, east, north = units.total_bounds
    return read_people(question.population, (west, south, east, north))


def people_of(
    crowd: PeopleGrid | None, units: gpd.GeoDataFrame, notes: list[Fault]
) -> Floats:
    """Count the people of n units; NaN where nobody counted, and a note of it."""
    if crowd is None:
        notes.append(Fault("note-perimeter-without-people"))
        return np.full(len(units), np.nan)
    people = people_by_unit(crowd, units, leave_outside=True)
    blank = list(units.index[people.isna()])
    if blank:
        facts = {"name": crowd.name, "count": len(blank), "units": blank}
        notes.append(Fault("people-blank", facts))
    return np.asarray(people, dtype=np.float64)


def _cases(
    question: Question,
    units: gpd.GeoDataFrame,
    coefficients: Coefficients,
    notes: list[Fault],
) -> Counted | None:
    if question.cases is None:
        notes.append(Fault("note-perimeter-without-cases"))
        return None
    day = _day(question, "cases")
    rows = judge_file(read_cases(question.cases), units)
    notes.extend(rows.notes)
    if len(rows.refused):
        facts = {"name": question.cases.name, "count": len(rows.refused)}
        notes.append(Fault("note-perimeter-cases-refused", facts))
    window = int(coefficients["window_days"])
    own = cases_in_window(rows.accepted, day, window)
    lifted = cases_in_window(with_communes(rows.accepted, units), day, window)
    return Counted(own, lifted)


def _of_units(counted: Counted | None, units: gpd.GeoDataFrame) -> Floats:
    if counted is None:
        return np.full(len(units), np.nan)
    # A unit that no row names is not told, which is not 0.
    own = counted.lifted["cases"].reindex(units.index)
    return own.to_numpy(dtype=np.float64, na_value=np.nan)


def _reasons(
    question: Question,
    units: gpd.GeoDataFrame,
    counted: Counted | None,
    coefficients: Coefficients,
) -> tuple[list[Reason], tuple[str, ...]]:
    reasons: list[Reason] = []
    silent: tuple[str, ...] = ()
    if question.zones is not None:
        day = _day(question, "zones")
        if not question.rules:
            raise Refused("perimeter-rules-missing", name=question.zones.name)
        ruleset = load_ruleset(question.rules)
        zones = read_zones(question.zones, ruleset)
        worst = max(one.level for one in ruleset.levels)
        reasons += by_level(zones, day, question.levels or (worst,))
        today = zones[zones["day"] == day]
        silent = tuple(sorted(today["unit"][today["level"].isna()]))
    if counted is not None and question.cases_lock:
        reasons += by_cases(counted.own, int(coefficients["least_cases"]))
    if question.forced_in is not None:
        reasons += _spread(read_decided(question.forced_in), units)
    return reasons, silent


def _spread(reasons: list[Reason], units: gpd.GeoDataFrame) -> list[Reason]:
    """Turn a decision about a district or a province into one for each commune."""
    parents = set(units["parent"]) & set(
        units.index[~units["admin_level"].isin(["hamlet", "area", "commune"])]
    )
    found = []
    for one in reasons:
        if one.unit in parents:
            drawn = lowest_drawn(within(units, one.unit)).index
            found += [replace(one, unit=str(unit)) for unit in drawn]
        else:
            found.append(one)
    return found


def _kept_out(question: Question, units: gpd.GeoDataFrame) -> tuple[Reason, ...]:
    if question.forced_out is None:
        return ()
    return tuple(_spread(read_decided(question.forced_out), units))


def _day(question: Question, what: str) -> date:
    if question.day is None:
        raise Refused("perimeter-day-missing", what=what)
    return question.day


def _hamlets(
    units: gpd.GeoDataFrame,
    reasons: list[Reason],
    counted: Counted | None,
    crowd: PeopleGrid | None,
) -> tuple[Hamlet, ...]:
    """List the units below the communes, and special places, that have a reason."""
    below = units[units["admin_level"].isin(["hamlet", "area"])]
    found = []
    for unit, why in gather(reasons).items():
        if unit in below.index:
            cases = None
            if counted is not None:
                told = counted.own["cases"].dropna()
                cases = int(str(told[unit])) if unit in told.index else None
            name, parent = str(below["name"][unit]), str(below["parent"][unit])
            shape = below.geometry[unit]
            people = None if crowd is None else _inside(crowd, shape)
            one = Hamlet(unit, name, parent, tuple(why), cases, shape, people)
            found.append(one)
    return tuple(found)


def _inside(crowd: PeopleGrid, shape: shapely.Geometry | None) -> int | None:
    """Count the people in a shape; None where there is none, or no figure in it."""
    if shape is None:
        return None
    counted = float(count_people(crowd, np.array([shape], dtype=object))[0])
    return None if np.isnan(counted) else round(counted)
