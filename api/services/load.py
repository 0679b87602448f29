"""Take a province into the store: its units, its cases, what its planners stand on."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from api.services import cases, permits_policies, posts, units
from api.services.directives import import_directives
from api.services.posts_read import read_posts
from api.services.province import Covers, ProvinceFile, read_province
from api.settings import Settings
from api.store.audit import Entry, append
from api.store.engine import opened, writing
from api.store.layers import KINDS, Layer, save_layer
from boundaries.refusal import Refused
from gis.directives.read import read_directives
from gis.permits.build import build_policy
from maps.tables.csv import compose_table

_OF_PROVINCE: Mapping[str, str] = {
    "roads": "roads",
    "people": "population",
    "sites": "sites",
}
"""Layers that the province file itself names."""
_LARGEST = 200_000_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a province handed in.

    Parameters
    ----------
    province
        Its code.
    units
        What became of its units; None where it uses those of the store.
    cases
        What became of its cases; None where it uses those of the store.
    layers
        Kept, by kind.
    directives
        How many were new or had changed.
    """

    province: str
    units: units.ImportedUnits | None
    cases: cases.Imported | None
    layers: tuple[Layer, ...]
    directives: int


def load_province(
    path: Path,
    now: datetime,
    settings: Settings,
    *,
    by: str,
    more: Mapping[str, Path] | None = None,
) -> Loaded:
    """Keep what a province file names; the same again changes nothing.

    Parameters
    ----------
    path
        ``province.toml``.
    now
        When we learned it.
    settings
        Where the store is.
    by
        Who loads it, for the audit.
    more
        Layers by kind that the file does not name; an access policy and posts are read
        once here, so that no check ever stumbles over them.

    Raises
    ------
    Refused
        ``layer-kind``; ``file-missing``, ``file-too-large``; what importing units
        and cases and reading directives refuses; ``posts-file``; what building an
        access policy and ``require_own`` refuse.
    """
    province = read_province(path)
    layers = _layers(province, more or {})
    directives = read_directives(province.directives)
    return Loaded(
        province.province,
        units.import_file(province.units, province.edition, now, settings)
        if province.units
        else None,
        _load_cases(province, now, settings),
        _keep_layers(province.province, layers, now, settings, by),
        _keep_directives(province.province, directives, now, settings, by),
    )


def _keep_directives(
    province: str, frame: pd.DataFrame, now: datetime, settings: Settings, by: str
) -> int:
    with opened(settings.database_url) as store, writing(store) as connection:
        return import_directives(connection, frame, province, by, now)


def _layers(province: ProvinceFile, more: Mapping[str, Path]) -> dict[str, bytes]:
    """Read the files of layers, all of them before one is kept."""
    if unknown := sorted(set(more) - set(KINDS)):
        raise Refused("layer-kind", kinds=unknown, known=KINDS)
    named = {kind: getattr(province, key) for kind, key in _OF_PROVINCE.items()}
    paths = {kind: path for kind, path in {**named, **more}.items() if path}
    found = {}
    for kind, path in paths.items():
        if not path.is_file():
            raise Refused("file-missing", name=str(path))
        if path.stat().st_size > _LARGEST:
            limit = _LARGEST // 1_000_000
            raise Refused("file-too-large", name=path.name, limit_mb=limit)
        content = path.read_bytes()
        if kind == posts.LAYER:
            read_posts(content, path.name, province.province)
        if kind == permits_policies.LAYER:
            build_policy(content, file=path.name)
        found[f"{kind}/{path.name}"] = content
    return found


def _keep_layers(
    province: str,
    layers: Mapping[str, bytes],
    now: datetime,
    settings: Settings,
    by: str,
) -> tuple[Layer, ...]:
    kept = []
    with opened(settings.database_url) as store, writing(store) as connection:
        for place, content in layers.items():
            kind, name = place.split("/", 1)
            if kind == permits_policies.LAYER:
                permits_policies.require_own(connection, content, name, province)
            layer = save_layer(connection, kind, province, name, content, by, now)
            kept.append(layer)
            if layer.recorded_at == now:
                entry = Entry(
                    now,
                    by,
                    "command",
                    "layer.save",
                    "layer",
                    kind,
                    province,
                    after={"name": name, "sha256": layer.sha256},
                )
                append(connection, entry)
    return tuple(kept)


def _load_cases(
    province: ProvinceFile, now: datetime, settings: Settings
) -> cases.Imported | None:
    if province.cases is None:
        return None
    covers = province.covers
    with tempfile.TemporaryDirectory() as folder:
        asked = cases.Asked(
            path=province.cases,
            province=province.province,
            covers_from=covers.first if covers else None,
            covers_to=covers.last if covers else None,
            covers_units=_codes(covers, Path(folder)),
            map=province.cases_map,
        )
        return cases.import_file(asked, now, settings)


def _codes(covers: Covers | None, folder: Path) -> Path | None:
    """Write the units of a cover as the list that an import reads."""
    if covers is None or covers.units is None:
        return None
    path = folder / "units.csv"
    path.write_bytes(compose_table(["unit"], [[c] for c in sorted(covers.units)]))
    return path
