"""Data files of a publication: text, geometry and workbooks."""

from maps.tables.aside import compose_aside
from maps.tables.csv import (
    compose_transitions,
    compose_zones,
    write_transitions_csv,
    write_zones_csv,
)
from maps.tables.exported import compose_cases
from maps.tables.form_book import compose_form
from maps.tables.geo import write_geojson, write_geopackage, write_perimeters
from maps.tables.templates import cases_form, day_form, ruleset_form
from maps.tables.workbook import write_workbook

__all__ = [
    "cases_form",
    "compose_aside",
    "compose_cases",
    "compose_form",
    "compose_transitions",
    "compose_zones",
    "day_form",
    "ruleset_form",
    "write_geojson",
    "write_geopackage",
    "write_perimeters",
    "write_transitions_csv",
    "write_workbook",
    "write_zones_csv",
]
