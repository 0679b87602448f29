"""How fast each class of road is driven: data, with its source."""

from gis.roads.speeds.read import Speeds, read_speeds

__all__ = ["Speeds", "read_speeds"]
