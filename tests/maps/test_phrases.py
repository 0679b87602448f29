import string
import tomllib
from datetime import date, datetime

import pytest

from boundaries.spans import VIETNAM, Span
from maps.national.words import fill
from maps.words import phrases
from maps.words.commands import command_words
from maps.words.phrases import day_words, say, say_notices, span_words
from tests.conftest import ROOT


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2021, month, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("span", "vi", "en"),
    [
        (
            Span(at(9, 14), at(9, 21)),
            "14/9 đến hết ngày 20/9/2021",
            "14/9 to the end of 20/9/2021",
        ),
        (
            Span(at(9, 16)),
            "16/9/2021 đến khi có thông báo mới",
            "16/9/2021 until further notice",
        ),
        (Span(at(9, 30), at(10, 1)), "trong ngày 30/9/2021", "on 30/9/2021 only"),
        (
            Span(at(9, 14, 6), at(9, 20, 18, 30)),
            "6 giờ ngày 14/9 đến 18 giờ 30 ngày 20/9/2021",
            "06:00 on 14/9 until 18:30 on 20/9/2021",
        ),
        (
            Span(at(9, 14, 6, 30), at(9, 21)),
            "6 giờ 30 ngày 14/9 đến hết ngày 20/9/2021",
            "06:30 on 14/9 to the end of 20/9/2021",
        ),
        (
            Span(at(12, 30), datetime(2022, 1, 3, tzinfo=VIETNAM)),
            "30/12/2021 đến hết ngày 2/1/2022",
            "30/12/2021 to the end of 2/1/2022",
        ),
    ],
)
def test_spans_name_both_days_and_never_the_day_after(
    span: Span, vi: str, en: str
) -> None:
    assert span_words(span) == vi
    assert span_words(span, "en") == en


def test_days_are_written_as_people_read_them() -> None:
    assert day_words(date(2021, 9, 5)) == "05/09/2021"


def test_a_schematic_map_says_once_that_it_is_simulated() -> None:
    said = say_notices(("schematic", "simulated-cases", "unofficial-boundaries"))
    assert len(said) == 2
    assert said[0].startswith("Sơ đồ, số liệu mô phỏng")
    assert said[1] == say("notices.unofficial-boundaries")
    assert len(say_notices(("simulated-cases",))) == 1


def test_every_phrase_has_both_languages_and_the_same_facts() -> None:
    file = ROOT / "maps" / "words" / "phrases.toml"
    tables = tomllib.loads(file.read_text("utf-8"))
    assert tables == phrases._phrases()
    for table, names in tables.items():
        for name, forms in names.items():
            assert set(forms) == {"vi", "en"}, (table, name)
            facts = {
                lang: {part[1] for part in string.Formatter().parse(text) if part[1]}
                for lang, text in forms.items()
            }
            assert facts["en"] <= facts["vi"] | {"clock"}, (table, name)


def test_one_is_spoken_of_as_one() -> None:
    assert command_words("provinces-failed", "en", count=1) == (
        "1 province could not be published:"
    )
    assert command_words("provinces-failed", "en", count=2) == (
        "2 provinces could not be published:"
    )
    assert command_words("zone-count", "en", zone="Red", count=1) == "  Red: 1 commune"
    assert fill("picture-source", "en", n="1", by="", version=1, code="a").startswith(
        "Source: figures of 1 province."
    )
