"""Containment: locked units, and around them a ring of units that keep apart.

Two choices at once, still one cut: what is locked is inside what is distanced, and
across every shared border what touches a locked unit is distanced at least, so that
no locked unit ever touches free land.
"""

from dataclasses import dataclass

import numpy as np

from gis.perimeters.borders import Borders
from gis.perimeters.coefficients import Coefficients
from gis.perimeters.cordon import Certificate, Problem, solve_cordon
from gis.perimeters.cut import Bools, Ints
from gis.perimeters.design import Design, mark
from gis.perimeters.rings import grow


@dataclass(frozen=True, slots=True)
class Containment:
    """Locked units, the ring around them, and the proof.

    Parameters
    ----------
    locked, ring : n bool
        No unit is in both.
    certificate
        Of both together.
    """

    locked: Bools
    ring: Bools
    certificate: Certificate


def contain(
    borders: Borders, design: Design, coefficients: Coefficients
) -> Containment:
    """Put a ring around a designed perimeter, both chosen at once.

    What may be locked is what the design might enclose: units with a reason, and those
    that were approved.
    """
    approved = {one.unit for one in design.added} | set(design.idle)
    closed = ~(design.forced | mark(borders.codes, approved))
    return solve_containment(
        borders,
        design.problem,
        weigh_ring(design.problem, coefficients),
        design.forced,
        closed,
    )


def solve_containment(
    borders: Borders,
    locking: Problem,
    distancing: Problem,
    forced: Bools,
    closed: Bools,
    ringed: Bools | None = None,
) -> Containment:
    """Find the cheapest locked units and ring.

    Parameters
    ----------
    borders
        Between n units; those shared on land tie a locked unit to its neighbours.
    locking, distancing
        What enclosing units and closing borders cost, for what is locked and for what
        is locked or distanced.
    forced, closed : n bool
        Units that are locked, and units that are not, whatever it costs. A unit that
        may not be locked, a hospital's, may still be distanced.
    ringed : n bool, optional
        Units that may be distanced at all; by default those that touch one that may
        be locked, so that nobody keeps apart without a reason.

    Raises
    ------
    Refused
        What ``solve_cordon`` refuses.
    """
    if ringed is None:
        nobody = np.zeros(len(forced), dtype=bool)
        ringed = grow(borders, ~closed | forced, 1, nobody)
    units = len(forced)
    both = Problem(
        (*locking.codes, *distancing.codes),
        np.r_[locking.inside, distancing.inside],
        np.r_[locking.first, distancing.first + units],
        np.r_[locking.second, distancing.second + units],
        np.r_[locking.border, distancing.border],
    )
    found = solve_cordon(
        both,
        np.r_[forced, np.zeros(units, dtype=bool)],
        np.r_[closed & ~forced, ~ringed],
        implies=_ties(borders, units),
    )
    locked, apart = found.chosen[:units], found.chosen[units:]
    return Containment(locked, apart & ~locked, found.certificate)


def weigh_ring(locking: Problem, coefficients: Coefficients) -> Problem:
    """Weigh the ring: residents and borders at their declared parts of the locked ones.

    Rounded to whole hundredths; hysteresis and ways out count at the part of residents.
    """
    resident, border = coefficients["ring_resident"], coefficients["ring_border"]
    return Problem(
        locking.codes,
        np.rint(resident * locking.inside).astype(np.int64),
        locking.first,
        locking.second,
        np.rint(border * locking.border).astype(np.int64),
    )


def _ties(borders: Borders, units: int) -> Ints:
    """Give who is distanced because of whom: each unit itself, and its neighbours."""
    land = borders.km > 0
    first, second = borders.first[land], borders.second[land]
    every = np.arange(units)
    return np.column_stack(
        (np.r_[every, first, second], np.r_[every, second, first] + units)
    )
