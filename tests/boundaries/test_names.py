import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.names import (
    clean,
    fold_diacritics,
    match_key,
    mixed_scripts,
    sort_key,
)


def test_t3_both_unicode_forms_become_one() -> None:
    apart = unicodedata.normalize("NFD", "Xã Phú Quốc")

    assert apart != "Xã Phú Quốc"
    assert clean(apart) == "Xã Phú Quốc"


@pytest.mark.parametrize("letter", ["Đ", "Ð", "Ɖ"])
def test_t5_the_three_letters_that_look_like_d_with_a_stroke_are_one(
    letter: str,
) -> None:
    assert clean(f"{letter}ông Hưng") == "Đông Hưng"
    assert clean(f"{letter}ông".lower()) == "đông"


def test_t5_invisible_letters_go_and_hard_spaces_become_spaces() -> None:
    assert clean("\ufeffXã\u00a0Tân\u200b  Phú\u00ad\n") == "Xã Tân Phú"
    assert clean("X\x00ã\x1fTân\x1b Phú\x7f") == "Xã Tân Phú"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Thủy", "Thuỷ"),
        ("Quý", "Quí"),
        ("Mỹ Tho", "Mĩ Tho"),
        ("Khỏe", "Khoẻ"),
        ("Bà Rịa - Vũng Tàu", "BÀ RỊA–VŨNG TÀU"),
        ("M’Đrắk", "M'Đrắk"),
        ("Thúy Loan", "thuý  loan"),
    ],
)
def test_t4_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hòa", "Hóa"), ("Hoàng", "Hoang"), ("Tân Phú", "Tấn Phú"), ("Da", "Đa")],
)
def test_t4_other_names_do_not(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


def test_a_search_without_marks_finds_the_name() -> None:
    assert fold_diacritics("Huyện Giồng Riềng, Đồng Tháp") == (
        "huyen giong rieng, dong thap"
    )


def test_t10_names_sort_as_in_a_vietnamese_dictionary() -> None:
    """Code points would put Đa, Ấp and Ỷ after Z."""
    ordered = ["An", "Ăn", "Ân", "Ấp", "Da", "Đa", "Em", "Êm", "Oa", "Ô", "Ơ", "U", "Ư"]
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    numbered = ["Phường 2", "Phường 10", "Phường An"]

    for names in (ordered, tones, numbered):
        shuffled = [*names[1::2], *names[::2]]

        assert sorted(shuffled, key=sort_key) == names


def test_letters_weigh_more_than_tones() -> None:
    assert sorted(["Mạ An", "Ma Ăn", "Ma An"], key=sort_key) == [
        "Ma An",
        "Mạ An",
        "Ma Ăn",
    ]


def test_t5_a_cyrillic_letter_inside_a_latin_word_is_told() -> None:
    assert mixed_scripts("Xã Tân Phú") == ()
    assert mixed_scripts("Xã T\u0430\u0302n Phú") == ("CYRILLIC", "LATIN")


def test_a_name_in_two_languages_mixes_nothing() -> None:
    assert mixed_scripts("Xã Tân Phú / Тан Фу / 新富ヶ丘") == ()


@given(st.text())
@settings(deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(
    st.text(alphabet="aăâđêôơưoeiuyhqnt \u0300\u0301\u0309\u0303\u0323", max_size=12)
)
@settings(deadline=None)
def test_a_key_does_not_depend_on_the_unicode_form(text: str) -> None:
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}

    assert len({match_key(form) for form in forms}) == 1
    assert len({fold_diacritics(form) for form in forms}) == 1
