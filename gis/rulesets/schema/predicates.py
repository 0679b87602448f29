"""Predicates: a number against a threshold, and any, all, not of them."""

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from gis.rulesets.schema.composed import Grid
from gis.rulesets.schema.numbers import RECURSIVE, NamedNumber, Number
from gis.rulesets.schema.words import Amount, ClauseId, Model

BOUNDS = ("at_least", "more_than", "at_most", "less_than")


class Compare(Model):
    """A number against one threshold; the closed side is said by its word."""

    of: Number
    at_least: Amount | None = None
    more_than: Amount | None = None
    at_most: Amount | None = None
    less_than: Amount | None = None
    clause: ClauseId | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if sum(getattr(self, bound) is not None for bound in BOUNDS) != 1:
            raise ValueError("one-bound")
        return self

    @property
    def bound(self) -> str:
        """Give the one bound that is set."""
        return next(b for b in BOUNDS if getattr(self, b) is not None)

    @property
    def threshold(self) -> Amount:
        """Give the amount of the one bound that is set."""
        amount: Amount = getattr(self, self.bound)
        return amount


class AnyOf(Model):
    """True when one of them is true; false when all are false."""

    any: tuple["Predicate", ...] = Field(min_length=1)
    clause: ClauseId | None = None


class AllOf(Model):
    """True when all of them are true; false when one is false."""

    all: tuple["Predicate", ...] = Field(min_length=1)
    clause: ClauseId | None = None


class Not(Model):
    """True when it is false; unknown stays unknown."""

    not_: "Predicate" = Field(alias="not")
    clause: ClauseId | None = None


def _shape(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((key for key in ("of", "any", "all", "not") if key in value), None)
    kinds = ((Compare, "of"), (AnyOf, "any"), (AllOf, "all"), (Not, "not"))
    return next((tag for kind, tag in kinds if isinstance(value, kind)), None)


Predicate = Annotated[
    Annotated[Compare, Tag("of")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[Not, Tag("not")],
    Discriminator(_shape),
]

# Numbers hold predicates and predicates hold numbers: each is complete only now.
_NAMES = {"Number": Number, "Predicate": Predicate}
_MODELS: tuple[type[Model], ...] = (
    Grid,
    *RECURSIVE,
    NamedNumber,
    Compare,
    AnyOf,
    AllOf,
    Not,
)
for _model in _MODELS:
    _model.model_rebuild(force=True, _types_namespace=_NAMES)
