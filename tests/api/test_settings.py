"""Settings are read once, all of them known, and a misspelt one is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import Settings
from boundaries.refusal import Refused


def test_without_settings_a_file_in_the_data_folder_is_the_database() -> None:
    found = Settings.from_env({"PATH": "/bin"})

    assert found.database_url == "sqlite:///data/vungxanh.sqlite"
    assert found.publications == Path("data/publications")
    assert (found.host, found.port) == ("127.0.0.1", 8080)


def test_settings_come_from_their_names() -> None:
    found = Settings.from_env(
        {
            "VUNGXANH_DATABASE_URL": "postgresql+psycopg://x@/y",
            "VUNGXANH_PUBLICATIONS": "/srv/maps",
            "VUNGXANH_PORT": "80",
            "VUNGXANH_REALDATA": "/somewhere",
        }
    )

    assert found.database_url == "postgresql+psycopg://x@/y"
    assert found.publications == Path("/srv/maps")
    assert found.port == 80


def test_a_misspelt_setting_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(Refused, match="setting-unknown") as refused:
        Settings.from_env({"VUNGXANH_DATABASEURL": "x"})

    assert refused.value.facts["names"] == ["VUNGXANH_DATABASEURL"]
    assert "VUNGXANH_DATABASE_URL" in str(refused.value.facts["known"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("PORT", value) for value in ("0", "65536", "http", "", "1e3")],
        *[("THREADS", "0"), ("HOST", " "), ("DATABASE_URL", ""), ("PUBLICATIONS", "")],
    ],
)
def test_a_value_that_means_nothing_is_refused(name: str, value: str) -> None:
    with pytest.raises(Refused, match="setting-unreadable"):
        Settings.from_env({f"VUNGXANH_{name}": value})


def test_importing_the_service_reads_and_opens_nothing(tmp_path: Path) -> None:
    """Not even a setting that is wrong is seen before the application is made."""
    root = Path(__file__).resolve().parents[2]
    subprocess.run(
        [sys.executable, "-c", "import api.web, api.store.engine, api.settings"],
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "VUNGXANH_WRONG": "1"},
    )

    assert list(tmp_path.iterdir()) == []
