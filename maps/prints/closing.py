"""Locked areas, the rings around them and posts, on paper."""

from collections.abc import Iterator

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle

from gis.checkpoints.plan import Post
from maps.prints.column import Column
from maps.prints.labels import Box
from maps.prints.lettering import Halo, Look, width_of, write
from maps.prints.shapes import path_of
from maps.prints.view import View
from maps.publication.closing import BARRIER, STAFFED, short_number, split_parts
from maps.publication.closing_words import (
    posts_of,
    say_annex,
    say_area_name,
    say_open_ways,
    say_post,
)
from maps.publication.record import Publication
from maps.words.phrases import say

DARK, PAPER = "#161019", "#FFFFFF"
LOCKED_HATCH, GUARDED_HATCH, RING_HATCH = "||", "++", "o"
BOARD = ((-1.0, -0.6), (1.0, -0.6), (1.0, 0.6), (-1.0, 0.6), (-1.0, -0.6))
"""A barrier is a board, a staffed post a filled hexagon: told by shape."""
_SIZE, _SMALL = 10.5, 3.8
_ROW = 5.8
_SHARE = 0.42


def draw_areas(axes: Axes, publication: Publication, k: float) -> None:
    """Draw rings and locked areas over the levels, which stay to be seen."""
    areas, rings = split_parts(publication.perimeters)
    around: Look = {"fill": False, "capstyle": "butt"}
    for shape in rings.geometry:
        outline = path_of(shape)
        hatch: Look = {"fc": "none", "lw": 0, "hatch": RING_HATCH}
        axes.add_patch(PathPatch(outline, **hatch, hatchcolor="#4A4450", zorder=2.5))
        for colour, width, style in ((PAPER, 2.2, "-"), (DARK, 1.0, (0, (5, 3)))):
            look: Look = {"ec": colour, "lw": width * k, "ls": style}
            axes.add_patch(PathPatch(outline, **around, **look, zorder=5.5))
    for shape in areas.geometry:
        outline = path_of(shape)
        pattern = area_hatch(publication)
        for colour, width in ((PAPER, 1.3), (DARK, 0.6)):
            hatch = {"fc": "none", "lw": 0, "hatch": pattern, "hatchcolor": colour}
            patch = PathPatch(outline, **hatch, zorder=2.6)
            patch.set_hatch_linewidth(width * k)
            axes.add_patch(patch)
        for colour, width in ((PAPER, 3.8), (DARK, 2.2)):
            look = {"ec": colour, "lw": width * k, "joinstyle": "round"}
            axes.add_patch(PathPatch(outline, **around, **look, zorder=5.6))


def draw_posts(
    axes: Axes, publication: Publication, view: View, taken: list[Box], k: float
) -> list[Box]:
    """Draw posts, with their number where they stand free of others, and area names.

    Parameters
    ----------
    taken
        Room of the levels: the name of an area gives way to them.

    Returns
    -------
    list of Box
        Room of the posts and names.
    """
    placed: list[Box] = []
    heaps: list[list[Post]] = []
    for post in _posts(publication):
        if not view.frame.contains(shapely.Point(post.lon, post.lat)):
            continue
        x, y = view.on_paper(np.array([[post.lon, post.lat]]))[0]
        box = Box(x, y, 1.5 * _SIZE * k, 1.1 * _SIZE * k)
        same = [n for n, b in enumerate(placed) if np.hypot(b.x - x, b.y - y) < 3 * k]
        if same:
            heaps[same[0]].append(post)
        elif all(_apart(box, other) for other in placed):
            placed.append(box)
            heaps.append([post])
        else:
            _draw_post(axes, post, _SMALL * k, 8.5)
    for heap in heaps:
        _draw_heap(axes, heap, view, k)
    return placed + _name_areas(axes, publication, view, [*taken, *placed], k)


def _draw_heap(axes: Axes, heap: list[Post], view: View, k: float) -> None:
    """Draw a post with its number; those at the same place are counted beside it."""
    post = heap[0]
    _draw_post(axes, post, _SIZE * k, 8.6)
    colour = DARK if post.kind == BARRIER else PAPER
    look: Look = {"face": "bold", "ha": "center", "va": "center", "zorder": 8.7}
    number, size = short_number(post.id), 5.4 * k
    size *= min(1.0, 0.72 * _SIZE * k / width_of(number, size, "bold"))
    write(axes, (post.lon, post.lat), number, size, colour=colour, **look)
    if len(heap) > 1:
        up = np.array([[post.lon, post.lat]])
        spot = view.on_ground(view.on_paper(up) + np.array([0.8, 0.55]) * _SIZE * k)[0]
        around = Halo(PAPER, 1.6 * k)
        write(axes, tuple(spot), f"+{len(heap) - 1}", 4.8 * k, halo=around, **look)


def _posts(publication: Publication) -> Iterator[Post]:
    """Give staffed posts first: they have their numbers before barriers have."""
    every = posts_of(publication)
    for kind in (STAFFED, BARRIER):
        yield from (post for post in every if post.kind == kind)


def _draw_post(axes: Axes, post: Post, size: float, zorder: float) -> None:
    axes.plot(post.lon, post.lat, ls="", zorder=zorder, **post_sign(post.kind, size))


def post_sign(kind: str, size: float) -> Look:
    """Give the sign of a kind of post, `size` points high or wide."""
    if kind == BARRIER:
        look: Look = {"marker": BOARD, "ms": 1.4 * size, "mfc": PAPER, "mec": DARK}
    else:
        look = {"marker": "H", "ms": size, "mfc": DARK, "mec": PAPER}
    return look | {"mew": 0.09 * size}


def _apart(one: Box, other: Box) -> bool:
    across = abs(one.x - other.x) * 2 >= one.width + other.width
    return across or abs(one.y - other.y) * 2 >= one.height + other.height


def _name_areas(
    axes: Axes, publication: Publication, view: View, taken: list[Box], k: float
) -> list[Box]:
    """Name each locked area beside its outline, where least is hidden."""
    areas, _ = split_parts(publication.perimeters)
    placed: list[Box] = []
    size = 6.5 * k
    frame = view.on_paper(np.array([[view.east, view.north]]))[0]
    for row in areas[areas.intersects(view.frame)].to_dict("records"):
        text = say_area_name(row)
        wide, high = width_of(text, size, "bold") + 5 * k, size + 4 * k
        west, south, east, north = shapely.transform(
            row["geometry"], view.on_paper
        ).bounds
        x, y = (west + east) / 2, (south + north) / 2
        above, below = north + high / 2 + 4 * k, south - high / 2 - 4 * k
        spots = [(x, above), (x, below), (x, above + high), (x, below - high)]
        spots += [(west - wide / 2 - 4 * k, y), (east + wide / 2 + 4 * k, y), (x, y)]
        half = np.array([wide, high]) / 2
        places = np.clip(np.array(spots), half, frame - half)
        boxes = [Box(x, y, wide, high) for x, y in places]
        free = [b for b in boxes if all(_apart(b, o) for o in [*taken, *placed])]
        box = (free or boxes)[0]
        placed.append(box)
        corner = view.on_ground(np.array([[box.x, box.y]]) - half)[0]
        opposite = view.on_ground(np.array([[box.x, box.y]]) + half)[0]
        plate: Look = {"fc": DARK, "ec": PAPER, "lw": 0.8 * k, "zorder": 8.8}
        axes.add_patch(Rectangle(tuple(corner), *(opposite - corner), **plate))
        at = view.on_ground(np.array([[box.x, box.y]]))[0]
        look: Look = {"colour": PAPER, "face": "bold", "ha": "center", "va": "center"}
        write(axes, tuple(at), text, size, **look, zorder=8.9)
    return placed


def area_hatch(publication: Publication) -> str:
    """Give the pattern of the areas: locked, or guarded against what is around."""
    design = publication.design
    return GUARDED_HATCH if design and design.outward else LOCKED_HATCH


def write_closing_keys(column: Column, publication: Publication) -> None:
    """Write the rows of the legend, with their counts; none where there is nothing."""
    areas, rings = split_parts(publication.perimeters)
    outward = publication.design is not None and publication.design.outward
    if len(areas):
        said = say("closing.guarded" if outward else "closing.locked", count=len(areas))
        _area_key(column, area_hatch(publication), "-", 2.0, said)
    if len(rings):
        said = say("closing.ring", count=len(rings))
        _area_key(column, RING_HATCH, (0, (5, 3)), 1.0, said)
    for kind in (STAFFED, BARRIER):
        count = sum(post.kind == kind for post in _posts(publication))
        if count:
            _post_key(column, kind, say(f"closing.{kind}-count", count=count))


def _area_key(
    column: Column, hatch: str, style: object, width: float, text: str
) -> None:
    k = column.k
    corner = (column.left + k, column.top - 9 * k)
    look: Look = {"fc": PAPER, "hatch": hatch, "hatchcolor": DARK, "ec": DARK}
    box = Rectangle(corner, 20 * k, 8 * k, lw=width * k, ls=style, **look)
    column.page.add_patch(box)
    column.skip(1.5)
    column.put(text, 6.5, indent=30)
    column.skip(1)


def _post_key(column: Column, kind: str, text: str) -> None:
    k = column.k
    look = post_sign(kind, 8.5 * k)
    spot = ([column.left + 11 * k], [column.top - 5.5 * k])
    column.page.add_line(Line2D(*spot, ls="", **look))
    column.skip(0.8)
    column.put(text, 6.5, indent=30)
    column.skip(0.8)


def write_closing(column: Column, publication: Publication) -> None:
    """Write each area with its people, then the list of posts where it has room.

    What has no room is counted and the annex is named: directives keep their place.
    """
    areas, _ = split_parts(publication.perimeters)
    posts = posts_of(publication)
    if not len(areas) and not posts:
        return
    column.head(say("closing.head"))
    kept = column.room * (1 - _SHARE)
    for text in say_open_ways(publication):
        column.put(text, 6.5, face="bold")
    names = [say_area_name(row) for row in areas.to_dict("records")]
    for done, text in enumerate(names):
        if column.height_of(text, 6.5) + 9 * column.k > column.room - kept:
            column.put(say("closing.more-areas", count=len(names) - done), 6.5)
            break
        column.put(text, 6.5)
    lines = [say_post(post) for post in posts]
    needed = sum(column.height_of(line, _ROW) for line in lines)
    if posts and needed <= column.room - kept:
        for line in lines:
            column.put(line, _ROW)
    else:
        column.put(say_annex(publication), 6.5)
    column.skip(4)
