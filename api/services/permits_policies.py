"""Access policies at hand: those of the library, and those that units handed in."""

from dataclasses import replace
from functools import cache

from api.services.chains import chain_of
from api.store.engine import Connection
from api.store.layers import layer_content, list_layers
from boundaries.refusal import Refused
from gis.permits.build import build_policy
from gis.permits.policies import Policy
from gis.permits.read import list_policies, read_policy

LAYER = "access"
"""Kind of the layer as which a unit hands in a policy of its own."""


def policies_of(connection: Connection) -> tuple[Policy, ...]:
    """Give every policy; what a unit handed in speaks in that unit only.

    A form of the library that a unit filled in speaks there in the form's place. Of two
    with one id from one unit the later one holds.
    """
    library = {policy.id: policy for policy in _library()}
    own: dict[str, Policy] = {}
    for layer in list_layers(connection, LAYER):
        content = layer_content(connection, layer)
        policy = build_policy(content, file=layer.name)
        found = policy.in_unit(layer.unit)
        own[found.id] = found
        if form := library.get(policy.id):
            scope = replace(form.scope, without=form.scope.without | {layer.unit})
            library[policy.id] = replace(form, scope=scope)
    return (*library.values(), *own.values())


def require_own(connection: Connection, content: bytes, file: str, unit: str) -> None:
    """Refuse a policy that is not a unit's to hand in.

    Raises
    ------
    Refused
        ``policy-elsewhere`` where it would speak beyond that unit; ``policy-core``
        where it takes the place of an act that always lets pass; what building it
        refuses.
    """
    policy = build_policy(content, file=file)
    for place in sorted(policy.scope.units):
        if unit not in chain_of(connection, place):
            raise Refused("policy-elsewhere", id=policy.id, unit=place, own=unit)
    for one in _library():
        if one.id == policy.id and any(rule.keeps for rule in one.rules):
            raise Refused("policy-core", id=policy.id)


@cache
def _library() -> tuple[Policy, ...]:
    return tuple(read_policy(name) for name in list_policies())
