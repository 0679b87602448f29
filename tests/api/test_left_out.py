"""A case that no commune counts is told on the page; two figures are no figure."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from api.services.cases import Asked, import_file
from api.services.province import read_province
from api.services.publish import draw_up
from api.settings import Settings
from api.store.cases import load_cases
from api.store.engine import opened, reading
from boundaries.sample import Sample, write_sample
from maps.page.data import build_facts
from maps.publication.statements import say_left_out

DAY = date(2021, 9, 20)
NOW = datetime(2021, 10, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return write_sample(tmp_path_factory.mktemp("sample"))


def test_rows_of_no_known_commune_are_told_on_the_page(sample: Sample) -> None:
    home = sample.provinces["82"]
    rows = home.with_name("cases.csv").read_text("utf-8")
    more = "2021-09-10,81599,3,,\n2021-09-10,,2,,\n2021-09-10,815,4,,\n"
    home.with_name("more.csv").write_text(rows + more, "utf-8")
    path = home.with_name("more.toml")
    path.write_text(home.read_text("utf-8").replace("cases.csv", "more.csv"), "utf-8")

    drawn, _ = draw_up(
        read_province(path), DAY, Settings(), DAY + timedelta(days=30), since=DAY
    )
    facts = build_facts(drawn, drawn.current_period)
    notices = " ".join(notice["vi"] for notice in facts["notices"])  # type: ignore[attr-defined]

    assert (drawn.rows_aside, drawn.cases_above) == (2, 1)
    assert say_left_out(drawn, "en")[0].startswith(
        "Rows still kept aside and counted for no commune: 2."
    )
    assert "2 dòng số liệu còn để riêng" in notices
    assert "1 dòng ca bệnh ghi cho huyện hoặc tỉnh" in notices


def test_nothing_is_said_where_every_row_is_counted(sample: Sample) -> None:
    drawn, _ = draw_up(
        read_province(sample.provinces["82"]),
        DAY,
        Settings(),
        DAY + timedelta(days=30),
        since=DAY,
    )

    assert say_left_out(drawn) == []


@pytest.mark.parametrize("first", ["0", "3"])
def test_two_figures_for_one_cell_are_no_report_until_a_reason_tells_which(
    sample: Sample, tmp_path: Path, first: str
) -> None:
    """Whichever file comes first, the cell is not a 0 meanwhile."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite'}")
    second = {"0": "3", "3": "0"}[first]

    def keep(name: str, count: str, reason: str = "") -> set[tuple[str, date]]:
        path = tmp_path / name
        path.write_text(f"day,unit,cases\n2021-09-10,81509,{count}\n", "utf-8")
        asked = Asked(path, sample.folder / "units.parquet", "82", reason=reason)
        import_file(asked, NOW, settings)
        with opened(settings.database_url) as store, reading(store) as connection:
            silent = load_cases(connection).silent
        return set(zip(silent["unit"], silent["day"]))

    assert keep("one.csv", first) == set()
    assert keep("two.csv", second) == {("81509", date(2021, 9, 10))}
    assert keep("three.csv", second, "Công văn 12: đếm lại") == set()
