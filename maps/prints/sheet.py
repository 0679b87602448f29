"""The sheet of paper: title, map, legend, directives, origin and signature."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import geopandas as gpd
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from maps.prints.closing import write_closing
from maps.prints.column import Column
from maps.prints.decided import write_decided
from maps.prints.lettering import clip, outline_of, width_of, write
from maps.prints.map import draw_map
from maps.prints.sections import (
    write_directives,
    write_legend,
    write_notices,
    write_origin,
    write_signature,
)
from maps.prints.view import draw_scale, fit_view
from maps.publication.record import Publication
from maps.publication.statements import say_counted, say_reported
from maps.words.phrases import day_words, say, span_words

Paper = Literal["a4", "a3"]


@dataclass(frozen=True, slots=True)
class Size:
    """A paper, in points, short side first, and the size of its letters."""

    short: float
    long: float
    k: float


PAPERS = MappingProxyType(
    {"a4": Size(595.276, 841.89, 1.0), "a3": Size(841.89, 1190.551, 1.25)}
)
EDGE = 22.0
TITLE = 58.0
_SIDE = 196.0
_BELOW = 236.0
GAP = 8.0
_FOOT, _SIGNATURE = 112.0, 42.0
_RED = "#B00000"


def draw_sheet(publication: Publication, paper: Paper) -> Figure:
    """Draw the whole sheet, upright where the province is taller than wide."""
    size = PAPERS[paper]
    west, south, east, north = publication.units.total_bounds
    squeeze = float(np.cos(np.radians((south + north) / 2)))
    lies = (east - west) * squeeze > north - south
    width, height = (size.long, size.short) if lies else (size.short, size.long)
    figure, page = open_page(width, height)
    k = size.k
    edge, gap = EDGE * k, GAP * k
    write_title(page, publication, say_counted(publication, "print.title"), k)
    top = height - edge - TITLE * k
    if lies:
        box = (edge, edge, width - 2 * edge - _SIDE * k - gap, top - edge)
        side = width - edge - _SIDE * k
        _write_side(Column(page, side, top, _SIDE * k, edge, k), publication)
    else:
        below = edge + _BELOW * k
        box = (edge, below + gap, width - 2 * edge, top - below - gap)
        _write_below(page, publication, width, below, k)
    place_map(page, publication, publication.units, box, k)
    return figure


def open_page(width: float, height: float) -> tuple[Figure, Axes]:
    """Give a sheet of paper, and axes over it whose coordinates are points."""
    figure = Figure(figsize=(width / 72, height / 72))
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, width), ylim=(0, height))
    page.set_axis_off()
    return figure, page


def place_map(
    page: Axes,
    publication: Publication,
    shown: gpd.GeoDataFrame,
    box: tuple[float, float, float, float],
    k: float,
) -> None:
    """Draw the map of what is `shown` in a box of the page, with its scale."""
    left, bottom, wide, high = box
    width, height = page.get_xlim()[1], page.get_ylim()[1]
    axes = page.figure.add_axes(
        (left / width, bottom / height, wide / width, high / height)
    )
    axes.set_zorder(-1)
    view = fit_view(shown, wide, high)
    draw_map(axes, publication, view, k)
    draw_scale(axes, view, k)
    if publication.state == "proposed":
        _stamp_draft(page, axes, box, k)


def write_title(page: Axes, publication: Publication, title: str, k: float) -> None:
    """Write the head of a sheet: province, title, day, and whether it is a draft."""
    p = publication
    width, height = page.get_xlim()[1], page.get_ylim()[1]
    edge = EDGE * k
    top = height - edge
    day = say("print.day", day=day_words(p.day))
    beside = width - 2 * edge - width_of(day, 17 * k, "bold") - 2 * GAP * k
    name = clip(p.province_name.upper(), 17 * k, beside, "bold")
    write(page, (edge, top - 15 * k), name, 17 * k, face="bold")
    write(page, (edge, top - 30 * k), title, 10 * k, face="bold")
    span = say("print.period", span=span_words(p.current_period.span))
    write(page, (edge, top - 45 * k), span, 9 * k)
    right = width - edge
    write(page, (right, top - 15 * k), day, 17 * k, face="bold", ha="right")
    write(page, (right, top - 30 * k), say_reported(p), 10 * k, face="bold", ha="right")
    if p.state == "proposed":
        word = say("state.proposed")
        write(
            page,
            (right - 4 * k, top - 47 * k),
            word,
            13 * k,
            face="bold",
            colour=_RED,
            ha="right",
        )
        wide = width_of(word, 13 * k, "bold") + 8 * k
        corner = (right - wide, top - 50.5 * k)
        box = Rectangle(corner, wide, 16 * k, fill=False, ec=_RED, lw=1.2 * k)
        page.add_patch(box)
    else:
        number = say("print.number", number=p.number)
        write(page, (right, top - 45 * k), number, 10 * k, ha="right")
    line = top - 53 * k
    page.add_line(Line2D((edge, right), (line, line), color="#000000", lw=1.0 * k))


def _write_side(column: Column, publication: Publication) -> None:
    """Fill the column beside a map that lies; origin and signature stand below."""
    signature = column.part(_SIGNATURE * column.k)
    foot = column.part(_FOOT * column.k)
    write_legend(column, publication)
    write_decided(column, publication)
    write_closing(column, publication)
    write_directives(column, publication)
    write_notices(foot, publication)
    write_origin(foot, publication)
    write_signature(signature, publication)


def _write_below(
    page: Axes, publication: Publication, width: float, top: float, k: float
) -> None:
    """Fill three columns under a map that stands."""
    edge, gap = EDGE * k, 2 * GAP * k
    wide = (width - 2 * edge - 2 * gap) / 3
    columns = [
        Column(page, edge + n * (wide + gap), top, wide, edge, k) for n in range(3)
    ]
    write_legend(columns[0], publication)
    write_decided(columns[1], publication)
    write_closing(columns[1], publication)
    write_directives(columns[1], publication)
    signature = columns[2].part(_SIGNATURE * k)
    write_notices(columns[2], publication)
    write_origin(columns[2], publication)
    write_signature(signature, publication)


def _stamp_draft(
    page: Axes, drawn: Axes, box: tuple[float, float, float, float], k: float
) -> None:
    """Write the word for a draft across the map, hollow, under levels and names."""
    left, bottom, wide, high = box
    word = say("state.proposed")
    size = 0.62 * wide / width_of(word, 1.0, "bold")
    middle = (left + wide / 2, bottom + high / 2)
    for colour, line, alpha in (("#FFFFFF", 3.2, 0.55), (_RED, 1.3, 0.75)):
        letters = outline_of(word, size, middle, 24)
        letters.set(fill=False, ec=colour, lw=line * k, alpha=alpha, zorder=6.5)
        letters.set_transform(page.transData)
        drawn.add_patch(letters)
