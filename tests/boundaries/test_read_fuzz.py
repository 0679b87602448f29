"""No bytes break a reader: whatever comes is read or refused."""

import contextlib
import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.read.geojson import read_geojson
from boundaries.read.raw import normalise
from boundaries.read.recognise import recognise
from boundaries.read.shapezip import unpack
from boundaries.refusal import Refused
from tests.boundaries.layers import SQUARE, feature, layer, polygon, write

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "Polygon", "Feature", "105", "Xã Tân Phú"])
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "properties", "geometry", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@st.composite
def collections(draw: st.DrawFn) -> bytes:
    """Give a good collection in which one value was replaced by another."""
    document: Any = {
        "type": "FeatureCollection",
        "features": [feature(polygon(SQUARE)), feature(polygon(SQUARE))],
    }
    document = copy.deepcopy(document)
    holder: Any = document
    while True:
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        key = draw(st.sampled_from(list(keys)))
        if not isinstance(holder[key], dict | list) or draw(st.integers(0, 3)) == 0:
            break
        if not holder[key]:
            break
        holder = holder[key]
    holder[key] = draw(TREES)
    return json.dumps(document).encode()


@given(collections())
@settings(deadline=None, max_examples=150)
def test_a_geojson_with_one_odd_value_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(Refused):
        raw = normalise(read_geojson(data, "a"), "a")
        assert len(raw.columns) == len(raw.shapes) > 0
        assert not shapely.has_z(raw.shapes).any()


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_recognised_or_refused(data: bytes) -> None:
    with contextlib.suppress(Refused):
        assert recognise(data, "a").isascii()


@pytest.fixture(scope="module")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give a good zipped Shapefile."""
    folder = tmp_path_factory.mktemp("zipped")
    frame = layer().rename(columns={"admin_level": "level"})
    return write(folder / "a.zip", frame).read_bytes()


@given(st.integers(min_value=0), st.integers(0, 255))
@settings(deadline=None, max_examples=150)
def test_a_zip_with_one_odd_byte_is_unpacked_or_refused(
    zipped: bytes, place: int, value: int
) -> None:
    data = bytearray(zipped)
    data[place % len(data)] = value
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(Refused):
        unpack(bytes(data), Path(folder), "a", "UTF-8")
        names = {one.name for one in Path(folder).iterdir()}
        assert {"layer.shp", "layer.shx", "layer.dbf"} <= names
        assert all(name.startswith("layer.") for name in names)
