"""The roads of an OpenStreetMap file: what the fence does with a ``.osm.pbf``.

Loaded by `fenced.py` inside the fence; it imports nothing of this project either.
"""

from datetime import UTC, datetime
from typing import Any

MOST_WAYS = 3_000_000
TAGS = ("highway", "route", "name", "ref", "bridge", "tunnel", "layer")
_LONGEST = 500  # characters of a tag
_STAMPS = ("osmosis_replication_timestamp", "timestamp")


class Stop(Exception):  # noqa: N818 - an answer for the other side, not an error
    """The file is not taken; the code and the facts say why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.answer = {"code": code, "facts": facts}


def read_ways(path: str, geometry: str) -> tuple[Any, dict[str, Any]]:
    """Read all ways that are roads or ferries, with the places of their nodes.

    Parameters
    ----------
    path
        The file; the form is not guessed from its name.
    geometry
        Name of the column of shapes.

    Returns
    -------
    pyarrow.Table
        ``osm_id``, `TAGS` and the shapes as WKB. A way that lacks nodes in the file
        (they lie outside what was cut out) is one row for each run that it has.
    dict
        ``box`` and ``day`` of the header, ``torn`` (ways that lack nodes).

    Raises
    ------
    Stop
        ``layer-rows``, ``osm-history``, ``osm-no-nodes``.
    """
    import osmium
    import pyarrow as pa

    file = osmium.io.File(path, "pbf")
    with osmium.io.Reader(file, osmium.osm.osm_entity_bits.NOTHING) as reader:
        header = reader.header()
    if header.has_multiple_object_versions:
        raise Stop("osm-history")
    ways: Any = osmium.FileProcessor(file).with_locations()
    ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    ways = ways.with_filter(osmium.filter.KeyFilter("highway", "route"))
    rows: list[tuple[Any, ...]] = []
    newest = datetime(1, 1, 1, tzinfo=UTC)
    torn = 0
    draw = osmium.geom.WKBFactory().create_linestring
    for way in ways:
        tags = way.tags
        if "highway" not in tags and tags.get("route") != "ferry":
            continue
        if len(rows) >= MOST_WAYS:
            raise Stop("layer-rows", most=MOST_WAYS)
        words = [tags.get(key, "")[:_LONGEST] for key in TAGS]
        newest = max(newest, way.timestamp)
        try:
            runs = [bytes.fromhex(draw(way.nodes))]
        except (osmium.InvalidLocationError, RuntimeError):
            places = [(n.lon, n.lat) if n.location.valid() else None for n in way.nodes]
            runs = _runs(places)
            torn += None in places
        rows += [(str(way.id), *words, run) for run in runs]
    if torn and not rows:
        raise Stop("osm-no-nodes", count=torn)
    names = ("osm_id", *TAGS)
    columns = list(zip(*rows)) or [()] * (len(names) + 1)
    texts = [pa.array(column, pa.string()) for column in columns[:-1]]
    shapes = pa.array(columns[-1], pa.large_binary())
    table = pa.table([*texts, shapes], names=[*names, geometry])
    stamps = [header.get(key)[:10] for key in _STAMPS]
    read = newest.date().isoformat() if newest.year > 1 else ""
    day = next((stamp for stamp in stamps if stamp), read)
    return table, {"box": _box(header), "day": day, "torn": torn}


def _runs(places: list[tuple[float, float] | None]) -> list[bytes]:
    """Give the runs of nodes that have a place, each as WKB; one place is no run."""
    import struct

    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        elif runs[-1][-1:] != [place]:
            runs[-1].append(place)
    return [
        struct.pack("<BII", 1, 2, len(run))
        + b"".join(struct.pack("<2d", *p) for p in run)
        for run in runs
        if len(run) > 1
    ]


def _box(header: Any) -> list[float] | None:
    box = header.box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    sides = [low.lon, low.lat, high.lon, high.lat]
    return sides if low.lon < high.lon and low.lat < high.lat else None
