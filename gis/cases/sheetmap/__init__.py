"""A province's own sheet, read by a map that a person has confirmed."""

from gis.cases.sheetmap.apply import Mapped, apply_map
from gis.cases.sheetmap.model import SheetMap, build_map, lay_out_map
from gis.cases.sheetmap.propose import Proposal, propose_map

__all__ = [
    "Mapped",
    "Proposal",
    "SheetMap",
    "apply_map",
    "build_map",
    "lay_out_map",
    "propose_map",
]
