"""Directives: which act is in force at a place at an instant.

A national directive is the basis; what is in force is the provincial act that applies
it, with its own number, signer, places and time.
"""

from gis.directives.force import Period, in_force, overlaps, periods
from gis.directives.frame import COLUMNS, check_directives
from gis.directives.read import read_directives

__all__ = [
    "COLUMNS",
    "Period",
    "check_directives",
    "in_force",
    "overlaps",
    "periods",
    "read_directives",
]
