"""Rasters of people that tests write."""

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio import Affine

WORLDPOP = "worldpop_vn_1km/vnm_ppp_2020_1km_Aggregated_UNadj.tif"


def write_grid(path: Path, band: Any, **changes: Any) -> Path:
    """Write a band as a GeoTIFF of 0.01° cells from 105 E, 11 N."""
    bands = np.asarray(band)
    bands = bands if bands.ndim == 3 else bands[None]
    form = {
        "driver": "GTiff",
        "count": len(bands),
        "height": bands.shape[1],
        "width": bands.shape[2],
        "dtype": bands.dtype.name,
        "crs": "EPSG:4326",
        "transform": Affine(0.01, 0, 105, 0, -0.01, 11),
        "nodata": -99999.0 if bands.dtype.kind == "f" else None,
    }
    said = changes.pop("said", {})
    with rasterio.open(path, "w", **{**form, **changes}) as sheet:
        sheet.write(bands)
        if "description" in said:
            sheet.set_band_description(1, said["description"])
        if "unit" in said:
            sheet.set_band_unit(1, said["unit"])
        if "scale" in said:
            sheet.scales = (said["scale"],)
        sheet.update_tags(**said.get("tags", {}))
    return path
