"""Numbers that a rule compares: inputs, windows, ratios, children, neighbours.

Each operator is a mapping with one key that names it. A new operator is one class
here, one line in `OPERATORS`, one branch in the engine and one sentence in the
words; there is no expression text anywhere.
"""

from typing import Annotated, Any

from pydantic import Discriminator, StrictInt, Tag

from gis.rulesets.schema.words import AdminLevel, Amount, Counted, Model, Name


class SumOf(Model):
    """The sum of a flow over the last `days` days, today included."""

    sum: Name
    days: Amount


class MeanOf(Model):
    """The mean per day of a flow over the last `days` days, today included."""

    mean: Name
    days: Amount


class Ratio(Model):
    """The first number over the second, times `per`.

    A denominator of 0 gives an unknown number, never 0.
    """

    ratio: tuple["Number", "Number"]
    per: Amount = 1


class Children(Model):
    """Units of one kind right under this one, at a level or worse."""

    of: AdminLevel
    level_at_least: StrictInt


class ShareOfChildren(Model):
    """The share, 0 to 1, of the children that are at a level or worse."""

    share_of_children: Children


class CountOfChildren(Model):
    """How many of the children are at a level or worse."""

    count_of_children: Children


class Neighbours(Model):
    """Neighbours of the same kind, at a level or worse on the pass before."""

    level_at_least: StrictInt


class CountOfNeighbours(Model):
    """How many neighbours are at a level or worse, on the pass before this one."""

    count_of_neighbours: Neighbours


OPERATORS = (
    "sum",
    "mean",
    "ratio",
    "share_of_children",
    "count_of_children",
    "count_of_neighbours",
)


def _operator(value: Any) -> str | None:
    if isinstance(value, str):
        return "name"
    if isinstance(value, dict):
        return next((key for key in OPERATORS if key in value), None)
    return next((key for key in OPERATORS if hasattr(value, key)), None)


Number = Annotated[
    Annotated[Name, Tag("name")]
    | Annotated[SumOf, Tag("sum")]
    | Annotated[MeanOf, Tag("mean")]
    | Annotated[Ratio, Tag("ratio")]
    | Annotated[ShareOfChildren, Tag("share_of_children")]
    | Annotated[CountOfChildren, Tag("count_of_children")]
    | Annotated[CountOfNeighbours, Tag("count_of_neighbours")],
    Discriminator(_operator),
]
"""An operator, or the name of an input or of a number under `numbers`."""


class NamedNumber(Model):
    """A number with a name of its own, so that rules and reasons can speak of it."""

    value: Number
    label: Counted
    unit: Counted | None = None


Ratio.model_rebuild()
