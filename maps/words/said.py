"""What a refusal says: one table of sentences for every door, vi and en.

The sentences stand in ``maps/words/refusals/*.toml``, one table per code, with
the HTTP status and the exit code beside them.
"""

import string
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any, Literal

from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM

Lang = Literal["vi", "en"]
REFUSED_EXIT = 3
_LONGEST = 200
_MOST = 12
_FALLBACK = "refused"
_NONE = {"vi": "không có", "en": "none"}
_MORE = {"vi": "và {n} mục nữa", "en": "and {n} more"}
_ROW = {"vi": "Dòng {row}.", "en": "Row {row}."}
_CELL = {"vi": "Ô {cell}.", "en": "Cell {cell}."}
_SHEET_CELL = {
    "vi": "Ô {cell}, trang “{sheet}”.",
    "en": "Cell {cell}, sheet “{sheet}”.",
}
_BOOL = {"vi": ("không", "có"), "en": ("no", "yes")}


@dataclass(frozen=True, slots=True)
class Said:
    """One refusal in one language: what is wrong, where, what to do about it.

    Parameters
    ----------
    what
        A full sentence with the value that was seen.
    where
        The place in the input; empty where `what` says it already.
    do
        The reader's next step, a full sentence.
    """

    what: str
    where: str
    do: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.where, self.do) if part)


def render(refusal: Refused | Fault, lang: Lang = "vi") -> Said:
    """Put one refusal or fault into words.

    Parameters
    ----------
    refusal
        Its own `code` and `facts` only; faults behind it are rendered one by one
        by the door that lists them.
    lang
        ``vi`` or ``en``.

    Notes
    -----
    A fact never brings control or direction-changing characters into a sentence,
    and never more than 200 characters: facts come from files that people sent. A
    fact that is not there reads "?"; a code without sentences is said by name. A
    fact ``cell`` or ``row`` that no sentence of the code names is told as the place.
    """
    form = sentences().get(refusal.code)
    facts: Mapping[str, object] = refusal.facts
    if form is None:
        form, facts = sentences()[_FALLBACK], {"code": refusal.code}
    parts = [form.get(part, {}).get(lang, "") for part in ("what", "where", "do")]
    place = _place(facts)
    if place and not any("{row}" in part or "{cell}" in part for part in parts):
        parts[1] = f"{place[lang]} {parts[1]}".strip()
    return Said(*(_Sentence(lang).vformat(part, (), facts) for part in parts))


def _place(facts: Mapping[str, object]) -> Mapping[str, str]:
    if "cell" in facts:
        return _SHEET_CELL if facts.get("sheet") else _CELL
    return _ROW if "row" in facts else {}


def status(code: str) -> int:
    """Give the HTTP status of a refusal."""
    return int(sentences().get(code, sentences()[_FALLBACK])["status"])


def exit_code(code: str) -> int:
    """Give the exit code of a refusal: 3, or 2 where the command was misused."""
    return int(sentences().get(code, {}).get("exit", REFUSED_EXIT))


def say(value: object, lang: Lang) -> str:
    """Write one figure, day, name or list of them the way `lang` writes it.

    Days are dd/mm/yyyy in both, and instants, by the clock of Vietnam, dd/mm/yyyy
    HH:MM as on the pages; a Vietnamese decimal has a comma; a list that is long ends
    with how many more there are. Words in both languages (`desk_words.both`) are those
    of `lang`.
    """
    if isinstance(value, Mapping):
        value = value.get(lang, "?")
    if isinstance(value, str | bytes):
        return _plain(str(value))
    if isinstance(value, AbstractSet):
        return _listed(sorted(value, key=str), lang)
    if isinstance(value, Sequence):
        return _listed(value, lang)
    if isinstance(value, datetime):
        here = value if value.tzinfo is None else value.astimezone(VIETNAM)
        return f"{here:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return _figure(value, lang)


def _figure(value: object, lang: Lang) -> str:
    if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
        return _NONE[lang]
    if isinstance(value, bool):
        return _BOOL[lang][value]
    if isinstance(value, Real) and not isinstance(value, Integral):
        figure = f"{float(value):.6f}".rstrip("0").rstrip(".")
        return figure.replace(".", ",") if lang == "vi" else figure
    return _plain(str(value))


def _listed(values: Sequence[object], lang: Lang) -> str:
    said = [say(value, lang) for value in values[:_MOST]]
    if len(values) > _MOST:
        said.append(_MORE[lang].format(n=len(values) - _MOST))
    return ", ".join(said) if said else _NONE[lang]


def _plain(text: str) -> str:
    """Show a stranger's text as text: nothing that moves a cursor or the order."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    return "".join("�" if _moves(c) else c for c in text)


def _moves(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category.startswith("C") or category in {"Zl", "Zp"}


class _Sentence(string.Formatter):
    """`str.format` whose fields are said in one language, and are never missing."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def get_value(
        self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> str:
        del args
        return say(kwargs[str(key)], self._lang) if key in kwargs else "?"


def placeholders(code: str) -> frozenset[str]:
    """Give the facts that the sentences of `code` are made of."""
    return frozenset(
        name
        for part in ("what", "where", "do")
        for text in sentences()[code].get(part, {}).values()
        for _, name, _, _ in string.Formatter().parse(text)
        if name is not None
    )


@cache
def sentences() -> Mapping[str, Mapping[str, Any]]:
    """Read every table of sentences, once.

    Raises
    ------
    ValueError
        If two files hold the same code.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for file in _files():
        for code, form in tomllib.loads(file).items():
            if code in found:
                raise ValueError(f"{code} has sentences in two files")
            found[code] = MappingProxyType(form)
    return MappingProxyType(found)


def _files() -> Iterable[str]:
    folder = resources.files("maps.words") / "refusals"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            yield file.read_text("utf-8")
