"""What somebody may have meant by a name that a rule file does not know."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from gis.rulesets.schema.words import Model


def nearest_field(name: str, beside: Collection[str]) -> str:
    """Give the field that is meant, or all that may stand beside the others.

    Parameters
    ----------
    name
        What was written.
    beside
        The other keys of the same mapping; they tell which part of a file it is.
    """
    kinds = [[*_fields(kind)] for kind in _kinds(Model)]
    own = max(kinds, key=lambda fields: len({*fields} & {*beside}), default=[])
    free = [field for field in own if field not in beside]
    every = sorted({field for fields in kinds for field in fields})
    close = get_close_matches(name, free, n=1) or get_close_matches(name, every, n=1)
    return close[0] if close else ", ".join(free)


def nearest_first(seen: object, allowed: Collection[str]) -> tuple[str, ...]:
    """Give what may stand, the likeliest first."""
    names = [str(key) for key in seen] if isinstance(seen, dict) else [str(seen)]
    close = [near for name in names for near in get_close_matches(name, allowed, n=1)]
    return tuple(dict.fromkeys([*close, *allowed]))


def _kinds(kind: type[Model]) -> Iterator[type[Model]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)


def _fields(kind: type[Model]) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        yield field.alias or name
