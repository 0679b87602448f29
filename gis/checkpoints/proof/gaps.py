"""Whether it would still close if what looks like a gap in the data were none."""

import numpy as np
import shapely

from gis.checkpoints.proof.closing import Closing, parts_of
from gis.checkpoints.proof.cuts import CutNetwork
from gis.checkpoints.proof.network import (
    Bools,
    Ints,
    Network,
    degrees,
    flatten,
    straight,
)

NEAR = 30.0  # metres between a dead end and another road: perhaps they meet


def closes_if_joined(
    network: Network, counted: Bools, cut: CutNetwork, closing: Closing
) -> tuple[bool, int]:
    """Join what nearly meets, and look again.

    Parameters
    ----------
    counted : bool, m
        Segments of the model.
    cut, closing
        The network cut at the posts, and its parts.

    Returns
    -------
    bool
        Whether it still closes. A dead end is joined to the nearest place of every
        other road within `NEAR` metres; two roads that cross without a vertex are
        joined where neither is a bridge or a tunnel and both have one `layer`.
    int
        How many joints between different parts were made; others change nothing, nor
        do any where it does not close.
    """
    if not closing.closes:
        return False, 0
    ends = _end_pairs(network, counted, cut)
    crossings = _crossing_pairs(network, cut, closing)
    parts = closing.part[np.concatenate((ends, crossings))]
    parts = parts[parts[:, 0] != parts[:, 1]]
    if not len(parts):
        return True, 0
    count, joined = parts_of(len(closing.inner), parts[:, 0], parts[:, 1])
    inner, outer = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    inner[joined[closing.inner]] = True
    outer[joined[closing.outer]] = True
    return not (inner & outer).any(), len(parts)


def _end_pairs(network: Network, counted: Bools, cut: CutNetwork) -> Ints:
    """Pair each dead end with a node of the nearest piece of each road near it."""
    ends = np.flatnonzero(degrees(network, counted) == 1)
    if not len(ends):
        return np.zeros((0, 2), dtype=np.int64)
    every = np.arange(len(cut.segments))
    flat = flatten(network.places)
    first, last = cut.points(every, cut.since), cut.points(every, cut.until)
    lines = straight(flat(first), flat(last))
    tips = np.asarray(shapely.points(flat(network.places[ends])), dtype=object)
    found, piece = shapely.STRtree(lines).query(tips, "dwithin", distance=NEAR)
    off = shapely.distance(tips[found], lines[piece])
    road = network.lines[cut.segments[piece]]
    rank = np.lexsort((off, road, found))
    found, piece, road = found[rank], piece[rank], road[rank]
    new = np.r_[True, (found[1:] != found[:-1]) | (road[1:] != road[:-1])]
    new = new[: len(found)]
    return np.column_stack((ends[found[new]], cut.starts[piece[new]]))


def _crossing_pairs(network: Network, cut: CutNetwork, closing: Closing) -> Ints:
    """Pair the pieces that cross on one level without a common node.

    Crossings within the largest part join nothing, so only the others are asked.
    """
    every = np.arange(len(cut.segments))
    first, last = cut.points(every, cut.since), cut.points(every, cut.until)
    row = network.lines[cut.segments]
    raised = (network.column("bridge") | network.column("tunnel")).astype(bool)[row]
    chosen = np.flatnonzero(~raised)
    lines = straight(first[chosen], last[chosen])
    part = closing.part[cut.starts[chosen]]
    asked = np.flatnonzero(part != np.bincount(part).argmax()) if len(part) else part
    one, other = shapely.STRtree(lines).query(lines[asked], "crosses")
    one, other = chosen[asked[one]], chosen[other]
    level = network.roads["layer"].to_numpy(dtype=np.int64)[row]
    same = level[one] == level[other]
    return np.column_stack((cut.starts[one[same]], cut.starts[other[same]]))
