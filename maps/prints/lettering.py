"""Text on paper: one embedded font, wrapped by its own widths, never parsed."""

import threading
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import PathPatch
from matplotlib.patheffects import Stroke
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

Face = Literal["plain", "bold", "slanted"]
Look = dict[str, Any]

_FILES = {
    "plain": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "slanted": "DejaVuSans-Oblique.ttf",
}
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_PROBE = 100.0
INK = "#1A1A1A"
DRAWING = threading.Lock()
"""Held by whoever composes a page: a font and a style of matplotlib serve one thread
at a time, and a server answers several."""


class Halo(NamedTuple):
    """A line around letters: its colour, and its width in points."""

    colour: str
    width: float


def write(
    axes: Axes,
    at: tuple[float, float],
    text: str,
    size: float,
    *,
    face: Face = "plain",
    colour: str = INK,
    halo: Halo | None = None,
    **options: Any,
) -> None:
    """Put one line of text on `axes`.

    Parameters
    ----------
    axes
        Where; `at` is in its data coordinates.
    at
        Place of the anchor; `ha` and `va` in `options` say which, left and
        baseline unless told.
    text
        Plain text: dollar signs are no mathematics, letters that the font
        lacks are shown as such.
    size
        In points.
    halo
        Drawn around the letters, so that they are readable on a pattern. It is a
        line of its own: letters with an effect would become shapes in a PDF, and
        no search would find them.
    """
    said, font = printable(text), _properties(face, size)
    letters = {"font": font, "parse_math": False, **options}
    if halo is not None:
        around = Stroke(linewidth=halo.width, foreground=halo.colour)
        axes.text(*at, said, color=halo.colour, path_effects=[around], **letters)
    axes.text(*at, said, color=colour, **letters)


def printable(text: str) -> str:
    """Give `text` in NFC without line breaks, unknown letters replaced."""
    known = _letters()
    flat = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(c if ord(c) in known else _UNKNOWN for c in flat)


@lru_cache(maxsize=20_000)
def width_of(text: str, size: float, face: Face = "plain") -> float:
    """Measure a line of text, in points."""
    font = _font(face)
    font.set_size(_PROBE, 72)
    font.set_text(printable(text), 0.0)
    return float(font.get_width_height()[0]) / 64 * size / _PROBE


def wrap(text: str, size: float, width: float, face: Face = "plain") -> list[str]:
    """Break text between words into lines of at most `width` points.

    A single word that is longer is cut where it must be.
    """
    lines = [""]
    for word in printable(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, face) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if width_of(lines[-1] + letter, size, face) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def clip(text: str, size: float, width: float, face: Face = "plain") -> str:
    """Cut a line that is longer than `width` points; dots say so."""
    if width_of(text, size, face) <= width:
        return text
    lines = wrap(text, size, width - width_of("…", size, face), face)
    return f"{lines[0]}…"


def outline_of(
    text: str, size: float, middle: tuple[float, float], degrees: float
) -> PathPatch:
    """Give a bold word as a shape, turned about its middle, in points."""
    word = TextPath((0, 0), printable(text), size=size, prop=_properties("bold", size))
    box = word.get_extents()
    turn = Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2)
    return PathPatch(turn.rotate_deg(degrees).translate(*middle).transform_path(word))


@cache
def _font(face: Face) -> FT2Font:
    return FT2Font(_path(face))


@cache
def _letters() -> frozenset[int]:
    return frozenset(_font("plain").get_charmap())


def _properties(face: Face, size: float) -> FontProperties:
    return FontProperties(fname=_path(face), size=size)


def _path(face: Face) -> str:
    return str(Path(mpl.get_data_path(), "fonts", "ttf", _FILES[face]))
