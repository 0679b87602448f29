"""Many rules asked at once, whether they have anything to say of a journey.

Most rules are silent about most journeys. One condition made of all of them tells so
in a fraction of the time that asking each would take; where it does not say yes, each
is asked, and nothing but time is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boundaries.refusal import Refused
from gis.permits.logic import Condition

if TYPE_CHECKING:
    from gis.permits.policies import Rule


class Quiet:
    """One condition for the vehicle and one for each person aboard.

    Parameters
    ----------
    rules
        Of one effect. A requirement is silent where it does not speak or is held, any
        other rule where its `when` is false.
    """

    __slots__ = ("_person", "_vehicle")

    def __init__(self, rules: Iterable["Rule"]) -> None:
        told = list(rules)
        parts = {
            per: [r for r in told if r.per == per] for per in ("vehicle", "person")
        }
        self._vehicle = _all(parts["vehicle"])
        self._person = _all(parts["person"])

    def about(
        self,
        vehicle: Sequence[Mapping[str, Any]],
        people: Sequence[Mapping[str, Any]],
        unknown: frozenset[str],
    ) -> bool:
        """Say whether all are silent for sure; False where each must be asked.

        Parameters
        ----------
        vehicle, people
            Documents of facts, as `gis.permits.asked` makes them.
        unknown
            Facts that cannot be told; a rule that reads one must be asked.
        """
        return _hold(self._vehicle, vehicle, unknown) and _hold(
            self._person, people, unknown
        )


def _all(rules: list["Rule"]) -> Condition | None:
    """Join the rules; without a condition they must be asked one by one."""
    try:
        return Condition({"and": [True, True, *map(_silence, rules)]})
    except Refused:  # together they are larger than one expression may be
        return None


def _silence(rule: "Rule") -> dict[str, Any]:
    away: dict[str, Any] = {"===": [rule.when.expression, False]}
    if rule.hold is None:
        return away
    held = {"===": [rule.hold.expression, True]}
    return held if rule.when.always else {"if": [away, True, held]}


def _hold(
    condition: Condition | None,
    scenes: Sequence[Mapping[str, Any]],
    unknown: frozenset[str],
) -> bool:
    if condition is None or not unknown.isdisjoint(condition.reads):
        return False
    return all(condition.tell(one, unknown, broken=False) is True for one in scenes)
