import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pytest

from maps import assets
from maps.assets import list_assets, read_bytes


@pytest.mark.parametrize("name", list_assets())
def test_a_vendored_file_is_the_one_that_was_listed(name: str) -> None:
    asset = list_assets()[name]

    assert hashlib.sha256(read_bytes(asset.file)).hexdigest() == asset.sha256


@pytest.mark.parametrize("name", list_assets())
def test_a_vendored_file_says_where_it_is_from_and_under_which_licence(
    name: str,
) -> None:
    asset = list_assets()[name]

    assert asset.package
    assert re.fullmatch(r"\d+\.\d+\.\d+", asset.version)
    free = {"BSD-2-Clause", "MIT", "Apache-2.0", "ISC"}
    assert set(asset.licence.split(" OR ")) <= free
    assert asset.member.startswith("package/")


def test_every_file_of_the_folder_is_listed() -> None:
    root = Path(str(files("maps.vendor")))
    found = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*")
        if file.is_file() and file.parent.name not in ("vendor", "__pycache__")
    }

    assert found == {asset.file for asset in list_assets().values()}


def test_a_script_that_is_not_vendored_is_refused() -> None:
    with pytest.raises(KeyError):
        assets.script("jquery")


def test_a_picture_that_is_not_vendored_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = b"a { background: url(images/other.png) }"
    monkeypatch.setattr(assets, "read_bytes", lambda _: sheet)
    read_again = assets.style.__wrapped__

    with pytest.raises(KeyError):
        read_again("leaflet_css")


def test_a_style_sheet_carries_its_pictures_and_asks_no_host() -> None:
    sheet = assets.style("leaflet_css")

    assert "url(data:image/png;base64," in sheet
    assert "url(images/" not in sheet
    assert "://" not in sheet


def test_a_script_keeps_no_address_but_the_name_of_svg() -> None:
    script = assets.script("leaflet")

    assert "sourceMappingURL" not in script
    assert set(re.findall(r"https?://[\w./]+", script)) == {
        "http://www.w3.org/2000/svg"
    }
