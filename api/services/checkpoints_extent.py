"""What the road data cover, where a file of it is given: ends at its edge go on."""

from dataclasses import replace
from pathlib import Path

from boundaries.refusal import Fault
from gis.checkpoints.plan import Plan
from gis.checkpoints.read import Zone, read_zone
from gis.roads.read import ReadRoads


def bound_roads(roads: ReadRoads, path: Path | None) -> tuple[ReadRoads, Zone | None]:
    """Say of roads what they cover: polygons of a file instead of their own box.

    Parameters
    ----------
    path
        None leaves what the roads file says itself.

    Returns
    -------
    ReadRoads
        With that `extent`.
    Zone or None
        The file's name, hash and notes.

    Raises
    ------
    Refused
        See ``gis.checkpoints.read.read_zone``.
    """
    if path is None:
        return roads, None
    extent = read_zone(path)
    return replace(roads, extent=extent.shape), extent


def changed_extent(plan: Plan, extent: Zone | None) -> list[Fault]:
    """Fault a plan whose file of the extent is not given, or is another.

    Returns
    -------
    list of Fault
        ``extent-missing``, ``extent-changed``; none where the plan names no file.
    """
    if not plan.extent_sha256:
        return []
    if extent is None:
        return [Fault("extent-missing", {"said": plan.extent})]
    if extent.sha256 != plan.extent_sha256:
        return [Fault("extent-changed", {"said": plan.extent, "seen": extent.name})]
    return []
