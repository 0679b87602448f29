"""What was decided stands on the prints, and long names stay on the map."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from matplotlib.text import Text

from gis.zones import classify, transitions
from maps.prints import write_pdf
from maps.prints.lettering import clip, width_of
from maps.prints.sheet import Paper, draw_sheet
from maps.publication import Publication
from maps.publication.decided import decided_levels, say_decided
from tests.maps.publications import DAY, FIRST, publication, reports, rules, units


def decided(count: int, **facts: object) -> Publication:
    """Give the publication of the day with level 3 decided for its first communes."""
    shapes = units()
    row = {
        "level": 3,
        "starts": date(2021, 9, 18),
        "ends": date(2021, 9, 30),
        "number": "99/QĐ-UBND",
        "signer": "Lâm Minh Thành",
        "reason": "Ổ dịch mới",
    }
    rows = [{"unit": f"{30700 + n}"} | row | facts for n in range(count)]
    zones = classify(
        rules(), reports(shapes), None, None, FIRST, DAY, decided=pd.DataFrame(rows)
    )
    return publication(
        units=shapes, zones=zones, transitions=transitions(zones), version=1
    )


def lines_on(publication: Publication, paper: Paper = "a4") -> list[str]:
    """Give the lines beside the map, from top to bottom of each column."""
    page = draw_sheet(publication, paper).axes[0]
    return [text.get_text() for text in page.texts]


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_decided_level_is_told_with_number_signer_and_last_day(
    paper: Paper, tmp_path: Path
) -> None:
    write_pdf(decided(1), tmp_path / "map.pdf", paper=paper)

    (page,) = pypdf.PdfReader(tmp_path / "map.pdf").pages
    flat = " ".join(page.extract_text().split())
    assert "MỨC THEO QUYẾT ĐỊNH" in flat
    assert "◆ Dấu cạnh số mức: mức theo quyết định (1 nơi)" in flat
    assert (
        "Phường Vĩnh 1: mức 3, số 99/QĐ-UBND, Lâm Minh Thành, đến hết 30/09/2021"
        in flat
    )


def test_the_communes_decided_are_marked_beside_their_level() -> None:
    whole = decided(4)

    _, drawn = draw_sheet(whole, "a4").axes
    marks = Counter(text.get_text() for text in drawn.texts if "◆" in text.get_text())

    assert set(decided_levels(whole)) == {"30700", "30701", "30702", "30703"}
    assert marks == {"3◆": 8}  # each is drawn twice, once as its own halo


def test_many_decided_levels_say_how_many_are_left_out_and_leave_room() -> None:
    said = " ".join(lines_on(decided(11)))

    shown = said.count("mức 3, số 99")
    assert 1 <= shown < 11
    assert f"Và {11 - shown} nơi khác, xem trang bản đồ." in said
    assert "VĂN BẢN ĐANG ÁP DỤNG" in said
    assert "Chỉ thị 15/CT-TTg (mô phỏng): 4 xã" in said


def test_a_level_decided_until_the_day_before_is_not_told() -> None:
    over = decided(3, ends=date(2021, 9, 19))

    assert decided_levels(over) == {}
    assert not [line for line in lines_on(over) if "QUYẾT ĐỊNH" in line]


def test_texts_without_end_do_not_push_the_last_day_off_the_sheet() -> None:
    whole = decided(11, signer="X" * 3000, number="9" * 3000)

    said = "".join(lines_on(whole))

    assert "hết30/09/2021" in said.replace(" ", "")
    assert "nơi khác, xem trang bản đồ." in said
    assert all(len(line) < 260 for line in say_decided(whole))


LONG = {
    "words": "Thành phố " + "Rạch Giá kéo dài mãi " * 12,
    "one word": "X" * 400,
    "wider than the map": "W" * 30 + " " + "M" * 300,
}


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
@pytest.mark.parametrize("stretch", [(1, 1), (3, 1), (1, 3)])
def test_a_long_district_name_stays_on_the_map(
    name: str, stretch: tuple[int, int]
) -> None:
    plain = publication()
    shapes = plain.units.copy()
    shapes.geometry = shapes.geometry.scale(*stretch, origin=(105, 10))
    shapes.loc[["899", "912"], "name"] = name

    figure = draw_sheet(replace(plain, units=shapes), "a4")

    drawn = figure.axes[1]
    frame = drawn.get_window_extent()
    names = [text for text in drawn.texts if _is_part(text, name)]
    assert names
    for text in names:
        box = text.get_window_extent()
        assert frame.x0 <= box.x0, text
        assert box.x1 <= frame.x1, text
        assert frame.y0 <= box.y0, text
        assert box.y1 <= frame.y1, text


def _is_part(text: Text, name: str) -> bool:
    """Say whether a line is part of a name; communes' own names are short."""
    said = text.get_text().removeprefix("TP. ").removesuffix("…")
    return len(said) > 8 and said in " ".join(name.split())


def test_a_province_name_without_end_leaves_the_day_free() -> None:
    page = draw_sheet(replace(publication(), province_name="Tỉnh " * 60), "a4").axes[0]

    name, day = (
        next(text for text in page.texts if text.get_text().startswith(start))
        for start in ("TỈNH TỈNH", "Ngày 20/09/2021")
    )
    assert name.get_window_extent().x1 < day.get_window_extent().x0


def test_a_line_that_fits_is_not_cut() -> None:
    assert clip("Kiên Hải", 10, 200) == "Kiên Hải"
    cut = clip("Kiên Hải " * 9, 10, 100)
    assert cut.endswith("…")
    assert width_of(cut, 10) <= 100
