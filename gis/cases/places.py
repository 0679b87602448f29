"""Which unit a case row means: by code, or by its place on the map."""

import difflib
from collections.abc import Iterable
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.names import fold_diacritics, match_key
from boundaries.refusal import Fault
from gis.cases.fields import Judged
from gis.locate import UnitIndex

_DRAWN = ("province", "district", "commune")
_MOST_SUGGESTED = 3
_MOST_SEARCHES = 100
_LIKE = 0.75


class UnitCodes:
    """Judges the text in the column `unit`: a code, exactly, or a fault.

    Nothing is guessed. A fault may carry a suggestion: the code with its leading
    zeros, or units whose names look like the text.

    Parameters
    ----------
    units : units frame
        Units that cases may name here.
    known : DataFrame, index `code`, column `name`, optional; optional `closed`
        All other units that are known: those of other provinces, and those that
        are no more, with the first day without them in `closed`.
    """

    def __init__(
        self, units: gpd.GeoDataFrame, known: pd.DataFrame | None = None
    ) -> None:
        self._names = dict(zip(units.index, units["name"]))
        self._lengths = sorted({len(code) for code in self._names})
        self._others = pd.DataFrame() if known is None else known
        self._closed: dict[str, date] = {}
        if "closed" in self._others:
            closed = self._others["closed"].dropna()
            self._closed = dict(zip(closed.index, closed))
        self._kinds = dict(zip(units.index, units["kind"]))
        self._by_name: dict[str, list[str]] = {}
        self._searches = 0

    def judge(self, text: str) -> str | Fault:
        """Give the code, or say what is wrong with the text."""
        if text in self._names:
            return text
        if not text:
            return Fault("case-unit-blank")
        if text in self._others.index:
            return self._elsewhere(text)
        if text.isascii() and text.isdigit():
            return self._short(text)
        if alike := self._near(text):
            near = [f"{self._names[code]} ({code})" for code in alike]
            facts = {"seen": text, "near": near, "units": alike}
            return Fault("case-unit-name", facts)
        return Fault("case-unit-unknown", {"seen": text})

    def _elsewhere(self, code: str) -> Fault:
        name = self._others.loc[code, "name"]
        closed = self._closed.get(code)
        if closed is not None:
            return Fault(
                "case-unit-closed", {"unit": code, "name": name, "closed": closed}
            )
        return Fault("case-unit-elsewhere", {"unit": code, "name": name})

    def _short(self, digits: str) -> Fault:
        bare = digits.lstrip("0")
        meant = [code for n in self._lengths if (code := bare.zfill(n)) in self._names]
        if not meant:
            return Fault("case-unit-unknown", {"seen": digits})
        if len(meant) > 1:
            return self._several(digits, meant)
        name = self._names[meant[0]]
        return Fault(
            "case-unit-zeros", {"seen": digits, "unit": meant[0], "name": name}
        )

    def either(self, code: str) -> Fault | None:
        """Tell of another unit with the same number, zeros in front left aside."""
        bare = code.lstrip("0")
        meant = [same for n in self._lengths if (same := bare.zfill(n)) in self._names]
        if len(meant) < 2:  # noqa: PLR2004 - two units, one number
            return None
        return self._several(code, meant)

    def _several(self, seen: str, meant: list[str]) -> Fault:
        near = [f"{self._names[code]} ({code})" for code in meant]
        facts = {"seen": seen, "near": near, "units": meant}
        return Fault("case-unit-zeros-either", facts)

    def _near(self, text: str) -> list[str]:
        """Find up to three units whose names are like `text`."""
        if not self._by_name:
            self._by_name = _name_keys(self._names, self._kinds)
        keys = [match_key(text), fold_diacritics(text)]
        found = [code for key in keys for code in self._by_name.get(key, ())]
        if not found and self._searches < _MOST_SEARCHES:
            self._searches += 1
            alike = difflib.get_close_matches(
                keys[1], self._by_name, _MOST_SUGGESTED, _LIKE
            )
            found = [code for key in alike for code in self._by_name[key]]
        return list(dict.fromkeys(found))[:_MOST_SUGGESTED]


def locate_places(
    lon: NDArray[np.float64], lat: NDArray[np.float64], index: UnitIndex
) -> Judged:
    """Give each place its one unit; a fault where it lies in none.

    Parameters
    ----------
    lon, lat : (n,) degrees, EPSG:4326; NaN where another fault was found already
    index : of the drawn units, see `lowest_drawn`
    """
    answers = index.find(lon, lat)
    bad = np.array([code is None for code in answers], dtype=bool)
    lost = np.flatnonzero(bad)
    swapped = index.find(lat[lost], lon[lost])
    for place, unit in zip(lost, swapped):
        facts = {"lon": float(lon[place]), "lat": float(lat[place])}
        if unit is None:
            answers[place] = Fault("case-place-outside", facts)
        else:
            answers[place] = Fault("case-place-swapped", {**facts, "unit": unit})
    return Judged(answers, bad)


def meant_units(answer: object) -> list[str]:
    """Name the units that a row is about, or may be: a code, or a suggestion."""
    if not isinstance(answer, Fault):
        return [str(answer)]
    units = answer.facts.get("units", answer.facts.get("unit", ()))
    return [units] if isinstance(units, str) else list(units)  # type: ignore[call-overload]


def lowest_drawn(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Choose the units among which points are located.

    Communes, districts and provinces that have a shape and no drawn unit of these
    levels below them. Hamlets and special areas are left out: their shapes lie
    over a commune's, and a place in one would be in two units.
    """
    drawn = units[units["admin_level"].isin(_DRAWN) & units.geometry.notna()]
    return drawn[~drawn.index.isin(drawn["parent"])]


def _name_keys(names: dict[str, str], kinds: dict[str, str]) -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = {}
    for code, name in names.items():
        for key in _spellings(name, kinds[code]):
            by_name.setdefault(key, []).append(code)
    return by_name


def _spellings(name: str, kind: str) -> Iterable[str]:
    """Give the keys of a name, with and without its kind (xã, phường ...)."""
    bare = name.removeprefix(kind).strip() or name
    texts = {name, bare, f"{kind} {bare}"}
    return {key for text in texts for key in (match_key(text), fold_diacritics(text))}
