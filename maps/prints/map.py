"""The map itself: communes by level, what lies around, and how large it is."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from shapely.geometry.base import BaseGeometry

from maps.layers import simplify_together
from maps.palette import COLOURS, Swatch
from maps.prints.closing import draw_areas, draw_posts
from maps.prints.hatches import HATCHES
from maps.prints.labels import Box, box_of, label_communes, label_districts, short_name
from maps.prints.lettering import INK, Halo, Look, width_of, write
from maps.prints.shapes import path_of
from maps.prints.tally import draw_tallies
from maps.prints.view import View
from maps.publication.counting import counts_groups
from maps.publication.decided import DECIDED, decided_levels
from maps.publication.legend import NO_REPORT, legend
from maps.publication.record import Publication

SEA, LAND, LAND_EDGE = "#E3EEF5", "#E6E4DF", "#A9A59B"
UNJUDGED = "#FFFFFF"
DISTRICT, COMMUNE, ROAD, FERRY = "#1A1A1A", "#4A4A4A", "#3A2A5A", "#2A5FA5"
ROAD_WIDTHS = {"motorway": 1.3, "trunk": 1.1, "primary": 0.9, "secondary": 0.6}
"""The others are drawn thinner still."""


def draw_map(axes: Axes, publication: Publication, view: View, k: float) -> None:
    """Draw the published day on `axes`, whose extent is `view`.

    Parameters
    ----------
    k
        Size of letters and lines, 1 on A4.
    """
    axes.set(xlim=(view.west, view.east), ylim=(view.south, view.north))
    axes.set(xticks=[], yticks=[], facecolor=SEA)
    axes.set_aspect(1 / view.squeeze)
    for spine in axes.spines.values():
        spine.set_linewidth(0.8 * k)
    _draw_context(axes, publication, view, k)
    communes = _communes(publication, view)
    _draw_communes(axes, communes, k)
    _draw_roads(axes, publication, k)
    districts = _districts(publication, communes)
    for shape in districts.geometry:
        _outline_district(axes, shape, view, k)
    _draw_sites(axes, publication, k)
    draw_areas(axes, publication, k)
    groups = counts_groups(publication.ruleset, publication.units)
    draw_signs = draw_tallies if groups else _draw_levels
    taken = draw_signs(axes, publication, communes, view, k)
    posts = draw_posts(axes, publication, view, taken, k)
    placed = label_districts(axes, districts, view, [*taken, *posts], k)
    label_communes(axes, communes, view, taken, [*placed, *posts], k)


def fill(
    swatch: Swatch, shape: BaseGeometry | None = None, **options: object
) -> PathPatch:
    """Give a patch in the colour and pattern of a swatch."""
    outline = path_of(shape) if shape is not None else Outline.unit_rectangle()
    return PathPatch(
        outline,
        facecolor=swatch.fill,
        hatch=HATCHES[swatch.pattern],
        hatchcolor=swatch.ink,
        **options,
    )


def _communes(publication: Publication, view: View) -> gpd.GeoDataFrame:
    """Give the communes as drawn, with the swatch and level of the day."""
    units = publication.units
    communes = units[units["admin_level"] == "commune"]
    tolerance = 0.4 / view.points_per_degree
    shapes = simplify_together(communes.geometry.to_numpy(), tolerance)
    whole = shapely.contains(view.frame, shapes)
    if not whole.all():
        shapes[~whole] = shapely.intersection(shapes[~whole], view.frame)
        seen = shapely.area(shapes) > 0
        communes, shapes = communes[seen], shapes[seen]
    zones = publication.zones_of_day.reindex(communes.index)
    zone = zones["zone"].fillna(NO_REPORT)
    swatches = {entry.zone: entry.swatch for entry in legend(publication)}
    drawn = [swatches.get(z, COLOURS[NO_REPORT]) for z in zone]
    if counts_groups(publication.ruleset, units):
        drawn = [Swatch(UNJUDGED, INK, "plain", "", "")] * len(communes)
    columns = {
        "name": [_bare_name(n, x) for n, x in zip(communes["name"], communes["kind"])],
        "parent": communes["parent"],
        "level": zones["level"],
        "swatch": drawn,
        "ink": [swatch.ink for swatch in drawn],
        "fill": [swatch.fill for swatch in drawn],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=communes.crs)


def _districts(
    publication: Publication, communes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Dissolve the drawn communes, so that both borders run together."""
    names = publication.units["name"].drop(publication.province, errors="ignore")
    grouped = communes[["parent", "geometry"]].groupby("parent", sort=True)
    shapes = grouped["geometry"].agg(lambda s: shapely.union_all(s.to_numpy()))
    named = [short_name(str(names.get(code, ""))) for code in shapes.index]
    return gpd.GeoDataFrame({"name": named}, geometry=list(shapes), crs=communes.crs)


def _bare_name(name: str, kind: str) -> str:
    """Take the kind off a name, ``Xã Vĩnh Phú`` to ``Vĩnh Phú``; numbers keep it."""
    if not name.casefold().startswith(f"{kind} ".casefold()):
        return name
    bare = name[len(kind) + 1 :]
    return name if bare.isdigit() else bare


def _draw_context(axes: Axes, publication: Publication, view: View, k: float) -> None:
    if publication.context is None:
        return
    for shape, name in zip(publication.context.geometry, publication.context["name"]):
        seen = shape & view.frame
        if seen.area > 0:
            look: Look = {"facecolor": LAND, "edgecolor": LAND_EDGE, "lw": 0.6 * k}
            axes.add_patch(PathPatch(path_of(seen), **look, zorder=1))
            _name_neighbour(axes, seen, name, view, k)


def _name_neighbour(
    axes: Axes, seen: BaseGeometry, name: str, view: View, k: float
) -> None:
    """Name a neighbour where the whole name stands inside it, off the corners."""
    size = 7 * k
    paper = shapely.transform(seen, view.on_paper)
    wide, high = width_of(name, size, "slanted") / 2 + 3 * k, size
    left, bottom, right, top = shapely.transform(view.frame, view.on_paper).bounds
    free: BaseGeometry = shapely.box(
        left + wide, bottom + high, right - wide, top - high
    )
    free -= shapely.box(left, bottom, left + 0.3 * (right - left), bottom + 40 * k)
    free -= shapely.box(right - 45 * k - wide, top - 70 * k, right, top)
    parts = [part for part in shapely.get_parts(paper & free) if part.area > 0]
    if not parts:
        return
    circle = shapely.maximum_inscribed_circle(max(parts, key=lambda part: part.area))
    if shapely.length(circle) > 1.5 * size:
        spot = tuple(view.on_ground(shapely.get_coordinates(circle)[:1])[0])
        look: Look = {
            "colour": "#6B675F",
            "face": "slanted",
            "ha": "center",
            "va": "center",
        }
        write(axes, spot, name, size, **look, zorder=1.5)


def _draw_communes(axes: Axes, communes: gpd.GeoDataFrame, k: float) -> None:
    for shape, swatch in zip(communes.geometry, communes["swatch"]):
        patch = fill(swatch, shape, edgecolor=COMMUNE, linewidth=0.35 * k, zorder=2)
        axes.add_patch(patch)


def _draw_roads(axes: Axes, publication: Publication, k: float) -> None:
    if publication.roads is None:
        return
    roads = publication.roads
    for kind, shape in zip(roads["class"], roads.geometry):
        look: Look = {"color": ROAD, "lw": ROAD_WIDTHS.get(kind, 0.4) * k, "zorder": 3}
        if kind == "ferry":
            look |= {"color": FERRY, "ls": (0, (4, 3)), "lw": 0.8 * k}
        for part in shapely.get_parts(shape):
            axes.plot(*shapely.get_coordinates(part).T, **look)


def _draw_sites(axes: Axes, publication: Publication, k: float) -> None:
    if publication.sites is None:
        return
    markers = {
        "hospital": ("P", "#FFFFFF"),
        "maternity": ("p", "#FFFFFF"),
        "dialysis": ("d", "#FFFFFF"),
        "industrial_zone": ("s", "#D9D9D9"),
    }
    for kind, (marker, colour) in markers.items():
        points = publication.sites[publication.sites["kind"] == kind].geometry
        look: Look = {"marker": marker, "ms": 5 * k, "mfc": colour, "mec": "#000000"}
        axes.plot(points.x, points.y, ls="", mew=0.7 * k, zorder=6, **look)


def _draw_levels(
    axes: Axes,
    publication: Publication,
    communes: gpd.GeoDataFrame,
    view: View,
    k: float,
) -> list[Box]:
    """Write each level, marked where it changed today and where it was decided."""
    changes = publication.changes_of_day.set_index("unit")
    marks = {
        unit: "▲" if row.worse else "▼"
        for unit, row in changes.iterrows()
        if pd.notna(row.from_level) and pd.notna(row.to_level)
    }
    decided = decided_levels(publication)
    taken = []
    for row in communes.itertuples():
        largest = max(shapely.get_parts(row.geometry), key=lambda part: part.area)
        circle = shapely.maximum_inscribed_circle(largest)
        room = shapely.length(circle) * view.points_per_degree
        size = float(np.clip(1.1 * room, 3.2 * k, 7 * k))
        text = "–" if pd.isna(row.level) else str(row.level)
        text += marks.get(row.Index, "") + DECIDED * (row.Index in decided)
        spot = circle.coords[0]
        look: Look = {
            "colour": row.swatch.ink,
            "face": "bold",
            "ha": "center",
            "va": "center",
        }
        around = Halo(row.swatch.fill, 1.1 * k)
        write(axes, spot, text, size, **look, halo=around, zorder=7)
        taken.append(box_of(spot, text, size, view))
    return taken


def _outline_district(axes: Axes, shape: BaseGeometry, view: View, k: float) -> None:
    """Draw the border of a district, thinner around its small islands."""
    parts = shapely.get_parts(shape)
    small = (9 * k / view.points_per_degree) ** 2
    for chosen, width in ((shapely.area(parts) >= small, 1.1), (None, 0.35)):
        some = parts[chosen] if chosen is not None else parts
        if len(some):
            outline = path_of(shapely.MultiPolygon(list(some)))
            axes.add_patch(
                PathPatch(outline, fill=False, ec=DISTRICT, lw=width * k, zorder=5)
            )
