"""Column types that mean the same on SQLite and on PostGIS."""

import json
from datetime import UTC, datetime
from typing import Any

import shapely
import sqlalchemy as sa
from geoalchemy2 import Geometry, WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from boundaries.measure import STORED

_WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False).encode


class Shape(sa.types.TypeDecorator[BaseGeometry]):
    """A geometry in EPSG:4326: WKB on SQLite, ``geometry`` on PostGIS.

    Shapely in and shapely out on both, so no caller knows which it is on.

    Parameters
    ----------
    geometry_type
        OGC name in capitals. Into ``MULTIPOLYGON`` a polygon goes as one part.
    """

    impl = Geometry
    cache_ok = True

    def __init__(self, geometry_type: str = "GEOMETRY") -> None:
        self.geometry_type = geometry_type
        super().__init__(geometry_type, srid=STORED, spatial_index=False)

    def load_dialect_impl(self, dialect: sa.Dialect | None) -> Any:
        """Choose the column; GeoAlchemy2 asks with None too."""
        if dialect is None or dialect.name == "postgresql":
            return self.impl
        return dialect.type_descriptor(sa.LargeBinary())

    def process_bind_param(
        self, value: BaseGeometry | None, dialect: sa.Dialect
    ) -> Any:
        """Write a shapely geometry."""
        if value is None:
            return None
        if self.geometry_type == "MULTIPOLYGON" and isinstance(value, Polygon):
            value = MultiPolygon([value])
        if dialect.name == "postgresql":
            return from_shape(value, srid=STORED, extended=True)
        return shapely.to_wkb(value)

    def process_result_value(
        self, value: Any, dialect: sa.Dialect
    ) -> BaseGeometry | None:
        """Read a shapely geometry."""
        del dialect
        if value is None:
            return None
        if isinstance(value, WKBElement):
            return to_shape(value)
        return shapely.from_wkb(bytes(value))

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Compare with shapely geometries by the same rules."""
        del op, value
        return self


class Instant(sa.types.TypeDecorator[datetime]):
    """An instant: aware in, aware UTC out, on databases with and without zones."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        """Keep the zone where the database can."""
        aware = dialect.name == "postgresql"
        return dialect.type_descriptor(sa.DateTime(timezone=aware))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Write an aware instant as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Read an aware instant in UTC."""
        del dialect
        if value is None:
            return None
        instant: datetime = value
        if instant.tzinfo is None:
            return instant.replace(tzinfo=UTC)
        return instant.astimezone(UTC)


class Document(sa.types.TypeDecorator[Any]):
    """A small JSON document kept as text, letters as letters, keys in order."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """Write anything that JSON knows; NaN is not."""
        del dialect
        if value is None:
            return None
        return _WRITE(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """Read it back."""
        del dialect
        return None if value is None else json.loads(value)


def gist(name: str, column: str) -> sa.Index:
    """Declare the spatial index that PostGIS needs and SQLite cannot have."""
    return sa.Index(name, column, postgresql_using="gist").ddl_if(dialect="postgresql")
