"""Which unit a name in a sheet means: one, or none and what it may be."""

import difflib
import re
from collections.abc import Iterable

import geopandas as gpd

from boundaries.names import fold_diacritics, match_key
from boundaries.refusal import Fault

_SHORT = {
    "x": "xã",
    "p": "phường",
    "tt": "thị trấn",
    "q": "quận",
    "h": "huyện",
    "tx": "thị xã",
    "tp": "thành phố",
    "t p": "thành phố",
    "đk": "đặc khu",
}
_KINDS = tuple(match_key(kind) for kind in (*_SHORT.values(), "tỉnh"))
_FOLDED_KIND = re.compile(rf"^({'|'.join(map(fold_diacritics, _KINDS))}) ")
_ABBREVIATED = re.compile(
    rf"({'|'.join(sorted(_SHORT, key=len, reverse=True))}) (?=\S)"
)
_ZEROS = re.compile(r"\b0+(?=[0-9])")
_MOST = 4
_LIKE = 0.8


class UnitNames:
    """Finds units of some levels by their names.

    The spellings of `boundaries.names.match_key` are one, and so are a kind and its
    short form (P. and phường, TT and thị trấn), 1 and 01. Diacritics count: what only
    looks alike is offered, never taken.

    Parameters
    ----------
    units : units frame
        Of one province.
    levels
        Levels of the units that a name may mean.
    """

    def __init__(self, units: gpd.GeoDataFrame, levels: Iterable[str]) -> None:
        asked = units[units["admin_level"].isin(list(levels))]
        self._names = dict(zip(asked.index, asked["name"]))
        self._parents = dict(zip(asked.index, asked["parent"]))
        self._whole: dict[str, list[str]] = {}
        self._bare: dict[str, list[str]] = {}
        for code, name in self._names.items():
            key = _key(name)
            self._whole.setdefault(key, []).append(code)
            bare = _without_kind(key)
            if not bare.isdigit():  # "1" alone is a number of something, not Phường 1
                self._bare.setdefault(bare, []).append(code)
        self._answers: dict[tuple[str, str], str | Fault] = {}

    def find(self, text: str, district: str = "") -> str | Fault:
        """Give the code of the one unit that `text` names, or say why there is none.

        Parameters
        ----------
        text
            A name, with or without its kind.
        district
            Code of the unit that it lies in, where that is known.
        """
        key = (text, district)
        if key not in self._answers:
            self._answers[key] = self._find(text, district)
        return self._answers[key]

    def knows(self, text: str) -> bool:
        """Say whether `text` is the name of a unit, or of several."""
        found = self.find(text)
        return not isinstance(found, Fault) or found.code == "map-unit-several"

    def between(self, text: str, others: "UnitNames") -> Fault:
        """Say that `text` names a unit here, and one of other levels as well."""
        found = [
            code
            for names in (self, others)
            for code in names._bare.get(_key(text), [])  # noqa: SLF001 - of its own kind
        ]
        near = [*self._told(self._bare.get(_key(text), []))]
        near += others._told(others._bare.get(_key(text), []))  # noqa: SLF001 - as above
        facts = {"seen": text, "near": near, "units": found}
        return Fault("map-unit-several", facts)

    def _find(self, text: str, district: str) -> str | Fault:
        if not text:
            return Fault("case-unit-blank")
        key = _key(text)
        found = self._whole.get(key) or self._bare.get(key) or []
        here = [code for code in found if not district or self._lies_in(code, district)]
        if len(here) == 1:
            return here[0]
        if len(here) > 1:
            facts = {"seen": text, "near": self._told(here), "units": here}
            return Fault("map-unit-several", facts)
        if found:
            facts = {"seen": text, "district": district, "near": self._told(found)}
            return Fault("map-unit-elsewhere", {**facts, "units": found})
        near = self._near(key)
        if near:
            facts = {"seen": text, "near": self._told(near), "units": near}
            return Fault("case-unit-name", facts)
        return Fault("case-unit-unknown", {"seen": text})

    def _lies_in(self, code: str, district: str) -> bool:
        return code == district or self._parents[code] == district

    def _near(self, key: str) -> list[str]:
        folded = {fold_diacritics(bare): codes for bare, codes in self._bare.items()}
        wanted = _FOLDED_KIND.sub("", fold_diacritics(_without_kind(key)))
        alike = difflib.get_close_matches(wanted, folded, _MOST, _LIKE)
        return [code for one in alike for code in folded[one]][:_MOST]

    def _told(self, codes: list[str]) -> list[str]:
        return [f"{self._names[code]} ({code})" for code in codes]


def _key(text: str) -> str:
    key = _ZEROS.sub("", match_key(text))
    if short := _ABBREVIATED.match(key):
        return f"{match_key(_SHORT[short[1]])} {key[short.end() :]}"
    return key


def _without_kind(key: str) -> str:
    for kind in _KINDS:
        if key.startswith(f"{kind} "):
            return key.removeprefix(kind).strip()
    return key
