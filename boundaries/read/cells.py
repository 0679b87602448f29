"""One cell of a workbook as text: what it holds, never less, or why it cannot be told.

Notes
-----
Numbers come as a person would type them: ``3`` for 3.0, ``0.25``; with the zeros in
front where the cell's own format shows them (``00000``). Days come as ``YYYY-MM-DD``,
date-times as ``YYYY-MM-DDTHH:MM`` (midnight is the day).

References
----------
ECMA-376, part 1, 18.3.1.4 (cells), 18.8.30 (number formats), 18.17.4 (dates).
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from boundaries.refusal import Fault

_ZEROS = re.compile(r"0{2,}")
_PERCENT = re.compile(r'%(?=(?:[^"]*"[^"]*")*[^"]*$)')
_EXACT = 1_000_000_000_000_000  # a spreadsheet keeps fifteen digits and no more
_WHOLE_SECOND = timedelta(seconds=0.5)


class Cell(NamedTuple):
    """What one cell says.

    Parameters
    ----------
    text : "" where it is blank, or where `fault` says why it cannot be told
    fault : or None
    bare : it is a number whose format shows no zeros in front
    """

    text: str
    fault: Fault | None = None
    bare: bool = False


class _Look(NamedTuple):
    """What a number format shows: a day, a share, zeros in front (so many digits)."""

    date: bool
    percent: bool
    zeros: int


@cache
def _look_of(form: str) -> _Look:
    shown = form.partition(";")[0].strip()
    zeros = len(shown) if _ZEROS.fullmatch(shown) else 0
    return _Look(is_date_format(form), bool(_PERCENT.search(form)), zeros)


class Reader:
    """Turns the values of one workbook into text.

    Parameters
    ----------
    texts, formats, from_1904, uncomputed
        Of `boundaries.read.workbook.Workbook`.
    """

    def __init__(
        self,
        texts: Sequence[str],
        formats: Sequence[str],
        *,
        from_1904: bool,
        uncomputed: bool,
    ) -> None:
        self._texts = texts
        self._formats = formats
        self._epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
        self._uncomputed = uncomputed

    def read(self, kind: str, value: str | None, style: int, *, formula: bool) -> Cell:
        """Read one cell.

        Parameters
        ----------
        kind
            The cell's type: ``s``, ``str``, ``inlineStr``, ``b``, ``e``, ``d``, ``n``.
        value
            The text of its value; None where there is none.
        style
            Number of its style.
        formula
            Whether the value was worked out.
        """
        if formula and (value is None or self._uncomputed):
            return Cell("", Fault("cell-formula"))
        if value is None:
            return Cell("")
        if kind in {"s", "str", "inlineStr"}:
            return Cell(self._texts[int(value)] if kind == "s" else value)
        if kind == "b":
            return Cell("TRUE" if value.strip() == "1" else "FALSE")
        if kind == "e":
            return Cell("", Fault("cell-error", {"seen": value}))
        return self._figure(kind, value, style)

    def _figure(self, kind: str, value: str, style: int) -> Cell:
        if kind == "d":
            return _moment(datetime.fromisoformat(value.rstrip("Z")))
        form = self._formats[style] if style < len(self._formats) else "General"
        return self._number(value, form)

    def _number(self, value: str, form: str) -> Cell:
        number = float(value)
        look = _look_of(form)
        if look.date:
            return self._date(number, form)
        if look.percent:
            return Cell("", Fault("cell-percent", {"seen": _digits(number * 100)}))
        if abs(number) >= _EXACT:
            return Cell("", Fault("cell-number-long", {"seen": value}))
        text = _digits(number)
        if look.zeros and text.isdigit():
            return Cell(text.zfill(look.zeros))
        return Cell(text, bare=True)

    def _date(self, number: float, form: str) -> Cell:
        if is_timedelta_format(form) or 0 <= number < 1:
            return Cell("", Fault("cell-time", {"seen": _digits(number)}))
        try:
            moment = from_excel(number, self._epoch)
        except (ValueError, OverflowError):
            return Cell("", Fault("cell-date", {"seen": _digits(number)}))
        if not isinstance(moment, datetime):
            return Cell("", Fault("cell-date", {"seen": _digits(number)}))
        return _moment(moment)


def _moment(moment: datetime) -> Cell:
    """Write a day, or a day with its minute; half a second is a rounding."""
    near = (moment + _WHOLE_SECOND).replace(microsecond=0)
    if (near.hour, near.minute, near.second) == (0, 0, 0):
        return Cell(f"{near:%Y-%m-%d}")
    return Cell(f"{near:%Y-%m-%dT%H:%M}" if not near.second else near.isoformat())


def _digits(number: float) -> str:
    """Write a number without an exponent, and a whole one without a point."""
    if number.is_integer():
        return str(int(number))
    text = repr(number)
    return text if "e" not in text else f"{number:.20f}".rstrip("0")
