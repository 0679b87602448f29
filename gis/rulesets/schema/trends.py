"""Numbers of days that lie back: windows, earlier days, peaks, falls, clean days.

None of them may look at levels: a level of an earlier day is not kept for numbers.
"""

from typing import TYPE_CHECKING, Literal

from gis.rulesets.schema.words import Amount, Model, Name

if TYPE_CHECKING:
    from gis.rulesets.schema.numbers import Number
    from gis.rulesets.schema.predicates import Predicate


class SumOf(Model):
    """The sum of a flow over the last `days` days, today included."""

    sum: Name
    days: Amount


class MeanOf(Model):
    """The mean per day of a flow over the last `days` days, today included."""

    mean: Name
    days: Amount


class Ago(Model):
    """A number as it was `days` days ago."""

    ago: "Number"
    days: Amount


class Peak(Model):
    """The greatest that a number was in the last `days` days, today included."""

    peak: "Number"
    days: Amount


class Falls(Model):
    """How many times in a row a number fell strictly, at most `most`.

    Today against `every` days ago, that day against `every` days before it, and on.
    """

    falls: "Number"
    every: Amount
    most: Amount


class DaysSince(Model):
    """Whole days since a predicate last held: 0 on a day on which it holds.

    Parameters
    ----------
    most
        It counts no further.
    counted
        ``working``: only the working days after that day, today included, by the
        rule set's calendar.
    """

    days_since: "Predicate"
    most: Amount
    counted: Literal["all", "working"] = "all"
