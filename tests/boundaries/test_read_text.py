import contextlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.read.encodings import convert, recognise_legacy
from boundaries.read.table import require_columns
from boundaries.read.text import decode_text, parse_table, read_table
from boundaries.refusal import Refused

HEAD = "unit,name\n"


def file(folder: Path, content: bytes | str) -> Path:
    path = folder / "bảng.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(folder: Path, content: bytes | str) -> Refused:
    with pytest.raises(Refused) as caught:
        read_table(file(folder, content))
    return caught.value


def test_t1_t9_every_cell_stays_the_text_that_it_is(tmp_path: Path) -> None:
    rows = "01,NA\n001,null\n1,None\n1E+05,-\n1.0,nan\n"
    table = read_table(file(tmp_path, HEAD + rows))

    assert table.header == ("unit", "name")
    assert [cells for _, cells in table.rows] == [
        ("01", "NA"),
        ("001", "null"),
        ("1", "None"),
        ("1E+05", "-"),
        ("1.0", "nan"),
    ]
    assert table.frame()["name"].tolist() == ["NA", "null", "None", "-", "nan"]


def test_rows_are_counted_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    """The heading is row 1, blank rows count, a cell of two lines is one row."""
    table = read_table(file(tmp_path, HEAD + '1,"a\nb"\n\n,\n2,c\n'))

    assert table.rows == [(2, ("1", "a\nb")), (5, ("2", "c"))]
    assert table.frame().index.tolist() == [2, 5]


def test_t7_a_byte_order_mark_is_no_part_of_the_first_heading(tmp_path: Path) -> None:
    table = read_table(file(tmp_path, b"\xef\xbb\xbf" + HEAD.encode() + b"1,a\n"))

    assert table.header == ("unit", "name")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_t8_the_separator_is_found(tmp_path: Path, mark: str) -> None:
    text = f'unit{mark}"a,b;c"{mark}x\n1{mark}"2,5"{mark}3\n'
    table = read_table(file(tmp_path, text))

    assert table.header == ("unit", "a,b;c", "x")
    assert table.rows == [(2, ("1", "2,5", "3"))]


def test_t3_t5_text_comes_out_unified(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "Ðông\u00a0Hưng\u200b")
    table = read_table(file(tmp_path, f"{HEAD}01,{apart}\n"))

    assert table.rows == [(2, ("01", "Đông Hưng"))]


def _windows_1258(text: str) -> bytes:
    """Write as Windows does: the tone as a character of its own."""
    found = b""
    for letter in text:
        pieces = unicodedata.normalize("NFD", letter)
        tone = "".join(c for c in pieces if c in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize(
            "NFC", pieces.replace(tone, "") if tone else pieces
        )
        found += (base + tone).encode("cp1258")
    return found


NAME = "Thành phố Hồ Chí Minh"


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("TCVN3", "Thµnh phè Hå ChÝ Minh".encode("latin-1")),
        ("TCVN3", "Thµnh phè Hå ChÝ Minh".encode()),
        ("VNI", "Thaønh phoá Hoà Chí Minh".encode("cp1252")),
        ("VNI", "Thaønh phoá Hoà Chí Minh".encode()),
        ("VIQR", b"Tha`nh pho^' Ho^` Chi' Minh"),
        ("Windows-1258", _windows_1258(NAME)),
        ("UTF-8 read as Windows-1252", "PhÆ°á»\x9dng".encode()),
    ],
)
def test_t6_an_old_encoding_is_named_with_what_it_means(
    tmp_path: Path, encoding: str, content: bytes
) -> None:
    seen = refusal(tmp_path, HEAD.encode() + b"01,an\n02," + content + b"\n")

    assert seen.code == "text-legacy"
    assert seen.facts["encoding"] == encoding
    assert seen.facts["meant"] in {"Thành", "phố", "Phường"}
    assert seen.facts["line"] == 3


def test_t6_whole_names_are_converted_for_the_preview() -> None:
    assert convert("Thµnh phè Hå ChÝ Minh", "TCVN3") == NAME
    assert convert("Tha`nh pho^' Ho^` Chi' Minh", "VIQR") == NAME
    assert convert("Phöôøng Ñöùc Thaéng", "VNI") == "Phường Đức Thắng"


@pytest.mark.parametrize(
    "name",
    [
        "XÃ HỘI",
        "ĐÃ CÓ",
        "Ñuñoa",
        "Ærø, Åland, Rømø",
        "Łódź",
        "São Tomé",
        "ca (nếu có), a+b, x^2",
        "so ca(cong dong)",
        "Kraków Görlitz Šumava",
    ],
)
def test_names_of_other_countries_and_plain_notes_pass(name: str) -> None:
    assert recognise_legacy(name) is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_t6_utf_16_is_named(tmp_path: Path, encoding: str) -> None:
    assert refusal(tmp_path, f"{HEAD}01,Xã\n".encode(encoding)).code == "text-utf16"


def test_other_bytes_are_refused_with_their_line(tmp_path: Path) -> None:
    seen = refusal(tmp_path, HEAD.encode() + b"01,\xff\xff\n")

    assert (seen.code, seen.facts["line"]) == ("text-not-utf8", 2)


def test_f6_a_nul_is_refused_with_its_line(tmp_path: Path) -> None:
    seen = refusal(tmp_path, HEAD.encode() + b"01,a\n02,\x00b\n" + b"03,c\n" * 100)

    assert (seen.code, seen.facts["line"]) == ("text-nul", 3)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n \n", "file-empty"),
        (b"PK\x03\x04...", "table-binary"),
        (b"\xd0\xcf\x11\xe0....", "table-binary"),
        (b"<html><table>", "table-binary"),
        (b"unit,unit\n1,2\n", "table-heading-duplicate"),
        (b"unit,,name\n1,2,3\n", "table-heading-blank"),
        (b'unit,name\n1,"open\n2,b\n', "table-quote"),
        (b"unit,name\n1," + b"x" * 200_000 + b"\n", "table-quote"),
    ],
)
def test_f6_what_is_no_table_is_refused(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert refusal(tmp_path, content).code == code


def test_rows_of_another_width_are_listed_and_nothing_is_guessed(
    tmp_path: Path,
) -> None:
    seen = refusal(tmp_path, HEAD + "1,a\n2\n3,b,c\n4,d,\n")

    assert seen.code == "table-broken"
    assert [(f.facts["row"], f.facts["seen"]) for f in seen.faults] == [(3, 1), (4, 3)]


def test_empty_columns_that_a_spreadsheet_leaves_at_the_end_are_dropped(
    tmp_path: Path,
) -> None:
    table = read_table(file(tmp_path, "unit,name,,\n1,a,,\n"))

    assert table.header == ("unit", "name")
    assert table.rows == [(2, ("1", "a"))]


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read_table(file(tmp_path, HEAD), largest=5)

    assert caught.value.code == "file-too-large"


@pytest.mark.parametrize("name", ["absent.csv", "a\0b.csv", "x" * 300])
def test_f6_a_name_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as caught:
        read_table(tmp_path / name)

    assert caught.value.code == "file-missing"


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    table = read_table(file(tmp_path, HEAD))
    with pytest.raises(Refused) as caught:
        require_columns(table, ("unit", "day"), "bảng.csv")

    assert caught.value.facts["missing"] == "day"


CELLS = st.text(alphabet=st.sampled_from("ab01,;\"'\n\t Đấ#=-"), max_size=8).map(
    str.strip
)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
@settings(deadline=None)
def test_what_is_written_is_read(rows: list[tuple[str, str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = HEAD + "".join(f"{quoted(a)},{quoted(b)}\n" for a, b in rows)
    kept = [row for row in rows if any(row)]

    assert [cells for _, cells in parse_table(text, "x").rows] == kept


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Whatever comes is a table or a refusal, and a table is in NFC."""
    with contextlib.suppress(Refused):
        for _, cells in parse_table(decode_text(data, "x"), "x").rows:
            assert all(unicodedata.is_normalized("NFC", cell) for cell in cells)
