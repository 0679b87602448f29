"""How units lie beside each other: check, mend, neighbours, simplify, dissolve."""

from boundaries.topology.check import Report, check_coverage
from boundaries.topology.dissolve import dissolve
from boundaries.topology.mend import Mended, mend
from boundaries.topology.neighbours import neighbours
from boundaries.topology.simplify import Simplified, simplify

__all__ = [
    "Mended",
    "Report",
    "Simplified",
    "check_coverage",
    "dissolve",
    "mend",
    "neighbours",
    "simplify",
]
