"""Data files of a publication: text, geometry and workbooks."""

from maps.tables.csv import (
    compose_transitions,
    compose_zones,
    write_transitions_csv,
    write_zones_csv,
)
from maps.tables.geo import write_geojson, write_geopackage
from maps.tables.workbook import write_workbook

__all__ = [
    "compose_transitions",
    "compose_zones",
    "write_geojson",
    "write_geopackage",
    "write_transitions_csv",
    "write_workbook",
    "write_zones_csv",
]
