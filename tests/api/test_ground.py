"""Where a province lies, whatever its units file holds."""

import json
from datetime import date
from pathlib import Path

import pytest

from api.services.ground import Ground, read_ground
from api.services.province import read_province
from api.settings import Settings
from boundaries.refusal import Refused

DAY = date(2021, 9, 20)


def write_units(folder: Path, rows: list[tuple[str, str, str]]) -> None:
    """Write squares in a row: code, admin level, parent."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": code,
                "name": f"Xã {code}",
                "kind": "xã",
                "admin_level": level,
                "parent": parent,
            },
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[x, 10], [x + 0.1, 10], [x + 0.1, 10.1], [x, 10.1], [x, 10]]
                ],
            },
        }
        for x, (code, level, parent) in zip((105.0, 105.1, 105.2, 105.3), rows)
    ]
    layer = {"type": "FeatureCollection", "features": features}
    (folder / "units.geojson").write_text(json.dumps(layer))
    (folder / "d.csv").write_text("id\n")
    (folder / "province.toml").write_text(
        'province = "82"\nunits = "units.geojson"\nrules = "green-red"\n'
        'by = "x"\ndirectives = "d.csv"\n'
    )


def ground_of(folder: Path) -> Ground:
    return read_ground(read_province(folder / "province.toml"), Settings(), DAY)


def test_communes_that_only_name_their_districts_are_put_under_the_province(
    tmp_path: Path,
) -> None:
    write_units(tmp_path, [("001", "commune", "815"), ("002", "commune", "816")])
    own = ground_of(tmp_path).own

    assert dict(own["parent"]) == {"001": "815", "002": "816", "815": "82", "816": "82"}
    assert own.geometry["815"].equals(own.geometry["001"])


def test_of_several_provinces_one_is_taken_and_the_others_lie_around(
    tmp_path: Path,
) -> None:
    write_units(
        tmp_path,
        [
            ("82", "province", ""),
            ("001", "commune", "82"),
            ("83", "province", ""),
            ("002", "commune", "83"),
        ],
    )
    ground = ground_of(tmp_path)

    assert list(ground.own.index) == ["82", "001"]
    assert ground.context is not None
    assert list(ground.context["name"]) == ["Xã 83"]


def test_a_province_that_the_file_does_not_hold_is_refused(tmp_path: Path) -> None:
    write_units(tmp_path, [("83", "province", ""), ("002", "commune", "83")])
    with pytest.raises(Refused) as refused:
        ground_of(tmp_path)

    assert refused.value.code == "unit-unknown"
