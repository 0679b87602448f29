"""OpenStreetMap files: read behind the fence, by their first bytes, or refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Way

from boundaries.read import fence
from boundaries.read.source import Layer, read_layer
from boundaries.refusal import Refused

Writing = Callable[[Any], None]


def write(path: Path, *writings: Writing, **facts: Any) -> Path:
    header = osmium.io.Header()
    if "box" in facts:
        header.add_box(osmium.osm.Box(*facts.pop("box")))
    for key, value in facts.items():
        header.set(key, value)
    writer = osmium.SimpleWriter(str(path), header=header)
    for one in writings:
        one(writer)
    writer.close()
    return path


def node(number: int, lon: float, lat: float) -> Writing:
    return lambda writer: writer.add_node(Node(id=number, location=(lon, lat)))


def way(number: int, nodes: list[int], **tags: str) -> Writing:
    stamp = f"2021-09-{number:02}T17:30:00Z"
    told = Way(id=number, nodes=nodes, tags=tags, timestamp=stamp, version=1)
    return lambda writer: writer.add_way(told)


NODES = [node(n, 105 + n / 1000, 10) for n in range(1, 6)]


def read(path: Path) -> tuple[Layer, list[tuple[str, Any]]]:
    layer = read_layer(path)
    return layer, [(note.code, dict(note.facts)) for note in layer.notes]


def refused(path: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        read_layer(path)
    assert str(path.parent) not in str(caught.value)
    return caught.value


def test_roads_and_ferries_are_read_and_nothing_else(tmp_path: Path) -> None:
    """Whatever the file is called: its first bytes say what it is."""
    path = write(
        tmp_path / "r.osm.pbf",
        *NODES,
        way(1, [1, 2, 3], highway="primary", name="Quốc lộ 1", layer="1"),
        way(2, [3, 5], route="ferry"),
        way(3, [1, 5], railway="rail"),
        way(4, [1, 5], route="bus"),
    )
    layer, notes = read(path.rename(tmp_path / "roads.geojson"))
    words = layer.columns[["osm_id", "highway", "route", "name", "layer"]]

    assert words.to_numpy().tolist() == [
        ["1", "primary", "", "Quốc lộ 1", "1"],
        ["2", "", "ferry", "", ""],
    ]
    assert shapely.get_coordinates(layer.shapes)[:3, 0].tolist() == [
        105.001,
        105.002,
        105.003,
    ]
    assert notes == []


def test_the_header_says_what_is_covered_and_of_which_day(tmp_path: Path) -> None:
    """Without a day of its own the file is as old as the newest road in it."""
    road = way(7, [1, 2], highway="road")
    told = write(
        tmp_path / "a.osm.pbf",
        *NODES,
        road,
        box=(104, 9, 106, 11),
        osmosis_replication_timestamp="2021-08-30T20:21:02Z",
    )
    bare = write(tmp_path / "b.osm.pbf", *NODES, road)
    first, second = read_layer(told), read_layer(bare)

    assert first.extent is not None
    assert (first.extent.bounds, first.day) == ((104, 9, 106, 11), "2021-08-30")
    assert (second.extent, second.day) == (None, "2021-09-07")


def test_a_way_that_lacks_nodes_is_kept_in_pieces_and_noted(tmp_path: Path) -> None:
    path = write(
        tmp_path / "r.osm.pbf",
        *NODES,
        way(1, [1, 2, 99, 3, 4], highway="path"),
        way(2, [98, 1, 99], highway="path"),
        way(3, [5], highway="path"),
    )
    layer, notes = read(path)

    assert layer.columns["osm_id"].tolist() == ["1", "1"]
    assert notes == [("note-osm-torn", {"count": 2})]


@pytest.mark.parametrize(
    ("name", "order", "code"),
    [
        ("a.osm.pbf", [way(1, [1, 2], highway="road")], "osm-no-nodes"),
        ("a.osm.pbf", [way(1, [1, 2], highway="road"), *NODES], "osm-no-nodes"),
        ("a.osh.pbf", [*NODES, way(1, [1, 2], highway="road")], "osm-history"),
        ("a.osm.pbf", NODES, "layer-empty"),
    ],
)
def test_a_file_that_does_not_say_where_roads_lie_is_refused(
    tmp_path: Path, name: str, order: list[Writing], code: str
) -> None:
    """Without nodes, with nodes behind the ways, of many days, without ways."""
    assert refused(write(tmp_path / name, *order)).code == code


def test_cut_damaged_and_padded_files_are_refused(tmp_path: Path) -> None:
    road = way(1, [1, 2, 3], highway="primary")
    data = write(tmp_path / "r.osm.pbf", *NODES, road).read_bytes()
    middle = len(data) // 2
    broken = [
        data[:-20],
        data[:30],
        data + b"x" * 400,
        data[:15] + b"\xff" * 4000,
        data[:middle] + bytes(255 - b for b in data[middle : middle + 20]) + data[-50:],
    ]
    for number, one in enumerate(broken):
        path = tmp_path / f"{number}.osm.pbf"
        path.write_bytes(one)

        assert refused(path).code == "file-unreadable", number
    (tmp_path / "zeros").write_bytes(data + b"\0" * 50)

    assert refused(tmp_path / "zeros").code == "file-damaged"


def test_a_file_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "r.osm.pbf", *NODES, way(1, [1, 2], highway="road"))
    monkeypatch.setattr("boundaries.read.source.LARGEST_OSM", 100)

    assert refused(path).code == "file-too-large"


def test_a_file_that_takes_too_long_or_too_much_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "r.osm.pbf", *NODES, way(1, [1, 2], highway="road"))
    data = path.read_bytes()
    with pytest.raises(Refused, match="file-slow"):
        fence.read_fenced(data, "OSM", "r", seconds=0)
    monkeypatch.setitem(fence._OSM_LIMITS, "RLIMIT_AS", 60_000_000)

    assert refused(path).code == "file-unreadable"


@pytest.mark.realdata
def test_andorra_has_its_ways_its_box_and_its_day(realdata: Path) -> None:
    layer, notes = read(realdata / "osm_andorra" / "andorra.osm.pbf")

    assert len(layer.columns) == 1615
    assert layer.day == "2013-05-28"
    assert layer.extent is not None
    assert layer.extent.bounds == pytest.approx(
        (1.4221, 42.4351, 1.7804, 42.6572), abs=1e-4
    )
    assert notes == []
