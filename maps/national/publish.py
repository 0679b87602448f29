"""Publish the country: its files, its fingerprint and its manifest."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import shapely

from maps.national.record import National, Share
from maps.national.zones import NO_REPORT, count_zones, letters_of, zones_of
from maps.publication.fingerprint import FORMAT, software
from maps.publication.manifest import seal
from maps.publication.version import Making, Progress, write_version
from maps.tables.csv import safe_text


def write_national(
    national: National, out_dir: Path, *, progress: Progress | None = None
) -> Path:
    """Write the national publication under its next version.

    Returns
    -------
    Path
        ``out_dir/national/<day>/v<N>``; see ``write_version``.

    Raises
    ------
    Refused
        What `zones_of` and ``write_version`` refuse.
    """
    from maps.national.page import write_page
    from maps.national.picture import write_picture

    zones_of(national)  # says no before anything is written
    national = replace(national, fingerprint=fingerprint(national))
    writers = {
        "index.html": write_page,
        "picture.png": write_picture,
        "zones.csv": write_zones,
    }
    return write_version(national, out_dir, Making(writers, compose), progress)


def write_zones(national: National, path: Path) -> None:
    """Write the level of every commune and day shown.

    Columns ``unit,day,level,zone,province,rules``: level is empty and zone
    ``no_report`` where it cannot be told; ``rules`` is the id of the rule set.
    """
    days = [day.isoformat() for day in national.days]
    ids = {zone.letter: zone.id for zone in zones_of(national)}
    shares = national.shares
    rules = [safe_text(s.ruleset.id) if s.ruleset else "" for s in shares]
    rows = sorted(
        zip(
            national.units.index,
            national.share_of.tolist(),
            national.levels.tolist(),
            letters_of(national).tolist(),
        )
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("unit", "day", "level", "zone", "province", "rules"))
    for unit, share, levels, letters in rows:
        code, who = safe_text(unit), (shares[share].province, rules[share])
        writer.writerows(
            (code, day, level or "", ids[letter], *who)
            for day, level, letter in zip(days, levels, letters)
        )
    path.write_bytes(text.getvalue().encode("utf-8"))


def fingerprint(national: National) -> str:
    """Hash everything that determines the bytes, apart from earlier versions."""
    n = national
    document = {
        "format": FORMAT,
        "days": [str(n.first), str(n.day)],
        "title": dict(n.title),
        "common": n.common and n.common.sha256,
        "params": {name: str(value) for name, value in n.params.items()},
        "by": n.drafted_by,
        "link": n.link,
        "notices": list(n.notices),
        "context": None if n.context is None else _shapes(n.context.geometry),
        "shares": [_told(share) for share in n.shares],
        "software": dict(software()),
    }
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _told(share: Share) -> list[object]:
    columns = share.units.drop(columns="geometry").astype(str)
    return [
        *(share.province, share.name, share.state, share.number, share.path),
        share.manifest_sha256,
        share.ruleset and share.ruleset.sha256,
        dict(share.refused or {}),
        {str(day): seen for day, seen in share.reported.items()},
        hashlib.sha256(share.levels.tobytes()).hexdigest(),
        hashlib.sha256(share.since.tobytes()).hexdigest(),
        hashlib.sha256(columns.to_csv().encode("utf-8")).hexdigest(),
        _shapes(share.units.geometry),
    ]


def _shapes(shapes: Iterable[shapely.Geometry]) -> str:
    seen = hashlib.sha256()
    for shape in shapes:
        seen.update(b"" if shape is None else shapely.to_wkb(shape))
        seen.update(b"\0")
    return seen.hexdigest()


def compose(
    national: National,
    files: Iterable[Mapping[str, object]],
    replaced_sha256: str | None,
) -> bytes:
    """Compose the manifest; `verify` reads it as it reads a province's."""
    n = national
    units, of = n.reported(n.day)
    rules = n.rulesets
    counts = count_zones(n)
    return seal(
        {
            "format": FORMAT,
            "province": n.province,
            "title": n.title["vi"],
            "day": n.day.isoformat(),
            "first_day": n.first.isoformat(),
            "version": n.version,
            "replaces": n.replaces,
            "replaces_sha256": replaced_sha256,
            "reason": n.reason,
            "state": n.state,
            "drafted_by": n.drafted_by,
            "judged": n.common.id if n.common else "announced",
            "params": {name: str(value) for name, value in sorted(n.params.items())},
            "rulesets": [{"id": one.id, "sha256": one.sha256} for one in rules],
            "reported": {"units": units, "of": of},
            "counts": [
                {
                    "rules": rules[zone.rules].id if zone.rules >= 0 else "",
                    "level": zone.level or None,
                    "zone": zone.id if zone.rules >= 0 else NO_REPORT,
                    "units": sum(counts[zone.letter]),
                }
                for zone in zones_of(n)
            ],
            "provinces": [_province(share) for share in n.shares],
            "notices": list(n.notices),
            "link": n.link,
            "fingerprint": n.fingerprint,
            "software": dict(software()),
            "files": list(files),
        }
    )


def _province(share: Share) -> dict[str, object]:
    return {
        "province": share.province,
        "name": share.name,
        "units": len(share.units),
        "state": share.state or None,
        "number": share.number or None,
        "version": share.version or None,
        "path": share.path or None,
        "manifest_sha256": share.manifest_sha256 or None,
        "ruleset": share.ruleset.id if share.ruleset else None,
        "refused": share.refused["vi"] if share.refused else None,
    }
