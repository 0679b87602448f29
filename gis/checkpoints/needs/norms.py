"""Norms: what one post, sector, point, team, sample or person-day takes."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from boundaries.names import clean
from boundaries.refusal import Fault, Refused
from gis.rulesets.syntax import Tree, parse

FORMAT = "vungxanh-norms-1"
LANGUAGES = ("vi", "en")
LARGEST = 10**12
_LONGEST = 300
_MEMBERS = ("value", "unit", "what", "source", "placeholder")
_MAY_BE_ZERO = ("meal_share",)
_AT_MOST_ONE = ("meal_share",)
_AT_LEAST_ONE = ("rest_factor",)


@dataclass(frozen=True, slots=True)
class Norm:
    """One figure that needs are reckoned with.

    Parameters
    ----------
    name
        As in the file.
    value
        Exact: 1.4 is 7/5.
    unit, what : mapping of language to text
        What it counts, and of what it is the norm.
    source : mapping of language to text
        Where it is from; empty for a placeholder.
    """

    name: str
    value: Fraction
    unit: Mapping[str, str]
    what: Mapping[str, str]
    source: Mapping[str, str]

    @property
    def placeholder(self) -> bool:
        """Say whether nobody vouches for the figure."""
        return not self.source


def parse_norms(text: str, file: str) -> dict[str, Norm]:
    """Read the norms of a file that has every one of them.

    Raises
    ------
    Refused
        ``norms-syntax``; ``norms-broken`` with ``norm-form``, ``norm-value``,
        ``norm-range``, ``norm-source``.
    """
    tree = _parsed(text, file)
    given, faults = _given(tree)
    found = {}
    for name, entry in given.items():
        norm, wrong = _norm(name, entry, tree.line(("norms", name)), None)
        faults += wrong
        if norm is not None:
            found[name] = norm
    _refuse(faults, file)
    return found


def overlay_norms(text: str, file: str, base: Mapping[str, Norm]) -> dict[str, Norm]:
    """Put the norms of a province's own file over those of `base`.

    Parameters
    ----------
    text, file
        The file, and its name. A norm that it does not name stays as in `base`; unit
        and meaning may be left out, value and source (or ``placeholder: true``) not.
    base
        All norms.

    Raises
    ------
    Refused
        What `parse_norms` refuses, and ``norm-unknown`` with the nearest known name.
    """
    tree = _parsed(text, file)
    given, faults = _given(tree)
    found = dict(base)
    for name, entry in given.items():
        line = tree.line(("norms", name))
        if name not in base:
            near = "".join(difflib.get_close_matches(name, sorted(base), n=1)) or "—"
            faults.append(
                Fault("norm-unknown", {"line": line, "seen": name[:40], "near": near})
            )
            continue
        norm, wrong = _norm(name, entry, line, base[name])
        faults += wrong
        if norm is not None:
            found[name] = norm
    _refuse(faults, file)
    return found


def _parsed(text: str, file: str) -> Tree:
    try:
        return parse(text, file=file)
    except Refused as refused:
        faults = refused.faults
        raise Refused("norms-syntax", faults=faults, file=file) from None


def _given(tree: Tree) -> tuple[dict[str, object], list[Fault]]:
    data = tree.data if isinstance(tree.data, dict) else {}
    faults = [
        Fault("norm-form", {"line": tree.line((key,)), "seen": key[:40]})
        for key in data
        if key not in ("format", "norms")
    ]
    if data.get("format") != FORMAT or not isinstance(data.get("norms"), dict):
        seen = str(data.get("format"))[:40]
        faults.append(Fault("norm-form", {"line": 1, "seen": seen}))
        return {}, faults
    return data["norms"], faults


def _norm(
    name: str, entry: object, line: int, base: Norm | None
) -> tuple[Norm | None, list[Fault]]:
    """Read one norm; unit and meaning come from `base` where they are left out."""
    if not isinstance(entry, dict) or any(key not in _MEMBERS for key in entry):
        return None, [Fault("norm-form", {"line": line, "seen": name[:40]})]
    value, faults = _value(name, entry.get("value"), line)
    placeholder = entry.get("placeholder", False)
    source = _words(entry.get("source"))
    if not isinstance(placeholder, bool) or placeholder == bool(source):
        faults.append(Fault("norm-source", {"line": line, "name": name}))
    unit = _words(entry.get("unit")) or (base.unit if base else {})
    what = _words(entry.get("what")) or (base.what if base else {})
    if not unit or not what:
        faults.append(Fault("norm-form", {"line": line, "seen": name[:40]}))
    if faults or value is None:
        return None, faults
    return Norm(name, value, unit, what, source), []


def _value(name: str, value: object, line: int) -> tuple[Fraction | None, list[Fault]]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        facts = {"line": line, "name": name, "seen": str(value)[:40]}
        return None, [Fault("norm-value", facts)]
    exact = Fraction(str(value))
    low = Fraction(name in _AT_LEAST_ONE)
    high = 1 if name in _AT_MOST_ONE else LARGEST
    zero = exact == 0 and name not in _MAY_BE_ZERO and not name.startswith("vnd_")
    if zero or not low <= exact <= high:
        facts = {"line": line, "name": name, "seen": value, "low": int(low)}
        return None, [Fault("norm-range", {**facts, "high": high})]
    return exact, []


def _words(value: object) -> dict[str, str]:
    """Give a text in both languages; one text stands for both."""
    if isinstance(value, str) and clean(value):
        return dict.fromkeys(LANGUAGES, clean(value)[:_LONGEST])
    if not isinstance(value, dict):
        return {}
    texts = {
        lang: clean(value[lang])[:_LONGEST]
        for lang in LANGUAGES
        if isinstance(value.get(lang), str)
    }
    return texts if len(texts) == len(LANGUAGES) and all(texts.values()) else {}


def _refuse(faults: list[Fault], file: str) -> None:
    if faults:
        raise Refused("norms-broken", faults=faults, file=file, count=len(faults))
