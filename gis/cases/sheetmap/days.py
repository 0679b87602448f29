"""Days outside a column of days: in a title, or as headings across the sheet."""

import re
from datetime import date

from gis.cases.fields import read_day

_ISO = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_SLASHED = re.compile(
    r"(?<![0-9/])([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?![0-9])"
)
_SPOKEN = re.compile(
    r"ngày\s+([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})", re.IGNORECASE
)
_SHORT = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})")


def days_in(text: str) -> list[date]:
    """Give the days that a sentence names, the day before the month, each once.

    A year of two digits makes no day.
    """
    found = [date.fromisoformat(iso) for iso in _ISO.findall(text) if _real_iso(iso)]
    for day, month, year in [*_SLASHED.findall(text), *_SPOKEN.findall(text)]:
        if (one := _day(int(year), int(month), int(day))) is not None:
            found.append(one)
    return list(dict.fromkeys(found))


def heading_day(text: str, year: int = 0) -> date | None:
    """Give the day that a heading is, or None.

    Parameters
    ----------
    text
        ``15/08/2021``, ``2021-08-15``; ``15/8`` where `year` is stated; optionally
        with the word ngày before it.
    year
        Of headings that have none; 0 where none is stated.
    """
    text = re.sub(r"^ngày\s+", "", text.strip(), flags=re.IGNORECASE)
    read = read_day(text)
    if isinstance(read, date):
        return read
    found = _SHORT.fullmatch(text)
    if found and year:
        return _day(year, int(found[2]), int(found[1]))
    return None


def is_yearless(text: str) -> bool:
    """Say whether a heading is a day and month without a year: 15/8."""
    text = re.sub(r"^ngày\s+", "", text.strip(), flags=re.IGNORECASE)
    found = _SHORT.fullmatch(text)
    return found is not None and _day(2000, int(found[2]), int(found[1])) is not None


def _real_iso(text: str) -> bool:
    return isinstance(read_day(text), date)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
