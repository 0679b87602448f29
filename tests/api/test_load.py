"""A province is taken into the store by one command; twice is once."""

import json
from pathlib import Path

import pytest

from api.services.permits_policies import policies_of
from api.store.audit import walk
from api.store.cases import load_cases
from api.store.documents import list_documents
from api.store.engine import opened, reading
from api.store.layers import layer_content, newest_layer
from boundaries.sample import Sample
from gis.permits.read import find_policy
from tests.published import Said, call


def load(
    capsys: pytest.CaptureFixture[str], sample: Sample, *more: str, code: str = "91"
) -> Said:
    return call(capsys, "load", sample.provinces[code], "--json", *more)


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", url)
    return url


def test_a_province_is_loaded_whole_and_the_second_time_changes_nothing(
    capsys: pytest.CaptureFixture[str], bundled: Sample, url: str
) -> None:
    first = json.loads(load(capsys, bundled).out)
    again = json.loads(load(capsys, bundled).out)

    with opened(url) as store, reading(store) as connection:
        rows = len(load_cases(connection).rows)
        roads = newest_layer(connection, "roads", "91")
        acts = list_documents(connection, "directive")
        loaded = [w.entry for w in walk(connection) if w.entry.action == "layer.save"]
        assert roads is not None
        kept = layer_content(connection, roads)
    assert first["cases"] == rows > 0
    assert first["directives"] == len(acts) > 0
    assert kept == (bundled.provinces["91"].parent / "roads.geojson").read_bytes()
    assert [entry.key for entry in loaded] == ["roads", "people", "sites"]
    assert (again["cases"], again["directives"]) == (0, 0)


def test_a_layer_of_no_known_kind_is_refused_before_anything_is_kept(
    capsys: pytest.CaptureFixture[str], bundled: Sample, url: str
) -> None:
    said = load(capsys, bundled, "--layer", "road=x.geojson")

    with opened(url) as store, reading(store) as connection:
        assert list_documents(connection, "directive") == []
    assert said.code == 2
    assert json.loads(said.out)["refused"]["code"] == "layer-kind"


def test_an_access_policy_of_a_unit_is_read_before_it_is_kept(
    capsys: pytest.CaptureFixture[str], bundled: Sample, url: str, tmp_path: Path
) -> None:
    """The shipped form for a harvest, filled in by a province; then a broken one."""
    form = find_policy("harvest")
    own, broken = tmp_path / "own.yaml", tmp_path / "broken.yaml"
    own.write_text(form.read_text("utf-8").replace('number: ""', 'number: "9/UBND"'))
    broken.write_text(form.read_text("utf-8").replace("effect: require", "effect: x"))

    said = load(capsys, bundled, "--layer", f"access={broken}")
    assert said.code == 3
    with opened(url) as store, reading(store) as connection:
        assert newest_layer(connection, "access", "91") is None
    assert load(capsys, bundled, "--layer", f"access={own}").code == 0
    with opened(url) as store, reading(store) as connection:
        found = {one.id: one for one in policies_of(connection)}
    assert found["harvest@91"].number == "9/UBND"
    assert found["harvest@91"].scope.units == {"91"}
    assert found["harvest"].scope.without == {"91"}  # elsewhere the form stands


def test_a_unit_hands_in_acts_of_its_own_ground_and_never_for_the_core(
    capsys: pytest.CaptureFixture[str], bundled: Sample, tmp_path: Path
) -> None:
    core, other = tmp_path / "core.yaml", tmp_path / "other.yaml"
    core.write_text(find_policy("core").read_text("utf-8"))
    form = find_policy("danang-2021-10").read_text("utf-8")
    other.write_text(form.replace('units: ["48"]', 'units: ["82"]'))
    for file, code in ((core, "policy-core"), (other, "policy-elsewhere")):
        said = load(capsys, bundled, "--layer", f"access={file}")
        assert said.code == 3
        assert json.loads(said.out)["refused"]["code"] == code
