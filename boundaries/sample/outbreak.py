"""Where the sample's planners would lock: the communes of the worst district."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from boundaries.sample.cases import SETTINGS
from boundaries.sample.draw import DAY_LIST, Drawing

COLUMNS = ("unit", "why")
ON = date(2021, 9, 20)
_DAYS = 7
_AT_LEAST = 4
"""Cases of a week from which a commune is named; the sample's own choice."""
_SPREADING = [SETTINGS.index("community"), SETTINGS.index("lockdown")]


def list_forced(drawing: Drawing) -> Iterator[tuple[str, str]]:
    """Give the rows of ``forced-in.csv``: a commune, and why it must be inside.

    The district with most cases in the community and in locked areas in the week up
    to `ON`, and of it the communes with at least four. Simulated, as the cases are.
    """
    end = DAY_LIST.index(ON) + 1
    parts = drawing.cases[:, end - _DAYS : end][:, :, _SPREADING]
    week = parts.sum(axis=(1, 2, 3))
    districts = np.array([c.code[:3] for c in drawing.place.communes])
    _, place = np.unique(districts, return_inverse=True)
    worst = int(np.bincount(place, weights=week).argmax())
    for number, commune in enumerate(drawing.place.communes):
        if place[number] == worst and week[number] >= _AT_LEAST:
            found = f"{week[number]} ca cộng đồng và vùng phong tỏa"
            yield commune.code, f"{found} trong 7 ngày đến {ON:%d/%m/%Y} (mẫu)"
