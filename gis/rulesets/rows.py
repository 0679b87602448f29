"""Rows of indicators, as people hand them over, turned into arrays."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Fault, Refused
from gis.indicators import Indicators
from gis.rulesets.parameters import Parameters
from gis.rulesets.schema.ruleset import Input, RuleSet

MOST_FAULTS = 1000
MOST_DAYS = 3660
NAMED = frozenset(
    {
        "cases",
        "cases_community",
        "cases_local",
        "known",
        "unknown",
        "clusters_unknown",
        "f1_community",
        "venue_mass_contact_known_source",
        "venue_listed",
        "entry_pressure",
        "spread",
        "key_iz_exposed",
        "pop",
        "pop18",
        "dose1_18",
        "pop_elder",
        "full_elder",
        "care_ok",
    }
)
"""Indicators that have one meaning for all rule sets: any file may hold them."""
_YES_NO = {"có": "1", "không": "0"}
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def count_rows(
    table: pd.DataFrame,
    ruleset: RuleSet,
    parameters: Parameters,
    known: Collection[str],
) -> Indicators:
    """Check rows of text and give the inputs of a rule set.

    Parameters
    ----------
    table : DataFrame of text, index `row` in the file
        `unit`, `day` (ISO) and one column per indicator; a blank is no report.
    ruleset, parameters
        Whose inputs are wanted. Where a parameter names fewer settings than all,
        the column that holds those settings is read for the input.
    known
        Further indicators, beside `NAMED`, that may have a column, though this rule
        set has no use for them; any other column is refused, so that a slip of the
        pen in a heading does not turn reports into silence.

    Returns
    -------
    Indicators
        Units sorted by code; all days from the first to the last that is named.

    Raises
    ------
    Refused
        ``rows-columns``, ``rows-columns-unknown``, ``rows-empty``, ``rows-days``,
        ``rows-settings``, or ``rows-broken`` with one fault per finding:
        ``row-unit-missing``, ``row-day``, ``row-duplicate``, ``row-number``,
        ``row-range``.
    """
    _check_columns(table, ruleset, known)
    if table.empty:
        raise Refused("rows-empty")
    columns = _columns(table, ruleset, parameters)
    known_days = {text: _day(text) for text in table["day"].unique()}
    days = [known_days[text] for text in table["day"]]
    values, faults = _values(table, ruleset, columns)
    if not values:  # the rows name units and days: all of them without a report
        values = {name: np.full(len(table), np.nan) for name in ruleset.inputs}
    faults = [*_key_faults(table, days), *faults]
    if faults:
        shown = sorted(faults, key=lambda fault: int(str(fault.facts["row"])))
        raise Refused("rows-broken", faults=shown[:MOST_FAULTS], count=len(faults))
    return _arrange(table, [day for day in days if day], values)


def _arrange(
    table: pd.DataFrame, days: list[date], values: dict[str, NDArray[np.float64]]
) -> Indicators:
    first, last = min(days), max(days)
    if (last - first).days >= MOST_DAYS:
        raise Refused("rows-days", first=first, last=last, most=MOST_DAYS)
    units = sorted(set(table["unit"]))
    rows = {unit: row for row, unit in enumerate(units)}
    at = np.array([rows[unit] for unit in table["unit"]])
    on = np.array([(day - first) // timedelta(days=1) for day in days])
    arrays = {}
    for name, column in values.items():
        arrays[name] = np.full((len(units), (last - first).days + 1), np.nan)
        arrays[name][at, on] = column
    return Indicators(tuple(units), first, arrays)


def _check_columns(
    table: pd.DataFrame, ruleset: RuleSet, known: Collection[str]
) -> None:
    missing = [name for name in ("unit", "day") if name not in table.columns]
    allowed = {"unit", "day", *NAMED, *ruleset.inputs, *known}
    for given in ruleset.inputs.values():
        if given.settings:
            allowed |= set(given.settings.columns)
    unknown = [str(name) for name in table.columns if name not in allowed]
    inputs = list(ruleset.inputs)
    if missing:
        raise Refused(
            "rows-columns", missing=missing, seen=list(table.columns), inputs=inputs
        )
    if unknown:
        raise Refused("rows-columns-unknown", unknown=unknown, inputs=inputs)


def _columns(
    table: pd.DataFrame, ruleset: RuleSet, parameters: Parameters
) -> dict[str, str]:
    """Give the column of each input that the table has."""
    columns = {}
    for name, given in ruleset.inputs.items():
        column = _settings_column(name, given, parameters)
        if column in table.columns:
            columns[name] = column
        elif column != name:
            settings = parameters.settings[_parameter(given)]
            named = ", ".join(sorted(settings or ()))
            raise Refused("rows-settings", settings=named, input=name, column=column)
    return columns


def _settings_column(name: str, given: Input, parameters: Parameters) -> str:
    """Give the column that holds the settings asked for; "-" where none can."""
    settings = parameters.settings[_parameter(given)] if given.settings else None
    if settings is None or given.settings is None:
        return name
    held = given.settings.columns.items()
    return next((column for column, of in held if set(of) == settings), "-")


def _parameter(given: Input) -> str:
    return given.settings.parameter[1:] if given.settings else ""


def _values(
    table: pd.DataFrame, ruleset: RuleSet, columns: dict[str, str]
) -> tuple[dict[str, NDArray[np.float64]], list[Fault]]:
    values: dict[str, NDArray[np.float64]] = {}
    faults: list[Fault] = []
    for name, column in columns.items():
        scale = ruleset.inputs[name].scale
        # a number is read once, however many rows hold it
        places, texts = pd.factorize(table[column])
        found = [_number(str(text), scale) for text in texts]
        values[name] = np.array([value for value, _ in found] or [np.nan])[places]
        wrong = np.array([code != "" for _, code in found] or [False])[places]
        for place in np.flatnonzero(wrong)[:MOST_FAULTS]:
            text, code = str(texts[places[place]]), found[places[place]][1]
            facts = {"row": table.index[place], "column": column, "seen": text[:40]}
            if code == "row-range":
                faults.append(Fault("row-range", {**facts, "scale": scale}))
            else:
                faults.append(Fault("row-number", facts))
    return values, faults


def _number(text: str, scale: str) -> tuple[float, str]:
    """Give the number and the code of its fault; a blank is no report."""
    if not text:
        return np.nan, ""
    if scale == "yes_no":
        text = _YES_NO.get(text.casefold(), text)
    if not _NUMBER.fullmatch(text):
        return np.nan, "row-number"
    value = float(text)
    return value, "" if _fits(scale, value) else "row-range"


def _fits(scale: str, value: float) -> bool:
    if scale == "count":
        return value >= 0 and value.is_integer()
    if scale == "yes_no":
        return value in {0.0, 1.0}
    return scale == "number" or 0 <= value <= 1


def _key_faults(table: pd.DataFrame, days: Sequence[date | None]) -> Iterator[Fault]:
    units = table["unit"].to_numpy()
    for place in np.flatnonzero(units == "")[:MOST_FAULTS]:
        yield Fault("row-unit-missing", {"row": table.index[place]})
    unread = np.array([day is None for day in days])
    for place in np.flatnonzero(unread)[:MOST_FAULTS]:
        seen = str(table["day"].iloc[place])[:40]
        yield Fault("row-day", {"row": table.index[place], "seen": seen})
    keys = table[(units != "") & ~unread]
    again = keys[keys.duplicated(["unit", "day"])].head(MOST_FAULTS)
    firsts = keys.drop_duplicates(["unit", "day"])
    named = dict(zip(zip(firsts["unit"], firsts["day"]), firsts.index))
    for row, unit, day in zip(again.index, again["unit"], again["day"]):
        facts = {"row": row, "first": named[unit, day], "unit": unit, "day": _day(day)}
        yield Fault("row-duplicate", facts)


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
