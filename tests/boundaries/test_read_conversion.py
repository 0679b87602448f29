"""Old encodings are recognised, shown converted, and taken once confirmed only."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.read.conversion import NAMES, confirm
from boundaries.read.text import read_table
from boundaries.refusal import Refused
from maps.words.said import render
from tests.boundaries.workbooks import saved, sheet_of
from tests.gis.provincesheets import to_tcvn3

HEAD = "unit,name\n"
PLACES = ["Thành phố Hồ Chí Minh", "Phường Đức Thắng", "Xã Hòa Hưng", "Gò Vấp"]
VNI = ["Thaønh phoá Hoà Chí Minh", "Phöôøng Ñöùc Thaéng", "Xaõ Hoøa Höng", "Goø Vaáp"]
VIQR = ["Tha`nh pho^' Ho^` Chi' Minh", "Phu+o+`ng DDu+'c Tha('ng"]
VIQR += ["Xa~ Ho`a Hu+ng", "Go` Va^'p"]


def _twice(text: str) -> str:
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in _HOLES else chr(byte)
        for byte in text.encode()
    )


_HOLES = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def _1258(text: str) -> bytes:
    found = b""
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(c for c in apart if c in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(c for c in apart if c not in tone))
        found += (base + tone).encode("cp1258")
    return found


def _lines(names: list[str]) -> str:
    return HEAD + "".join(f"{n:05d},{name}\n" for n, name in enumerate(names, start=1))


WRITTEN = {
    "tcvn3": _lines([to_tcvn3(name) for name in PLACES]).encode("latin-1"),
    "vni": _lines(VNI).encode("cp1252"),
    "viqr": _lines(VIQR).encode(),
    "cp1258": _1258(_lines(PLACES)),
    "utf-16": _lines(PLACES).encode("utf-16"),
    "mojibake": _twice(_lines(PLACES)).encode(),
}


def file(folder: Path, content: bytes) -> Path:
    path = folder / "a.csv"
    path.write_bytes(content)
    return path


def refusal(path: Path, encoding: str | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        read_table(path, encoding=encoding)
    return caught.value


@pytest.mark.parametrize("encoding", NAMES)
def test_t6_a_text_is_shown_converted_and_taken_once_confirmed(
    encoding: str, tmp_path: Path
) -> None:
    path = file(tmp_path, WRITTEN[encoding])
    seen = refusal(path)
    *lines, advice = seen.faults

    assert seen.code == ("text-utf16" if encoding == "utf-16" else "text-legacy")
    assert 1 <= len(lines) <= 3
    assert "Minh" in " ".join(str(fault.facts["meant"]) for fault in lines)
    assert f"--encoding {encoding}" in render(advice, "vi").what
    table = read_table(path, encoding=encoding)
    assert [cells[1] for _, cells in table.rows] == PLACES


@pytest.mark.parametrize("written", ["tcvn3", "vni", "viqr", "mojibake", "cp1258"])
@pytest.mark.parametrize("said", NAMES)
def test_t6_a_wrong_confirmation_is_refused(
    written: str, said: str, tmp_path: Path
) -> None:
    if written == said:
        return
    assert refusal(file(tmp_path, WRITTEN[written]), said).code == "text-encoding-wrong"


@pytest.mark.parametrize("said", NAMES)
def test_t6_text_in_unicode_is_not_converted_a_second_time(
    said: str, tmp_path: Path
) -> None:
    """The letters of «Xã Hòa» are letters of TCVN3, too: they would become «Xó Hũa»."""
    for names in (PLACES, ["Xã Hòa", "Hà Nam"]):
        path = file(tmp_path, _lines(names).encode())
        assert refusal(path, said).code == "text-encoding-wrong"


def test_plain_letters_need_no_confirmation_and_suffer_none(tmp_path: Path) -> None:
    path = file(tmp_path, _lines(["Long An", "Ben Tre (2+1)"]).encode())

    assert read_table(path, encoding="tcvn3").rows == read_table(path).rows


def test_an_encoding_that_nobody_knows_is_named(tmp_path: Path) -> None:
    seen = refusal(file(tmp_path, WRITTEN["vni"]), "vntime")

    assert (seen.code, seen.facts["known"]) == ("encoding-unknown", list(NAMES))


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viqr", "mojibake"])
def test_cells_of_a_workbook_are_converted_too(encoding: str, tmp_path: Path) -> None:
    names = {
        "tcvn3": [to_tcvn3(name) for name in PLACES],
        "vni": VNI,
        "viqr": VIQR,
        "mojibake": [_twice(name) for name in PLACES],
    }[encoding]
    rows = [[f"{n:05d}", name] for n, name in enumerate(names, start=1)]
    path = saved(sheet_of([["unit", "name"], *rows]), tmp_path / "a.xlsx")

    seen = refusal(path)
    assert (seen.code, seen.faults[0].facts["line"]) == ("text-legacy", 2)
    table = read_table(path, encoding=encoding)
    assert [cells[1] for _, cells in table.rows] == PLACES


def test_words_that_may_be_either_are_not_converted_on_a_guess(tmp_path: Path) -> None:
    """Beside «Quận», in Unicode for certain, «Hòa» may be Hòa or Hũa."""
    rows = [["00001", "Quận"], ["00002", "Hòa"], ["00003", to_tcvn3("Phường Đức")]]
    path = saved(sheet_of([["unit", "name"], *rows]), tmp_path / "a.xlsx")
    seen = refusal(path, "tcvn3")

    assert (seen.code, seen.facts["words"]) == ("text-encoding-mixed", ["Hòa / Hũa"])
    rows[1][1] = "Long"
    path = saved(sheet_of([["unit", "name"], *rows]), path)
    assert [cells[1] for _, cells in read_table(path, encoding="tcvn3").rows] == [
        *("Quận", "Long", "Phường Đức")
    ]


@given(
    st.sampled_from(sorted(NAMES)),
    st.lists(st.text(max_size=20), max_size=4),
)
@settings(deadline=None)
def test_whatever_is_confirmed_comes_out_whole_or_is_refused(
    option: str, texts: list[str]
) -> None:
    """A conversion gives NFC, and never fewer lines or cells."""
    try:
        change = confirm(texts, "x", option)
    except Refused as refused:
        assert refused.code in {"text-encoding-wrong", "text-encoding-mixed"}  # noqa: PT017
        return
    for text in texts:
        changed = change(text)
        assert unicodedata.is_normalized("NFC", changed) or changed == text
        assert changed.count(",") == text.count(",")
        assert changed.count("\n") == text.count("\n")
