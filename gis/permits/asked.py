"""The facts of one journey, and what the rules say of them, seat by seat."""

from collections.abc import Sequence
from typing import Any

from gis.permits.facts import person_of
from gis.permits.policies import Rule
from gis.permits.quiet import Quiet
from gis.permits.records import Traveller

Seats = tuple[int, ...]


class Asked:
    """One journey, before the rules.

    Parameters
    ----------
    facts
        Of `facts_of`.
    traveller
        Whose people are asked one by one, the driver first, where a rule is per person.
    """

    __slots__ = ("_facts", "_now", "_people", "_traveller", "_unknown")

    def __init__(self, facts: dict[str, Any], traveller: Traveller) -> None:
        self._facts = (facts,)
        self._traveller = traveller
        self._people: list[dict[str, Any]] | None = None
        self._now: int = facts["now"]
        self._unknown = frozenset(facts["unknown"])

    def _scenes(self, rule: Rule) -> Sequence[dict[str, Any]]:
        """Give the document of the vehicle, or one for each person aboard."""
        return self._facts if rule.per == "vehicle" else self._seats()

    def _seats(self) -> Sequence[dict[str, Any]]:
        if self._people is None:
            (facts,) = self._facts
            self._people = [
                {**facts, "person": person_of(papers, self._now)}
                for papers in self._traveller.aboard
            ]
        return self._people

    def quiet(self, rules: Quiet) -> bool:
        """Say whether rules have nothing to say, for sure."""
        return rules.about(self._facts, self._seats(), self._unknown)

    def require(self, rule: Rule) -> tuple[Seats, Seats]:
        """Tell a requirement: seats that fail it, and seats of which nobody can tell.

        For a rule per vehicle the one seat stands for the vehicle.
        """
        failing: Seats = ()
        asking: Seats = ()
        unknown, when, hold = self._unknown, rule.when, rule.hold or rule.when
        for seat, facts in enumerate(self._scenes(rule), start=1):
            speaks = when.always or when.tell(facts, unknown, broken=True)
            if speaks is False:
                continue
            held = hold.tell(facts, unknown, broken=False)
            if held is True:
                continue
            if held is False and speaks:
                failing = (*failing, seat)
            else:
                asking = (*asking, seat)
        return failing, asking

    def met(self, rule: Rule) -> bool | None:
        """Tell whether everybody meets a pass rule; None where nobody can tell."""
        sure = True
        for facts in self._scenes(rule):
            told = rule.when.tell(facts, self._unknown, broken=False)
            if told is False:
                return False
            sure = sure and told is not None
        return True if sure else None

    def owed(self, rule: Rule) -> tuple[Seats, Seats]:
        """Tell a duty: seats that owe it, and seats of which nobody can tell."""
        owing: Seats = ()
        asking: Seats = ()
        for seat, facts in enumerate(self._scenes(rule), start=1):
            told = rule.when.tell(facts, self._unknown, broken=True)
            if told:
                owing = (*owing, seat)
            elif told is None:
                asking = (*asking, seat)
        return owing, asking
