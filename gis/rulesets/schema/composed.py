"""Numbers put together from other numbers: sums, bands, tables, modifiers."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from gis.rulesets.schema.words import Amount, Model

if TYPE_CHECKING:
    from gis.rulesets.schema.numbers import Number
    from gis.rulesets.schema.predicates import Predicate


class Ratio(Model):
    """The first number over the second, times `per`.

    A denominator of 0 gives an unknown number, never 0.
    """

    ratio: tuple["Number", "Number"]
    per: Amount = 1


class Total(Model):
    """All of them added up."""

    total: tuple["Number", ...] = Field(min_length=2)


class Difference(Model):
    """The first number less the second."""

    difference: tuple["Number", "Number"]


class Greatest(Model):
    """The greatest of them: of bands, the worst."""

    greatest: tuple["Number", ...] = Field(min_length=2)


class Least(Model):
    """The least of them: of bands, the best."""

    least: tuple["Number", ...] = Field(min_length=2)


class Band(Model):
    """Between which edges a number lies: 1 below the first, up to one more than edges.

    Parameters
    ----------
    closed
        Which side of a band is closed. ``left``: an edge belongs to the band that
        begins there. ``right``: it belongs to the band that ends there.
    """

    band: "Number"
    edges: tuple[Amount, ...] = Field(min_length=1, max_length=19)
    closed: Literal["left", "right"]


class Grid(Model):
    """Two numbers that are whole from 1 on, and a cell for each pair of them.

    ``cells[r - 1][c - 1]`` stands for row `r` and column `c`. A row or column that
    the table does not have gives an unknown number.
    """

    rows: "Number"
    columns: "Number"
    cells: tuple[tuple[Amount, ...], ...] = Field(min_length=1, max_length=20)


class Table(Model):
    """What a table of two numbers says."""

    table: Grid


class Adjust(Model):
    """A number that is another one where a predicate holds.

    Where `when` holds it is `adjust` + `by`, not under `least` and not over `most`;
    elsewhere it is `adjust`, whatever the caps.
    """

    adjust: "Number"
    by: Amount = 0
    when: "Predicate"
    least: Amount | None = None
    most: Amount | None = None
