"""Units, their children and their neighbours, as the arrays that the engine reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Refused

OUTSIDE = -1
MOST_ABOVE = 8
"""Units above one another: no list of units is as deep."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Who belongs to whom: ``members[starts[i]:starts[i + 1]]`` belong to row i.

    A member is a row of `Places`, or `OUTSIDE` where the unit is not in the list.
    """

    starts: NDArray[np.intp]
    members: NDArray[np.intp]

    def of(self, row: int) -> NDArray[np.intp]:
        """Give the members of one row."""
        return self.members[self.starts[row] : self.starts[row + 1]]


@dataclass(frozen=True, slots=True)
class Places:
    """The units that are judged.

    Parameters
    ----------
    codes
        In the order of every array of the engine.
    admin
        Admin level of each.
    children
        Rows right under each row, by the children's admin level.
    neighbours
        Neighbours of the same admin level, or None where nobody gave them.
    parents
        Codes that are the parent of a unit in the list.
    above
        By admin level, for each row the row of the unit above it that is of that
        level; `OUTSIDE` where the list has none.
    """

    codes: tuple[str, ...]
    admin: NDArray[np.str_]
    children: Mapping[str, Relation]
    neighbours: Relation | None
    outside: Mapping[int, tuple[str, ...]]
    parents: frozenset[str]
    above: Mapping[str, NDArray[np.intp]]


def place_units(
    codes: Sequence[str],
    units: pd.DataFrame | None,
    neighbours: pd.DataFrame | None,
    finest: str,
) -> Places:
    """Arrange units for the engine.

    Parameters
    ----------
    codes
        Units to judge where there is no list.
    units : DataFrame, index `code`, columns `admin_level` and `parent`, or None
        The list of units; all of them are judged.
    neighbours : DataFrame, columns `a` and `b`, or None
        Pairs of codes, each pair once or twice. A code that is not in the list is
        a neighbour that nobody knows anything about.
    finest
        Admin level of every unit where there is no list.

    Raises
    ------
    Refused
        ``unit-code-duplicate``.
    """
    if units is None:
        known = tuple(codes)
        admin = np.array([finest] * len(known), dtype=np.str_)
        parents = [""] * len(known)
    else:
        known = tuple(str(code) for code in units.index)
        admin = units["admin_level"].to_numpy(dtype=np.str_)
        parents = [str(parent) for parent in units["parent"]]
    rows = {code: row for row, code in enumerate(known)}
    if len(rows) != len(known):
        twice = next(code for row, code in enumerate(known) if rows[code] != row)
        raise Refused("unit-code-duplicate", unit=twice)
    children: dict[str, list[tuple[int, int]]] = {}
    for row, parent in enumerate(parents):
        if parent in rows:
            pairs = children.setdefault(str(admin[row]), [])
            pairs.append((rows[parent], row))
    relation: Relation | None = None
    outside: dict[int, tuple[str, ...]] = {}
    if neighbours is not None:
        relation, outside = _adjacent(neighbours, rows, admin)
    by_level = {level: _relation(len(known), of) for level, of in children.items()}
    below = frozenset(parent for parent in parents if parent)
    above = _above(admin, [rows.get(parent, OUTSIDE) for parent in parents])
    return Places(known, admin, by_level, relation, outside, below, above)


def _above(
    admin: NDArray[np.str_], parents: Sequence[int]
) -> dict[str, NDArray[np.intp]]:
    """Walk up from each unit, noting the nearest unit of each admin level."""
    parent = np.array(parents, dtype=np.intp)
    found = {str(level): np.full(len(admin), OUTSIDE) for level in np.unique(admin)}
    at = parent.copy()
    for _ in range(MOST_ABOVE):
        inside = np.flatnonzero(at != OUTSIDE)
        if not len(inside):
            break
        for level, rows in found.items():
            new = inside[(admin[at[inside]] == level) & (rows[inside] == OUTSIDE)]
            rows[new] = at[new]
        at[inside] = parent[at[inside]]
    return found


def _adjacent(
    neighbours: pd.DataFrame, rows: Mapping[str, int], admin: NDArray[np.str_]
) -> tuple[Relation, dict[int, tuple[str, ...]]]:
    pairs: set[tuple[int, int]] = set()
    outside: dict[int, set[str]] = {}
    for a, b in zip(neighbours["a"].astype(str), neighbours["b"].astype(str)):
        if a == b:
            raise ValueError(f"{a} is its own neighbour")
        one, other = rows.get(a), rows.get(b)
        if one is not None and other is not None:
            if admin[one] == admin[other]:
                pairs |= {(one, other), (other, one)}
        elif one is not None:
            outside.setdefault(one, set()).add(b)
        elif other is not None:
            outside.setdefault(other, set()).add(a)
    unknown = [(row, OUTSIDE) for row, codes in outside.items() for _ in codes]
    names = {row: tuple(sorted(codes)) for row, codes in outside.items()}
    return _relation(len(rows), [*pairs, *unknown]), names


def _relation(count: int, pairs: Iterable[tuple[int, int]]) -> Relation:
    ordered = np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2)
    starts = np.searchsorted(ordered[:, 0], np.arange(count + 1))
    return Relation(starts.astype(np.intp), ordered[:, 1].copy())
