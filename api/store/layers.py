"""Files that planning stands on: roads, people, hospitals; each kept as handed in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from api.store.desk import layers

KINDS = (
    "roads",
    "people",
    "sites",
    "trips",
    "staff",
    "ground",
    "act",
    "posts",
    "access",
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of one unit, without its bytes.

    Parameters
    ----------
    kind, unit
        One of `KINDS`, and the code of the unit that it was handed in for.
    name, sha256
        Of the file.
    author
        Name of the account.
    recorded_at
        When we learned it.
    """

    kind: str
    unit: str
    name: str
    sha256: str
    author: str
    recorded_at: datetime


def save_layer(
    connection: sa.Connection,
    kind: str,
    unit: str,
    name: str,
    content: bytes,
    author: str,
    now: datetime,
) -> Layer:
    """Keep a layer; the newest one again changes nothing."""
    sha256 = hashlib.sha256(content).hexdigest()
    newest = newest_layer(connection, kind, unit)
    if newest is not None and newest.sha256 == sha256:
        return newest
    layer = Layer(kind, unit, name, sha256, author, now)
    row = {field: getattr(layer, field) for field in Layer.__dataclass_fields__}
    connection.execute(sa.insert(layers), {**row, "content": content})
    return layer


def newest_layer(
    connection: sa.Connection,
    kind: str,
    unit: str,
    *,
    learned_by: datetime | None = None,
) -> Layer | None:
    """Give the layer of a kind that a unit handed in last, if it did."""
    fields = (layers.c[name] for name in Layer.__dataclass_fields__)
    query = sa.select(*fields).where(layers.c.kind == kind, layers.c.unit == unit)
    if learned_by is not None:
        query = query.where(layers.c.recorded_at <= learned_by)
    query = query.order_by(layers.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Layer(**row)


def newest_layers(connection: sa.Connection, kind: str) -> list[Layer]:
    """Give the newest layer of a kind of every unit that handed one in, by unit."""
    fields = [layers.c[name] for name in Layer.__dataclass_fields__]
    newest = sa.select(sa.func.max(layers.c.id)).where(layers.c.kind == kind)
    query = sa.select(*fields).where(layers.c.id.in_(newest.group_by(layers.c.unit)))
    rows = connection.execute(query.order_by(layers.c.unit)).mappings()
    return [Layer(**row) for row in rows]


def list_layers(connection: sa.Connection, kind: str) -> list[Layer]:
    """Give every layer of a kind in the order in which they were handed in."""
    fields = [layers.c[name] for name in Layer.__dataclass_fields__]
    query = sa.select(*fields).where(layers.c.kind == kind).order_by(layers.c.id)
    return [Layer(**row) for row in connection.execute(query).mappings()]


def layer_content(connection: sa.Connection, layer: Layer) -> bytes:
    """Give the bytes of a layer."""
    query = sa.select(layers.c.content).where(
        layers.c.kind == layer.kind,
        layers.c.unit == layer.unit,
        layers.c.sha256 == layer.sha256,
    )
    found = connection.scalar(query.order_by(layers.c.id.desc()).limit(1))
    return bytes(found) if found is not None else b""
