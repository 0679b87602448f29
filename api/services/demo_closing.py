"""The demo's locked areas: designed, closed by posts, proven, and what they need."""

from pathlib import Path

from api.services.checkpoints_needs import Asked as NeedsAsked
from api.services.checkpoints_needs import reckon_files, write_needs
from api.services.checkpoints_place import Asked, place_files, write_placed
from api.services.checkpoints_staff import Around
from api.services.perimeter_design import design_file, write_perimeter
from api.services.perimeter_question import Question

RING_KM = 2.0
"""Of the distanced ring, and how far from the area a post may stand."""
PERIMETER, PLAN, NEEDS = "perimeter.geojson", "plan.json", "needs"


def close_sample(province: Path, units: Path, people: Path, out: Path) -> None:
    """Lay out the area that the sample's planners would lock, and write its papers.

    Parameters
    ----------
    province
        Folder of what one province hands in.
    units, people
        The sample's units and raster of people.
    out
        Gets ``perimeter.geojson``, ``plan.json`` with its flow, and ``needs/``.

    Raises
    ------
    Refused
        Nothing on the sample as it is written.
    """
    roads = province / "roads.geojson"
    perimeter, plan = out / PERIMETER, out / PLAN
    question = Question(
        units,
        roads=roads,
        population=people,
        forced_in=province / "forced-in.csv",
    )
    write_perimeter(design_file(question, perimeter, ring_km=RING_KM), perimeter)
    around = Around(units=units, people=people, sites=province / "sites.geojson")
    asked = Asked(perimeter, roads, RING_KM, "car", around=around)
    write_placed(place_files(asked, plan), plan)
    needs = NeedsAsked(
        plan,
        perimeter,
        cases=province / "cases.csv",
        act=province / "act.toml",
        ground=province / "ground.toml",
        staff=province / "balance.csv",
        units=units,
    )
    write_needs(reckon_files(needs, out / NEEDS), out / NEEDS, "vi")
