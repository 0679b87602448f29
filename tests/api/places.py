"""A small made-up province whose answers can be told by hand."""

from datetime import UTC, datetime

import geopandas as gpd
import shapely

AT = datetime(2021, 9, 14, 1, 0, tzinfo=UTC)


def four_squares() -> gpd.GeoDataFrame:
    """Give province 9: communes 01, 02, 03 in a row, 0.1 degree each; a hamlet.

    Between 02 and 03 there is a gap 0.1 degree wide.
    """
    box = shapely.box
    rows = [
        ("9", "Tỉnh Chín", "tỉnh", "province", "", box(105.0, 10.0, 105.4, 10.1)),
        ("01", "Xã Một", "xã", "commune", "9", box(105.0, 10.0, 105.1, 10.1)),
        ("02", "Xã Hai", "xã", "commune", "9", box(105.1, 10.0, 105.2, 10.1)),
        ("03", "Xã Ba", "xã", "commune", "9", box(105.3, 10.0, 105.4, 10.1)),
        ("01-1", "Ấp Nhất", "ấp", "hamlet", "01", None),
    ]
    frame = gpd.GeoDataFrame(
        [row[:5] for row in rows],
        columns=["code", "name", "kind", "admin_level", "parent"],
        geometry=[row[5] for row in rows],
        crs=4326,
    )
    return frame.set_index("code")
