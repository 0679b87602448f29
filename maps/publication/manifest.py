"""The manifest: who published what from which inputs, and the hash of each file."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from boundaries.refusal import Refused
from maps.publication.counting import counted_units, counts_groups
from maps.publication.fingerprint import FORMAT, software
from maps.publication.record import Publication, page_name

MANIFEST = "manifest.json"
_OWN_HASH = "content_sha256"


def sha256_of(path: Path) -> str:
    """Hash the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def list_files(folder: Path) -> list[dict[str, object]]:
    """Give path, size and SHA-256 of each file in `folder`, the manifest apart."""
    return [
        {"path": p.name, "bytes": p.stat().st_size, "sha256": sha256_of(p)}
        for p in sorted(folder.iterdir())
        if p.name != MANIFEST
    ]


def compose(
    publication: Publication,
    files: Iterable[Mapping[str, object]],
    replaced_sha256: str | None,
) -> bytes:
    """Compose the manifest of a publication.

    Parameters
    ----------
    publication
        With its version and fingerprint.
    files
        What `list_files` gave.
    replaced_sha256
        Of the manifest of the version that is replaced: each version vouches
        for the one before.
    """
    p = publication
    document: dict[str, object] = {
        "format": FORMAT,
        "province": p.province,
        "province_name": p.province_name,
        "day": p.day.isoformat(),
        "version": p.version,
        "replaces": p.replaces,
        "replaces_sha256": replaced_sha256,
        "reason": p.reason,
        "state": p.state,
        "drafted_by": p.drafted_by,
        "number": p.number,
        "signed_by": p.signed_by,
        "signed_at": _iso(p.signed_at),
        "ruleset": {"id": p.ruleset.id, "sha256": p.ruleset.sha256},
        "params": {name: str(value) for name, value in sorted(p.params.items())},
        "edition": asdict(p.edition),
        "carried": asdict(p.carried) if p.carried else None,
        "inputs": [asdict(file) for file in p.inputs],
        "reported": dict(zip(("units", "of"), p.reported[p.day], strict=True)),
        "counts": count_zones(p),
        **_counted(p),
        "periods": [
            {
                "starts": _iso(period.span.starts),
                "ends": _iso(period.span.ends),
                "page": page_name(period),
            }
            for period in p.periods
        ],
        "directives": _directives(p),
        "notices": list(p.notices),
        "fingerprint": p.fingerprint,
        "software": dict(software()),
        "files": list(files),
    }
    return seal(document)


def seal(document: Mapping[str, object]) -> bytes:
    """Write a manifest with its own hash, so that a change in it is seen."""
    return _dump({**document, _OWN_HASH: _hash(document)})


def count_zones(publication: Publication) -> dict[str, int]:
    """Count the counted units of the published day by zone; every zone is named."""
    zones = publication.zones_of_day
    counted = counted_units(publication.ruleset, publication.units)
    seen = zones.loc[zones.index.isin(counted), "zone"].value_counts()
    levels = [level.id for level in publication.ruleset.levels]
    others = sorted(set(seen.index) - {*levels, "no_report"})
    return {zone: int(seen.get(zone, 0)) for zone in (*levels, *others, "no_report")}


def _counted(p: Publication) -> dict[str, object]:
    """Name the levels of the counted units where they are not the communes."""
    if not counts_groups(p.ruleset, p.units):
        return {}
    levels = p.units["admin_level"][counted_units(p.ruleset, p.units)]
    return {"counted": sorted(levels.unique())}


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a published folder, refusing one that was touched.

    Raises
    ------
    Refused
        ``publication-manifest-missing`` or ``publication-manifest-broken``.
    """
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        raise Refused("publication-manifest-missing", folder=str(folder))
    try:
        content = path.read_bytes()
        document = json.loads(content)
        own = document.pop(_OWN_HASH)
        whole = own == _hash(document)
        document[_OWN_HASH] = own
        whole = whole and content == _dump(document) and document["format"] == FORMAT
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        whole = False
    if not whole:
        raise Refused("publication-manifest-broken", folder=str(folder))
    return document  # type: ignore[no-any-return]  # its own hash vouches for it


def _directives(p: Publication) -> list[dict[str, object]]:
    """Give the acts that the shown periods rest on, by id."""
    shown = {i for period in p.periods for i in period.in_force if i}
    rows = p.directives[p.directives["id"].isin(shown)].sort_values("id")
    words = ["id", "number", "issuer", "signer", "basis"]
    return [
        {
            **{name: row[name] or None for name in words},
            "units": list(row["units"]),
            "excepted": list(row["excepted"]),
            "starts": _iso(row["starts"]),
            "ends": _iso(row["ends"]),
            "goal": row["goal"] or None,
            "deadline": _iso(row["deadline"]),
            "clause": row["clause"] or None,
        }
        for row in rows.to_dict("records")
    ]


def _iso(at: date | datetime | None) -> str | None:
    return at.isoformat() if isinstance(at, date) and at == at else None  # noqa: PLR0124 - NaT is not equal to itself


def _hash(document: Mapping[str, object]) -> str:
    return hashlib.sha256(_dump(document)).hexdigest()


def _dump(document: Mapping[str, object]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode("utf-8")
