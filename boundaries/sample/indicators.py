"""What the sample's officials report beside cases: findings, doses, readiness."""

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from boundaries.sample.draw import DAY_LIST, Drawing

COLUMNS = (
    "unit",
    "day",
    "clusters_unknown",
    "venue_mass_contact_known_source",
    "venue_listed",
    "f1_community",
    "entry_pressure",
    "spread",
    "key_iz_exposed",
    "pop18",
    "dose1_18",
    "pop_elder",
    "full_elder",
    "care_ok",
)
_DAYS_OF_A_FINDING = 5
_CLUSTER, _VENUE, _LISTED = 4, 9, 6  # cases in those days that make one
_CONTACTS = 3
_ADULTS, _ELDERLY = 0.71, 0.085
_DOSES = (0.18, 0.74)  # adults with a dose: first and last day, on average
_WARY = 0.6  # pace of the elderly's second dose beside the adults' first
_READY = 0.8  # share of communes with care in place
_SPREADS = 0.45
_Row = tuple[object, ...]


def list_indicators(drawing: Drawing, seed: int) -> Iterable[_Row]:
    """Give the rows of ``indicators.csv``, by unit and day.

    Parameters
    ----------
    drawing
        The province; findings follow from its cases.
    seed
        What falls by chance falls by it, apart from the province's own.

    Yields
    ------
    tuple
        As `COLUMNS`; a blank is no report. Communes report findings every day but
        in their silences, doses on Mondays and on the first day; districts and the
        province report what they judge themselves.
    """
    province = drawing.place.province
    chance = np.random.Generator(np.random.PCG64([seed, int(province.code), 3]))
    community = drawing.cases[:, :, 0, :]
    unknown, known = _recent(community[:, :, 0]), _recent(community[:, :, 1])
    yield from _communes(drawing, unknown, known, chance)
    active = (unknown + known) > 0
    owner = np.array([c.district for c in drawing.place.communes])
    for district in province.districts:
        zone = any(s["kind"] == "industrial_zone" for s, _ in drawing.layers.sites)
        beside = district.urban and zone
        share = active[owner == district.code].mean(axis=0)
        for number, day in enumerate(DAY_LIST):
            spread = round(float(share[number]) * _SPREADS, 2)
            exposed = int(beside and share[number] > _SPREADS)
            facts = {"spread": spread, "key_iz_exposed": exposed, "care_ok": 1}
            yield _row(district.code, day, **facts)
    for number, day in enumerate(DAY_LIST):
        spread = round(float(active[:, number].mean()) * _SPREADS, 2)
        yield _row(province.code, day, spread=spread, care_ok=1)


def _communes(
    drawing: Drawing,
    unknown: NDArray[np.int64],
    known: NDArray[np.int64],
    chance: np.random.Generator,
) -> Iterable[_Row]:
    pace = chance.uniform(0.8, 1.2, len(unknown))
    ready = chance.random(len(unknown)) < _READY
    doses = np.linspace(*_DOSES, len(DAY_LIST))
    for place, commune in enumerate(drawing.place.communes):
        silence = drawing.silences.get(place)
        adults, elderly = (round(commune.people * s) for s in (_ADULTS, _ELDERLY))
        for number, day in enumerate(DAY_LIST):
            if silence and silence[0] <= day <= silence[1]:
                continue
            first, second = unknown[place, number], known[place, number]
            facts: dict[str, object] = {
                "clusters_unknown": first // _CLUSTER,
                "venue_mass_contact_known_source": int(second >= _VENUE),
                "venue_listed": int(second >= _LISTED),
                "f1_community": _CONTACTS * (first + second),
                "entry_pressure": 0,
                "care_ok": int(ready[place]),
            }
            if number == 0 or day.weekday() == 0:
                given = min(doses[number] * pace[place], 0.98)
                facts |= {
                    "pop18": adults,
                    "dose1_18": round(adults * given),
                    "pop_elder": elderly,
                    "full_elder": round(elderly * given * _WARY),
                }
            yield _row(commune.code, day, **facts)


def _row(unit: str, day: date, **facts: object) -> _Row:
    return (unit, day.isoformat(), *(facts.get(name, "") for name in COLUMNS[2:]))


def _recent(cases: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add up the last days, today included."""
    total = np.cumsum(np.pad(cases, ((0, 0), (_DAYS_OF_A_FINDING, 0))), axis=1)
    recent: NDArray[np.int64] = (
        total[:, _DAYS_OF_A_FINDING:] - total[:, :-_DAYS_OF_A_FINDING]
    )
    return recent
