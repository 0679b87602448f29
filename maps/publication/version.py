"""The next version of a folder: whole or not at all, and none for equal inputs.

Provinces and the country are published by this one writer.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar

from boundaries.refusal import Refused
from maps.publication.folder import (
    open_draft,
    put_in_place,
    refusing_disk_faults,
    replace_file,
    settle,
    sole_publisher,
)
from maps.publication.manifest import MANIFEST, list_files, read_manifest, sha256_of
from maps.publication.verify import (
    LATEST,
    list_days,
    list_versions,
    verify_folder,
    version_of,
)

Progress = Callable[[str, int, int], None]


class Versioned(Protocol):
    """What is published in versions, a folder for each day."""

    @property
    def province(self) -> str:
        """Name the folder below the folder of all publications."""

    @property
    def day(self) -> date:
        """Give the published day."""

    @property
    def reason(self) -> str | None:
        """Say why the version before is replaced."""

    @property
    def fingerprint(self) -> str:
        """Hash everything that determines the bytes."""

    @property
    def version(self) -> int:
        """Give the number of the version."""

    def numbered(self, version: int, replaces: int | None) -> Self:
        """Give the same with its number, and the number that it replaces."""


Record = TypeVar("Record", bound=Versioned)


@dataclass(frozen=True)
class Making(Generic[Record]):
    """How the files of a folder are made.

    Parameters
    ----------
    writers
        What writes each file, by its name; written in this order.
    compose
        Gives the manifest from the record, the files as `list_files` lists them, and
        the hash of the manifest that is replaced.
    """

    writers: Mapping[str, Callable[[Record, Path], None]]
    compose: Callable[[Record, Iterable[Mapping[str, object]], str | None], bytes]


def write_version(
    record: Record,
    out_dir: Path,
    making: Making[Record],
    progress: Progress | None = None,
) -> Path:
    """Write `record` under its next version, then point readers at it.

    Returns
    -------
    Path
        ``out_dir/<province>/<day>/v<N>``; the newest one, untouched, where its
        fingerprint is the record's.

    Raises
    ------
    Refused
        ``publication-reason-missing``, ``publication-busy``,
        ``publication-damaged``, and what ``refusing_disk_faults`` names.
    """
    home = out_dir.resolve() / record.province
    day = home / record.day.isoformat()
    with refusing_disk_faults(home), sole_publisher(home):
        versions = list_versions(day)
        newest = versions[-1] if versions else None
        if newest is not None and _is_same(record, newest):
            point_latest(home)
            return newest
        replaces = None if newest is None else _number_replaced(record, newest)
        record = record.numbered((replaces or 0) + 1, replaces)
        final = day / f"v{record.version}"
        draft = open_draft(home)
        try:
            _fill(draft, record, newest, making, progress)
            settle(draft)
            put_in_place(draft, final)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        point_latest(home)
    return final


def point_latest(home: Path) -> None:
    """Let ``latest.json`` name the newest version of the newest day.

    A correction of an earlier day does not send readers back to it.
    """
    newest = list_versions(list_days(home)[-1])[-1]
    document = {
        "day": newest.parent.name,
        "version": version_of(newest),
        "path": f"{newest.parent.name}/{newest.name}",
        "manifest_sha256": sha256_of(newest / MANIFEST),
    }
    content = (json.dumps(document, indent=1) + "\n").encode("utf-8")
    latest = home / LATEST
    if not latest.is_file() or latest.read_bytes() != content:
        replace_file(latest, content)


def _is_same(record: Versioned, newest: Path) -> bool:
    """Say whether `newest`, which must be whole, has the same inputs."""
    faults = verify_folder(newest)
    faults = [f for f in faults if f.code != "publication-latest-wrong"]
    if faults:
        raise Refused(
            "publication-damaged", faults=faults, folder=str(newest), count=len(faults)
        )
    return bool(read_manifest(newest)["fingerprint"] == record.fingerprint)


def _number_replaced(record: Versioned, newest: Path) -> int:
    number = version_of(newest)
    if not (record.reason and record.reason.strip()):
        raise Refused("publication-reason-missing", day=record.day, version=number)
    return number


def _fill(
    draft: Path,
    record: Record,
    newest: Path | None,
    making: Making[Record],
    progress: Progress | None,
) -> None:
    count = len(making.writers)
    for done, (name, write) in enumerate(making.writers.items()):
        if progress:
            progress(name, done, count)
        write(record, draft / name)
    replaced = sha256_of(newest / MANIFEST) if newest else None
    manifest = making.compose(record, list_files(draft), replaced)
    (draft / MANIFEST).write_bytes(manifest)
    if progress:
        progress(MANIFEST, count, count)
