"""The life of a perimeter: drawn for a day, confirmed, narrowed, lifted."""

from gis.perimeters.life.acts import act_on, start_record
from gis.perimeters.life.lifting import Lifting, find_liftable
from gis.perimeters.life.record import (
    FORMAT,
    LAPSES_AFTER,
    Act,
    Event,
    Holder,
    Record,
    record_document,
)
from gis.perimeters.life.state import Standing, standing_at

__all__ = [
    "FORMAT",
    "LAPSES_AFTER",
    "Act",
    "Event",
    "Holder",
    "Lifting",
    "Record",
    "Standing",
    "act_on",
    "find_liftable",
    "record_document",
    "standing_at",
    "start_record",
]
