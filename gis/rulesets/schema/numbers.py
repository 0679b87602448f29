"""Numbers that a rule compares: names, windows, trends, tables, other units.

Each operator is a mapping with one key that names it. A new operator is one class
in `composed`, `trends` or `family`, one line in `OPERATORS` and in `Number`, one
function in the engine and one sentence in the words; there is no expression text
anywhere.
"""

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from gis.rulesets.schema.composed import (
    Adjust,
    Band,
    Difference,
    Greatest,
    Least,
    Ratio,
    Table,
    Total,
)
from gis.rulesets.schema.family import (
    CountOfChildren,
    CountOfNeighbours,
    LevelOfParent,
    OfParent,
    ShareOfChildren,
    SumOfChildren,
)
from gis.rulesets.schema.trends import (
    Ago,
    DaysSince,
    Falls,
    MeanOf,
    Peak,
    SumOf,
)
from gis.rulesets.schema.words import Counted, Model, Name

# `adjust` stands before `least`, which is also the name of one of its fields.
OPERATORS = (
    "sum",
    "mean",
    "ratio",
    "total",
    "difference",
    "band",
    "table",
    "adjust",
    "greatest",
    "least",
    "ago",
    "peak",
    "falls",
    "days_since",
    "share_of_children",
    "count_of_children",
    "sum_of_children",
    "count_of_neighbours",
    "of_parent",
    "level_of_parent",
)


def operator(value: Any) -> str | None:
    """Give the key that names the operator of a mapping or a model; None for none."""
    if isinstance(value, dict):
        return next((key for key in OPERATORS if key in value), None)
    return next((key for key in OPERATORS if hasattr(value, key)), None)


def _tag(value: Any) -> str | None:
    return "name" if isinstance(value, str) else operator(value)


Number = Annotated[
    Annotated[Name, Tag("name")]
    | Annotated[SumOf, Tag("sum")]
    | Annotated[MeanOf, Tag("mean")]
    | Annotated[Ratio, Tag("ratio")]
    | Annotated[Total, Tag("total")]
    | Annotated[Difference, Tag("difference")]
    | Annotated[Band, Tag("band")]
    | Annotated[Table, Tag("table")]
    | Annotated[Adjust, Tag("adjust")]
    | Annotated[Greatest, Tag("greatest")]
    | Annotated[Least, Tag("least")]
    | Annotated[Ago, Tag("ago")]
    | Annotated[Peak, Tag("peak")]
    | Annotated[Falls, Tag("falls")]
    | Annotated[DaysSince, Tag("days_since")]
    | Annotated[ShareOfChildren, Tag("share_of_children")]
    | Annotated[CountOfChildren, Tag("count_of_children")]
    | Annotated[SumOfChildren, Tag("sum_of_children")]
    | Annotated[CountOfNeighbours, Tag("count_of_neighbours")]
    | Annotated[OfParent, Tag("of_parent")]
    | Annotated[LevelOfParent, Tag("level_of_parent")],
    Discriminator(_tag),
]
"""An operator, or the name of an input or of a number under `numbers`."""

RECURSIVE: tuple[type[Model], ...] = (
    Ratio,
    Total,
    Difference,
    Greatest,
    Least,
    Band,
    Table,
    Adjust,
    Ago,
    Peak,
    Falls,
    DaysSince,
    OfParent,
    SumOfChildren,
)
"""Models that hold numbers or predicates; `predicates` completes them."""


class NamedNumber(Model):
    """A number with a name of its own, so that rules and reasons can speak of it."""

    value: Number
    label: Counted
    unit: Counted | None = None
