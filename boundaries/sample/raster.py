"""The population raster of the sample: the people of the table, spread over land."""

from pathlib import Path

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio import Affine

PIXEL = 1 / 120
NODATA = -99999.0


def write_population(
    path: Path, shapes: NDArray[np.object_], people: NDArray[np.float64]
) -> None:
    """Write people per pixel of 30 arc seconds as a GeoTIFF in EPSG:4326.

    Parameters
    ----------
    path
        The file to write.
    shapes : array, n
        Communes, EPSG:4326, a coverage.
    people : array, n
        People of each commune. They are shared evenly among the pixels whose
        middle it holds, or go to the pixel under it where it holds none.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    left, top = np.floor(west / PIXEL), np.ceil(north / PIXEL)
    wide, high = int(np.ceil(east / PIXEL) - left), int(top - np.floor(south / PIXEL))
    column, row = np.meshgrid(np.arange(wide), np.arange(high))
    middles = shapely.points(
        ((left + column + 0.5) * PIXEL).ravel(), ((top - row - 0.5) * PIXEL).ravel()
    )
    pixel, owner = shapely.STRtree(shapes).query(middles, predicate="within")
    small = np.setdiff1d(np.arange(len(shapes)), owner)
    spots = shapely.get_coordinates(shapely.point_on_surface(shapes[small])) / PIXEL
    under = (top - spots[:, 1]).astype(int) * wide + (spots[:, 0] - left).astype(int)
    pixel, owner = np.concatenate([pixel, under]), np.concatenate([owner, small])
    each = people / np.bincount(owner, minlength=len(shapes))
    total = np.bincount(pixel, each[owner], wide * high)
    land = np.bincount(pixel, minlength=wide * high) > 0
    band = np.where(land, total, NODATA).astype("float32").reshape(high, wide)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=wide,
        height=high,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=Affine(PIXEL, 0, left * PIXEL, 0, -PIXEL, top * PIXEL),
        nodata=NODATA,
        compress="deflate",
        predictor=3,
    ) as sheet:
        sheet.write(band, 1)
        sheet.set_band_description(1, "people per cell")
