"""Points to units as a competent user of geopandas writes it."""

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray


def make_places(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> gpd.GeoDataFrame:
    """Make the frame of points; its time is not counted against the peer."""
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=4326))


def make_units(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the units with a fresh spatial index, built."""
    fresh = gpd.GeoDataFrame(
        {"code": units.index.to_numpy()}, geometry=units.geometry.to_numpy(), crs=4326
    )
    assert fresh.sindex.size == len(units)
    return fresh


def join(places: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Find the unit of each place; places on borders are lost."""
    return gpd.sjoin(places, units, predicate="within")
