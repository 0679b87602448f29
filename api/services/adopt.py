"""Adopt published folders into the store, once each, after looking at every byte."""

import json
import logging
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from api.services.published import (
    PublishedFolder,
    check_whole,
    read_published,
)
from api.store.engine import Connection, Engine, reading, writing
from api.store.publications import (
    StoredPublication,
    add_publication,
    find_publication,
    list_publications,
)
from boundaries.refusal import Refused
from maps.publication.manifest import MANIFEST, sha256_of
from maps.publication.verify import LATEST, NATIONAL, list_days, list_versions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of the folder of one province.

    Parameters
    ----------
    province
        Name of the folder.
    publications
        Those that answer, newest first: the one that ``latest.json`` names, and
        older ones for days that it does not tell of.
    refused
        Why the folder could not be adopted, or None.
    """

    province: str
    publications: tuple[StoredPublication, ...]
    refused: Refused | None = None


def adopt_all(
    engine: Engine, publications: Path, recorded_at: datetime
) -> list[Adopted]:
    """Adopt what every province has published; one bad folder stops no other."""
    found = []
    for province in list_provinces(publications):
        try:
            kept = adopt_province(engine, province, recorded_at)
            found.append(Adopted(province.name, tuple(kept)))
        except Refused as refused:
            log.warning("not adopted", extra={"province": province.name})
            kept = _kept_before(engine, province.name)
            found.append(Adopted(province.name, tuple(kept), refused))
    return found


def list_provinces(publications: Path) -> list[Path]:
    """Give the folders of provinces that have published something."""
    if not publications.is_dir():
        return []
    found = (p for p in publications.iterdir() if p.name != NATIONAL)
    return sorted(p for p in found if (p / LATEST).is_file())


def adopt_province(
    engine: Engine, province: Path, recorded_at: datetime
) -> list[StoredPublication]:
    """Adopt the latest publication of a province, and older ones for older days.

    Raises
    ------
    Refused
        ``latest-broken``, and what ``read_published`` refuses.
    """
    folder = latest_folder(province)
    found = [adopt(engine, folder, recorded_at)]
    for day in reversed(list_days(province)):
        if date.fromisoformat(day.name) < found[-1].first_day:
            found.append(adopt(engine, list_versions(day)[-1], recorded_at))
    return found


def latest_folder(province: Path) -> Path:
    """Give the folder that ``latest.json`` names, if it is the one it means.

    Raises
    ------
    Refused
        ``latest-broken``.
    """
    try:
        latest = json.loads((province / LATEST).read_bytes())
        day = date.fromisoformat(latest["day"]).isoformat()
        folder = province / day / f"v{int(latest['version'])}"
        right = sha256_of(folder / MANIFEST) == latest["manifest_sha256"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        right = False
    if not right:
        raise Refused("latest-broken", province=province.name)
    return folder


def _kept_before(engine: Engine, province: str) -> list[StoredPublication]:
    """Give what was adopted when the folder was still whole, newest first."""
    with reading(engine) as connection:
        kept = [p for p in list_publications(connection) if p.province == province]
    found = kept[:1]
    for publication in kept[1:]:
        if publication.day < found[-1].first_day:
            found.append(publication)
    return found


def adopt(engine: Engine, folder: Path, recorded_at: datetime) -> StoredPublication:
    """Keep what one published folder says; one that is kept already is found.

    Parameters
    ----------
    engine
        Of ``open_store``.
    folder
        ``<publications>/<province>/<day>/v<N>``.
    recorded_at
        When we learned it, aware.

    Raises
    ------
    Refused
        What ``read_published`` refuses.
    """
    check_whole(folder)
    with reading(engine) as connection:
        known = find_publication(connection, sha256_of(folder / MANIFEST))
    if known is not None:
        return known
    published = read_published(folder)
    with writing(engine) as connection:
        known = find_publication(connection, published.manifest_sha256)
        return known or _keep(connection, published, recorded_at)


def _keep(
    connection: Connection, published: PublishedFolder, recorded_at: datetime
) -> StoredPublication:
    manifest = published.manifest
    head = {
        "province": manifest["province"],
        "day": date.fromisoformat(manifest["day"]),
        "version": int(manifest["version"]),
        "state": manifest["state"],
        "path": published.path,
        "manifest_sha256": published.manifest_sha256,
        "manifest": dict(manifest),
        "first_day": min(row["day"] for row in published.zones),
        "recorded_at": recorded_at,
    }
    kept = add_publication(
        connection, head, published.units, published.zones, published.directives
    )
    log.info("adopted", extra={"path": kept.path, "zones": len(published.zones)})
    return kept
