"""The annex of a print: locked areas and posts near by, and the list of them."""

import geopandas as gpd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gis.checkpoints.plan import Post
from maps.prints.closing import post_sign, write_closing_keys
from maps.prints.column import Column
from maps.prints.lettering import Look, clip, write
from maps.prints.sections import write_origin, write_signature
from maps.prints.sheet import (
    EDGE,
    GAP,
    PAPERS,
    TITLE,
    Paper,
    open_page,
    place_map,
    write_title,
)
from maps.publication.closing import short_number, split_parts
from maps.publication.closing_words import (
    name_of,
    posts_of,
    say_area,
    say_doubts,
    say_plan,
)
from maps.publication.record import Publication
from maps.words.phrases import say

_LEAST = 0.01
"""Half the width of the least window, in degrees: about a kilometre."""
_SHARE = 0.52
_FOOT, _SIGNATURE = 62.0, 42.0
_ROW, _LINE = 5.6, 8.4
_COLUMNS = (
    ("post-number", 0.0),
    ("post-road", 0.09),
    ("post-kind", 0.42),
    ("post-staff", 0.61),
    ("post-side", 0.71),
)
"""Heading of each column and where it begins, as a part of the width."""


def has_annex(publication: Publication) -> bool:
    """Say whether there is something to list."""
    return publication.perimeters is not None or bool(publication.plans)


def draw_annex(publication: Publication, paper: Paper) -> Figure:
    """Draw the sheet that follows the map: lying, the list on the right."""
    size = PAPERS[paper]
    k = size.k
    figure, page = open_page(size.long, size.short)
    write_title(page, publication, say("closing.annex-title"), k)
    edge, gap = EDGE * k, GAP * k
    top = size.short - edge - TITLE * k
    wide = _SHARE * (size.long - 2 * edge)
    place_map(page, publication, _shown(publication), (edge, edge, wide, top - edge), k)
    left = edge + wide + gap
    column = Column(page, left, top, size.long - edge - left, edge, k)
    signature = column.part(_SIGNATURE * k)
    foot = column.part(_FOOT * k)
    column.head(say("closing.head"))
    write_closing_keys(column, publication)
    column.skip(3)
    for text in say_doubts(publication):
        column.put(text, 6, face="slanted")
    column.skip(3)
    areas, _ = split_parts(publication.perimeters)
    for row in areas.to_dict("records"):
        column.put(say_area(publication, row), 6)
    for name, plan in publication.plans.items():
        column.put(say_plan(name, plan), 6)
    column.skip(4)
    _write_posts(column, publication)
    write_origin(foot, publication)
    write_signature(signature, publication)
    return figure


def _shown(publication: Publication) -> gpd.GeoDataFrame:
    """Give what the map of the annex shows: areas, rings and posts, or all units."""
    areas, rings = split_parts(publication.perimeters)
    posts = publication.posts
    shapes = [*areas.geometry, *rings.geometry]
    shapes += [] if posts is None else list(posts.geometry)
    if not shapes:
        return publication.units
    around = [shape.buffer(_LEAST) for shape in shapes]
    return gpd.GeoDataFrame(geometry=around, crs=publication.units.crs)


def _write_posts(column: Column, publication: Publication) -> None:
    """Write the table of posts; those that have no room are counted."""
    posts = posts_of(publication)
    if not posts:
        return
    k = column.k
    _write_row(column, [say(f"closing.{key}") for key, _ in _COLUMNS], bold=True)
    line = column.top + 1.2 * k
    ends = (column.left, column.left + column.width)
    column.page.add_line(Line2D(ends, (line, line), color="#000000", lw=0.5 * k))
    for done, post in enumerate(posts):
        if column.room < 2 * _LINE * k and done < len(posts) - 1:
            more = say("closing.more-posts", count=len(posts) - done)
            column.put(more, 6, face="bold")
            break
        _draw_sign(column.page, post, column.left + 4 * k, column.top - 4.4 * k, k)
        road = post.name or say("closing.no-name-short")
        staff = str(post.staff) if post.staff else "–"
        side = name_of(publication, post.side) if post.side else ""
        number = short_number(post.id)
        cells = [f"     {number}", road, say(f"closing.{post.kind}"), staff, side]
        _write_row(column, cells)


def _draw_sign(page: Axes, post: Post, x: float, y: float, k: float) -> None:
    page.add_line(Line2D([x], [y], ls="", **post_sign(post.kind, 5 * k)))


def _write_row(column: Column, cells: list[str], *, bold: bool = False) -> None:
    k = column.k
    starts = [start for _, start in _COLUMNS]
    column.top -= _LINE * k
    for cell, start, end in zip(cells, starts, [*starts[1:], 1.0]):
        look: Look = {"face": "bold" if bold else "plain"}
        indent = len(cell) - len(cell.lstrip())
        x = column.left + start * column.width + 2 * indent * k
        room = (end - start) * column.width - 2 * indent * k - 3 * k
        text = clip(cell.strip(), _ROW * k, room, look["face"])
        write(column.page, (x, column.top + 2 * k), text, _ROW * k, **look)
