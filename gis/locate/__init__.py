"""Which unit holds a place: millions of points, each to exactly one unit."""

from gis.locate.index import UnitIndex

__all__ = ["UnitIndex"]
