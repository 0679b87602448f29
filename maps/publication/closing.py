"""What closes an area, as a publication holds it: locked areas, and plans of posts."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import geopandas as gpd
import pandas as pd

from boundaries.measure import STORED
from gis.checkpoints.plan import Plan, Post

PERIMETER, RING = "perimeter", "ring"
STAFFED, BARRIER = "staffed", "barrier"
_FIELDS = tuple(one.name for one in fields(Post))
CENTI = 100
"""Costs are whole hundredths of a person-shift a day."""


@dataclass(frozen=True, slots=True)
class Design:
    """What one file of perimeters says of all its areas together.

    Parameters
    ----------
    name
        Of the file.
    cost
        Person-shifts a day x100; None where it is not told.
    unique
        Whether no other perimeter is as cheap; None where it is not told.
    placeholders
        Names of the coefficients that have no source.
    number, signed_by
        Of the decision; both, or the areas are proposed.
    approved_by
        Who approved units that were added to save posts, "" for nobody.
    """

    name: str
    cost: int | None = None
    unique: bool | None = None
    placeholders: tuple[str, ...] = ()
    number: str = ""
    signed_by: str = ""
    approved_by: str = ""

    @property
    def decided(self) -> bool:
        """Say whether the areas were decided: number and signer are there."""
        return bool(self.number and self.signed_by)


def doubtful(plan: Plan) -> bool:
    """Say whether roads that only seem apart in the data would leave a way out."""
    return plan.near_misses > 0 and plan.closed_if_joined is False


def frame_posts(plans: Mapping[str, Plan]) -> gpd.GeoDataFrame:
    """Give the posts of all plans as points.

    Parameters
    ----------
    plans
        By the name of the file.

    Returns
    -------
    GeoDataFrame, EPSG:4326, one row a post, in the order of the plans
        `plan` and the fields of ``gis.checkpoints.plan.Post``.
    """
    rows = [
        {"plan": name, **{key: getattr(post, key) for key in _FIELDS}}
        for name, plan in plans.items()
        for post in plan.posts
    ]
    frame = pd.DataFrame(rows, columns=["plan", *_FIELDS])
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs=STORED)
    return gpd.GeoDataFrame(frame, geometry=points)
