"""Locked areas and posts on paper: the map, its legend, and the annex."""

from pathlib import Path

import pypdf
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from maps.prints import write_pdf
from maps.prints.annex import draw_annex
from maps.prints.sheet import draw_sheet
from tests.maps.closings import closed, hostile

POSTS = 8


def lines_of(figure: Figure) -> list[str]:
    """Give the texts beside the map."""
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.fixture(scope="module")
def sheet() -> Figure:
    return draw_sheet(closed(POSTS, version=1), "a4")


@pytest.fixture(scope="module")
def annex() -> Figure:
    return draw_annex(closed(POSTS, version=1), "a4")


def test_the_sheet_draws_areas_rings_and_numbered_posts(sheet: Figure) -> None:
    drawn = sheet.axes[1]
    hatches = {p.get_hatch() for p in drawn.patches if isinstance(p, PathPatch)}
    texts = {text.get_text() for text in drawn.texts}

    assert {"||", "o"} <= hatches
    assert "Vùng A01 (đề xuất): 18.250 người" in texts
    assert "Vùng A02 (đề xuất)" in texts  # nobody told its people
    assert {str(n) for n in range(1, POSTS + 1)} <= texts


def test_the_legend_counts_them_and_directives_keep_their_place(sheet: Figure) -> None:
    said = " ".join(lines_of(sheet))

    assert "Vùng cách ly y tế (phong tỏa): 2 vùng" in said
    assert "Vùng giãn cách bao quanh: 1 vùng" in said
    assert "Chốt kiểm soát: 4 điểm" in said
    assert "Điểm rào chắn: 4 điểm" in said
    assert "CHƯA CHẮC KHÉP KÍN: 3 chỗ" in said
    assert "VĂN BẢN ĐANG ÁP DỤNG" in said
    assert "Chỉ thị 15/CT-TTg (mô phỏng)" in said


def test_posts_that_have_no_room_on_the_sheet_are_counted(sheet: Figure) -> None:
    few, many = draw_sheet(closed(2, version=1), "a4"), sheet

    assert any("1. Quốc lộ 80: chốt kiểm soát" in line for line in lines_of(few))
    assert "4 chốt kiểm soát, 4 điểm rào chắn: xem phụ lục" in " ".join(lines_of(many))


def test_the_annex_lists_every_post_with_road_kind_and_officers(annex: Figure) -> None:
    lines = lines_of(annex)
    said = " ".join(lines)

    assert "PHỤ LỤC" in said
    assert lines.count("chốt kiểm soát") == lines.count("điểm rào chắn") == 4
    assert [n for n in lines if n.isdigit() and len(n) == 1 and n != "9"]
    assert {str(n) for n in range(1, POSTS + 1)} <= set(lines)
    assert "đường roads.geojson ngày 30/08/2021" in said
    assert "chỉ xét đường ô tô" in said
    assert "giá trị của một người bị khoanh vào (alpha), made_up" in said


def test_an_annex_without_room_says_how_many_are_left() -> None:
    said = lines_of(draw_annex(closed(90, version=1), "a4"))

    shown = sum(line in {"chốt kiểm soát", "điểm rào chắn"} for line in said)
    assert 20 < shown < 90
    assert f"Và {90 - shown} điểm nữa, xem trang “Chốt” của zones.xlsx." in said


def test_the_annex_is_the_second_page_and_bytes_repeat(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_pdf(closed(2, version=1), tmp_path / name, paper="a4")

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    first, second = pypdf.PdfReader(tmp_path / "a").pages
    assert "CHÚ GIẢI" in first.extract_text()
    assert "PHỤ LỤC: VÙNG CÁCH LY Y TẾ" in second.extract_text()


def test_hostile_names_stay_text_on_paper() -> None:
    text = "$\\frac{1}{0}$ {x} %s"
    said = lines_of(draw_annex(hostile(text), "a4"))

    assert any("{x}" in line for line in said)
