"""Points with capacity of the sample: a few of each kind, in communes of the table."""

from collections.abc import Iterator

import shapely

from boundaries.sample.communes import Place

COLUMNS = ("id", "name", "kind", "lon", "lat", "unit", "capacity", "in_use")
_EVERY = 7
"""One commune of so many has a point; the kinds take turns, mobile stations first."""
_KINDS = (
    ("mobile_station", "Trạm y tế lưu động", 50),
    ("test_site", "Điểm xét nghiệm", 200),
    ("mobile_station", "Trạm y tế lưu động", 30),
    ("quarantine_site", "Khu cách ly", 120),
    ("treatment_site", "Cơ sở thu dung điều trị", 80),
)


def list_stations(place: Place) -> Iterator[tuple[str, ...]]:
    """Give the rows of ``stations.csv``.

    The uses follow from the place in the list; one has not reported, one is overfull.
    """
    communes = list(zip(place.communes, place.shapes))[::_EVERY]
    for turn, (commune, shape) in enumerate(communes):
        kind, word, capacity = _KINDS[turn % len(_KINDS)]
        spot = shapely.point_on_surface(shape)
        used = str(capacity * (turn * 37 % 90 + 10) // 100)
        if turn == 2:  # noqa: PLR2004 - the one that sent nothing
            used = ""
        elif turn == 3:  # noqa: PLR2004 - the one with too many
            used = str(capacity + 9)
        yield (
            f"Y{commune.code}",
            f"{word} {commune.name} (sơ đồ)",
            kind,
            f"{spot.x:.5f}",
            f"{spot.y:.5f}",
            commune.code,
            str(capacity),
            used,
        )
