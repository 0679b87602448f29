"""The request letter and the decision: form, blanks, strangers' text, bytes."""

import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.checkpoints.needs import Act, Held, Needs, Place, reckon_needs
from gis.checkpoints.needs.read import read_norms
from maps.letters import compose_decision, compose_request
from maps.letters.text import plain
from maps.words.letters import BLANK, dateline, formula_words
from tests.gis.plans import hanoi, plan_of, post

NORMS, _ = read_norms()
PLACE = Place(
    units=("Xã Mỹ Lâm", "Xã Sóc Sơn"),
    people=40_001,
    households=6_000,
    land_border_km=0,
    landings=3,
    sea_gates=1,
    listed=6_000,
    sampled=0,
    doubling_days=4,
)
DRAFT = Act(
    office="Ủy ban nhân dân tỉnh Kiên Giang",
    place="Kiên Giang",
    area="huyện Hòn Đất",
    starts=date(2021, 9, 14),
    ends=date(2021, 9, 20),
)
WHOLE = replace(
    DRAFT,
    number="2205/QĐ-UBND",
    signer="Trần Văn A",
    signer_title="TM. Ủy ban nhân dân; Chủ tịch",
    issued=date(2021, 2, 5),
    in_charge="Chủ tịch UBND huyện Hòn Đất",
    deputy="Trưởng Công an huyện",
    review_day=date(2021, 9, 18),
    basis=("Căn cứ Luật Phòng, chống bệnh truyền nhiễm;",),
    recipients=("Bộ Y tế",),
    agencies=("Công an", "Quân sự", "Y tế"),
    addressees=("Bộ Y tế", "Quân khu 9"),
    request_number="1299/UBND-VP",
    request_issued=date(2021, 9, 12),
)
HELD = {"sampling": Held(7137, 2532, 4605, 4605, 3000, ("Quân khu 9",))}


def needs(act: Act = DRAFT, **changes: Any) -> Needs:
    return reckon_needs(hanoi(), replace(PLACE, **changes), NORMS, act=act, held=HELD)


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def words(document: Any) -> str:
    """Give all text of the body, cells too, in order."""
    return "\n".join(
        "".join(t.text or "" for t in line.iter(qn("w:t")))
        for line in document.element.body.iter(qn("w:p"))
    )


def heads(document: Any) -> list[str]:
    """Give the text of the heads of each section, first page and others."""
    return [
        "\n".join(line.text for line in head.paragraphs)
        for section in document.sections
        for head in (section.first_page_header, section.header)
    ]


@pytest.fixture(scope="module")
def decision() -> Any:
    return opened(compose_decision(needs(WHOLE)))


@pytest.fixture(scope="module")
def request_letter() -> Any:
    return opened(compose_request(needs()))


def test_the_paper_has_the_form_that_offices_expect(decision: Any) -> None:
    """A4, margins 20, 20, 30 and 15 mm, Times New Roman, as Decree 30/2020 says."""
    first, annex = decision.sections

    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert (round(annex.page_width.mm), round(annex.page_height.mm)) == (297, 210)
    for section in decision.sections:
        sides = (section.top_margin, section.bottom_margin)
        sides += (section.left_margin, section.right_margin)
        assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    assert decision.styles["Normal"].font.name == "Times New Roman"
    assert decision.styles["Normal"].font.size.pt == 14


def test_the_decision_says_what_was_given_and_in_what_order(decision: Any) -> None:
    text = words(decision)
    parts = [
        "ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG",
        "Số: 2205/QĐ-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Kiên Giang, ngày 05 tháng 02 năm 2021",
        "QUYẾT ĐỊNH",
        "Về việc thiết lập vùng cách ly y tế huyện Hòn Đất",
        "Căn cứ Luật Phòng, chống bệnh truyền nhiễm.",
        "Điều 1. ",
        "Xã Mỹ Lâm; Xã Sóc Sơn",
        "6.000 hộ, 40.001 người",
        "từ 00 giờ 00 ngày 14/9/2021 đến hết ngày 20/9/2021",
        "Điều 2. ",
        "39 chốt kiểm soát liên ngành",
        "453 người mỗi ca",
        "Công an, Quân sự, Y tế",
        "Điều 3. Người phụ trách: Chủ tịch UBND huyện Hòn Đất",
        "phó phụ trách: Trưởng Công an huyện",
        "ngày 18/9/2021",
        "Điều 5. ",
        "Nơi nhận:",
        "Như Điều 5",
        "CHỦ TỊCH",
        "Trần Văn A",
        "PHỤ LỤC",
        "P000",
    ]
    places = [text.find(part) for part in parts]

    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)
    assert "21/9/2021" not in text
    assert "phong tỏa" not in text
    assert BLANK not in text[: places[-2]]


def test_the_annex_names_every_post_and_its_heading_stands_on_every_page(
    decision: Any,
) -> None:
    table = decision.tables[-1]
    marks = [row._tr.findall(f".//{qn('w:tblHeader')}") for row in table.rows]

    assert len(table.rows) == 1 + 39
    assert marks[0]
    assert not any(marks[1:])
    cells = [cell.text for cell in table.rows[1].cells]
    assert cells[0:2] == ["1", "P000"]
    assert cells[4:6] == ["Chốt kiểm soát", "16"]
    assert cells[7] == BLANK[:8]  # nobody said at what hours
    assert cells[-1] == "10.00000, 105.10000"


def test_pages_are_numbered_from_the_second_and_an_annex_anew(decision: Any) -> None:
    for section in decision.sections:
        fields = section.header._element.findall(f".//{qn('w:instrText')}")
        first = section.first_page_header._element
        assert [field.text for field in fields] == ["PAGE"]
        assert section.different_first_page_header_footer
        assert not first.findall(f".//{qn('w:instrText')}")
    starts = [
        one.get(qn("w:start")) for one in decision.element.iter(qn("w:pgNumType"))
    ]
    assert starts == ["1"]


def test_what_is_not_given_is_a_blank_place_and_the_page_says_draft() -> None:
    document = opened(compose_decision(needs()))
    text = words(document)

    assert f"Số: {BLANK}" in text
    assert "ngày …… tháng …… năm ………" in text
    assert f"Người phụ trách: {BLANK}; phó phụ trách: {BLANK}" in text
    assert f"Căn cứ {BLANK}" in text
    assert f"- {BLANK};" in text
    assert all("DỰ THẢO" in head for head in heads(document))


@pytest.mark.parametrize("lacking", ["number", "signer", "issued"])
def test_one_of_number_signer_and_day_missing_leaves_a_draft(lacking: str) -> None:
    act = replace(WHOLE, **{lacking: None if lacking == "issued" else ""})

    assert "DỰ THẢO" in heads(opened(compose_decision(needs(act))))[0]


def test_a_whole_act_is_no_draft(decision: Any) -> None:
    assert not any("DỰ THẢO" in head for head in heads(decision))


def test_the_letter_never_borrows_the_number_of_the_decision() -> None:
    act = replace(WHOLE, request_number="", request_issued=None)
    document = opened(compose_request(needs(act)))

    assert "2205" not in words(document)
    assert "DỰ THẢO" in heads(document)[0]
    signed = opened(compose_request(needs(WHOLE)))
    assert "Số: 1299/UBND-VP" in words(signed)
    assert "DỰ THẢO" not in heads(signed)[0]


def test_the_letter_asks_for_4605_people_and_says_that_the_round_is_late(
    request_letter: Any,
) -> None:
    rows = [[cell.text for cell in row.cells] for row in request_letter.tables[1].rows]
    sampling = next(row for row in rows if row[1].startswith("Lấy mẫu"))
    text = words(request_letter)

    figures = ["7.137", "2.532", "4.605", "4.605", "4.605", "3.000", "1.605"]
    assert sampling[2:] == figures
    assert "V/v đề nghị hỗ trợ" in text
    assert "Nơi được đề nghị: Quân khu 9." in text
    assert "số giả định (placeholder)" in text
    assert "báo chí" in text or "TTXVN" in text


def test_a_late_round_is_said_in_days() -> None:
    held = {"sampling": Held(own=10)}
    late = reckon_needs(hanoi(), PLACE, NORMS, act=DRAFT, held=held)
    text = words(opened(compose_request(late)))

    assert "một vòng mất 6 ngày" in text
    assert "tăng gấp đôi sau 4 ngày, nên vòng lấy mẫu không đuổi kịp" in text
    assert "ít nhất 15 người" in text


def test_with_nobody_at_hand_the_round_never_ends() -> None:
    held = {"sampling": Held(own=0)}
    none = reckon_needs(hanoi(), PLACE, NORMS, act=DRAFT, held=held)
    text = words(opened(compose_request(none)))

    assert none.sampling.keeps_up is False
    assert "needs-no-samplers" in {note.code for note in none.notes}
    assert "Hiện chưa có người lấy mẫu. Ca bệnh tăng gấp đôi sau 4 ngày" in text


def test_what_is_not_known_is_said_and_never_zero() -> None:
    text = words(opened(compose_request(needs(people=None, households=None))))

    assert "chưa rõ hộ, chưa rõ người" in text


def test_the_english_copy_says_on_every_page_that_it_is_a_translation() -> None:
    document = opened(compose_decision(needs(WHOLE), "en"))

    assert all("ENGLISH READING COPY" in head for head in heads(document))
    assert "to the end of 20/9/2021" in words(document)
    assert "Article 1. " in words(document)


def test_the_same_record_gives_the_same_bytes_without_a_date_of_today() -> None:
    for compose in (compose_decision, compose_request):
        content = compose(needs())
        assert content == compose(needs())
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert {part.date_time[:3] for part in file.infolist()} == {(2021, 1, 1)}
            assert not [n for n in file.namelist() if "thumbnail" in n]
            core = file.read("docProps/core.xml").decode()
        assert core.count("2021-01-01T00:00:00Z") == 3


HOSTILE = "Ấp <b>&\x00\x07\u202e\ud800\ufffe]]> " + "x" * 2000


def test_strangers_text_breaks_no_page() -> None:
    bad = post(1, "local", name=HOSTILE)
    act = replace(WHOLE, office=HOSTILE, number=HOSTILE, basis=(HOSTILE,) * 3)
    place = replace(PLACE, units=(HOSTILE,) * 100)
    told = reckon_needs(plan_of([bad]), place, NORMS, act=act)
    for compose in (compose_decision, compose_request):
        text = words(opened(compose(told)))

        assert "Ấp <b>&]]> xxx" in text
        assert "\u202e" not in text
        assert "và 40 đơn vị nữa" in text
        assert unicodedata.is_normalized("NFC", text)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=400), st.integers(2, 300))
def test_text_made_plain_stays_plain_and_short(text: str, most: int) -> None:
    told = plain(text, most)

    assert len(told) <= most
    assert unicodedata.is_normalized("NFC", told)
    assert plain(told, most) == told
    assert not [one for one in told if unicodedata.category(one).startswith("C")]


def test_days_below_ten_and_the_first_months_have_a_zero_in_front() -> None:
    assert dateline("A", date(2021, 2, 5), "vi") == "A, ngày 05 tháng 02 năm 2021"
    assert dateline("A", date(2021, 9, 15), "vi") == "A, ngày 15 tháng 9 năm 2021"


def test_formulas_are_written_as_the_reader_writes_figures() -> None:
    formula = "⌈(⌈12345 ÷ 0.25⌉ × 6) × 1.4⌉"

    assert formula_words(formula, "vi") == "⌈(⌈12.345 ÷ 0,25⌉ × 6) × 1,4⌉"
    assert formula_words(formula, "en") == "⌈(⌈12,345 ÷ 0.25⌉ × 6) × 1.4⌉"
