"""Colour, pattern and ink of every level: one legend for page, print and table.

Every pair of fills that one rule set can show is at least ΔE2000 15 apart for
normal, protan, deutan and tritan sight (Machado 2009, severity 1.0); a test
computes it. Patterns carry the same order without any colour.

References
----------
Machado, Oliveira and Fernandes (2009), https://doi.org/10.1109/TVCG.2009.113.
Sharma, Wu and Dalal (2005), https://doi.org/10.1002/col.20070, for ΔE2000.
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Swatch:
    """How one colour name is drawn.

    Parameters
    ----------
    fill
        sRGB, ``#rrggbb``.
    ink
        Colour of text and pattern lines on the fill; contrast 4.5 or more.
    pattern
        Name of the hatch: ``plain``, ``dashes``, ``dots``, ``lines``, ``cross``,
        ``back``.
    vi, en
        The colour's own name, for the legend.
    """

    fill: str
    ink: str
    pattern: str
    vi: str
    en: str


COLOURS = MappingProxyType(
    {
        "green": Swatch("#1B9E77", "#000000", "plain", "xanh", "green"),
        "near_green": Swatch("#90ECD8", "#000000", "dashes", "xanh nhạt", "pale green"),
        "yellow": Swatch("#FFF59D", "#000000", "dots", "vàng", "yellow"),
        "orange": Swatch("#FF8C1A", "#000000", "lines", "cam", "orange"),
        "red": Swatch("#C00000", "#FFFFFF", "cross", "đỏ", "red"),
        "no_report": Swatch(
            "#505058", "#FFFFFF", "back", "xám sẫm gạch chéo", "dark hatched grey"
        ),
    }
)
