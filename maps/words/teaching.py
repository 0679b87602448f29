"""What helps beside a fault of a rule file: its line, and a small example."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from boundaries.refusal import Fault

_OPERATORS = "rule-operator-unknown"
# a name that is wrong needs the right name, no example
_NAMED = frozenset({"rule-name-unknown", "rule-parameter-type", "rule-level-unknown"})
_WIDEST = 100


def teach(fault: Fault, lines: Sequence[str]) -> Iterator[str]:
    """Give the line that a fault stands on and, where one helps, an example.

    Parameters
    ----------
    fault
        Of a rule file or of its worked cases, with `line` where it has one.
    lines
        The file's lines.
    """
    line = fault.facts.get("line")
    if isinstance(line, int) and 0 < line <= len(lines):
        yield f"{line:>5} | {_short(lines[line - 1])}"
    shown = example(fault)
    if shown:
        yield f"{'+':>5} | {shown}"


def example(fault: Fault) -> str:
    """Give a piece of a rule file that may stand there; empty where none helps."""
    table = examples()
    field = str(fault.facts.get("field", "")).rpartition(".")[2]
    if fault.code == _OPERATORS:
        likeliest = str(fault.facts.get("allowed", "")).split(", ")[0]
        return table["operator"].get(likeliest, "")
    if fault.code in _NAMED:
        return ""
    found = table["code"].get(fault.code, "")
    if not found and fault.code.startswith("rule-"):
        found = table["operator"].get(field) or table["field"].get(field, "")
    return found


@cache
def examples() -> Mapping[str, Mapping[str, str]]:
    """Give the examples by code, by field and by operator."""
    text = Path(__file__).with_name("teaching.toml").read_text("utf-8")
    return tomllib.loads(text)


def _short(line: str) -> str:
    kept = "".join(letter if letter.isprintable() else "?" for letter in line.rstrip())
    return kept if len(kept) <= _WIDEST else f"{kept[:_WIDEST]}…"
