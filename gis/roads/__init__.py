"""Roads: read from files, checked, and joined into a network without direction."""

from gis.roads.classes import CLASSES, MODELS
from gis.roads.frame import check_roads
from gis.roads.graph import RoadGraph, build_graph, inside
from gis.roads.nearness import join_near, near_misses
from gis.roads.read import ReadRoads, read_roads
from gis.roads.split import split_graph

__all__ = [
    "CLASSES",
    "MODELS",
    "ReadRoads",
    "RoadGraph",
    "build_graph",
    "check_roads",
    "inside",
    "join_near",
    "near_misses",
    "read_roads",
    "split_graph",
]
