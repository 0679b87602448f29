import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pypdf
import pytest
import shapely
from PIL import Image

from boundaries.spans import Span
from maps.palette import COLOURS
from maps.prints import write_pdf, write_png
from maps.prints.lettering import printable, width_of, wrap
from maps.prints.sheet import Paper, draw_sheet
from maps.prints.view import fit_view
from maps.publication import Publication
from tests.maps.publications import DAY, publication


@pytest.fixture(scope="module")
def small() -> Publication:
    return replace(publication(), version=1, fingerprint="ab12cd34ef56" * 5)


@pytest.fixture(scope="module")
def page(small: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "map-a4.pdf"
    write_pdf(small, path, paper="a4")
    return path


def text_of(path: Path) -> str:
    (page,) = pypdf.PdfReader(path).pages
    return page.extract_text()


def words_on(publication: Publication) -> str:
    """Give all lines of text on the sheet, before it is drawn."""
    axes = draw_sheet(publication, "a4").axes
    return " ".join(text.get_text() for one in axes for text in one.texts)


def levels_on_map(publication: Publication) -> Counter[str]:
    """Count the texts on the map; each is drawn twice, once as its own halo."""
    _, drawn = draw_sheet(publication, "a4").axes
    seen = Counter(text.get_text().rstrip("▲▼") for text in drawn.texts)
    return Counter({text: times // 2 for text, times in seen.items()})


@pytest.mark.parametrize(
    "said",
    [
        "TỈNH KIÊN GIANG",
        "Ngày 20/09/2021",
        "Đợt chỉ thị: 14/9 đến hết ngày 20/9/2021",
        "11/12 xã đã báo cáo",
        "DỰ THẢO",
        "Mức 1 · Bình thường mới",
        "Mức 4 · Nguy cơ rất cao",
        "Chưa có báo cáo",
        "Sơ đồ, số liệu mô phỏng",
        "không có giá trị pháp lý",
        "Phiên bản 1 · mã dữ liệu ab12cd34ef56",
        "four-levels",
        "cases.csv",
        "Người lập: Ban Chỉ đạo tỉnh",
        "NGƯỜI KÝ",
        "Chỉ thị 16/CT-TTg (mô phỏng): 8 xã",
        "chưa có số",
        "TP. Rạch Giá",
        "km",
    ],
)
def test_the_print_says(said: str, page: Path) -> None:
    flat = " ".join(text_of(page).split())
    assert said in flat


def test_it_never_prints_the_day_after_the_last(page: Path) -> None:
    assert "21/9" not in text_of(page)


def test_every_commune_carries_its_level(small: Publication) -> None:
    levels = small.zones_of_day["level"].value_counts()
    seen = levels_on_map(small)
    assert {f"{n}": seen[f"{n}"] for n in levels.index} == {
        f"{level}": units for level, units in levels.items()
    }
    assert seen["–"] == 1


def test_a_change_of_today_is_marked_beside_the_level(small: Publication) -> None:
    changes = small.changes_of_day
    _, drawn = draw_sheet(small, "a4").axes
    marks = Counter(x.get_text()[-1] for x in drawn.texts if x.get_text()[-1] in "▲▼")
    worse = int(changes["worse"].sum())
    better = len(changes) - worse
    assert min(worse, better) > 0
    assert marks == {"▲": 2 * worse, "▼": 2 * better}


def test_fonts_are_embedded_as_outlines_with_their_letters(page: Path) -> None:
    (sheet,) = pypdf.PdfReader(page).pages
    fonts = [font.get_object() for font in sheet["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()
        assert inner["/Subtype"] == "/CIDFontType2"
        assert "/FontFile2" in inner["/FontDescriptor"].get_object()
        assert "/ToUnicode" in font


def test_a_decision_shows_number_and_signer_and_no_draft(small: Publication) -> None:
    signed = {"number": "2561/UBND-VX", "signed_by": "Lâm Minh T.", "signed_at": DAY}
    said = words_on(replace(small, **signed))
    assert "DỰ THẢO" not in said
    assert "Theo văn bản số 2561/UBND-VX, Lâm Minh T. ký ngày 20/09/2021." in said


@pytest.mark.parametrize(("paper", "size"), [("a4", (842, 595)), ("a3", (1191, 842))])
def test_papers_have_their_size_and_stand_or_lie_as_the_province(
    paper: Paper, size: tuple[int, int], small: Publication
) -> None:
    units = small.units.copy()
    for stretch, wanted in (((3, 1), size), ((1, 3), size[::-1])):
        units.geometry = small.units.geometry.scale(*stretch, origin=(105, 10))
        sheet = draw_sheet(replace(small, units=units), paper)
        assert tuple(round(72 * side) for side in sheet.get_size_inches()) == wanted


def test_the_a3_print_is_an_a3_page(small: Publication, tmp_path: Path) -> None:
    write_pdf(small, tmp_path / "map.pdf", paper="a3")
    (sheet,) = pypdf.PdfReader(tmp_path / "map.pdf").pages
    assert [round(float(x)) for x in sheet.mediabox[2:]] == [1191, 842]


def test_the_picture_is_2000_wide_and_has_the_colour_of_each_level(
    small: Publication, tmp_path: Path
) -> None:
    write_png(small, tmp_path / "map.png")
    picture = np.array(Image.open(tmp_path / "map.png").convert("RGB"))
    assert picture.shape[1] == 2000
    colours = {level.colour for level in small.ruleset.levels} | {"no_report"}
    assert len(colours) == 5
    for name in sorted(colours):
        swatch = COLOURS[name]
        rgb = [int(swatch.fill[n : n + 2], 16) for n in (1, 3, 5)]
        assert (picture == rgb).all(axis=2).sum() > 1000, name


def test_prints_have_the_same_bytes_at_another_time(
    small: Publication, page: Path, tmp_path: Path
) -> None:
    write_png(small, tmp_path / "1.png")
    time.sleep(1.1)
    write_png(small, tmp_path / "2.png")
    assert (tmp_path / "1.png").read_bytes() == (tmp_path / "2.png").read_bytes()
    write_pdf(small, tmp_path / "again.pdf", paper="a4")
    assert page.read_bytes() == (tmp_path / "again.pdf").read_bytes()


def test_hostile_names_are_text(small: Publication, tmp_path: Path) -> None:
    r"""Row T12: no mathematics, no line breaks, no letters that a font lacks."""
    units = small.units.copy()
    names = [r"$\frac{1}{0}$", "a\nb\0c", "村 ព្រះ 😀", "$x", "<script>", "%s {0}"]
    units.loc[units.index[:6], "name"] = names
    units.loc["899", "name"] = r"Huyện $\alpha$ x" * 20
    odd = replace(
        small, units=units, province_name="Tỉnh $1$ {x}", drafted_by="x" * 3000
    )
    write_pdf(odd, tmp_path / "map.pdf", paper="a4")
    assert "TỈNH $1$ {X}" in text_of(tmp_path / "map.pdf")


def test_a_place_without_directives_changes_or_neighbours_is_drawn(
    small: Publication,
) -> None:
    period = replace(small.current_period, span=Span(small.current_period.span.starts))
    force = period.in_force.map(lambda _: "")
    bare = replace(
        small,
        periods=(replace(period, in_force=force),),
        directives=small.directives.iloc[:0],
        transitions=small.transitions.iloc[:0],
        context=None,
    )
    said = words_on(bare)
    assert "Đợt chỉ thị: 14/9/2021 đến khi có thông báo mới" in said
    assert "Không có văn bản nào được nhập." in said


def test_where_there_are_no_districts_the_province_is_outlined(
    small: Publication,
) -> None:
    units = small.units.drop(["899", "912"])
    units.loc[units["admin_level"] == "commune", "parent"] = "91"
    said = words_on(replace(small, units=units))
    assert "Ranh giới tỉnh" in said
    assert "Ranh giới huyện" not in said
    assert "Tỉnh Kiên Giang" not in said


def test_however_many_sources_the_place_to_sign_stays_on_the_sheet(
    small: Publication,
) -> None:
    many = tuple(replace(small.inputs[0], name=f"tep-{n}.csv") for n in range(80))
    page = draw_sheet(replace(small, inputs=many), "a4").axes[0]
    (spot,) = {x.get_position() for x in page.texts if x.get_text() == "NGƯỜI KÝ"}
    others = [x.get_position()[1] for x in page.texts if "tep-" in x.get_text()]
    assert 22 < spot[1] < min(others)


def test_many_directives_say_how_many_are_left_out(small: Publication) -> None:
    communes = small.current_period.in_force.index
    act = small.directives.iloc[0].to_dict() | {"goal": "Mục tiêu " * 30}
    acts = [act | {"id": f"d{n:02d}"} for n in range(len(communes))]
    force = small.current_period.in_force.copy()
    force[:] = [act["id"] for act in acts]
    many = replace(
        small,
        directives=pd.DataFrame(acts),
        periods=(replace(small.current_period, in_force=force),),
    )
    assert "văn bản khác, xem trang bản đồ." in words_on(many)


def test_the_scale_is_geodesic(small: Publication) -> None:
    """A degree of latitude is 110.6 km at 10°N; a point is 1/72 inch."""
    view = fit_view(small.units, 600, 500)
    assert view.metres_per_point * view.points_per_degree == pytest.approx(
        110_610, rel=0.007
    )


def test_places_go_to_paper_and_back(small: Publication) -> None:
    view = fit_view(small.units, 600, 500)
    spots = shapely.get_coordinates(small.units.geometry.to_numpy())
    paper = view.on_paper(spots)
    assert paper.min() > 0
    assert (paper.max(axis=0) < (600, 500)).all()
    assert view.on_ground(paper) == pytest.approx(spots)


def test_lines_are_wrapped_by_their_width() -> None:
    text = "Ranh giới trên bản đồ không có giá trị pháp lý về địa giới " + "x" * 90
    lines = wrap(text, 7, 120)
    assert all(width_of(line, 7) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_letters_are_composed_and_unknown_ones_shown_as_such() -> None:
    assert printable("Tie\u0302\u0300n") == "Ti\u1ec1n"
    assert printable("a\n b\t村") == "a b \N{REPLACEMENT CHARACTER}"


def test_no_paper_of_another_name(small: Publication, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a5"):
        write_pdf(small, tmp_path / "map.pdf", paper="a5")


def test_a_day_without_zones_is_all_no_report(small: Publication) -> None:
    nothing = replace(small, zones=small.zones[small.zones["day"] < DAY])
    assert levels_on_map(nothing)["–"] == 12
