"""zones.csv and transitions.csv: ISO days, UTF-8, LF, comma, no BOM."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from maps.publication.record import Publication
from maps.words.reasons import render
from maps.words.said import Lang

_FORMULA = re.compile("'*[=+\\-@\t\r\0]")


def write_zones_csv(publication: Publication, path: Path) -> None:
    """Write all zones of a publication, first data day to the published one."""
    names = publication.units["name"].to_dict()
    path.write_bytes(compose_zones(publication.zones, names=names))


def write_transitions_csv(publication: Publication, path: Path) -> None:
    """Write all transitions of a publication."""
    names = publication.units["name"].to_dict()
    path.write_bytes(compose_transitions(publication.transitions, names=names))


def compose_zones(
    zones: pd.DataFrame, lang: Lang = "vi", names: Mapping[str, str] | None = None
) -> bytes:
    """Compose zones.csv of a frame of zones.

    Columns ``unit,day,level,zone,clause,reason,effective_from,next_better``; level
    and next_better are empty where they cannot be told, reasons are in
    `lang` and use `names` of units where they are given.
    """
    columns = zip(
        zones["unit"],
        zones["day"],
        zones["level"],
        zones["zone"],
        zones["clause"],
        zones["reason"],
        zones["effective_from"],
        zones["next_better"],
    )
    rows = (
        (
            safe_text(unit),
            day.isoformat(),
            _number(level),
            safe_text(zone),
            safe_text(clause),
            safe_text(render(reason, lang, names)),
            _day(since),
            _day(better),
        )
        for unit, day, level, zone, clause, reason, since, better in columns
    )
    header = "unit,day,level,zone,clause,reason,effective_from,next_better"
    return _compose(header.split(","), rows)


def compose_transitions(
    transitions: pd.DataFrame, lang: Lang = "vi", names: Mapping[str, str] | None = None
) -> bytes:
    """Compose transitions.csv of a frame of transitions.

    Columns ``unit,day,from_zone,to_zone,from_level,to_level,cause,worse``; `worse`
    is ``true`` or ``false``.
    """
    columns = zip(
        transitions["unit"],
        transitions["day"],
        transitions["from_zone"],
        transitions["to_zone"],
        transitions["from_level"],
        transitions["to_level"],
        transitions["cause"],
        transitions["worse"],
    )
    rows = (
        (
            safe_text(unit),
            day.isoformat(),
            safe_text(before),
            safe_text(after),
            _number(lower),
            _number(upper),
            safe_text(render(cause, lang, names)),
            "true" if worse else "false",
        )
        for unit, day, before, after, lower, upper, cause, worse in columns
    )
    header = "unit,day,from_zone,to_zone,from_level,to_level,cause,worse"
    return _compose(header.split(","), rows)


def compose_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Compose any table of text, figures and days; nothing becomes a formula."""
    cells = (
        [safe_text(cell) if isinstance(cell, str) else _day(cell) for cell in row]
        for row in rows
    )
    return _compose(header, cells)


def safe_text(text: str) -> str:
    """Keep a spreadsheet from running `text`: what begins a formula gets a quote.

    So does a text that begins with quotes before one, so that taking one quote off
    gives back what was written.

    References
    ----------
    OWASP ASVS 1.2.10.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _compose(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    # a lone CR would stay unquoted, and readers take it for the end of a row
    writer.writerows([field.replace("\r", "\n") for field in row] for row in rows)
    return text.getvalue().encode("utf-8")


def _number(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]  # pd.NA or int


def _day(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]  # None or date
