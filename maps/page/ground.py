"""What the page draws: the units' shapes, and land, roads and sites around them."""

import geopandas as gpd
import numpy as np
import shapely

from maps.layers import (
    COMMUNE_TOLERANCE,
    CONTEXT_TOLERANCE,
    build_mesh,
    pack_lines,
    simplify_together,
    whole_point,
)
from maps.page.places import Places, label_spot
from maps.publication.record import Publication

_REACH = 0.6
"""How far around the province neighbours are drawn, in degrees."""


def pack_ground(publication: Publication, places: Places) -> dict[str, object]:
    """Give arcs, shapes and label places of the drawn units, and what lies around."""
    units = publication.units
    codes = [code for code, drawn in zip(places.codes, places.drawn) if drawn]
    whole = {c for c, n in zip(places.codes, places.counted) if n}
    shapes = units.geometry.reindex(codes).to_numpy()
    counted = np.array([code in whole for code in codes], dtype=bool)
    thin = shapes.copy()
    if counted.any():
        thin[counted] = simplify_together(shapes[counted], COMMUNE_TOLERANCE)
    mesh = build_mesh(thin)
    extent = shapely.box(*shapely.total_bounds(shapes)) if len(shapes) else None
    return {
        "arcs": mesh.arcs,
        "shapes": mesh.shapes,
        "spots": [label_spot(shape) for shape in thin],
        "context": _pack_context(publication.context, extent),
        "roads": _pack_roads(publication.roads, extent),
        "sites": _pack_sites(publication.sites),
    }


def _pack_context(
    context: gpd.GeoDataFrame | None, extent: shapely.Geometry | None
) -> list[dict[str, object]]:
    if context is None or extent is None or context.empty:
        return []
    window = extent.buffer(_REACH, join_style="mitre")
    shapes = simplify_together(context.geometry.to_numpy(), CONTEXT_TOLERANCE)
    near = shapely.intersection(shapely.make_valid(shapes), window)
    kept = ~shapely.is_empty(near)
    rings = pack_lines(gpd.GeoSeries(near[kept], crs=4326), 0.0)
    return [
        {"name": name, "rings": own, "spot": label_spot(shape)}
        for name, own, shape in zip(context["name"][kept], rings, near[kept])
    ]


def _pack_roads(
    roads: gpd.GeoDataFrame | None, extent: shapely.Geometry | None
) -> list[dict[str, object]]:
    if roads is None or extent is None or roads.empty:
        return []
    window = extent.buffer(_REACH, join_style="mitre")
    near = roads[roads.intersects(window)]
    lines = pack_lines(gpd.GeoSeries(near.geometry.intersection(window)), 0.0005)
    return [
        {"class": kind, "name": name if isinstance(name, str) else "", "lines": own}
        for kind, name, own in zip(near["class"], near["name"], lines)
        if own
    ]


def _pack_sites(sites: gpd.GeoDataFrame | None) -> list[dict[str, object]]:
    if sites is None:
        return []
    rows = zip(sites["name"], sites["kind"], sites.geometry)
    return [{"name": n, "kind": k, "at": whole_point(p.centroid)} for n, k, p in rows]
