"""Rule files and rows of indicators: what is read from disk."""

from collections.abc import Mapping
from pathlib import Path

from boundaries.read.text import read_bytes, read_table
from boundaries.refusal import Refused
from gis.cases.read import REASON
from gis.indicators import Indicators
from gis.rulesets.parameters import resolve
from gis.rulesets.rows import count_rows
from gis.rulesets.schema import RuleSet, build_ruleset

LIBRARY = Path(__file__).parent / "library"
LARGEST_RULES = 1_000_000
ROWS = ("unit", "day")
_BESIDE = ("name", REASON)
"""Columns for people: the unit's name, and what was wrong with a row before."""


def list_rulesets() -> tuple[str, ...]:
    """Give the ids of the rule sets that come with the software, sorted."""
    names = sorted(file.name for file in LIBRARY.glob("*.yaml"))
    return tuple(
        name.removesuffix(".yaml") for name in names if not name.endswith(".cases.yaml")
    )


def load_ruleset(id_or_path: str | Path) -> RuleSet:
    """Load a rule set by its id, or from a file.

    Raises
    ------
    Refused
        ``ruleset-unknown`` where it is neither; ``ruleset-syntax``,
        ``ruleset-encoding``, ``ruleset-broken``; ``ruleset-id`` where a file of the
        library is not named after its id.
    """
    path = find_file(id_or_path)
    content = read_bytes(path, LARGEST_RULES)
    ruleset = build_ruleset(content, file=path.name)
    if path.parent == LIBRARY and path.stem != ruleset.id:
        raise Refused("ruleset-id", file=path.name, id=ruleset.id)
    return ruleset


def read_rows(
    path: Path,
    ruleset: RuleSet,
    params: Mapping[str, object] | None = None,
    *,
    encoding: str | None = None,
) -> Indicators:
    """Read the inputs of a rule set from a file of rows (rows.csv).

    Parameters
    ----------
    path
        ``unit,day,<indicator>...``; blank or absent is no report.
    ruleset, params
        Whose inputs are wanted; a parameter may name fewer settings than all.
    encoding
        What a person says the text is in; see `read_table`.

    Raises
    ------
    Refused
        What `read_table`, `resolve` and `count_rows` refuse.
    """
    known = {name for id_ in list_rulesets() for name in _names(load_ruleset(id_))}
    table = read_table(path, wanted=[ROWS], encoding=encoding).frame()
    table = table.drop(columns=[name for name in table if name in _BESIDE])
    return count_rows(table, ruleset, resolve(ruleset, params or {}), known)


def _names(ruleset: RuleSet) -> set[str]:
    names = set(ruleset.inputs)
    for given in ruleset.inputs.values():
        if given.settings:
            names |= set(given.settings.columns)
    return names


def find_file(id_or_path: str | Path) -> Path:
    """Give the file of a rule set of the library, or the file that was named.

    Raises
    ------
    Refused
        ``ruleset-unknown`` where it is neither.
    """
    text = str(id_or_path)
    inside = LIBRARY / f"{text}.yaml"
    if "/" not in text and "\\" not in text and inside.is_file():
        return inside
    path = Path(text)
    if not path.is_file():
        raise Refused("ruleset-unknown", seen=text, known=", ".join(list_rulesets()))
    return path
