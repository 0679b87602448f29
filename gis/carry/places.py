"""Directives that name old units, carried to the units that took their place."""

from collections.abc import Collection, Mapping

import pandas as pd

from boundaries.units import children_of


def carry_directives(
    directives: pd.DataFrame,
    before: pd.DataFrame,
    crosswalk: pd.DataFrame,
    units: Collection[str],
    province: str,
) -> pd.DataFrame:
    """Let a directive hold in every new unit that has a part of where it held.

    Parameters
    ----------
    directives
        The directives frame; its places are old units.
    before : units frame of the old units
    crosswalk
        Under the contract of ``boundaries.crosswalk``.
    units
        Codes of the new communes of the province.
    province
        Its code in the new edition.

    Returns
    -------
    DataFrame
        The directives frame on new units; directives that reach none are left out. A
        new unit is excepted only where all its parts are. Where a directive names
        all of the province, it names the province.
    """
    children = children_of(before)
    parts = crosswalk[crosswalk["new"].isin(list(units))]
    targets: dict[str, set[str]] = {}
    for old, new in zip(parts["old"], parts["new"]):
        targets.setdefault(old, set()).add(new)
    every = set(units)
    rows = []
    for row, one in directives.iterrows():
        named = _below(one["units"], children)
        held = _below(one["units"], children, stops=set(one["excepted"]))
        reached = _targets(named, targets)
        holds = _targets(held, targets)
        if not holds:
            continue
        whole = reached == every
        places = (province,) if whole else tuple(sorted(holds))
        left = tuple(sorted(every - holds)) if whole else ()
        rows.append((row, {**one, "units": places, "excepted": left}))
    index = pd.Index([row for row, _ in rows], name=directives.index.name)
    told = pd.DataFrame([one for _, one in rows], index=index, dtype=object)
    return told if rows else directives.iloc[:0]


def _below(
    codes: Collection[str],
    children: Mapping[str, list[str]],
    stops: Collection[str] = (),
) -> set[str]:
    """Give the units named and all below them, not going into `stops`."""
    found: set[str] = set()
    waiting = [code for code in codes if code not in stops]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += [c for c in children.get(code, []) if c not in stops]
    return found


def _targets(codes: Collection[str], targets: Mapping[str, set[str]]) -> set[str]:
    return set().union(*(targets.get(code, set()) for code in codes))
