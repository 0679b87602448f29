"""The map of a post in few bytes: the document of a Ground, packed and unpacked.

11,163 communes, their zones and directives take some 10 kB after compression, because
units are told by their steps (codes in order, mostly three apart), zones by four bits
a unit, directives by runs. The twin that unpacks is ``post/packed.js``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

Document = Mapping[str, Any]
NONE = 15  # four bits that say nothing of a unit
MOST_UNITS = 1 << 17
_MORE, _SEVEN = 0x80, 0x7F


def pack_ground(ground: Document) -> dict[str, Any]:
    """Pack the document of a ground.

    Parameters
    ----------
    ground
        Of ``Ground.as_json``; what it says of a unit that it does not list is left
        out: no question reaches it.

    Returns
    -------
    dict
        Of numbers, texts and bytes: ``units``, ``zonings``, ``turns``, ``rings``,
        ``versions``.
    """
    codes = _ordered(ground["units"])
    places = {code: place for place, code in enumerate(codes)}
    return {
        "units": _pack_units(codes, places, ground["units"]),
        "zonings": [
            {"starts": one["starts"], **_pack_zones(codes, one["levels"])}
            for one in ground["zonings"]
        ],
        "turns": [
            {"starts": one["starts"], **_pack_runs(codes, one["acts"])}
            for one in ground["turns"]
        ],
        "rings": [
            {**one, **{k: _pack_set(one[k], places) for k in ("inside", "partly")}}
            for one in ground["rings"]
        ],
        "versions": dict(ground["versions"]),
    }


def unpack_ground(packed: Document) -> dict[str, Any]:
    """Give the document that was packed.

    Raises
    ------
    ValueError, KeyError, IndexError, TypeError
        For what `pack_ground` never makes.
    """
    units = _unpack_units(packed["units"])
    codes = list(units)
    return {
        "units": units,
        "zonings": [
            {"starts": one["starts"], "levels": _unpack_zones(codes, one)}
            for one in packed["zonings"]
        ],
        "turns": [
            {"starts": one["starts"], "acts": _unpack_runs(codes, one)}
            for one in packed["turns"]
        ],
        "rings": [
            {**one, **{k: _unpack_set(one[k], codes) for k in ("inside", "partly")}}
            for one in packed["rings"]
        ],
        "versions": packed["versions"],
    }


def _ordered(units: Document) -> list[str]:
    """Put codes of digits first, by length and number, then all others."""
    return sorted(units, key=lambda code: (not _digits(code), _digits(code), code))


def _digits(code: str) -> int:
    return len(code) if code.isascii() and code.isdigit() else 0


def _pack_units(
    codes: Sequence[str], places: Mapping[str, int], units: Document
) -> dict[str, Any]:
    digits = []
    for width, alike in groupby((c for c in codes if _digits(c)), key=len):
        numbers = [int(code) for code in alike]
        steps = [b - a for a, b in zip([-1, *numbers], numbers)]
        digits.append([width, _pack_numbers(steps)])
    above = [places.get(units[code][0], -1) + 1 for code in codes]
    kinds = sorted({units[code][1] for code in codes})
    return {
        "digits": digits,
        "others": [code for code in codes if not _digits(code)],
        # A parent that is no unit of this map is the top, as it is for every question.
        "above": _pack_numbers(_fold(b - a) for a, b in zip([0, *above], above)),
        "kinds": kinds,
        "kind": bytes(kinds.index(units[code][1]) for code in codes),
    }


def _unpack_units(packed: Document) -> dict[str, list[str]]:
    codes: list[str] = []
    for width, steps in packed["digits"]:
        number = -1
        for step in _unpack_numbers(steps):
            number += step
            codes.append(str(number).zfill(width))
    codes += packed["others"]
    folded = list(_unpack_numbers(packed["above"]))
    same = len(codes) == len(folded) == len(packed["kind"]) == len(set(codes))
    if not same or len(codes) > MOST_UNITS:
        raise ValueError("units")
    named, place, units = ["", *codes], 0, {}
    for code, step, kind in zip(codes, folded, packed["kind"]):
        place += _unfold(step)
        if place < 0:
            raise ValueError("units")
        units[code] = [named[place], packed["kinds"][kind]]
    return units


def _pack_zones(codes: Sequence[str], levels: Document) -> dict[str, Any]:
    table = sorted({(v[0] is None, v[0] or 0, v[1]) for v in levels.values()})
    numbers = {
        (None if none else level, zone): number
        for number, (none, level, zone) in enumerate(table)
    }
    if len(table) > NONE:
        raise ValueError(f"{len(table)} zones")
    cells = [
        numbers[levels[code][0], levels[code][1]] if code in levels else NONE
        for code in codes
    ]
    cells += [NONE] * (len(cells) % 2)
    return {
        "table": [list(pair) for pair in numbers],
        "cells": bytes(a << 4 | b for a, b in zip(cells[::2], cells[1::2])),
    }


def _unpack_zones(codes: Sequence[str], packed: Document) -> dict[str, Any]:
    cells = [half for byte in packed["cells"] for half in (byte >> 4, byte & NONE)]
    if len(packed["cells"]) != (len(codes) + 1) // 2:
        raise ValueError("zones")
    table = packed["table"]
    return {code: table[cell] for code, cell in zip(codes, cells) if cell != NONE}


def _pack_runs(codes: Sequence[str], acts: Document) -> dict[str, Any]:
    said = {code: tuple(tuple(act) for act in acts[code]) for code in acts}
    table = sorted(set(said.values()))
    numbers = {found: number for number, found in enumerate(table, start=1)}
    cells = (numbers[said[code]] if code in said else 0 for code in codes)
    runs = [part for cell, run in groupby(cells) for part in (len(list(run)), cell)]
    shown = [[list(act) for act in found] for found in table]
    return {"table": shown, "runs": _pack_numbers(runs)}


def _unpack_runs(codes: Sequence[str], packed: Document) -> dict[str, Any]:
    parts = list(_unpack_numbers(packed["runs"]))
    if len(parts) % 2 or sum(parts[::2]) != len(codes):
        raise ValueError("runs")
    table = [None, *packed["table"]]
    cells = (c for n, cell in zip(parts[::2], parts[1::2]) for c in [table[cell]] * n)
    return {code: found for code, found in zip(codes, cells) if found is not None}


def _pack_set(codes: Iterable[str], places: Mapping[str, int]) -> bytes:
    found = sorted(places[code] for code in codes if code in places)
    return _pack_numbers(b - a for a, b in zip([-1, *found], found))


def _unpack_set(packed: bytes, codes: Sequence[str]) -> list[str]:
    place, found = -1, []
    for step in _unpack_numbers(packed):
        place += step
        found.append(codes[place])
    return sorted(found)


def _fold(number: int) -> int:
    """Give steps in both directions a small number: 0, -1, 1, -2 are 0, 1, 2, 3."""
    return number * 2 if number >= 0 else -number * 2 - 1


def _unfold(number: int) -> int:
    return -(number + 1) // 2 if number % 2 else number // 2


def _pack_numbers(numbers: Iterable[int]) -> bytes:
    """Write whole numbers of seven bits a byte, the lowest first (LEB128)."""
    found = bytearray()
    for number in numbers:
        left = number
        while left > _SEVEN:
            found.append(left & _SEVEN | _MORE)
            left >>= 7
        found.append(left)
    return bytes(found)


def _unpack_numbers(packed: bytes) -> Iterator[int]:
    number, place = 0, 0
    for byte in packed:
        number |= (byte & _SEVEN) << place
        place += 7
        if byte < _MORE:
            yield number
            number, place = 0, 0
    if place:
        raise ValueError("numbers")
