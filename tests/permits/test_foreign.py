"""Codes of other systems are told, never opened, and give no name away."""

from random import Random

import pytest

from gis.permits.foreign import read_foreign
from gis.permits.reading import read_permit
from tests.permits.permit_samples import KEY, NOW, as_document, signed, theirs
from tests.twin import Twin

NAME, PLACE = "Nguyễn Văn An", "12 Lê Lợi, Phường 1, Bến Tre"
CARDS = [
    f"079090001234|023456789|{NAME}|01021990|Nam|{PLACE}|15042021",
    f"079090001234||{NAME}|01021990|Nam|{PLACE}|15042021",
    f"079090001234|{NAME}|01021990|Nam|{PLACE}|15042021",
    f"079090001234|001090001235|{NAME}|01021990|Nữ|{PLACE}|15042021",
    f" 079090001234||{NAME}|01021990|Nam|{PLACE}|15042021\r\n",
    f"079090001234||{NAME}|01021990|Nam||",
    f"079090001234||{NAME}|01021990|Nam|{PLACE}|15042021|||",
]
CODES = {
    "https://luongxanh.drvn.gov.vn/xe/51C12345": "green_lane",
    "HTTP://LUONGXANH.DRVN.GOV.VN": "green_lane",
    "https://luongxanh.drvn.gov.vn:443/?q=1": "green_lane",
    "https://suckhoe.dancuquocgia.gov.vn/khai-bao": "vneid",
    "https://www.vneid.gov.vn/": "vneid",
    "https://luongxanh.drvn.gov.vn.evil.example/": "link",
    "https://evil.example/luongxanh.drvn.gov.vn": "link",
    "https://luongxanh.drvn.gov.vn@evil.example/": "link",
    "https://evil.example#luongxanh.drvn.gov.vn": "link",
    "www.example.vn": "link",
    "javascript:alert(1)": "link",
    "data:text/html,<script>1</script>": "link",
    "tel:+84113": "link",
    "HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH": "eu_dcc",
    "NZCP:/1/2KCEVIQEIVVWK6JNGEASNICZ": "nzcp",
    "shc:/567629095243206034602924374044": "shc",
    "00020101021238": "payment",
    "WIFI:T:WPA;S:chot;P:secret;;": "wifi",
    "BEGIN:VCARD\nFN:An\nEND:VCARD": "contact",
    "\u202ehttps://example.vn": "other",
    "😀": "other",
    "079090001234": "other",
    "{}": "other",
    "${7*7}": "other",
    "' OR 1=1 --": "other",
    "x" * 5000: "other",
    "ſhc:/5676": "other",
}


def both(twin: Twin, texts: list[str]) -> list[tuple[str, dict[str, str]] | None]:
    ours = [read_foreign(text) for text in texts]
    answers = twin.call_all("post/foreign.js", "readForeign", [[x] for x in texts])

    assert [one["value"] for one in answers] == [
        one and {"system": one.system, "facts": dict(one.facts)} for one in ours
    ]
    return [one and (one.system, dict(one.facts)) for one in ours]


def test_an_identity_card_gives_its_last_four_digits_and_nothing_else(
    twin: Twin,
) -> None:
    assert both(twin, CARDS) == [("cccd", {"last4": "1234"})] * len(CARDS)


@pytest.mark.parametrize(
    "text",
    [
        f"79090001234||{NAME}|01021990|Nam|{PLACE}|15042021",
        f"079090001234||{NAME}|1/2/1990|Nam|{PLACE}|15042021",
        f"079090001234|12|{NAME}|01021990|Nam|{PLACE}|15042021",
        "079090001234|||||||",
        "079090001234|" + "|" * 4000,
    ],
)
def test_what_only_looks_like_an_identity_card_is_none(twin: Twin, text: str) -> None:
    assert both(twin, [text]) == [("other", {})]


def test_each_code_is_told_by_its_form(twin: Twin) -> None:
    found = both(twin, list(CODES))

    assert found == [(system, {}) for system in CODES.values()]


def test_a_permit_of_ours_and_no_text_are_not_foreign(twin: Twin) -> None:
    assert both(twin, [signed(), "VX1:", "VX2:AB", "", " \r\n\t "]) == [None] * 5


def test_a_foreign_code_is_presented_as_such_and_proves_nothing(twin: Twin) -> None:
    texts = [*CARDS, *CODES]
    ours = [as_document(read_permit(text, [KEY], {}, NOW)) for text in texts]

    assert {one["state"] for one in ours} == {"foreign"}
    assert theirs(twin, texts, [KEY], {}) == ours
    for one in ours:
        assert one["facts"].keys() <= {"system", "last4"}
        assert NAME not in str(one)


def test_texts_by_chance_are_told_alike(twin: Twin) -> None:
    chance = Random(11)  # noqa: S311 - the same texts every time
    seeds = [*CARDS, *list(CODES)[:-2], signed()]
    texts = []
    for _ in range(1500):
        letters = list(chance.choice(seeds))
        for _ in range(chance.randint(0, 4)):
            at = chance.randrange(len(letters) + 1)
            letters[at : at + chance.randint(0, 2)] = chance.choice(
                (
                    "|",
                    ":",
                    "/",
                    " ",
                    "\n",
                    "S",
                    "ſ",
                    "ı",
                    "@",
                    ".",
                    "0",
                    "\x1c",
                    "\u2028",
                )
            )
        texts.append("".join(letters))
    found = both(twin, texts)

    assert {one[0] for one in found if one} >= {"cccd", "link", "other", "green_lane"}
