"""Where the sample's planners would lock: the communes of the worst district."""

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from boundaries.sample.cases import SETTINGS
from boundaries.sample.draw import DAY_LIST, Drawing

COLUMNS = ("unit", "why")
BALANCE = ("line", "own", "asked", "promised", "arrived", "from")
ON = date(2021, 9, 20)
_DAYS = 7
_AT_LEAST = 4
"""Cases of a week from which a commune is named; the sample's own choice."""
_SPREADING = [SETTINGS.index("community"), SETTINGS.index("lockdown")]


def worst_district(drawing: Drawing) -> str:
    """Give the code of the district with most cases in the week up to `ON`.

    Cases in the community and in locked areas; simulated, as all cases are.
    """
    districts, week = _districts(drawing), _week(drawing)
    names, place = np.unique(districts, return_inverse=True)
    return str(names[np.bincount(place, weights=week).argmax()])


def list_forced(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """Give the rows of ``forced-in.csv``: a commune, and why it must be inside.

    Of the worst district, the communes with at least four cases in that week.
    """
    worst, week = worst_district(drawing), _week(drawing)
    districts = _districts(drawing)
    for number, commune in enumerate(drawing.place.communes):
        if districts[number] == worst and week[number] >= _AT_LEAST:
            found = f"{week[number]} ca cộng đồng và vùng phong tỏa"
            yield commune.code, f"{found} trong 7 ngày đến {ON:%d/%m/%Y} (mẫu)"


def list_balance() -> Iterator[tuple[str, int, int, int, int, str]]:
    """Give the rows of ``balance.csv``: what the district has, and whom it asked."""
    yield ("posts", 60, 210, 160, 120, "Công an tỉnh, Bộ Chỉ huy quân sự tỉnh (mẫu)")
    yield ("patrol", 20, 0, 0, 0, "")
    yield ("supply", 300, 70, 70, 40, "Sở Công Thương (mẫu)")
    yield ("monitoring", 400, 200, 200, 150, "Tỉnh đoàn (mẫu)")
    yield ("sampling", 20, 30, 20, 12, "Sở Y tế (mẫu)")


def _week(drawing: Drawing) -> NDArray[np.int64]:
    end = DAY_LIST.index(ON) + 1
    parts = drawing.cases[:, end - _DAYS : end][:, :, _SPREADING]
    total: NDArray[np.int64] = parts.sum(axis=(1, 2, 3))
    return total


def _districts(drawing: Drawing) -> NDArray[np.str_]:
    return np.array([commune.code[:3] for commune in drawing.place.communes])
