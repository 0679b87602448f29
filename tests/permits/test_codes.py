"""The typed code of a permit and the plates, in Python and in the browser alike."""

from itertools import combinations
from random import Random

import pytest

from gis.permits.codes import ALPHABET, check_code, code_of
from gis.permits.plates import normalise_plate
from tests.twin import Twin


def checked(twin: Twin, texts: list[str]) -> list[str]:
    """Check in both; they agree."""
    ours = [check_code(text) for text in texts]
    answers = twin.call_all("post/codes.js", "checkCode", [[text] for text in texts])

    assert [one["value"] for one in answers] == ours
    return ours


def test_the_code_of_an_id_is_the_same_in_both_and_checks(twin: Twin) -> None:
    chance = Random(8)  # noqa: S311 - the same ids every time
    ids = [bytes(8), b"\xff" * 8, *(chance.randbytes(8) for _ in range(200))]
    codes = [code_of(one) for one in ids]
    answers = twin.call_all(
        "post/codes.js", "codeOf", [[{"hex": one.hex()}] for one in ids]
    )

    assert [one["value"] for one in answers] == codes
    assert checked(twin, codes) == codes
    assert len(set(codes)) == len(codes)


def test_the_first_35_bits_of_the_hash_are_the_code() -> None:
    """SHA-256 of eight zero bytes begins af5570f5a1."""
    values = [int("af5570f5a1", 16) >> shift & 31 for shift in range(35, 0, -5)]

    assert code_of(bytes(8))[:7] == "".join(ALPHABET[value] for value in values)


def test_any_wrong_character_and_any_two_that_changed_places_are_found(
    twin: Twin,
) -> None:
    code = code_of(b"a permit")
    wrong = [
        code[:at] + letter + code[at + 1 :]
        for at in range(8)
        for letter in ALPHABET
        if letter != code[at]
    ]
    for one, other in combinations(range(8), 2):
        letters = list(code)
        letters[one], letters[other] = letters[other], letters[one]
        wrong += ["".join(letters)] if letters != list(code) else []

    assert len(wrong) > 8 * 31
    assert set(checked(twin, wrong)) == {""}


def test_a_code_typed_as_people_type_is_taken(twin: Twin) -> None:
    code = next(
        found
        for number in range(10_000)
        if {"0", "1", "V"} <= set(found := code_of(number.to_bytes(8)))
    )
    typed = [
        code.lower(),
        f" {code[:4]} {code[4:]} ",
        f"{code[:4]}-{code[4:]}",
        code.replace("0", "O").replace("1", "I").replace("V", "U"),
        code.replace("0", "o").replace("1", "l").replace("V", "u"),
    ]

    assert checked(twin, typed) == [code] * len(typed)


def test_what_is_no_code_is_refused(twin: Twin) -> None:
    code = code_of(b"a permit")
    texts = ["", code[:7], code + "0", "!" * 8, "ắ" * 8, "0" * 9, "\u202e" + code]

    assert checked(twin, texts) == [""] * len(texts)


def test_one_guess_in_32_passes_the_check_and_no_more(twin: Twin) -> None:
    chance = Random(9)  # noqa: S311 - the same guesses every time
    guesses = ["".join(chance.choices(ALPHABET, k=8)) for _ in range(3200)]
    passed = sum(map(bool, checked(twin, guesses)))

    assert 60 < passed < 140


@pytest.mark.parametrize(
    ("plate", "expected"),
    [
        ("51C-123.45", "51C12345"),
        (" 51c 12345\n", "51C12345"),
        ("59-X1 123.45", "59X112345"),
        ("29-MĐ1 123.45", "29MD112345"),
        ("29-mđ1 123.45", "29MD112345"),
        ("KT 23-45", "KT2345"),
        ("80-011-NG-01", "80011NG01"),
        ("51C–123·45", "51C12345"),
        ("５１Ｃ－１２３４５", "51C12345"),
        ("51LA-1234", "51LA1234"),
        ("", ""),
        ("12345", ""),  # digits alone are no plate
        ("ABCD", ""),
        ("51C-123.45.678.90", ""),
        ("A12", ""),
        ("51C\u202e12345", ""),
        ("51C;12345", ""),
        ("ກຂ 1234", ""),
    ],
)
def test_a_plate_is_compared_as_one_run(twin: Twin, plate: str, expected: str) -> None:
    assert normalise_plate(plate) == expected
    assert twin.call("post/plates.js", "normalisePlate", plate) == expected


def test_plates_by_chance_are_read_alike_and_stay_as_they_are(twin: Twin) -> None:
    chance = Random(10)  # noqa: S311 - the same plates every time
    letters = "0123456789ABCxyzĐđ -.·/–_ẮﬁſıK\u00a0\t"
    plates = [
        "".join(chance.choices(letters, k=chance.randint(0, 13))) for _ in range(2000)
    ]
    ours = [normalise_plate(plate) for plate in plates]
    answers = twin.call_all(
        "post/plates.js", "normalisePlate", [[plate] for plate in plates]
    )

    assert [one["value"] for one in answers] == ours
    assert [normalise_plate(plate) for plate in ours] == ours
    assert sum(map(bool, ours)) > 300
