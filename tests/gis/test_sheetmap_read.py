"""A map of a province's sheet is refused key by key."""

from pathlib import Path

import pytest

from boundaries.refusal import Refused
from gis.cases.sheetmap.read import read_map


@pytest.mark.parametrize(
    ("toml", "codes"),
    [
        ("heading_rows = [1]", ["map-key-missing"]),
        ('heading_rows=[2,1]\n[unit]\ncolumn="x"', ["map-key-wrong"]),
        ('heading_rows=[1]\nnguon="x"\n[unit]\ncolumn="x"', ["map-key-unknown"]),
        (
            'heading_rows=[1]\nunit.column="x"\nday.column="a"\nday.cell="B2"',
            ["map-several-ways", "map-key-missing"],
        ),
        (
            'heading_rows=[1]\nunit.column="x"\ncases.settings.market="c"',
            ["map-key-wrong"],
        ),
        (
            'heading_rows=[1]\nunit.column="x"\nvalues."-"=0',
            ["map-key-wrong"],
        ),
        ("= broken", None),
    ],
)
def test_a_map_is_refused_for_each_key_that_is_wrong(
    toml: str, codes: list[str] | None, tmp_path: Path
) -> None:
    path = tmp_path / "map.toml"
    path.write_text(toml, "utf-8")
    with pytest.raises(Refused) as caught:
        read_map(path)

    assert caught.value.code == ("map-broken" if codes else "map-toml")
    assert [f.code for f in caught.value.faults] == (codes or [])
