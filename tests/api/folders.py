"""Published folders for the service: written by the project's own publisher."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import pandas as pd
from shapely.geometry import mapping

from boundaries.spans import VIETNAM, Span
from maps.publication.record import Edition, InputFile, Publication
from maps.publication.write import write_publication
from tests.api.places import four_squares

FIRST, LAST = date(2021, 9, 13), date(2021, 9, 15)
NAMES = MappingProxyType({"vi": "mức", "en": "level"})
LEVELS = [
    SimpleNamespace(level=n, id=name, name=NAMES, colour=name)
    for n, name in enumerate(("green", "red"), start=1)
]
RULES = SimpleNamespace(
    id="green-red",
    sha256="a" * 64,
    title=NAMES,
    levels=LEVELS,
    kind="zoning",
    section=lambda admin_level: admin_level,  # it judges units of every level
)
# level of each unit on the three days; None is no report
WORN = {
    "01": (1, 1, 2),
    "02": (1, 2, None),
    "03": (None, None, None),
    "01-1": (2, 2, 2),
}


def page(_: Publication, path: Path) -> None:
    path.write_text("<!doctype html><title>Chín</title>", encoding="utf-8")


def table(publication: Publication, path: Path) -> None:
    columns = ["unit", "day", "level", "zone", "clause", "reason"]
    columns += ["effective_from", "next_better"]
    publication.zones[columns].to_csv(path, index=False, lineterminator="\n")


def shapes(publication: Publication, path: Path) -> None:
    units = publication.units.reset_index()
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "properties": {
                "unit": row.code,
                "name": row.name_,
                "kind": row.kind,
                "admin_level": row.admin_level,
                "parent": row.parent,
            },
            "geometry": row.geometry and mapping(row.geometry),
        }
        for row in units.rename(columns={"name": "name_"}).itertuples()
    ]
    path.write_text(json.dumps({"features": features}), encoding="utf-8")


WRITERS = {"index.html": page, "zones.csv": table, "zones.geojson": shapes}


def publish(out: Path, *, last: date = LAST, **changes: object) -> Path:
    """Publish province 9 for the days up to `last`; `changes` go to the record."""
    units = four_squares().drop(index="9")
    days = [FIRST + timedelta(days=n) for n in range((last - FIRST).days + 1)]
    fields = {
        "province": "9",
        "province_name": "Tỉnh Chín",
        "day": last,
        "units": units,
        "ruleset": RULES,
        "zones": _zones(days),
        "transitions": pd.DataFrame(),
        "periods": (_period(units.index),),
        "directives": directives(),
        "reported": dict.fromkeys(days, (2, 3)),
        "inputs": (InputFile("cases.csv", "c" * 64, 3, 3, 0, 0),),
        "edition": Edition("squares", "e" * 64),
        "drafted_by": "Ban Chỉ đạo",
    } | changes
    return write_publication(Publication(**fields), out, writers=WRITERS)


def _zones(days: list[date]) -> pd.DataFrame:
    rows = [
        {
            "unit": unit,
            "day": day,
            "level": level if (level := WORN[unit][n % 3]) else pd.NA,
            "zone": "no_report" if level is None else LEVELS[level - 1].id,
            "clause": "1",
            "reason": f"Vì sao {unit} ngày {day:%d/%m/%Y}",
            "effective_from": FIRST,
            "next_better": None,
            "fragile": False,
        }
        for unit in sorted(WORN)
        for n, day in enumerate(days)
    ]
    return pd.DataFrame(rows).astype({"level": "Int64"})


def directives() -> pd.DataFrame:
    """Give two acts: one for the province, one for 02 alone from 06:00 on the 15th."""
    rows = [
        _directive("tinh", ("9",), datetime(2021, 9, 14, tzinfo=VIETNAM), None),
        _directive(
            "xa",
            ("02",),
            datetime(2021, 9, 15, 6, tzinfo=VIETNAM),
            datetime(2021, 9, 21, tzinfo=VIETNAM),
        ),
    ]
    return pd.DataFrame(rows, dtype=object)


def _directive(
    name: str, units: tuple[str, ...], starts: datetime, ends: datetime | None
) -> dict[str, object]:
    return {
        "id": name,
        "number": "",
        "issuer": "UBND tỉnh Chín",
        "signer": "",
        "basis": "Chỉ thị 16/CT-TTg (mô phỏng)",
        "units": units,
        "excepted": (),
        "starts": starts,
        "ends": ends,
        "goal": "Kiểm soát dịch",
        "deadline": date(2021, 9, 30),
        "clause": "1",
    }


def _period(units: pd.Index) -> SimpleNamespace:
    in_force = pd.Series("tinh", index=units)
    in_force["02"] = "xa"
    return SimpleNamespace(span=Span.typed(FIRST, LAST), in_force=in_force)
