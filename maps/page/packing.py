"""Sentences stored once: most reasons of a period differ only in their figures."""

import re
from collections.abc import Hashable
from typing import Generic, TypeVar

BLANK = "\x1f"
_FIGURE = re.compile(r"\d(?:[\d./:,]*\d)?")
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
    and then its figures; in a form, `BLANK` stands where a figure was.
    """

    def __init__(self) -> None:
        self._forms: Numbering[str] = Numbering()
        self._sentences: Numbering[tuple[int | str, ...]] = Numbering()
        self._texts: Numbering[tuple[tuple[int, ...], ...]] = Numbering()

    def number(self, *versions: str) -> int:
        """Give the number of a text, given in each language."""
        return self._texts.number(tuple(self._cut(text) for text in versions))

    def pack(self) -> dict[str, object]:
        """Give the three tables as the page stores them."""
        return {
            "forms": self._forms.rows(),
            "sentences": self._sentences.rows(),
            "texts": self._texts.rows(),
        }

    def _cut(self, text: str) -> tuple[int, ...]:
        plain = text.replace(BLANK, " ")
        return tuple(
            self._sentences.number(
                (self._forms.number(_FIGURE.sub(BLANK, part)), *_FIGURE.findall(part))
            )
            for part in _SENTENCE_END.split(plain)
        )


def unpack_text(packed: dict[str, list[object]], number: int, version: int) -> str:
    """Read one text back, as the page's own script does."""
    return " ".join(
        _fill(packed, sentence)
        for sentence in packed["texts"][number][version]  # type: ignore[index]
    )


def _fill(packed: dict[str, list[object]], sentence: int) -> str:
    form, *figures = packed["sentences"][sentence]  # type: ignore[misc]
    pieces = str(packed["forms"][form]).split(BLANK)
    return pieces[0] + "".join(f"{f}{p}" for f, p in zip(figures, pieces[1:]))
