"""Figures and levels of old units, carried to the units that took their place."""

from gis.carry.counts import CarriedCounts, additive, carry_counts, share_whole
from gis.carry.draw import Drawn, draw_crosswalk
from gis.carry.places import carry_directives
from gis.carry.zones import carry_zones, share_zones

__all__ = [
    "CarriedCounts",
    "Drawn",
    "additive",
    "carry_counts",
    "carry_directives",
    "carry_zones",
    "draw_crosswalk",
    "share_whole",
    "share_zones",
]
