"""What the page draws: the units' shapes, and land, roads and sites around them."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.refusal import Refused
from boundaries.topology.simplify import simplify
from maps.layers import (
    COMMUNE_TOLERANCE_M,
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
    whole = {c for c, n in zip(places.codes, places.tiles) if n}
    shapes = units.geometry.reindex(codes).to_numpy()
    counted = np.array([code in whole for code in codes], dtype=bool)
    thin = shapes.copy()
    if counted.any():
        thin[counted] = _thin(units.loc[[c for c in codes if c in whole]])
    mesh = build_mesh(thin)
    window = _window(shapely.total_bounds(shapes)) if len(shapes) else None
    return {
        "arcs": mesh.arcs,
        "shapes": mesh.shapes,
        "spots": [label_spot(shape) for shape in thin],
        "context": _pack_context(publication.context, window),
        "roads": _pack_roads(publication.roads, window),
        "sites": _pack_sites(publication.sites),
    }


def _thin(communes: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Simplify communes as far as nobody sees it; what is no coverage stays whole."""
    try:
        thin = simplify(communes, tolerance_m=COMMUNE_TOLERANCE_M).units
    except Refused:
        thin = communes
    return thin.geometry.to_numpy()  # type: ignore[no-any-return]


def _window(extent: NDArray[np.float64]) -> shapely.Polygon:
    west, south, east, north = extent
    box: shapely.Polygon = shapely.box(
        west - _REACH, south - _REACH, east + _REACH, north + _REACH
    )
    return box


def _pack_context(
    context: gpd.GeoDataFrame | None, window: shapely.Polygon | None
) -> list[dict[str, object]]:
    if context is None or window is None or context.empty:
        return []
    shapes = simplify_together(context.geometry.to_numpy(), CONTEXT_TOLERANCE)
    near = shapely.intersection(shapely.make_valid(shapes), window)
    kept = ~shapely.is_empty(near)
    rings = pack_lines(gpd.GeoSeries(near[kept], crs=4326), 0.0)
    return [
        {"name": name, "rings": own, "spot": label_spot(shape)}
        for name, own, shape in zip(context["name"][kept], rings, near[kept])
    ]


def _pack_roads(
    roads: gpd.GeoDataFrame | None, window: shapely.Polygon | None
) -> list[dict[str, object]]:
    if roads is None or window is None or roads.empty:
        return []
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
