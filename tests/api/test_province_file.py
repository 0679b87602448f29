"""The province file: every slip is named, with the line to mend."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from api.services.province import read_province
from boundaries.refusal import Refused

GOOD = """\
province = "82"
rules = "green-red"
by = "CDC"
directives = "d.csv"
"""


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    (tmp_path / "d.csv").write_text("id\n")
    (tmp_path / "codes.csv").write_text("unit\n81501\n81502\n")

    def write_text(more: str = "", text: str = GOOD) -> Path:
        path = tmp_path / "province.toml"
        path.write_text(text + more, encoding="utf-8")
        return path

    return write_text


def test_paths_start_from_the_folder_of_the_province_file(
    write: Write, tmp_path: Path
) -> None:
    assert read_province(write()).directives == tmp_path / "d.csv"


def test_covers_are_days_both_included_and_may_name_units(write: Write) -> None:
    covers = "covers = {from = 2021-08-01, to = '2021-09-20', units = 'codes.csv'}\n"
    read = read_province(write(covers)).covers

    assert read is not None
    assert (read.first, read.last) == (date(2021, 8, 1), date(2021, 9, 20))
    assert read.units == {"81501", "81502"}


@pytest.mark.parametrize(
    ("more", "code", "facts"),
    [
        ("ruls = 'x'\n", "province-key-unknown", {"key": "ruls", "near": "rules"}),
        ("cases = 'none.csv'\n", "file-missing", {"name": "none.csv"}),
        ("cases = 5\n", "province-key-wrong", {"key": "cases", "seen": "5"}),
        ("covers = {from = 2021-08-01}\n", "province-key-missing", {}),
        ("covers = {from = 2021-08-01, upto = 2021-08-01}\n", "province-key-wrong", {}),
        ("notices = 'schematic'\n", "province-key-wrong", {"key": "notices"}),
        ("notices = ['schematc']\n", "notice-unknown", {"seen": "schematc"}),
        ("neighbours = 'd.csv'\n", "province-key-unknown", {"key": "neighbours"}),
        (
            "covers = {from = 2021-08-02, to = 2021-08-01}\n",
            "province-key-wrong",
            {"seen": "{from = 2021-08-02, to = 2021-08-01}"},
        ),
        ("signed_at = '20/09/21'\n", "when-unreadable", {"seen": "20/09/21"}),
        ("by = \n", "province-toml", {"path": "province.toml"}),
        ("by = 'again'\n", "province-toml", {"path": "province.toml"}),
    ],
)
def test_a_slip_is_refused_by_name(
    write: Write, more: str, code: str, facts: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        read_province(write(more))

    assert refused.value.code == code
    assert facts.items() <= dict(refused.value.facts).items()


@pytest.mark.parametrize("key", ["province", "rules", "by", "directives"])
def test_what_must_be_there_is_asked_for(write: Write, key: str) -> None:
    text = "".join(
        line for line in GOOD.splitlines(keepends=True) if not line.startswith(key)
    )
    with pytest.raises(Refused) as refused:
        read_province(write(text=text))

    assert refused.value.code == "province-key-missing"
    assert refused.value.facts["key"] == key


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ("", []),
        ("number = '12'\n", ["signed_by", "signed_at"]),
        ("number = '12'\nsigned_by = 'A'\nsigned_at = 2021-09-20\n", []),
    ],
)
def test_a_decision_entered_in_part_names_what_it_lacks(
    write: Write, more: str, missing: list[str]
) -> None:
    assert read_province(write(more)).unsigned() == missing
