"""Forms to fill in: of a rule set's indicators, of case rows, of a commune's day."""

from datetime import date, datetime
from pathlib import Path

import geopandas as gpd

from api.services.editions import newest_edition
from api.services.files import require_apart, write_whole
from api.services.rows import BEGINS, placed_faults
from api.settings import Settings
from api.store.engine import opened, reading
from api.store.units import load_units
from boundaries.read import read_units_or_list
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from boundaries.units import within
from gis.cases import indicator_rows, judge_forms, read_cases
from gis.cases.dayform import Forms
from gis.rulesets import load_ruleset
from maps.tables import cases_form, compose_form, day_form, ruleset_form
from maps.tables.csv import compose_table
from maps.tables.form import Form

WORKBOOK = ".xlsx"


def write_ruleset_form(
    rules: str,
    out: Path,
    units: Path | None = None,
    first: date | None = None,
    last: date | None = None,
) -> int:
    """Write the form of the indicators that a rule set reads.

    Parameters
    ----------
    rules
        A rule set's id or file.
    out
        Workbook to write.
    units
        Units whose rows are filled in already; None for blank rows.
    first, last
        Days of these rows, both included; None leaves the day blank.

    Returns
    -------
    int
        Rows that are filled in already.

    Raises
    ------
    Refused
        ``out-not-workbook``, ``out-is-input``, ``rows-backwards``, ``forms-no-unit``;
        what reading refuses.
    """
    require_apart(out, Path(rules), units)
    if first is not None and last is not None and last < first:
        raise Refused("rows-backwards", first=first, last=last)
    ruleset = load_ruleset(rules)
    known = None if units is None else read_units_or_list(units)
    form = ruleset_form(ruleset, known, first, last)
    if known is not None and not form.rows:
        raise Refused("forms-no-unit", rules=ruleset.id)
    return _write(form, out)


def write_cases_form(out: Path, units: Path | None = None) -> None:
    """Write the form of case rows; `units` are those whose codes are offered."""
    require_apart(out, units)
    known = None if units is None else read_units_or_list(units)
    _write(cases_form(known), out)


def write_day_form(
    out: Path, day: date, units: Path | None, province: str, settings: Settings
) -> int:
    """Write the day's form of the communes of a province.

    Parameters
    ----------
    out, day
        Workbook to write, and the day that it asks for.
    units
        Units file, or None: the newest edition that was imported.
    province
        Code, where the units hold several; empty for all of them.

    Returns
    -------
    int
        Communes, one row each.

    Raises
    ------
    Refused
        ``units-none-imported``, ``out-not-workbook``, ``forms-no-commune``.
    """
    require_apart(out, units)
    every = every_unit(units, settings, day, province)
    own = within(every, province) if province else every
    form = day_form(own, day)
    if not form.rows:
        raise Refused("forms-no-commune", name=units.name if units else "")
    return _write(form, out)


def write_indicators(
    path: Path, out: Path, units: Path | None, now: datetime, settings: Settings
) -> tuple[Forms, list[Fault]]:
    """Write what day's forms say as indicators (rows.csv), close contacts included.

    Parameters
    ----------
    path
        A filled form.
    out
        The CSV to write.
    units
        Units file, or None: the newest edition that was imported.
    now
        For days to come.
    settings
        Where the editions are.

    Returns
    -------
    forms, faults
        What became of every form, and why some were kept aside.

    Raises
    ------
    Refused
        ``forms-not-a-form``, ``units-none-imported``, ``out-is-input``; what reading
        refuses.
    """
    require_apart(out, path, units)
    raw = read_cases(path)
    if raw.shape != "form":
        raise Refused("forms-not-a-form", name=path.name)
    today = now.astimezone(VIETNAM).date()
    every = every_unit(units, settings, today)
    forms = judge_forms(raw, every, today=today, begins=BEGINS)
    rows = indicator_rows(forms).astype(object)
    cells = rows.where(rows.notna(), None).to_numpy().tolist()
    write_whole(out, compose_table([str(name) for name in rows.columns], cells))
    return forms, placed_faults(forms.refused, raw)


def every_unit(
    path: Path | None,
    settings: Settings,
    day: date | None = None,
    province: str = "",
) -> gpd.GeoDataFrame:
    """Give the units of a file, or of the edition in force on `day` in `province`.

    Raises
    ------
    Refused
        ``units-none-imported``, and what reading refuses.
    """
    if path is not None:
        return read_units_or_list(path)
    with opened(settings.database_url) as store, reading(store) as connection:
        edition = newest_edition(connection, day, province)
        if edition is None:
            raise Refused("units-none-imported")
        return load_units(connection, edition)


def _write(form: Form, out: Path) -> int:
    if out.suffix.lower() != WORKBOOK:
        raise Refused("out-not-workbook", name=out.name)
    write_whole(out, compose_form(form))
    return len(form.rows)
