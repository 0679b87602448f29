"""How many days a number hangs on, with the figures that the user set."""

from typing import Any

from gis.rulesets.engine.ground import Ground
from gis.rulesets.schema.reach import days_back
from gis.rulesets.schema.walk import PREDICATES, leaves, parts


def reach_of(ground: Ground, node: Any) -> int:
    """Give after how many quiet days a number or predicate stays as it is.

    A flow of today is gone tomorrow, a window of 7 days after 7; windows inside one
    another add up.
    """
    ruleset = ground.ruleset
    if isinstance(node, PREDICATES):
        return max((reach_of(ground, leaf.of) for leaf in leaves(node)), default=0)
    if isinstance(node, str):
        if node in ruleset.numbers:
            return reach_of(ground, ruleset.numbers[node].value)
        return int(ruleset.inputs[node].kind == "flow")
    inner = max((reach_of(ground, child) for _, child in parts(node)), default=0)
    return inner + days_back(ruleset, node, ground.parameters.whole)
