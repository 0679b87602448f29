"""Sentences stored once: most reasons of a period differ only in their figures."""

import re
from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from maps.words.phrases import day_words

BLANK = "\x1f"
_FIGURE = re.compile(r"\d(?:[\d./:,]*\d)?")
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_SENTENCE_END = re.compile(r"(?<=[.;!?]) (?=\S)")

Row = TypeVar("Row", bound=Hashable)


class Numbering(Generic[Row]):
    """Rows in the order in which they were first met, and the number of each."""

    def __init__(self) -> None:
        self._known: dict[Row, int] = {}

    def number(self, row: Row) -> int:
        """Give the number of `row`, a new one if it was not met before."""
        return self._known.setdefault(row, len(self._known))

    def rows(self) -> list[Row]:
        """Give all rows, by number."""
        return list(self._known)


class TextTable:
    """Texts cut into sentences, and sentences into a form and its figures.

    A text is the list of its sentences' numbers; a sentence is its form's number
    and then its figures; in a form, `BLANK` stands where a figure was. A day is kept
    as a number of days from the day that the text speaks of, so that the same words
    on another day are the same sentence.
    """

    def __init__(self) -> None:
        self._forms: Numbering[str] = Numbering()
        self._sentences: Numbering[tuple[int | str, ...]] = Numbering()
        self._texts: Numbering[tuple[tuple[int, ...], ...]] = Numbering()

    def number(self, day: date, *versions: str) -> int:
        """Give the number of a text that speaks of `day`, given in each language."""
        return self._texts.number(tuple(self._cut(day, text) for text in versions))

    def pack(self) -> dict[str, object]:
        """Give the three tables as the page stores them."""
        return {
            "forms": self._forms.rows(),
            "sentences": self._sentences.rows(),
            "texts": self._texts.rows(),
        }

    def _cut(self, day: date, text: str) -> tuple[int, ...]:
        plain = text.replace(BLANK, " ")
        return tuple(
            self._sentences.number(
                (
                    self._forms.number(_FIGURE.sub(BLANK, part)),
                    *(_from_day(day, figure) for figure in _FIGURE.findall(part)),
                )
            )
            for part in _SENTENCE_END.split(plain)
        )


def unpack_text(packed: Mapping[str, Any], number: int, version: int, day: date) -> str:
    """Read one text back, as the page's own script does."""
    sentences = packed["texts"][number][version]
    return " ".join(_fill(packed, sentence, day) for sentence in sentences)


def _fill(packed: Mapping[str, Any], sentence: int, day: date) -> str:
    form, *figures = packed["sentences"][sentence]
    first, *rest = packed["forms"][form].split(BLANK)
    return str(first) + "".join(
        f"{_to_day(day, figure)}{piece}" for figure, piece in zip(figures, rest)
    )


def _from_day(day: date, figure: str) -> int | str:
    found = _DAY.fullmatch(figure)
    if not found:
        return figure
    try:
        told = date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return figure
    return (told - day).days


def _to_day(day: date, figure: int | str) -> str:
    if isinstance(figure, str):
        return figure
    return day_words(day + timedelta(days=figure))
