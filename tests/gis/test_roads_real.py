"""The network of real roads, and of the sample."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from boundaries.measure import lengths
from boundaries.sample import Sample
from boundaries.sample.table import read_table
from gis.roads import (
    ReadRoads,
    build_graph,
    check_roads,
    inside,
    join_near,
    near_misses,
    read_roads,
    split_graph,
)
from tests.gis.roadnets import components, whole


@pytest.fixture(scope="module")
def andorra(realdata: Path) -> ReadRoads:
    return read_roads(realdata / "osm_andorra" / "andorra.osm.pbf")


@pytest.fixture(scope="module")
def border(realdata: Path) -> shapely.Polygon:
    """Give the country: the lines leave 4 km open in the east, closed straight here."""
    lines = gpd.read_file(realdata / "osm_andorra" / "border_lines_admin2.geojson")
    merged = shapely.line_merge(shapely.union_all(lines.geometry.to_numpy()))
    sides = sorted(shapely.get_parts(merged), key=lambda one: float(one.length))[-2:]
    ring = shapely.line_merge(shapely.union_all(sides))
    return shapely.Polygon(ring)


@pytest.mark.realdata
def test_the_table_and_the_file_of_andorra_give_one_network(
    realdata: Path, andorra: ReadRoads
) -> None:
    """But for one way: a square (area=yes), which the table has not among its lines."""
    table = read_roads(realdata / "osm_andorra" / "highways.parquet").frame
    frame = andorra.frame
    more = frame[~frame["feature"].isin(table["feature"])]
    both = frame.drop(more.index).set_index("feature")
    same = table.set_index("feature").loc[both.index]
    columns = ["class", "name", "bridge", "tunnel", "layer"]

    assert more[["feature", "name"]].to_numpy().tolist() == [
        ["25770728", "Plaça Guillemó"]
    ]
    assert len(table) == 1614
    assert both[columns].equals(same[columns])
    assert shapely.equals_exact(both.geometry.array, same.geometry.array, 1e-7).all()
    assert both["bridge"].sum() == 144
    assert both["tunnel"].sum() == 15


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("model", "nodes", "edges", "km"),
    [("car", 1759, 2087, 416), ("all", 2368, 2803, 856)],
)
def test_the_network_of_andorra(
    andorra: ReadRoads, model: str, nodes: int, edges: int, km: int
) -> None:
    graph = build_graph(andorra.frame, model, extent=andorra.extent)

    whole(graph)
    assert (len(graph.lon), len(graph.start)) == (nodes, edges)
    assert graph.metres.sum() / 1000 == pytest.approx(km, abs=1)
    assert (graph.degrees()[graph.way_out] == 1).all()
    assert graph.way_out.any()


@pytest.mark.realdata
def test_no_edge_of_andorra_crosses_its_border_after_the_split(
    andorra: ReadRoads, border: shapely.Polygon
) -> None:
    """45 ways meet the border; a cut moves its edge by a rounding (1 cm) at most."""
    met = shapely.intersects(andorra.frame.geometry.to_numpy(), border.boundary)
    graph = build_graph(andorra.frame, "all")
    cut = split_graph(graph, border)
    within = inside(cut, border)

    whole(cut)
    assert met.sum() == 45
    added = len(cut.start) - len(graph.start)
    assert added > 0
    assert cut.metres.sum() == pytest.approx(graph.metres.sum(), abs=0.01 * added)
    assert shapely.covers(border.buffer(3e-7), cut.shapes[within]).all()
    assert not shapely.intersects(border.buffer(-3e-7), cut.shapes[~within]).any()


@pytest.mark.realdata
def test_the_ways_out_of_andorra_are_found_by_its_border(
    andorra: ReadRoads, border: shapely.Polygon
) -> None:
    """The file is cut at the border, which the hull of the roads follows badly."""
    told = build_graph(andorra.frame, "car", extent=border)
    hull = build_graph(andorra.frame, "car")

    assert told.way_out.sum() == 4
    assert hull.way_out.sum() == 1


@pytest.mark.realdata
def test_every_road_that_a_square_cuts_off_is_a_way_out(andorra: ReadRoads) -> None:
    """The roads of the capital, cut off at a square of 4 by 3 km."""
    square = shapely.box(1.5, 42.5, 1.55, 42.53)
    lines = andorra.frame.geometry.to_numpy()
    pieces = andorra.frame.set_geometry(shapely.intersection(lines, square), crs=4326)
    pieces = pieces.explode()
    pieces = pieces[shapely.length(pieces.geometry.to_numpy()) > 1e-6]
    graph = build_graph(check_roads(pieces), "all", extent=square)
    places = shapely.points(graph.lon, graph.lat)
    edge = shapely.dwithin(places, square.exterior, 2e-7)
    dead = graph.degrees() == 1

    assert (edge & dead).sum() >= 30
    assert graph.way_out[edge & dead].all()
    assert not graph.way_out[~dead].any()


@pytest.mark.realdata
def test_near_misses_of_the_national_roads_join_what_was_apart(realdata: Path) -> None:
    """The layer is generalised: lines end beside each other and cross unmarked."""
    roads = read_roads(realdata / "vn_roads_national" / "giaothong.geojson").frame
    graph = build_graph(roads, "car")
    misses = near_misses(roads, graph)
    joined = join_near(roads, misses)
    after = build_graph(joined, "car")

    whole(graph)
    assert misses["kind"].value_counts().to_dict() == {
        "end": 39,
        "crossing": 32,
        "duplicate": 3,
    }
    assert misses["metres"].max() <= 30
    assert components(after) < components(graph)
    assert set(near_misses(joined, after)["kind"]) == {"duplicate"}


@pytest.mark.parametrize("code", ["82", "91"])
def test_the_roads_of_the_sample_are_a_network(bundled: Sample, code: str) -> None:
    """All land of one piece hangs together by road, all of it by ferry too."""
    roads = read_roads(bundled.provinces[code].with_name("roads.geojson")).frame
    units = gpd.read_parquet(bundled.folder / "units.parquet").set_index("code")
    land = units.geometry[code]
    graph = build_graph(roads, "car")
    dry = build_graph(roads[roads["class"] != "ferry"].reset_index(drop=True), "car")
    cut = split_graph(dry, land)
    within = inside(cut, land)
    border = np.intersect1d(
        np.r_[cut.start[within], cut.end[within]],
        np.r_[cut.start[~within], cut.end[~within]],
    )

    assert components(graph) == 1
    assert components(dry) == len(shapely.get_parts(land))
    assert near_misses(roads, graph).empty
    assert len(border) >= 2
    assert graph.way_out.sum() >= 2


def test_every_seat_of_the_sample_lies_by_a_road(bundled: Sample) -> None:
    """Places are bent by up to a kilometre; Kiên Hải is water between its islands."""
    for province in read_table():
        path = bundled.provinces[province.code].with_name("roads.geojson")
        lines = shapely.union_all(read_roads(path).frame.geometry.to_numpy())
        seats = [d for d in province.districts if d.code != "912"]
        points = shapely.points([(d.lon, d.lat) for d in seats])

        assert lengths(shapely.shortest_line(points, lines)).max() < 1_500
