"""Whether published folders are still, byte for byte, what was published."""

import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from boundaries.refusal import Fault, Refused
from maps.publication.manifest import MANIFEST, read_manifest, sha256_of

LATEST = "latest.json"
NATIONAL = "national"
"""The folder of the whole country, beside those of the provinces."""
_VERSION = re.compile(r"v([1-9][0-9]*)")


def verify_folder(path: Path) -> list[Fault]:
    """Compare a published folder with its manifest.

    Parameters
    ----------
    path
        The folder of one version, of a day, or of a province: then every
        version in it is looked at, and ``latest.json``.

    Returns
    -------
    list of Fault
        Empty where nothing was touched. Otherwise one for each thing, with
        `file` and `folder`: ``publication-file-changed``, ``-file-missing``,
        ``-file-extra``, ``-manifest-missing``, ``-manifest-broken``,
        ``-manifest-misplaced``, ``-chain-broken``, ``-latest-wrong``,
        ``-latest-behind``.

    Raises
    ------
    Refused
        ``publication-folder-missing`` where there is no such folder, or nothing
        published in it.
    """
    if not path.is_dir():
        raise Refused("publication-folder-missing", folder=str(path))
    path = path.resolve()
    days = [path] if list_versions(path) else list_days(path)
    is_version = bool(_VERSION.fullmatch(path.name)) or (path / MANIFEST).exists()
    if is_version:
        return [*_version_faults(path), *_latest_faults(path.parent.parent, path)]
    versions = [folder for day in days for folder in list_versions(day)]
    if not versions and not (path / LATEST).exists():
        raise Refused("publication-folder-missing", folder=str(path))
    faults = [fault for folder in versions for fault in _version_faults(folder)]
    if days != [path]:
        faults.extend(_latest_faults(path, None))
    return faults


def list_versions(day: Path) -> list[Path]:
    """Give the folders ``v1``, ``v2``, ... of a day, in order."""
    if not day.is_dir():
        return []
    found = [p for p in day.iterdir() if p.is_dir() and _VERSION.fullmatch(p.name)]
    return sorted(found, key=version_of)


def version_of(folder: Path) -> int:
    """Give the number in the name of a version's folder."""
    return int(folder.name.removeprefix("v"))


def list_days(province: Path) -> list[Path]:
    """Give the folders of the days of a province that hold a version, in order."""
    return sorted(p for p in province.iterdir() if _is_day(p.name) and list_versions(p))


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _version_faults(folder: Path) -> Iterable[Fault]:
    try:
        manifest = read_manifest(folder)
    except Refused as refused:
        yield Fault(refused.code, refused.facts)
        return
    place = (manifest["province"], manifest["day"], f"v{manifest['version']}")
    if place != folder.parts[-3:]:
        yield _fault("publication-manifest-misplaced", folder, place="/".join(place))
    listed = {file["path"]: file for file in manifest["files"]}
    there = {p.name: p for p in folder.iterdir() if p.name != MANIFEST}
    for name in sorted(listed.keys() | there.keys()):
        if name not in there:
            yield _fault("publication-file-missing", folder, file=name)
        elif name not in listed:
            yield _fault("publication-file-extra", folder, file=name)
        elif not _is_same(there[name], listed[name]):
            yield _fault("publication-file-changed", folder, file=name)
    before = folder.with_name(f"v{manifest['replaces']}") / MANIFEST
    replaced = manifest["replaces_sha256"]
    if replaced and (not before.is_file() or sha256_of(before) != replaced):
        yield _fault(
            "publication-chain-broken", folder, file=f"{before.parent.name}/{MANIFEST}"
        )


def _is_same(path: Path, listed: dict[str, Any]) -> bool:
    return (
        path.is_file()
        and not path.is_symlink()
        and path.stat().st_size == listed["bytes"]
        and sha256_of(path) == listed["sha256"]
    )


def _latest_faults(province: Path, only: Path | None) -> Iterable[Fault]:
    """Look at ``latest.json``; with `only`, no further than where it names that."""
    latest = province / LATEST
    if only is not None and not latest.is_file():
        return
    try:
        document = json.loads(latest.read_bytes())
        target = province / document["path"]
        if only is not None and target != only:
            return
        named = (document["day"], f"v{document['version']}")
        right = named == target.parts[-2:] and target.parent.parent == province
        right = right and document["manifest_sha256"] == sha256_of(target / MANIFEST)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        yield _fault("publication-latest-wrong", province, file=LATEST)
        return
    if not right:
        yield _fault("publication-latest-wrong", province, file=LATEST)
    elif only is None:
        newest = list_versions(list_days(province)[-1])[-1]
        if newest != target:
            place = "/".join(newest.parts[-2:])
            yield _fault(
                "publication-latest-behind", province, file=LATEST, place=place
            )


def _fault(code: str, folder: Path, **facts: object) -> Fault:
    return Fault(code, {"folder": str(folder), **facts})
