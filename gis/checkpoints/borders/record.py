"""What is told of a border: who holds it and when, and what its posts cost."""

from dataclasses import dataclass

Pair = tuple[str, str]
"""Codes of two units, in order."""


@dataclass(frozen=True, slots=True)
class Agencies:
    """Who holds the posts between two units, and when; nothing is made up."""

    agencies: tuple[str, ...]
    hours: str


@dataclass(frozen=True, slots=True)
class BorderPair:
    """The posts between two units.

    Parameters
    ----------
    units
        Codes, in order.
    posts, staffed
        How many.
    cost
        Of these posts, each of its cheaper kind. Person-shifts a day x100.
    exact
        Proven least: every part of the band that these posts stand in is.
    """

    units: Pair
    posts: int
    staffed: int
    cost: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What joining all that the posts leave joined has shown.

    Parameters
    ----------
    open_pairs
        Units that a road still joins; empty where the posts close.
    needed
        For each post, whether two units would be joined without it.
    """

    open_pairs: tuple[Pair, ...]
    needed: tuple[bool, ...]

    @property
    def closes(self) -> bool:
        """Whether no road joins two units."""
        return not self.open_pairs
