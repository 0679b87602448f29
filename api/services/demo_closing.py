"""The demo's locked areas: designed, closed by posts, proven, and what they need."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

import geopandas as gpd

from api.services import checkpoints_borders as borders
from api.services import checkpoints_needs as needs
from api.services import checkpoints_place as place
from api.services.checkpoints_staff import Around
from api.services.checkpoints_verify import Asked as Proof
from api.services.checkpoints_verify import Verified, verify_plans
from api.services.perimeter_design import design_file, write_perimeter
from api.services.perimeter_life import Start, draw_perimeter
from api.services.perimeter_question import Question
from boundaries.spans import day_start
from gis.perimeters.life import Event, Holder

RING_KM = 2.0
"""Of the distanced ring, and how far from the area a post may stand."""
BORDER_KM = 1.0
PERIMETER, PLAN, NEEDS, BORDERS = "perimeter.geojson", "plan.json", "needs", "borders"
_HEAD, _DEPUTY = "Người phụ trách (mẫu)", "Người làm phó (mẫu)"
"""The sample makes up no person; the office answers."""


def close_sample(
    province: Path, units: Path, people: Path, out: Path, day: date
) -> Verified:
    """Lay out the area that the sample's planners would lock, and write its papers.

    Parameters
    ----------
    province
        Folder of what one province hands in.
    units, people
        The sample's units and raster of people.
    out
        Gets ``perimeter.geojson``, a record of each area's life (``record-A01.json``),
        ``plan.json`` with its flow, ``needs/`` and the districts' ``borders/``.
    day
        The areas are drawn at eight in the morning of it.

    Returns
    -------
    Verified
        What the proof says of the plan.
    """
    roads, cases = province / "roads.geojson", province / "cases.csv"
    perimeter, plan = out / PERIMETER, out / PLAN
    question = Question(
        units,
        roads=roads,
        cases=cases,
        day=day,
        population=people,
        forced_in=province / "forced-in.csv",
    )
    answer = design_file(question, perimeter, ring_km=RING_KM)
    write_perimeter(answer, perimeter)
    _draw(answer.frame, province / "act.toml", out, day)
    sites = province / "sites.geojson"
    around = Around(units=units, population=people, sites=sites)
    asked = place.Asked(perimeter, roads, RING_KM, "car", around=around)
    place.write_placed(place.place_files(asked, plan), plan)
    _reckon(province, units, out)
    _hold(units, roads, out / BORDERS)
    return verify_plans(Proof((plan,), (perimeter,), roads))


def record_names(out: Path) -> list[str]:
    """Give the names of the records beside a perimeter, in order."""
    return sorted(path.name for path in out.glob("record-*.json"))


def _draw(frame: gpd.GeoDataFrame, act: Path, out: Path, day: date) -> None:
    """Begin the life of each area: temporary, since no decision is made up."""
    offices = tomllib.loads(act.read_text("utf-8"))
    head = Holder(_HEAD, offices["in_charge"])
    deputy = Holder(_DEPUTY, offices["deputy"])
    at: datetime = day_start(day) + timedelta(hours=8)
    for row in frame[frame["part"] == "perimeter"].to_dict("records"):
        name = str(row["id"])
        path = out / f"record-{name}.json"
        path.unlink(missing_ok=True)  # the demo is run again as if for the first time
        start = Start(
            name,
            f"Vùng {name} (mẫu)",
            tuple(row["units"]),
            head,
            deputy,
            offices["review_day"],
        )
        reason = "Theo danh sách xã có ổ dịch (mẫu)"
        draw_perimeter(path, start, Event(at, "drawn", head, (), reason=reason))


def _reckon(province: Path, units: Path, out: Path) -> None:
    asked = needs.Asked(
        out / PLAN,
        out / PERIMETER,
        cases=province / "cases.csv",
        act=province / "act.toml",
        ground=province / "ground.toml",
        staff=province / "balance.csv",
        units=units,
    )
    needs.write_needs(needs.reckon_files(asked, out / NEEDS), out / NEEDS, "vi")


def _hold(units: Path, roads: Path, out: Path) -> None:
    """Hold the borders between the districts that the province's roads reach."""
    asked = borders.Asked(units, roads, "district", BORDER_KM, "car")
    held = borders.hold_borders(asked, out)
    borders.write_held(held, out, "vi")
