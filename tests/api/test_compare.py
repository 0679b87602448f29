"""``vungxanh compare``: from a province file to the page, and what it refuses."""

from pathlib import Path

import pytest

from boundaries.sample import write_sample
from tests.published import call

DAY = "2021-10-05"


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sample = write_sample(tmp_path_factory.mktemp("sample"))
    return sample.provinces["82"]


def test_two_rule_sets_meet_on_one_page(
    province: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "compare.html"
    rules = ("--rules", "vn-2686", "green-red")
    said = call(capsys, "compare", province, "--day", DAY, *rules, "--out", out)

    assert said.code == 0, said.err
    assert "Tỉnh Tiền Giang" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("rules", "word"), [("vn-9999", "vn-9999"), ("green-red", "green-red")]
)
def test_what_cannot_be_compared_is_refused_and_nothing_is_written(
    province: Path,
    tmp_path: Path,
    rules: str,
    word: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "compare.html"
    asked = ("--rules", "green-red", rules)
    said = call(capsys, "compare", province, "--day", DAY, *asked, "--out", out)

    assert said.code == 3
    assert word in said.err
    assert not out.exists()


def test_a_page_never_takes_the_place_of_the_province_file(
    province: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = province.read_bytes()
    rules = ("--rules", "vn-2686", "green-red")
    said = call(capsys, "compare", province, "--day", DAY, *rules, "--out", province)

    assert said.code == 3
    assert province.read_bytes() == before
