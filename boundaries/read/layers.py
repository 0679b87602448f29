"""Known layers: which columns hold what, as data in ``layers.toml``."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd

from boundaries.names import clean
from boundaries.refusal import Refused


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from.

    Parameters
    ----------
    column
        The file's column.
    prefix
        Put before every value that is not blank.
    most_in
        A column: the most frequent value among the rows that share it.
    """

    column: str
    prefix: str = ""
    most_in: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """How units of one level are found in the rows of a layer, lowest level first."""

    admin_level: str
    code: tuple[Source, ...]
    name: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class UnitLayer:
    """A published layer of units.

    Parameters
    ----------
    id
        Its name in ``layers.toml``.
    needs
        The columns that it is known by.
    levels
        From the rows themselves up; each is the parent of the one before.
    """

    id: str
    needs: frozenset[str]
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class RoadLayer:
    """A published layer of roads.

    Parameters
    ----------
    drop
        Values of columns whose rows are no roads.
    classes
        Tried in order: a class, and the values of columns that it needs.
    """

    id: str
    needs: frozenset[str]
    name: str
    drop: Mapping[str, Sequence[str]]
    classes: tuple[Mapping[str, str], ...]


def known_units(columns: Iterable[str]) -> UnitLayer | None:
    """Give the layer of units that has these columns, or None."""
    return next((one for one in _units() if one.needs <= set(columns)), None)


def known_roads(columns: Iterable[str]) -> RoadLayer | None:
    """Give the layer of roads that has these columns, or None."""
    return next((one for one in _roads() if one.needs <= set(columns)), None)


def known_crosswalk(columns: Iterable[str]) -> Mapping[str, str] | None:
    """Give our columns and theirs of a published crosswalk, or None."""
    lists: Iterable[Mapping[str, str]] = _table()["crosswalks"].values()
    return next((one for one in lists if set(one.values()) <= set(columns)), None)


def kind_of(name: str) -> str:
    """Give the kind that a full name begins with (Xã Tân Phú: xã), or ``""``."""
    folded = name.casefold()
    kinds: list[str] = _table()["kinds"]
    return next((kind for kind in kinds if folded.startswith(f"{kind} ")), "")


def text_column(frame: pd.DataFrame, column: str, *, file: str) -> pd.Series:
    """Give a column as clean text, ``""`` where it is missing.

    Raises
    ------
    Refused
        ``column-numeric`` where the file holds numbers: leading zeros are gone.
    """
    values = frame[column]
    if pd.api.types.is_numeric_dtype(values) and values.notna().any():
        seen = values.dropna().iloc[0]
        raise Refused("column-numeric", name=file, column=column, seen=seen)
    objects = values.to_numpy(dtype=object)
    for value in objects:
        if not isinstance(value, str) and not _is_missing(value):
            raise Refused(
                "column-numeric", name=file, column=column, seen=str(value)[:40]
            )
    places, distinct = pd.factorize(objects)
    cleaned = np.array([*(clean(value) for value in distinct), ""], dtype=object)
    return pd.Series(cleaned[places], index=frame.index, dtype=str)  # missing is -1


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value != value  # noqa: PLR0124 - NaN


def first_of(frame: pd.DataFrame, sources: Sequence[Source], *, file: str) -> pd.Series:
    """Give for each row the first source that is not blank."""
    found = pd.Series("", index=frame.index, dtype=str)
    for source in sources:
        values = text_column(frame, source.column, file=file)
        if source.most_in:
            groups = text_column(frame, source.most_in, file=file)
            values = groups.map(most_frequent(values, groups)).fillna("").astype(str)
        if source.prefix:
            values = (source.prefix + values).where(values != "", "")
        found = found.where(found != "", values)
    return found


def most_frequent(values: pd.Series, groups: pd.Series) -> dict[str, str]:
    """Give the most frequent value that is not blank in each group; ties: smallest."""
    counts = pd.DataFrame({"group": groups, "value": values})
    counts = counts[counts["value"] != ""].value_counts().reset_index(name="n")
    counts = counts.sort_values(["group", "n", "value"], ascending=[True, False, True])
    first = counts.drop_duplicates("group")
    return dict(zip(first["group"], first["value"]))


@cache
def _units() -> tuple[UnitLayer, ...]:
    return tuple(
        UnitLayer(
            name,
            frozenset(layer["needs"]),
            tuple(
                Level(
                    level["admin_level"],
                    tuple(Source(**source) for source in level["code"]),
                    tuple(Source(**source) for source in level["name"]),
                )
                for level in layer["levels"]
            ),
        )
        for name, layer in _table()["units"].items()
    )


@cache
def _roads() -> tuple[RoadLayer, ...]:
    return tuple(
        RoadLayer(
            name,
            frozenset(layer["needs"]),
            layer["name"],
            layer["drop"],
            tuple(layer["classes"]),
        )
        for name, layer in _table()["roads"].items()
    )


@cache
def _table() -> dict[str, Any]:
    file = resources.files("boundaries.read") / "layers.toml"
    return tomllib.loads(file.read_text("utf-8"))
