"""The population raster of the sample: the people of the table, spread over land."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.transform import from_origin

PIXEL = 1 / 120
NODATA = -99999.0


def write_population(
    path: Path,
    shapes: NDArray[np.object_],
    people: NDArray[np.float64],
    seats: Sequence[tuple[float, float]],
) -> None:
    """Write people per pixel of 30 arc seconds as a GeoTIFF in EPSG:4326.

    Parameters
    ----------
    path
        The file to write.
    shapes : array, n
        Communes, EPSG:4326, each large enough to hold the middle of a pixel.
    people : array, n
        People of each commune. They are shared evenly among the pixels whose
        middle it holds, or go to the pixel of its own middle where there is none.
    seats
        That middle, lon and lat.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    west, north = np.floor(west / PIXEL) * PIXEL, np.ceil(north / PIXEL) * PIXEL
    wide = int(np.ceil((east - west) / PIXEL))
    high = int(np.ceil((north - south) / PIXEL))
    lon = west + (np.arange(wide) + 0.5) * PIXEL
    lat = north - (np.arange(high) + 0.5) * PIXEL
    middles = shapely.points(*np.meshgrid(lon, lat)).ravel()
    pixel, owner = shapely.STRtree(shapes).query(middles, predicate="within")
    missing = np.setdiff1d(np.arange(len(shapes)), owner)
    spots = np.array([seats[one] for one in missing]).reshape(-1, 2)
    column = ((spots[:, 0] - west) / PIXEL).astype(int)
    row = ((north - spots[:, 1]) / PIXEL).astype(int)
    pixel = np.concatenate([pixel, row * wide + column])
    owner = np.concatenate([owner, missing])
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
        transform=from_origin(west, north, PIXEL, PIXEL),
        nodata=NODATA,
        compress="deflate",
        predictor=3,
    ) as sheet:
        sheet.write(band, 1)
