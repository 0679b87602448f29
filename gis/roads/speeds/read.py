"""Speeds by class of road, from a data file."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from boundaries.read.text import read_bytes
from boundaries.refusal import Fault, Refused
from gis.roads.classes import CLASSES
from gis.rulesets.syntax import parse

SPEEDS = Path(__file__).with_name("speeds.yaml")
MOST_KM_H = 200
_LARGEST = 1_000_000
_FIGURE = {"value", "source", "placeholder"}


@dataclass(frozen=True, slots=True)
class Speeds:
    """How fast each class of road is driven.

    Parameters
    ----------
    km_h
        By class, above 0.
    placeholders
        Classes whose figure has no source; whoever shows a time names them.
    name, sha256
        Of the file.
    """

    km_h: Mapping[str, float]
    placeholders: tuple[str, ...]
    name: str
    sha256: str


def read_speeds(path: Path | None = None) -> Speeds:
    """Read a file of speeds; the one that comes with the software without a path.

    Raises
    ------
    Refused
        What ``read_bytes`` and ``gis.rulesets.syntax.parse`` refuse;
        ``speeds-broken`` with ``speed-key``, ``speed-missing``, ``speed-figure`` and
        ``speed-source``.
    """
    path = path or SPEEDS
    content = read_bytes(path, _LARGEST)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("speeds-broken", name=path.name, count=1) from None
    data = parse(text, file=path.name).data
    given = data if isinstance(data, dict) else {}
    faults = [
        Fault("speed-key", {"key": str(key), "allowed": CLASSES})
        for key in sorted(set(given) - set(CLASSES))
    ]
    for name in CLASSES:
        faults += _faults(name, given.get(name))
    if faults:
        raise Refused("speeds-broken", faults=faults, name=path.name, count=len(faults))
    km_h = {name: float(given[name]["value"]) for name in CLASSES}
    open_ = tuple(n for n in CLASSES if given[n].get("placeholder") is True)
    return Speeds(km_h, open_, path.name, hashlib.sha256(content).hexdigest())


def _faults(name: str, figure: object) -> list[Fault]:
    if not isinstance(figure, dict) or "value" not in figure:
        return [Fault("speed-missing", {"key": name})]
    faults = [
        Fault("speed-key", {"key": f"{name}.{key}", "allowed": sorted(_FIGURE)})
        for key in sorted(set(figure) - _FIGURE)
    ]
    value = figure["value"]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value <= MOST_KM_H:
        facts = {"key": name, "seen": str(value)[:40], "most": MOST_KM_H}
        faults.append(Fault("speed-figure", facts))
    sourced = str(figure.get("source") or "").strip()
    if figure.get("placeholder") is not True and not sourced:
        faults.append(Fault("speed-source", {"key": name}))
    return faults
