"""What one cell of a case file may hold: each answers a value, or a fault."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Fault

SETTINGS = ("community", "quarantine", "lockdown", "imported")
TESTS = ("rapid", "pcr")
_SOURCE = {
    **dict.fromkeys(("yes", "true", "1", "có"), "yes"),
    **dict.fromkeys(("no", "false", "0", "không"), "no"),
}
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SLASHED = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_COUNT = re.compile(r"[0-9]+")
_NEGATIVE = re.compile(r"-[0-9]+")
_DEGREES = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LARGEST = 1_000_000
_MONTHS = 12
_TURN = 180


class Judged(NamedTuple):
    """One column, judged.

    Parameters
    ----------
    answers : (n,) object
        What each cell says; a `Fault` where it cannot be taken.
    bad : (n,) bool
        Where it is a fault.
    """

    answers: NDArray[np.object_]
    bad: NDArray[np.bool_]


def judge_column(cells: pd.Series, judge: Callable[[str], object]) -> Judged:
    """Judge every different text of a column once."""
    codes, texts = pd.factorize(cells)
    answers = np.empty(len(texts), dtype=object)
    answers[:] = [judge(text) for text in texts.tolist()]
    wrong = np.array([isinstance(answer, Fault) for answer in answers], dtype=bool)
    return Judged(answers[codes], wrong[codes])


def read_day(text: str) -> date | Fault:
    """Read ``dd/mm/yyyy`` or ``yyyy-mm-dd``, and nothing else."""
    if not text:
        return Fault("case-day-blank")
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _SLASHED.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif _SHORT_YEAR.fullmatch(text):
        return Fault("case-day-short-year", {"seen": text})
    elif _SERIAL.fullmatch(text):
        return Fault("case-day-serial", {"seen": text})
    else:
        return Fault("case-day-unreadable", {"seen": text})
    try:
        return date(year, month, day)
    except ValueError:
        return Fault("case-day-impossible", {"seen": text})


def month_first(cells: pd.Series) -> bool:
    """Say whether a column proves that its slashed days begin with the month.

    One day such as 03/25/2021 proves it, unless another such as 25/03/2021 proves
    the opposite; the rest, 03/04/2021, could be either.
    """
    pairs = _slashed(cells)
    return any(b > _MONTHS >= a for a, b in pairs) and not any(
        a > _MONTHS >= b for a, b in pairs
    )


def either_way(cells: pd.Series) -> tuple[int, int] | None:
    """Give a day and month to look at where no day tells their order, else None."""
    pairs = _slashed(cells)
    if any(max(pair) > _MONTHS for pair in pairs):
        return None
    return next(((a, b) for a, b in pairs if a != b), None)


def _slashed(cells: pd.Series) -> list[tuple[int, int]]:
    found = [_SLASHED.fullmatch(str(text)) for text in pd.unique(cells)]
    return [(int(pair[1]), int(pair[2])) for pair in found if pair]


def refuse_slashed(text: str) -> date | Fault:
    """Read ISO days only: in this file the slashed ones begin with the month."""
    if _SLASHED.fullmatch(text):
        return Fault("case-day-month-first", {"seen": text})
    return read_day(text)


def within_days(
    read: Callable[[str], date | Fault], begins: date | None, today: date | None
) -> Callable[[str], date | Fault]:
    """Add to `read` that a day is not after `today` nor before `begins`."""

    def judge(text: str) -> date | Fault:
        day = read(text)
        if isinstance(day, Fault):
            return day
        if today is not None and day > today:
            return Fault("case-day-future", {"seen": day, "today": today})
        if begins is not None and day < begins:
            return Fault("case-day-early", {"seen": day, "begins": begins})
        return day

    return judge


def read_count(text: str) -> int | Fault | None:
    """Read a count of ASCII digits; None where the cell is blank: no report."""
    if not text:
        return None
    if _NEGATIVE.fullmatch(text):
        return Fault("case-count-negative", {"seen": text})
    return _size(text) if _COUNT.fullmatch(text) else _no_count(text)


def read_correction(text: str) -> int | Fault | None:
    """Read a count that may be negative: so many fewer than was reported."""
    if _NEGATIVE.fullmatch(text):
        size = _size(text[1:])
        return size if isinstance(size, Fault) else -size
    return read_count(text)


def _size(digits: str) -> int | Fault:
    if len(digits) > len(str(_LARGEST)) or int(digits) > _LARGEST:
        return Fault("case-count-large", {"seen": digits, "limit": _LARGEST})
    return int(digits)


def _no_count(text: str) -> Fault:
    return Fault("case-count-unreadable", {"seen": text})


def read_degrees(text: str) -> float | Fault:
    """Read degrees with a decimal point, within a full turn."""
    if _DEGREES.fullmatch(text) and abs(float(text)) <= _TURN:
        return float(text)
    return Fault("case-place-unreadable", {"seen": text})


def read_case_id(text: str) -> str | Fault:
    """Take any text that is not blank."""
    return text or Fault("case-id-blank")


def read_setting(text: str) -> str | Fault:
    """Read where the case was found; blank is not stated."""
    if text.casefold() in ("", *SETTINGS):
        return text.casefold()
    return Fault("case-setting-unknown", {"seen": text, "known": list(SETTINGS)})


def read_test(text: str) -> str | Fault:
    """Read which test found the case; blank is not stated."""
    if text.casefold() in ("", *TESTS):
        return text.casefold()
    return Fault("case-test-unknown", {"seen": text, "known": list(TESTS)})


def read_source_known(text: str) -> str | Fault:
    """Read whether the source is known: ``yes``, ``no``, or blank for not stated."""
    if not text:
        return ""
    return _SOURCE.get(text.casefold(), Fault("case-source-unreadable", {"seen": text}))


def read_household(text: str) -> str:
    """Take the text as it stands."""
    return text
