"""Whether goods can enter every road network that is closed in."""

import numpy as np

from boundaries.refusal import Fault
from gis.checkpoints.proof.closing import judge_closing, parts_of
from gis.checkpoints.proof.cuts import CutNetwork, Place, cut
from gis.checkpoints.proof.ends import clipped_ends
from gis.checkpoints.proof.network import Bools, Ints
from gis.checkpoints.proof.reach import Sides, sides
from gis.checkpoints.proof.verdict import Ground, closing_places

NARROW = ("service", "track", "path")
"""Classes that lorries of goods should not depend on."""


def check_goods(ground: Ground, model: str) -> tuple[list[Fault], list[Fault]]:
    """Look for enclosed networks that no staffed post lets goods into.

    Parameters
    ----------
    model
        ``car`` or ``all``: what the plan counts as a road.

    Returns
    -------
    list of Fault
        ``goods-cannot-enter``, one for each enclosed network, with a place in it.
    list of Fault
        Warnings: ``goods-narrow``, where lorries had a road of class local or wider
        before, and the staffed posts leave only narrower ones.

    Notes
    -----
    A network of roads with parts in the zone must be reached from outside, barriers
    being shut and staffed posts open. One that no road reaches even without posts (an
    island) is not shut in by posts and is left out.
    """
    network = ground.network
    counted = network.counted(model)
    clipped = clipped_ends(network, counted, ground.extent)
    shut = [
        place if post.kind == "barrier" else None
        for post, place in zip(ground.posts, ground.places)
    ]
    none: list[Place | None] = [None] * len(shut)
    cuts = [cut(network, p, counted) for p in (closing_places(ground), shut, none)]
    found = [sides(one, ground.measure, ground.far, clipped) for one in cuts]
    closing = judge_closing(cuts[0], found[0])
    wide = ~np.isin(network.column("class")[network.lines], NARROW)
    every = np.ones_like(wide)
    fed = {
        name: (_reached(cuts[1], found[1], chosen), _reached(cuts[2], found[2], chosen))
        for name, chosen in (("wide", wide), ("any", every))
    }
    pieces = np.flatnonzero(found[0].inner)
    part = closing.part[cuts[0].starts[pieces]]
    faults, warnings = [], []
    for one in np.unique(part).tolist():
        own = cuts[0].segments[pieces[part == one]]
        by_any, by_wide = (
            not could[own].any() or bool(reached[own].any())
            for reached, could in (fed["any"], fed["wide"])
        )
        if not by_any:
            faults.append(Fault("goods-cannot-enter", _facts(ground, own)))
        elif not by_wide:
            warnings.append(Fault("goods-narrow", _facts(ground, own)))
    return faults, warnings


def _reached(cut_: CutNetwork, found: Sides, chosen: Bools) -> Bools:
    """Tell of each segment whether a piece of it in the zone is joined with outside."""
    pieces = np.flatnonzero(chosen[cut_.segments])
    count, part = parts_of(cut_.size, cut_.starts[pieces], cut_.ends[pieces])
    outer = np.zeros(count, dtype=bool)
    outer[part[cut_.starts[pieces[found.outer[pieces]]]]] = True
    told = np.zeros(len(chosen), dtype=bool)
    inner = pieces[found.inner[pieces]]
    told[cut_.segments[inner[outer[part[cut_.starts[inner]]]]]] = True
    return told


def _facts(ground: Ground, segments: Ints) -> dict[str, object]:
    network = ground.network
    middle = network.places[network.starts[segments]]
    inside = middle[ground.measure.far(middle) == 0]
    lon, lat = (inside if len(inside) else middle)[0].tolist()
    names = {str(network.column("name")[line]) for line in network.lines[segments]}
    return {"lon": round(lon, 6), "lat": round(lat, 6), "roads": sorted(names - {""})}
