"""Points with capacity: mobile health stations, quarantine, treatment, tests."""

from gis.stations.frame import KINDS, MOBILE, place_stations
from gis.stations.lacking import DISTANCING, distanced, lacking, without_station
from gis.stations.read import ReadStations, read_stations

__all__ = [
    "DISTANCING",
    "KINDS",
    "MOBILE",
    "ReadStations",
    "distanced",
    "lacking",
    "place_stations",
    "read_stations",
    "without_station",
]
