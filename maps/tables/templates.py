"""The forms that we hand out: indicators of a rule set, case rows, the day's form."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from gis.rulesets import RuleSet
from gis.rulesets.schema.ruleset import Input
from maps.tables.form import Column, Form, Kind, known_column
from maps.words.phrases import day_words
from maps.words.said import say
from maps.words.sheets import sheet_words

_SHOWN_DAY = "14/09/2021"
_ROOM = 2000
_SETTINGS = ("community", "quarantine", "lockdown", "imported")
CASE_KINDS: Mapping[str, Kind] = {
    "case_id": "text",
    "day": "day",
    "unit": "code",
    "cases": "count",
    "setting": "choice",
    "test": "choice",
    "source_known": "choice",
    "household": "text",
    "exported": "text",
}
"""What the columns of a case file hold."""
_CASE_CHOICES = {
    "setting": _SETTINGS,
    "test": ("rapid", "pcr"),
    "source_known": ("yes", "no"),
}
_CASES = ("day", "unit", "cases", "setting", "test", "source_known", "household")
_FORM_COUNTS = ("cases_community", "cases_quarantine", "cases_lockdown")
_EXAMPLES: Mapping[str, tuple[str, str]] = {
    "count": ("3", "0"),
    "share": ("0,25", "0"),
    "number": ("1,5", "0"),
    "yes_no": ("có", "không"),
}


def ruleset_form(
    ruleset: RuleSet,
    units: pd.DataFrame | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Form:
    """Give the form of the indicators that a rule set reads (rows.csv).

    Parameters
    ----------
    ruleset
        Its inputs are the columns.
    units : units frame, optional
        One row for each unit that reports any of them; None leaves the rows blank.
    first, last
        Days, both included; without them the day is left blank.
    """
    prefilled = units is not None
    head = [
        known_column("unit", "code", given=prefilled),
        known_column("day", "day", given=first is not None),
    ]
    if prefilled:
        head.insert(1, known_column("name", "text", given=True))
    inputs = [_input_column(name, one) for name, one in ruleset.inputs.items()]
    rows: list[list[object]] = []
    closed: set[tuple[int, int]] = set()
    for code, name, level in _asked(ruleset, units):
        for day in _days(first, last):
            lead = [code, name, day] if prefilled else [code, day]
            for at, given in enumerate(ruleset.inputs.values(), start=len(head)):
                if given.at and level not in given.at:
                    closed.add((len(rows), at))
            rows.append([*lead, *[None] * len(inputs)])
    said = ("data", "headings", "blank", "grey")
    guide = [sheet_words(f"guide.{key}") for key in said]
    return Form(
        title=sheet_words("title.rules", title=ruleset.title.vi),
        columns=[*head, *inputs],
        rows=rows,
        closed=frozenset(closed),
        guide=[*guide, sheet_words("guide.rules", id=ruleset.id)],
        example=_input_examples(head, inputs),
        units=_listed(units),
        room=0 if rows else _ROOM,
    )


def cases_form(units: pd.DataFrame | None = None) -> Form:
    """Give the form of case rows (cases.csv): counts per unit and day.

    Parameters
    ----------
    units : units frame, optional
        Whose codes are offered.
    """
    guide = [sheet_words(f"guide.{key}") for key in ("data", "headings", "blank")]
    example = [
        [_SHOWN_DAY, "(mã)", "3", "community", "pcr", "yes", ""],
        [_SHOWN_DAY, "(mã)", "0", "", "", "", ""],
    ]
    return Form(
        title=sheet_words("title.cases"),
        columns=case_columns(_CASES),
        guide=[*guide, sheet_words("guide.cases")],
        example=example,
        units=_listed(units),
        room=_ROOM,
    )


def case_columns(names: Sequence[str]) -> list[Column]:
    """Give the columns of a case file by their names."""
    return [
        known_column(name, CASE_KINDS[name], choices=_CASE_CHOICES.get(name, ()))
        for name in names
    ]


def day_form(units: pd.DataFrame, day: date) -> Form:
    """Give the day's form of every commune: one row each, one tap for "no case".

    Parameters
    ----------
    units : units frame
        Its communes are the rows.
    day
        The day that is reported.
    """
    communes = units[units["admin_level"] == "commune"]
    columns = [
        known_column("unit", "code", given=True),
        known_column("name", "text", given=True),
        known_column("day", "day", given=True),
        known_column("no_new_cases", "tap"),
        *(known_column(name, "count") for name in _FORM_COUNTS),
        known_column("f1_community", "count"),
        known_column("reporter", "text"),
    ]
    blank = [None] * (len(columns) - 3)
    guide = ("data", "headings", "form-none", "form-counts", "blank", "form")
    example = [
        ["(mã)", "(xã không có ca)", _SHOWN_DAY, "x", "", "", "", "0", "trạm y tế"],
        ["(mã)", "(xã có 3 ca)", _SHOWN_DAY, "", "2", "0", "1", "5", "trực ban"],
        ["(mã)", "(xã chưa báo cáo)", _SHOWN_DAY, "", "", "", "", "", ""],
    ]
    return Form(
        title=sheet_words("title.form", day=day_words(day)),
        columns=columns,
        rows=[
            [code, name, day, *blank]
            for code, name in zip(communes.index, communes["name"])
        ],
        guide=[sheet_words(f"guide.{key}") for key in guide],
        example=example,
    )


def _input_column(name: str, given: Input) -> Column:
    kind = sheet_words(f"kind.{given.kind}")
    meaning = f"{_first_up(given.label.vi)}. {kind} {_blank_means(given)}"
    unit = given.unit.vi if given.unit else ""
    return Column(
        name,
        _first_up(given.label.vi),
        meaning,
        given.scale,
        unit=unit,
        who=", ".join(sheet_words(f"who.{level}") for level in given.at or ("all",)),
    )


def _blank_means(given: Input) -> str:
    """Say what a day without a figure is taken for."""
    if given.assumed is not None:
        return sheet_words("blank.assumed", value=say(given.assumed, "vi"))
    if not given.carries:
        return sheet_words("blank.unknown")
    if given.carry_days is None:
        return sheet_words("blank.carried")
    return sheet_words("blank.carried-days", days=given.carry_days)


def _input_examples(
    head: Sequence[Column], inputs: Sequence[Column]
) -> list[list[str]]:
    shown = {"unit": "(mã)", "name": "(tên)", "day": _SHOWN_DAY}
    lead = [shown[column.name] for column in head]
    return [
        [*lead, *(_EXAMPLES[column.kind][row] for column in inputs)] for row in (0, 1)
    ]


def _asked(ruleset: RuleSet, units: pd.DataFrame | None) -> list[tuple[str, str, str]]:
    """Give code, name and level of the units that report any input."""
    if units is None:
        return []
    levels: set[str] = set()
    for given in ruleset.inputs.values():
        levels |= set(given.at) or _judged(ruleset, units)
    rows = units[units["admin_level"].isin(levels)]
    return list(zip(rows.index, rows["name"], rows["admin_level"]))


def _judged(ruleset: RuleSet, units: pd.DataFrame) -> set[str]:
    """Give the levels that are judged and have to report."""
    levels: set[str] = set()
    for section in ruleset.judge:
        every = set(units["admin_level"]) if section.at == "all" else set(section.at)
        levels |= every - set(section.leaves_out_parents)
    return levels or set(units["admin_level"])


def _days(first: date | None, last: date | None) -> list[date | None]:
    if first is None or last is None:
        return [None]
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _listed(units: pd.DataFrame | None) -> list[tuple[str, str, str, str]]:
    """Give the rows of the sheet of units."""
    if units is None:
        return []
    names = units["name"].to_dict()
    columns = zip(units.index, units["name"], units["admin_level"], units["parent"])
    return [
        (code, name, sheet_words(f"who.{level}"), names.get(parent, parent or ""))
        for code, name, level, parent in columns
    ]


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
