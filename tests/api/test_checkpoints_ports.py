"""``checkpoints place`` and ``verify`` on the sample's port of Hà Tiên."""

import json
from pathlib import Path

import geopandas as gpd
import shapely

from api.services import checkpoints_place as place
from api.services.checkpoints_verify import Asked, verify_plans
from boundaries.read import read_units
from boundaries.sample import write_sample

PORT = ("90001", "90002", "90003")


def test_the_port_of_ha_tien_closes_and_opens_without_any_one_post(
    tmp_path: Path,
) -> None:
    write_sample(tmp_path)
    units = read_units(tmp_path / "units.parquet").units
    port = shapely.union_all(units.loc[list(PORT)].geometry.to_numpy())
    zone, plan = tmp_path / "zone.geojson", tmp_path / "plan.json"
    zone.write_text(gpd.GeoSeries([port], crs=4326).to_json())
    roads = tmp_path / "91" / "roads.geojson"
    asked = place.Asked(zone, roads, 2.0, "car")

    placed = place.place_files(asked, plan)
    place.write_placed(placed, plan)

    boats = [post for post in placed.plan.posts if post.road_class == "ferry"]
    assert "Phà Hà Tiên – Phú Quốc" in {post.name for post in boats}
    assert any(shapely.intersects_xy(port, post.lon, post.lat) for post in boats)
    (judged,) = verify_plans(Asked((plan,), (zone,), roads)).plans
    assert judged.proof.holds
    assert judged.certificate is not None
    assert judged.certificate.holds
    told = json.loads(plan.read_text())
    for post in told["posts"]:
        kept = [one for one in told["posts"] if one != post]
        plan.write_text(json.dumps({**told, "posts": kept}))
        (less,) = verify_plans(Asked((plan,), (zone,), roads)).plans
        assert less.proof.ways, post
