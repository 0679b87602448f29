"""A published folder is adopted once, whole, and only while nobody touched it."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.services.adopt import adopt, adopt_all, adopt_province
from api.services.keeper import Keeper
from api.settings import Settings
from api.store.engine import reading
from api.store.publications import (
    list_publications,
    load_directives,
    load_publication_units,
    load_zones,
)
from api.store.tables import publication_zones
from boundaries.refusal import Refused
from boundaries.units import check_units
from tests.api.folders import FIRST, LAST, publish
from tests.api.places import AT


def test_what_was_published_is_what_the_store_tells(
    store: sa.Engine, tmp_path: Path
) -> None:
    """Four units on three days are twelve rows; no report stays no level."""
    kept = adopt(store, publish(tmp_path), AT)
    with reading(store) as connection:
        zones = load_zones(connection, kept)
        units = check_units(load_publication_units(connection, kept))
        acts = load_directives(connection, kept)

    assert (kept.province, kept.day, kept.version) == ("9", LAST, 1)
    assert kept.first_day == FIRST
    assert kept.path == "9/2021-09-15/v1"
    assert len(zones) == 12
    told = {(row["unit"], row["day"]): row["level"] for row in zones}
    assert told["01", FIRST] == 1
    assert told["03", LAST] is None
    assert list(units.index) == ["01", "01-1", "02", "03"]
    assert [act["directive"] for act in acts] == ["tinh", "xa"]
    assert acts[0]["ends"] is None
    assert acts[1]["units"] == ["02"]


def test_the_same_folder_twice_is_one_publication(
    store: sa.Engine, tmp_path: Path
) -> None:
    folder = publish(tmp_path)
    first, second = adopt(store, folder, AT), adopt(store, folder, AT)
    with reading(store) as connection:
        rows = connection.execute(
            sa.select(sa.func.count()).select_from(publication_zones)
        ).scalar()

        assert first == second
        assert list_publications(connection) == [first]
        assert rows == 12


@pytest.mark.parametrize("name", ["zones.csv", "zones.geojson", "manifest.json"])
def test_a_touched_folder_is_refused_and_nothing_is_kept(
    store: sa.Engine, tmp_path: Path, name: str
) -> None:
    folder = publish(tmp_path)
    path = folder / name
    path.write_text(path.read_text("utf-8").replace("01", "10"), encoding="utf-8")

    with pytest.raises(Refused, match="publication-damaged"):
        adopt(store, folder, AT)
    with reading(store) as connection:
        assert list_publications(connection) == []


def test_one_bad_province_stops_no_other(store: sa.Engine, tmp_path: Path) -> None:
    publish(tmp_path)
    bad = publish(tmp_path, province="8")
    (bad / "zones.csv").unlink()
    found = {one.province: one for one in adopt_all(store, tmp_path, AT)}

    assert found["9"].refused is None
    assert found["8"].refused is not None
    assert found["8"].refused.code == "publication-damaged"
    assert found["8"].publications == ()


def test_what_was_adopted_while_whole_answers_after_it_was_damaged(
    store: sa.Engine, tmp_path: Path
) -> None:
    folder = publish(tmp_path)
    kept = adopt(store, folder, AT)
    (folder / "zones.csv").write_text("broken", encoding="utf-8")
    (found,) = adopt_all(store, tmp_path, AT)

    assert found.refused is not None
    assert found.publications == (kept,)


@pytest.mark.parametrize(
    "latest",
    ["", "[]", "null", "{}", '{"day":"../../x","version":1}', "[" * 100_000, "\x00"],
)
def test_a_pointer_that_points_nowhere_is_refused(
    store: sa.Engine, tmp_path: Path, latest: str
) -> None:
    publish(tmp_path)
    (tmp_path / "9/latest.json").write_text(latest, encoding="utf-8")

    with pytest.raises(Refused, match="latest-broken"):
        adopt_province(store, tmp_path / "9", AT)


def test_older_publications_answer_for_days_the_newest_does_not_tell_of(
    store: sa.Engine, tmp_path: Path
) -> None:
    """The newest tells of the 13th to the 15th: its elder of the 14th is not needed."""
    publish(tmp_path, last=date(2021, 9, 14))
    publish(tmp_path)

    assert [p.day for p in adopt_province(store, tmp_path / "9", AT)] == [LAST]


def _settings(tmp_path: Path, url: str) -> Settings:
    return Settings(database_url=url, publications=tmp_path / "out")


def test_the_keeper_sees_what_is_published_while_it_runs(
    database_url: str, tmp_path: Path
) -> None:
    keeper = Keeper(_settings(tmp_path, database_url))
    assert keeper.current().provinces == {}

    publish(tmp_path / "out")
    keeper._looked = -9
    found = keeper.current().provinces
    keeper.close()

    assert list(found) == ["9"]
    assert keeper.troubles == ()


def test_the_keeper_answers_as_before_when_a_folder_breaks_or_goes(
    database_url: str, tmp_path: Path
) -> None:
    publish(tmp_path / "out")
    keeper = Keeper(_settings(tmp_path, database_url))
    before = keeper.current().provinces["9"]
    (tmp_path / "out/9/latest.json").write_text("broken", encoding="utf-8")
    keeper._looked = -9

    assert keeper.current().provinces["9"].publications == before.publications
    assert [trouble.code for trouble in keeper.troubles] == ["latest-broken"]

    shutil.rmtree(tmp_path / "out")
    keeper._looked = -9
    assert "9" in keeper.current().provinces
    keeper.close()


def test_the_keeper_works_again_once_the_database_answers(tmp_path: Path) -> None:
    publish(tmp_path / "out")
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder must be", encoding="utf-8")
    keeper = Keeper(_settings(tmp_path, f"sqlite:///{blocked}/x.sqlite"))

    assert keeper.current().provinces == {}
    assert [trouble.code for trouble in keeper.troubles] == ["store-unreachable"]

    blocked.unlink()
    keeper._looked = keeper._taken = -99
    assert "9" in keeper.current().provinces
    assert keeper.troubles == ()
    keeper.close()


ROW = "01,2021-09-15,1,green,1,Vì,2021-09-13,\n"
HEAD = "unit,day,level,zone,clause,reason,effective_from,next_better\n"


@pytest.mark.parametrize(
    "text",
    [
        "unit,day\n01,2021-09-15\n",
        "",
        HEAD,
        HEAD + ROW.replace("2021-09-15", "15/09/2021"),
        HEAD + ROW.replace("2021-09-15", "2021-09-14"),
        HEAD + ROW + ROW,
        HEAD + ROW.replace(",1,green", ",0,green"),
        HEAD + ROW.replace("green", "no_report"),
        HEAD + ROW.replace(",1,green", ",9999999999999,green"),
    ],
    ids=range(9),
)
def test_a_whole_folder_with_other_contents_is_said_to_be_unreadable(
    store: sa.Engine, tmp_path: Path, text: str
) -> None:
    """Its hashes are right, for the publisher wrote them; its table is not ours."""

    def odd(_: object, path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(publish.__globals__["WRITERS"], "zones.csv", odd)
        folder = publish(tmp_path)

    with pytest.raises(Refused, match="publication-unreadable"):
        adopt(store, folder, AT)
    assert json.loads((tmp_path / "9/latest.json").read_text("utf-8"))["version"] == 1
