"""needs.xlsx: needs, balance, sampling, posts, norms and files, one sheet each."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from gis.checkpoints.needs import Needs
from maps.letters.text import PASSAGE, plain
from maps.tables.form_book import BOOK_OPTIONS, MADE, put_cell
from maps.words.letters import (
    area_words,
    formula_words,
    letter_words,
    line_words,
    norm_words,
    post_place,
)
from maps.words.said import Lang

_A4 = 9
_NUMBER = "#,##0"
_TITLE_ROWS = 3
_FIGURES = ("needed", "own", "shortfall", "asked", "promised", "arrived", "missing")
_ROUND = (
    *("households", "listed", "sampled", "missed", "unlisted", "samples"),
    *("staff", "samples_a_day", "days", "doubling", "staff_to_keep_up"),
)
_STAFF = ("count", "per_shift", "shifts", "on_duty", "people")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: name, headings, widths of columns, rows, and rows that are sums."""

    name: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[object]]
    sums: frozenset[int] = frozenset()


def compose_needs(needs: Needs, lang: Lang = "vi") -> bytes:
    """Compose the workbook; the same record gives the same bytes.

    A figure that is not told reads so in its cell, and is never 0. Each line names
    its norms with their sources, or that they are assumed.
    """
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, BOOK_OPTIONS)
    title = letter_words("sheet.title", lang, area=plain(area_words(needs.act, lang)))
    author = letter_words("shared.author", lang)
    book.set_properties({"title": title, "author": author, "created": MADE})
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "border": 1}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top", "border": 1}),
        "number": book.add_format(
            {"num_format": _NUMBER, "valign": "top", "border": 1}
        ),
        "decimal": book.add_format(
            {"num_format": "0.0######", "valign": "top", "border": 1}
        ),
        "sum": book.add_format({"bold": True, "num_format": _NUMBER, "border": 1}),
    }
    notes = _notes(needs, lang)
    for one in _sheets(needs, lang):
        _write(book.add_worksheet(one.name), one, looks, title, notes)
    book.close()
    return memory.getvalue()


def _notes(needs: Needs, lang: Lang) -> str:
    said = [letter_words("request.rounding", lang)]
    if needs.placeholders:
        named = letter_words("sheet.placeholders", lang, count=len(needs.placeholders))
        said.append(named)
    return " ".join(said)


def _write(
    sheet: Any, one: _Sheet, looks: dict[str, Any], title: str, note: str
) -> None:
    sheet.write_string(0, 0, title, looks["title"])
    sheet.write_string(1, 0, note)
    for at, (heading, width) in enumerate(zip(one.headings, one.widths)):
        sheet.write_string(_TITLE_ROWS - 1, at, heading, looks["head"])
        sheet.set_column(at, at, width)
    for line, row in enumerate(one.rows):
        for at, value in enumerate(row):
            look = "text"
            if line in one.sums:
                look = "sum"
            elif isinstance(value, int):
                look = "number"
            elif isinstance(value, float):
                look = "decimal"
            told = plain(value, PASSAGE) if isinstance(value, str) else value
            put_cell(sheet, _TITLE_ROWS + line, at, told, looks[look])
    sheet.freeze_panes(_TITLE_ROWS, 0)
    sheet.repeat_rows(_TITLE_ROWS - 1)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&C{letter_words('shared.page', 'vi')}")


def _sheets(needs: Needs, lang: Lang) -> Iterator[_Sheet]:
    tell = _Teller(needs, lang)
    yield tell.staff()
    yield tell.goods()
    yield tell.costs()
    yield tell.balance()
    yield tell.sampling()
    yield _posts(needs, lang)
    yield _Sheet(
        tell.name("norms"),
        tell.words("norm", "value", "unit", "source"),
        (60, 14, 24, 90),
        [list(norm_words(norm, lang)) for norm in needs.norms],
    )
    yield _Sheet(
        tell.name("sources"),
        [tell.name(key) for key in ("what", "name", "sha256")],
        (24, 40, 70),
        [
            [letter_words(f"source.{one.what}", lang), one.name, one.sha256]
            for one in needs.sources
        ],
    )


class _Teller:
    """Tells lines of one record as rows of cells."""

    def __init__(self, needs: Needs, lang: Lang) -> None:
        self._needs, self._lang = needs, lang
        self._norms = {norm.name: norm for norm in needs.norms}
        self._total = letter_words("column.total", lang)

    def words(self, *keys: str) -> list[str]:
        return [letter_words(f"column.{key}", self._lang) for key in keys]

    def name(self, key: str) -> str:
        return letter_words(f"sheet.{key}", self._lang)

    def staff(self) -> _Sheet:
        needs = self._needs
        rows = [
            [
                line_words(line.key, self._lang),
                *(self._told(getattr(line, key)) for key in _STAFF),
                *self._reckoned(line.formula, line.norms),
            ]
            for line in needs.staff
        ]
        sums = map(self._told, (needs.on_duty, needs.people))
        rows.append([self._total, "", "", "", *sums, "", ""])
        return _Sheet(
            self.name("needs"),
            self.words("line", *_STAFF, "formula", "norms"),
            (34, 10, 10, 10, 12, 12, 34, 80),
            rows,
            frozenset({len(needs.staff)}),
        )

    def goods(self) -> _Sheet:
        rows = [
            [
                line_words(one.key, self._lang),
                self._told(one.amount),
                *self._reckoned(one.formula, one.norms),
            ]
            for one in self._needs.goods
        ]
        headings = self.words("line", "amount", "formula", "norms")
        return _Sheet(self.name("goods"), headings, (36, 14, 34, 80), rows)

    def costs(self) -> _Sheet:
        needs = self._needs
        rows = [
            [
                line_words(line.key, self._lang),
                *map(self._told, (line.once, line.a_day, line.over(needs.days))),
                *self._reckoned(line.formula, line.norms),
            ]
            for line in needs.costs
        ]
        sums = map(self._told, (needs.once, needs.a_day, needs.over_span))
        rows.append([self._total, *sums, "", ""])
        return _Sheet(
            self.name("costs"),
            self.words("line", "once", "a_day", "over_span", "formula", "norms"),
            (34, 16, 16, 18, 26, 80),
            rows,
            frozenset({len(needs.costs)}),
        )

    def balance(self) -> _Sheet:
        rows = [
            [
                line_words(one.line, self._lang),
                *(self._told(getattr(one, key)) for key in _FIGURES),
                "; ".join(one.sources),
            ]
            for one in self._needs.balance
        ]
        headings = self.words("line", *_FIGURES, "sources")
        widths = (24, *(12,) * len(_FIGURES), 60)
        return _Sheet(self.name("balance"), headings, widths, rows)

    def sampling(self) -> _Sheet:
        rows = [
            [
                letter_words(f"sampling.{key}", self._lang),
                self._told(_round(self._needs, key)),
            ]
            for key in _ROUND
        ]
        headings = self.words("line", "amount")
        return _Sheet(self.name("sampling"), headings, (44, 14), rows)

    def _told(self, value: object) -> object:
        return letter_words("shared.not-told", self._lang) if value is None else value

    def _reckoned(self, formula: str, names: Sequence[str]) -> list[object]:
        """Give how a figure was reckoned, and each norm with figure and source."""
        backed = []
        for name in names:
            what, value, unit, source = norm_words(self._norms[name], self._lang)
            backed.append(f"{what}: {value} {unit} [{source}]")
        return [formula_words(formula, self._lang), "; ".join(backed)]


def _round(needs: Needs, key: str) -> object:
    sampling = needs.sampling
    return sampling.doubling.days if key == "doubling" else getattr(sampling, key)


def _posts(needs: Needs, lang: Lang) -> _Sheet:
    keys = ("number", "post", "place", "road", "kind", "staff", "agencies", "hours")
    headings = [letter_words(f"column.{key}", lang) for key in keys]
    headings += [letter_words(f"sheet.{key}", lang) for key in ("lat", "lon")]
    rows = [
        [
            at,
            post.id,
            post_place(post, lang),
            letter_words(f"road.{post.road_class}", lang),
            letter_words(f"kind.{post.kind}", lang),
            post.staff,
            ", ".join(post.agencies),
            post.hours,
            post.lat,
            post.lon,
        ]
        for at, post in enumerate(needs.posts, start=1)
    ]
    widths = (6, 10, 44, 20, 18, 12, 30, 12, 14, 14)
    return _Sheet(letter_words("sheet.posts", lang), headings, widths, rows)
