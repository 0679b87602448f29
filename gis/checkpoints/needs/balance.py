"""Needed, own, asked, promised, arrived: the balance of each line."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boundaries.names import clean
from boundaries.read.table import Table, require_columns
from boundaries.refusal import Fault, Refused
from gis.checkpoints.needs.record import LINES, Balance

COLUMNS = ("line", "own", "asked", "promised", "arrived", "from")
STATED = "needed"
"""Column of a need as the province states it; then it stands in place of ours."""
_FIGURES = (STATED, "own", "asked", "promised", "arrived")
_ONCE = (STATED, "own")
_WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Held:
    """What a balance file says of one line, its rows added up; None is not told."""

    needed: int | None = None
    own: int | None = None
    asked: int | None = None
    promised: int | None = None
    arrived: int | None = None
    sources: tuple[str, ...] = ()

    @property
    def at_hand(self) -> int | None:
        """Give own and arrived; None where neither is told."""
        told = [n for n in (self.own, self.arrived) if n is not None]
        return sum(told) if told else None


def judge_balance(table: Table, name: str) -> dict[str, Held]:
    """Read a balance: one row for each line, or one for each source of a line.

    Parameters
    ----------
    table
        `COLUMNS`, and optionally `STATED`. A blank cell is not told, which is not 0.
        `own` and `needed` stand once for a line, the others add up over its rows.
    name
        Of the file.

    Raises
    ------
    Refused
        ``table-columns``; ``balance-broken`` with ``balance-line-unknown`` (and the
        nearest), ``balance-number``, ``balance-twice``.
    """
    require_columns(table, COLUMNS, name)
    faults: list[Fault] = []
    rows: dict[str, list[dict[str, int | None]]] = {}
    sources: dict[str, list[str]] = {}
    for row, texts in table.rows:
        cells = dict(zip(table.header, texts))
        line = cells["line"]
        if line not in LINES:
            near = "".join(difflib.get_close_matches(line, LINES, n=1)) or "—"
            facts = {"row": row, "seen": line[:40], "near": near}
            faults.append(Fault("balance-line-unknown", {**facts, "known": LINES}))
            continue
        figures = _figures(row, cells, faults)
        for column in _ONCE:
            before = [given[column] for given in rows.get(line, [])]
            if figures[column] is not None and any(n is not None for n in before):
                facts = {"row": row, "line": line, "column": column}
                faults.append(Fault("balance-twice", facts))
        rows.setdefault(line, []).append(figures)
        sources.setdefault(line, []).append(clean(cells["from"]))
    if faults:
        count = len(faults)
        raise Refused("balance-broken", faults=faults, name=name, count=count)
    return {
        line: Held(
            **{column: _sum([row[column] for row in given]) for column in _FIGURES},
            sources=tuple(dict.fromkeys(text for text in sources[line] if text)),
        )
        for line, given in rows.items()
    }


def balance_lines(
    reckoned: Mapping[str, int | None], held: Mapping[str, Held]
) -> tuple[tuple[Balance, ...], tuple[Fault, ...]]:
    """Set what is needed against what there is.

    Parameters
    ----------
    reckoned
        By line; None where it could not be reckoned.
    held
        Of ``judge_balance``.

    Returns
    -------
    tuple of Balance
        One for each of `LINES` that is needed or that the file names.
    tuple of Fault
        ``balance-uncovered`` (own and asked do not reach what is needed),
        ``balance-promised-over``, ``balance-arrived-over``, ``balance-untold``.
    """
    lines, notes = [], []
    for line in LINES:
        if line not in held and not reckoned.get(line):
            continue
        got = held.get(line, Held())
        stated = got.needed is not None
        needed = got.needed if stated else reckoned.get(line)
        figures = (got.own, got.asked, got.promised, got.arrived)
        one = Balance(line, needed, reckoned.get(line), *figures, got.sources, stated)
        lines.append(one)
        notes += _notes(one) if line in held else []
    return tuple(lines), tuple(notes)


def _notes(one: Balance) -> list[Fault]:
    notes = []
    if one.needed is None:
        notes.append(Fault("balance-untold", {"line": one.line}))
    if one.uncovered:
        facts = {"line": one.line, "needed": one.needed, "own": one.own}
        more = {"asked": one.asked, "uncovered": one.uncovered}
        notes.append(Fault("balance-uncovered", {**facts, **more}))
    for code, over, under in (
        ("balance-promised-over", one.promised, one.asked),
        ("balance-arrived-over", one.arrived, one.promised),
    ):
        if over is not None and under is not None and over > under:
            notes.append(Fault(code, {"line": one.line, "over": over, "under": under}))
    return notes


def _figures(
    row: int, cells: Mapping[str, str], faults: list[Fault]
) -> dict[str, int | None]:
    figures: dict[str, int | None] = {}
    for column in _FIGURES:
        text = cells.get(column, "")
        figures[column] = int(text) if _WHOLE.fullmatch(text) else None
        if text and figures[column] is None:
            facts = {"row": row, "column": column, "seen": text[:40]}
            faults.append(Fault("balance-number", facts))
    return figures


def _sum(figures: Sequence[int | None]) -> int | None:
    told = [figure for figure in figures if figure is not None]
    return sum(told) if told else None
