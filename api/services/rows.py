"""The case rows of a province: from its file, or from what was imported."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from api.services.ground import Ground
from api.services.province import ProvinceFile
from api.services.sheets import CaseFile, read_case_file, read_told
from api.settings import Settings
from api.store.cases import load_cases
from api.store.engine import opened, reading
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from gis.cases import (
    COUNTED,
    Cover,
    RawCases,
    judge_file,
    note_outside,
    require_own_cover,
    silent_cells,
    standing,
)
from gis.indicators import Indicators
from gis.rulesets import RuleSet
from gis.rulesets.read import ROWS, read_rows
from maps.publication.record import InputFile

BEGINS = date(2019, 12, 1)
"""The first cases of the outbreak were found then: an earlier day is a slip."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What was reported of a province.

    Parameters
    ----------
    accepted
        Case rows under the contract of ``gis.cases``.
    silent
        Units and days of rows that were kept aside: no zero there.
    covers
        What the imports declared.
    indicators
        Findings and figures beside the cases, or None.
    faults
        Why rows were kept aside, and what else a person should look at.
    inputs
        The files that were read.
    """

    accepted: pd.DataFrame
    silent: pd.DataFrame | None
    covers: tuple[Cover, ...]
    indicators: Indicators | None
    faults: tuple[Fault, ...]
    inputs: tuple[InputFile, ...]

    def days(self) -> tuple[date, date] | None:
        """Give the first and last day that anything tells of; None for nothing."""
        told = [*self.accepted["day"]]
        told += [day for cover in self.covers for day in (cover.first, cover.last)]
        if self.indicators is not None:
            told += [self.indicators.first, self.indicators.last]
        return (min(told), max(told)) if told else None


def read_rows_of(
    province: ProvinceFile,
    ground: Ground,
    ruleset: RuleSet,
    settings: Settings,
    today: date,
) -> Rows:
    """Read and judge a province's rows.

    Raises
    ------
    Refused
        ``cases-none-imported``, and what reading refuses.
    """
    beside = None
    if province.indicators is not None:
        beside = read_rows(province.indicators, ruleset, province.params)
    if province.cases is None:
        accepted, silent, covers = _imported(
            province, ground, settings, needed=not _counted(beside)
        )
        faults, inputs = [], []
    else:
        file = CaseFile(province.cases, province.cases_map)
        raw = read_case_file(file, ground.own)
        judged = judge_file(raw, ground.every, today=today, begins=BEGINS)
        covers = _declared(province, ground)
        if raw.shape == "form":
            require_own_cover(raw.name, covers)
        accepted = judged.accepted.assign(
            row=[raw.origin.row(row) for row in judged.accepted["row"]]
        )
        silent = silent_cells(judged.silent, judged.undated, covers)
        faults = placed_faults(judged.refused, raw)
        faults += [*judged.notes, *note_outside(accepted, covers)]
        kept = len(accepted), len(judged.refused), judged.duplicate
        inputs = [InputFile(raw.name, raw.sha256, judged.read, *kept)]
        if province.cases_map is not None:
            _, sha256 = read_told(province.cases_map)
            inputs.append(InputFile(province.cases_map.name, sha256, 0, 0, 0, 0))
    if province.indicators is not None:
        source, strange = _indicators_file(province.indicators, ground)
        inputs.append(source)
        faults += strange
    return Rows(accepted, silent, covers, beside, tuple(faults), tuple(inputs))


def placed_faults(refused: pd.DataFrame, raw: RawCases) -> list[Fault]:
    """Give the faults of rows that were kept aside, each with its row or its cell."""
    return [
        raw.origin.tell(int(str(row)), fault)
        for row, faults in refused["faults"].items()
        for fault in faults
    ]


def _declared(province: ProvinceFile, ground: Ground) -> tuple[Cover, ...]:
    """Give the declared cover; unless it names units, it speaks for every commune."""
    if province.covers is None:
        return ()
    named = province.covers.units
    communes = ground.own.index[ground.own["admin_level"] == "commune"]
    units = frozenset(communes) if named is None else named
    if unknown := sorted(units - set(ground.every.index)):
        raise Refused("cover-units-unknown", units=unknown)
    return (Cover(province.covers.first, province.covers.last, units),)


def _indicators_file(path: Path, ground: Ground) -> tuple[InputFile, list[Fault]]:
    """Count the rows of indicators, and tell of units that nobody knows."""
    table = read_table(path, wanted=[ROWS])
    place, count = table.header.index("unit"), len(table.rows)
    named = [cells[place] for _, cells in table.rows]
    strange = [unit for unit in named if unit not in ground.every.index]
    facts = {"count": len(strange), "units": sorted(set(strange))}
    faults = [Fault("indicator-units-unknown", facts)] if strange else []
    kept = count - len(strange), len(strange), 0
    return InputFile(path.name, table.sha256, count, *kept), faults


def _counted(beside: Indicators | None) -> bool:
    """Say whether rows of indicators hold what would be counted from case rows."""
    return beside is not None and any(
        beside.reports(name) is not None for name in COUNTED
    )


def _imported(
    province: ProvinceFile, ground: Ground, settings: Settings, *, needed: bool
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Cover, ...]]:
    with opened(settings.database_url) as store, reading(store) as connection:
        kept = load_cases(connection)
    rows = standing(kept.rows)
    rows = rows[rows["unit"].isin(ground.own.index)].reset_index(drop=True)
    own = set(ground.own.index)
    covers = tuple(
        Cover(cover.first, cover.last, cover.units & own)
        for cover in kept.covers
        if cover.units and cover.units & own
    )
    if needed and rows.empty and not covers:
        raise Refused("cases-none-imported", province=province.province)
    return rows, kept.silent, covers
