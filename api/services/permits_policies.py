"""Access policies at hand: those of the library, and those that units handed in."""

from functools import cache

from api.store.engine import Connection
from api.store.layers import layer_content, newest_layers
from gis.permits.build import build_policy
from gis.permits.policies import Policy
from gis.permits.read import list_policies, read_policy

LAYER = "access"
"""Kind of the layer as which a unit hands in a policy of its own."""


def policies_of(connection: Connection) -> tuple[Policy, ...]:
    """Give every policy; one that was handed in stands for its namesake.

    The always-pass core has no namesake: nobody hands it away.
    """
    found = {policy.id: policy for policy in _library()}
    for layer in newest_layers(connection, LAYER):
        content = layer_content(connection, layer)
        policy = build_policy(content, file=layer.name)
        if not _keeps(found.get(policy.id)):
            found[policy.id] = policy
    return tuple(found.values())


def _keeps(policy: Policy | None) -> bool:
    return policy is not None and any(rule.keeps for rule in policy.rules)


@cache
def _library() -> tuple[Policy, ...]:
    return tuple(read_policy(name) for name in list_policies())
