"""The morning's list: which perimeters pass the lift test."""

from collections.abc import Iterable

from gis.perimeters.life import Lifting
from maps.tables.csv import compose_table, safe_text

COLUMNS = (
    "id",
    "name",
    "state",
    "passes",
    "controlled",
    "not_controlled",
    "no_report",
    "review_day",
    "review_due",
    "ready",
)
_SAID = ("no", "yes")


def compose_lifting(lines: Iterable[Lifting]) -> bytes:
    """Compose the list: one row per perimeter that encloses people.

    Columns as in `COLUMNS`: how many of the enclosed units are under control, are not,
    have not reported; `ready` names those under control, parted by blanks.
    """
    rows = []
    for one in lines:
        told = list(one.units.values())
        rows.append(
            [
                safe_text(one.record.id),
                safe_text(one.record.name),
                one.standing.state,
                _SAID[one.passes],
                *(told.count(z) for z in ("controlled", "not_controlled", "no_report")),
                one.record.review_day.isoformat(),
                _SAID[one.standing.review_due],
                " ".join(one.ready),
            ]
        )
    return compose_table(COLUMNS, rows)
