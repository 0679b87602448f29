"""Whether anything is left open, and which posts close nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.checkpoints.proof.cuts import CutNetwork, Place
from gis.checkpoints.proof.network import Bools, Ints
from gis.checkpoints.proof.reach import Sides


@dataclass(frozen=True, slots=True)
class Closing:
    """The parts that a cut network falls into.

    Parameters
    ----------
    part : int64, nodes
        The part of each node.
    inner, outer : bool, parts
        Parts that meet the zone, and parts that lead out.
    """

    part: Ints
    inner: Bools
    outer: Bools

    @property
    def open_parts(self) -> Ints:
        """Parts that join the zone with the outside."""
        return np.flatnonzero(self.inner & self.outer)

    @property
    def closes(self) -> bool:
        """Whether there is none."""
        return not len(self.open_parts)


def parts_of(size: int, starts: Ints, ends: Ints) -> tuple[int, Ints]:
    """Find the connected parts of `size` nodes joined by edges.

    Returns
    -------
    int
        How many parts.
    int64, size
        The part of each node.
    """
    ones = np.ones(len(starts), dtype=np.int8)
    pairs = (starts.astype(np.int32), ends.astype(np.int32))
    joined = coo_array((ones, pairs), shape=(size, size))
    count, part = connected_components(joined.tocsr(), directed=False)
    return int(count), np.asarray(part, dtype=np.int64)


def judge_closing(cut: CutNetwork, found: Sides) -> Closing:
    """Look for parts that hold a piece of the zone and a piece beyond the ring."""
    count, part = parts_of(cut.size, cut.starts, cut.ends)
    inner, outer = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    inner[part[cut.starts[found.inner]]] = True
    outer[part[cut.starts[found.outer]]] = True
    return Closing(part, inner, outer)


def posts_ends(cut: CutNetwork, places: Sequence[Place | None]) -> list[Ints]:
    """Give the nodes that each post keeps apart."""
    nodes: list[list[int]] = [[] for _ in places]
    for post, node in (
        *zip(cut.post_start.tolist(), cut.starts.tolist()),
        *zip(cut.post_end.tolist(), cut.ends.tolist()),
    ):
        if post >= 0:
            nodes[post].append(node)
    for own, place in zip(nodes, places):
        if place is not None and place.vertex >= 0:
            own.append(place.vertex)
    return [np.array(own, dtype=np.int64) for own in nodes]


def idle_posts(
    closing: Closing, ends: Sequence[Ints], held_inner: Bools, held_outer: Bools
) -> list[int]:
    """Name the posts without which a closed network would stay closed.

    Parameters
    ----------
    closing
        Of a network that closes.
    ends
        Of `posts_ends`.
    held_inner, held_outer : bool, posts
        Whether the metre that a post holds meets the zone, or lies beyond the ring.

    Notes
    -----
    Taking one post away joins the parts at its ends and nothing else, so looking at
    those parts is enough: no search is made for each post.
    """
    idle = []
    for number, nodes in enumerate(ends):
        parts = closing.part[nodes]
        inner = held_inner[number] or bool(closing.inner[parts].any())
        outer = held_outer[number] or bool(closing.outer[parts].any())
        if not (inner and outer):
            idle.append(number)
    return idle
