"""The day's form of a commune: at most eight fields, "no new case" in one tap.

What is left blank was not reported. A form says all of the day's cases or none of
them: either the tap, or a figure in each of the three places where cases are found.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import geopandas as gpd
import pandas as pd

from boundaries.refusal import Fault, Refused
from gis.cases import fields
from gis.cases.cover import Cover
from gis.cases.places import UnitCodes, meant_units
from gis.cases.read import RawCases
from gis.cases.rows import COLUMNS, CaseRows

FIELDS = (
    "unit",
    "day",
    "no_new_cases",
    "cases_community",
    "cases_quarantine",
    "cases_lockdown",
    "f1_community",
    "reporter",
)
SETTING = {
    "cases_community": "community",
    "cases_quarantine": "quarantine",
    "cases_lockdown": "lockdown",
}
"""Where the cases of each count were found."""
_TOLD = FIELDS[2:-1]
# A figure is no tap: a count of 1 that stands one column too far left is no zero.
_TAPPED = ("x", "có", "yes", "true")
_UNTAPPED = ("", "không", "no", "false")
_ONE_ROW = 2  # below the headings


@dataclass(frozen=True, slots=True)
class DayForm:
    """What a commune reports of one day.

    Parameters
    ----------
    unit, day
        Of which it tells.
    no_new_cases
        The tap: nothing was found that day.
    cases_community, cases_quarantine, cases_lockdown
        New cases by the place where they were found; None is not filled in.
    f1_community
        Close contacts still in the community; None is no report.
    reporter
        Role of who reports, such as "trạm y tế"; no person's name is needed.
    """

    unit: str
    day: date
    no_new_cases: bool = False
    cases_community: int | None = None
    cases_quarantine: int | None = None
    cases_lockdown: int | None = None
    f1_community: int | None = None
    reporter: str = ""

    def fault(self) -> Fault | None:
        """Say what keeps the form from being taken, or None.

        Returns
        -------
        Fault or None
            ``form-none-and-cases``, ``form-count-missing``: also where no count is
            given at all, for "không" in the place of the tap says no figure.
        """
        counts = self._counts()
        named = [name for name, count in counts.items() if count]
        if self.no_new_cases and named:
            return Fault("form-none-and-cases", {"columns": named})
        missing = [name for name, count in counts.items() if count is None]
        if missing and not self.no_new_cases:
            return Fault("form-count-missing", {"columns": missing})
        return None

    def counts(self) -> dict[str, int]:
        """Give new cases by setting, every zero said; of a form without a fault."""
        return {SETTING[name]: count or 0 for name, count in self._counts().items()}

    def sheet(self, name: str) -> RawCases:
        """Lay the form out as the one row of a sheet, so that it is judged as one.

        Parameters
        ----------
        name
            Of the sheet; with the row it gives the hash.
        """
        told = {"unit": self.unit, "day": self.day.isoformat()}
        told["no_new_cases"] = _TAPPED[0] if self.no_new_cases else ""
        for column in (*SETTING, "f1_community"):
            count = getattr(self, column)
            told[column] = "" if count is None else str(count)
        told["reporter"] = self.reporter
        rows = pd.DataFrame([told], columns=list(FIELDS), index=[_ONE_ROW])
        said = json.dumps([name, told], ensure_ascii=False)
        return RawCases(name, hashlib.sha256(said.encode()).hexdigest(), "form", rows)

    def _counts(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in SETTING}


@dataclass(frozen=True, slots=True)
class Forms:
    """A sheet of forms, judged.

    ``read == len(filed) + len(refused) + duplicate + len(blank)``.

    Parameters
    ----------
    filed
        Row in the sheet and form, each unit and day once.
    refused : DataFrame, index `row`
        The columns of the sheet, and `faults`.
    duplicate
        Forms that say what an earlier one says.
    blank
        Units whose row holds no figure: they have not reported.
    read
        Rows in the sheet.
    silent, undated, notes
        As in `CaseRows`.
    """

    filed: tuple[tuple[int, DayForm], ...]
    refused: pd.DataFrame
    duplicate: int
    blank: tuple[str, ...]
    read: int
    silent: pd.DataFrame
    undated: tuple[str, ...]
    notes: tuple[Fault, ...]


def judge_forms(
    raw: RawCases,
    units: gpd.GeoDataFrame,
    known: pd.DataFrame | None = None,
    *,
    today: date | None = None,
    begins: date | None = None,
) -> Forms:
    """Judge every form of a sheet.

    Parameters
    ----------
    raw
        What `read_cases` gave, of the shape ``form``.
    units, known, today, begins
        As for `gis.cases.judge_rows`.
    """
    first_month = fields.month_first(raw.rows["day"])
    read = fields.refuse_slashed if first_month else fields.read_day
    table = _Judged()
    codes, read_day = UnitCodes(units, known), fields.within_days(read, begins, today)
    for number, row in raw.rows.to_dict("index").items():
        cells = {str(name): str(text) for name, text in row.items()}
        table.take(int(str(number)), cells, codes.judge, read_day)
    refused = raw.rows.loc[list(table.faults)].copy()
    refused["faults"] = pd.Series(table.faults, dtype=object).reindex(refused.index)
    return Forms(
        filed=tuple(table.filed.values()),
        refused=refused,
        duplicate=table.duplicate,
        blank=tuple(table.blank),
        read=len(raw.rows),
        silent=pd.DataFrame([*dict.fromkeys(table.silent)], columns=["unit", "day"]),
        undated=tuple(sorted({*table.undated})),
        notes=_notes(raw, table),
    )


@dataclass(slots=True)
class _Judged:
    """The forms of a sheet, row after row."""

    filed: dict[tuple[str, date], tuple[int, DayForm]] = field(default_factory=dict)
    faults: dict[int, tuple[Fault, ...]] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)
    silent: list[tuple[str, date]] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    duplicate: int = 0

    def take(
        self,
        row: int,
        cells: Mapping[str, str],
        judge_unit: Callable[[str], str | Fault],
        judge_day: Callable[[str], date | Fault],
    ) -> None:
        """Put one row where it belongs."""
        if not any(cells.get(name, "") for name in _TOLD):
            self.blank.append(cells["unit"])
            return
        unit, day = judge_unit(cells["unit"]), judge_day(cells["day"])
        form, found = _read_form(cells, unit, day)
        if form is not None and not found:
            first, same = self.filed.setdefault((form.unit, form.day), (row, form))
            if first == row:
                return
            if same == form:
                self.duplicate += 1
                return
            found = (Fault("form-twice", {"first": first}),)
        self.faults[row] = found
        if isinstance(day, date):
            self.silent += [(one, day) for one in meant_units(unit)]
        else:
            self.undated += meant_units(unit)


def case_rows(forms: Forms) -> CaseRows:
    """Give the case rows that forms say: one per setting, every zero said.

    A unit that filed its form is covered on that day by these rows; a form that was
    kept aside counts as one row, and its day is no zero. A blank form is no row.
    """
    rows = [
        (row, "", form.day, form.unit, count, setting, "", "", "")
        for row, form in forms.filed
        for setting, count in form.counts().items()
    ]
    accepted = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"cases": "Int64"})
    duplicate = forms.duplicate * len(SETTING)
    return CaseRows(
        accepted=accepted,
        refused=forms.refused,
        duplicate=duplicate,
        read=len(accepted) + len(forms.refused) + duplicate,
        silent=forms.silent,
        undated=forms.undated,
        notes=forms.notes,
    )


def indicator_rows(forms: Forms) -> pd.DataFrame:
    """Give what forms say as indicators (rows.csv): blank where it was not told.

    Returns
    -------
    DataFrame, columns `unit`, `day`, `cases`, `cases_community`, `f1_community`
        Counts Int64, sorted by unit and day.
    """
    filed = sorted((form for _, form in forms.filed), key=lambda f: (f.unit, f.day))
    rows = []
    for form in filed:
        new = form.counts()
        told = (sum(new.values()), new["community"], form.f1_community)
        rows.append((form.unit, form.day, *told))
    names = ["cases", "cases_community", "f1_community"]
    frame = pd.DataFrame(rows, columns=["unit", "day", *names], dtype=object)
    return frame.astype(dict.fromkeys(names, "Int64"))


def form_cover(accepted: pd.DataFrame) -> Cover | None:
    """Give the cover that the forms of one day declare: the units that filed, no other.

    Parameters
    ----------
    accepted : of `case_rows`

    Returns
    -------
    Cover or None
        None where there is no form, or where they are of several days: then the rows
        themselves say which units and days are covered.
    """
    days = accepted["day"].unique()
    if len(days) != 1:
        return None
    return Cover(days[0], days[0], frozenset(accepted["unit"]))


def require_own_cover(name: str, declared: Sequence[Cover]) -> None:
    """Refuse a cover that is declared for a sheet of forms: it would fill the blanks.

    Parameters
    ----------
    name
        Of the file.
    declared
        What was declared with it.

    Raises
    ------
    Refused
        ``forms-cover``: a commune that left its form blank would count as one
        without a case.
    """
    if declared:
        raise Refused("forms-cover", name=name)


def _read_form(
    cells: Mapping[str, str], unit: str | Fault, day: date | Fault
) -> tuple[DayForm | None, tuple[Fault, ...]]:
    """Give the form of one row, or its faults."""
    values: dict[str, object] = {"unit": unit, "day": day}
    values["no_new_cases"] = _read_tap(cells["no_new_cases"])
    for name in (*SETTING, "f1_community"):
        values[name] = fields.read_count(cells.get(name, ""))
    faults = tuple(value for value in values.values() if isinstance(value, Fault))
    if faults:
        return None, faults
    form = DayForm(**values, reporter=cells.get("reporter", ""))  # type: ignore[arg-type]  # no faults among them
    fault = form.fault()
    return form, (fault,) if fault else ()


def _read_tap(text: str) -> bool | Fault:
    folded = text.casefold()
    if folded in _TAPPED or folded in _UNTAPPED:
        return folded in _TAPPED
    return Fault("form-tap-unreadable", {"seen": text})


def _notes(raw: RawCases, table: _Judged) -> tuple[Fault, ...]:
    notes = [*raw.notes]
    if unused := [str(name) for name in raw.rows if name not in {*FIELDS, "name"}]:
        notes.append(Fault("case-columns-unused", {"columns": unused}))
    if example := fields.either_way(raw.rows["day"]):
        day, month = example
        notes.append(Fault("case-days-either-way", {"day": day, "month": month}))
    told = [form for _, form in table.filed.values() if form.f1_community is not None]
    if told:
        notes.append(Fault("forms-contacts-beside", {"count": len(told)}))
    if blank := table.blank:
        facts = {"filed": len(table.filed), "count": len(blank), "units": blank}
        notes.append(Fault("forms-blank", facts))
    return tuple(notes)
