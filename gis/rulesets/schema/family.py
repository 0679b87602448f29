"""Numbers of other units: children, parents and neighbours."""

from typing import TYPE_CHECKING

from pydantic import StrictInt

from gis.rulesets.schema.words import AdminLevel, Model

if TYPE_CHECKING:
    from gis.rulesets.schema.numbers import Number


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


class OfParent(Model):
    """A number of the unit above this one that is of the admin level `at`."""

    of_parent: "Number"
    at: AdminLevel


class SumOfChildren(Model):
    """A number of each unit of kind `of` right under this one, added up."""

    sum_of_children: "Number"
    of: AdminLevel


class LevelOfParent(Model):
    """The level of the unit above this one that is of this admin level."""

    level_of_parent: AdminLevel
