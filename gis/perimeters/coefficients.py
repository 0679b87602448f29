"""Coefficients: what a perimeter is weighed by, each with its source."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from boundaries.refusal import Fault, Refused
from gis.rulesets.syntax import parse

CENTI = 100
"""Costs are whole hundredths of a person-shift a day: sums are exact."""
MOST = {
    "alpha": 1000.0,
    "beta": 1e6,
    "rho": 1e6,
    "delta": 1e4,
    "gamma": 1e6,
    "ring_resident": 1.0,
    "ring_border": 1.0,
    "window_days": 366.0,
    "least_cases": 1e6,
    "drawn_share": 1.0,
    "household": 20.0,
}
"""The names, and far beyond what each can be."""
WEIGHING = ("alpha", "beta", "rho", "delta", "gamma")
"""Those that the cut weighs by; 0 leaves one out."""
_ABOVE_ZERO = ("window_days", "least_cases", "drawn_share", "household")
_WHOLE = ("window_days", "least_cases")
_KEYS = {"value", "unit", "source", "placeholder"}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One figure.

    Parameters
    ----------
    value, unit
        What it is.
    source
        Who said so; "" for a placeholder.
    """

    value: float
    unit: str
    source: str

    @property
    def placeholder(self) -> bool:
        """Say whether nobody has said so."""
        return not self.source


@dataclass(frozen=True, slots=True)
class Coefficients:
    """All figures of `MOST`, and the file's hash."""

    figures: Mapping[str, Coefficient]
    sha256: str

    def __getitem__(self, name: str) -> float:
        """Give one figure."""
        return self.figures[name].value

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Name those that have no source."""
        return tuple(n for n, one in self.figures.items() if one.placeholder)

    def without(self, name: str) -> "Coefficients":
        """Give the same with one of them 0, to see what that one does."""
        zero = replace(self.figures[name], value=0.0)
        return replace(self, figures={**self.figures, name: zero})

    def document(self) -> dict[str, dict[str, object]]:
        """Give them for an answer: value, unit, source or placeholder."""
        return {
            name: {
                "value": one.value,
                "unit": one.unit,
                **({"source": one.source} if one.source else {"placeholder": True}),
            }
            for name, one in self.figures.items()
        }


def build_coefficients(content: bytes, *, file: str) -> Coefficients:
    """Build the coefficients from the text of their file.

    Raises
    ------
    Refused
        What ``gis.rulesets.syntax.parse`` refuses; ``coefficients-broken`` with
        ``coefficient-unknown``, ``coefficient-missing``, ``coefficient-figure``,
        ``coefficient-source``.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("coefficients-broken", name=file, count=1) from None
    data = parse(text, file=file).data
    given = data if isinstance(data, dict) else {}
    faults = [
        Fault("coefficient-unknown", {"key": str(key), "allowed": tuple(MOST)})
        for key in given
        if key not in MOST
    ]
    read = {name: _read(name, given.get(name)) for name in MOST}
    faults += [one for one in read.values() if isinstance(one, Fault)]
    if faults:
        count = len(faults)
        raise Refused("coefficients-broken", faults=faults, name=file, count=count)
    figures = {n: one for n, one in read.items() if isinstance(one, Coefficient)}
    return Coefficients(figures, hashlib.sha256(content).hexdigest())


def _read(name: str, given: Any) -> Coefficient | Fault:
    if not isinstance(given, dict) or "value" not in given:
        return Fault("coefficient-missing", {"key": name})
    if extra := sorted(set(given) - _KEYS):
        allowed = tuple(sorted(_KEYS))
        return Fault("coefficient-unknown", {"key": extra[0], "allowed": allowed})
    value, most = given["value"], MOST[name]
    wrong = isinstance(value, bool) or not isinstance(value, int | float)
    if not wrong:
        wrong = not 0 <= value <= most or (name in _ABOVE_ZERO and value == 0)
        wrong = wrong or (name in _WHOLE and value != int(value))
    if wrong:
        facts = {"key": name, "seen": str(value)[:40], "most": most}
        return Fault("coefficient-figure", facts)
    source = str(given.get("source") or "").strip()
    if bool(source) == (given.get("placeholder") is True):
        return Fault("coefficient-source", {"key": name})
    return Coefficient(float(value), str(given.get("unit") or ""), source)
