"""Write a publication: which files, under which version, whole or not at all."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from boundaries.refusal import Refused
from gis.directives import Period
from maps.publication.fingerprint import fingerprint
from maps.publication.folder import (
    open_draft,
    put_in_place,
    refusing_disk_faults,
    replace_file,
    settle,
    sole_publisher,
)
from maps.publication.legend import legend
from maps.publication.manifest import (
    MANIFEST,
    compose,
    list_files,
    read_manifest,
    sha256_of,
)
from maps.publication.record import Publication, page_name
from maps.publication.verify import (
    LATEST,
    list_days,
    list_versions,
    verify_folder,
    version_of,
)

Writer = Callable[[Publication, Path], None]
Progress = Callable[[str, int, int], None]

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}")


def write_publication(
    publication: Publication,
    out_dir: Path,
    *,
    progress: Progress | None = None,
    writers: Mapping[str, Writer] | None = None,
) -> Path:
    """Write a publication under the next version, then point readers at it.

    Parameters
    ----------
    publication
        What is published; its version is given here.
    out_dir
        Published folders of all provinces; made where it is missing.
    progress
        Called with the name of the file at hand, files done, files in all.
    writers
        File name to what writes it; None gives `default_writers`.

    Returns
    -------
    Path
        ``out_dir/<province>/<day>/v<N>``. The same inputs as the newest version
        write nothing and give that one; ``latest.json`` is put right where a
        killed run left it behind.

    Raises
    ------
    Refused
        ``publication-reason-missing`` where other inputs come without a reason;
        ``publication-busy``; ``publication-damaged`` where the newest version
        is no longer what was published; ``publication-province-code``;
        ``rule-colour-unknown``; what
        ``refusing_disk_faults`` names. Nothing is half-written then.

    Notes
    -----
    ``latest.json`` names the newest version of the newest day: a correction of
    an earlier day does not send readers back to it.
    """
    if not _CODE.fullmatch(publication.province):
        raise Refused("publication-province-code", seen=publication.province)
    legend(publication)  # says no before anything is written
    province = out_dir.resolve() / publication.province
    day = province / publication.day.isoformat()
    publication = replace(publication, fingerprint=fingerprint(publication))
    with refusing_disk_faults(province), sole_publisher(province):
        versions = list_versions(day)
        newest = versions[-1] if versions else None
        if newest is not None:
            publication, same = _follow(publication, newest)
            if same:
                point_latest(province)
                return newest
        else:
            publication = replace(publication, version=1)
        final = day / f"v{publication.version}"
        draft = open_draft(province)
        try:
            _fill(draft, publication, newest, writers, progress)
            settle(draft)
            put_in_place(draft, final)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        point_latest(province)
    return final


def default_writers(publication: Publication) -> dict[str, Writer]:
    """Give every file of a published folder, but the manifest, and its writer."""
    from maps.page import write_period_page
    from maps.prints import write_pdf, write_png
    from maps.tables import (
        write_geojson,
        write_geopackage,
        write_transitions_csv,
        write_workbook,
        write_zones_csv,
    )

    def page_of(period: Period) -> Writer:
        return lambda p, path: write_period_page(p, period, path)

    pages = {page_name(period): page_of(period) for period in publication.periods}
    return pages | {
        "index.html": _copy_current_page,
        "zones.csv": write_zones_csv,
        "zones.geojson": write_geojson,
        "zones.gpkg": write_geopackage,
        "zones.xlsx": write_workbook,
        "transitions.csv": write_transitions_csv,
        "map.png": write_png,
        "map-a4.pdf": lambda p, path: write_pdf(p, path, paper="a4"),
        "map-a3.pdf": lambda p, path: write_pdf(p, path, paper="a3"),
    }


def point_latest(province: Path) -> None:
    """Let ``latest.json`` of a province name the newest version of its newest day."""
    newest = list_versions(list_days(province)[-1])[-1]
    document = {
        "day": newest.parent.name,
        "version": version_of(newest),
        "path": f"{newest.parent.name}/{newest.name}",
        "manifest_sha256": sha256_of(newest / MANIFEST),
    }
    content = (json.dumps(document, indent=1) + "\n").encode("utf-8")
    latest = province / LATEST
    if not latest.is_file() or latest.read_bytes() != content:
        replace_file(latest, content)


def _follow(publication: Publication, newest: Path) -> tuple[Publication, bool]:
    """Say whether `newest` has the same inputs; else number what comes after it."""
    faults = verify_folder(newest)
    faults = [f for f in faults if f.code != "publication-latest-wrong"]
    if faults:
        raise Refused(
            "publication-damaged", faults=faults, folder=str(newest), count=len(faults)
        )
    if read_manifest(newest)["fingerprint"] == publication.fingerprint:
        return publication, True
    number = version_of(newest)
    if not (publication.reason and publication.reason.strip()):
        day = publication.day
        raise Refused("publication-reason-missing", day=day, version=number)
    return replace(publication, version=number + 1, replaces=number), False


def _fill(
    draft: Path,
    publication: Publication,
    newest: Path | None,
    writers: Mapping[str, Writer] | None,
    progress: Progress | None,
) -> None:
    chosen = default_writers(publication) if writers is None else writers
    for done, (name, write) in enumerate(chosen.items()):
        if progress:
            progress(name, done, len(chosen))
        write(publication, draft / name)
    replaced = sha256_of(newest / MANIFEST) if newest else None
    manifest = compose(publication, list_files(draft), replaced)
    (draft / MANIFEST).write_bytes(manifest)
    if progress:
        progress(MANIFEST, len(chosen), len(chosen))


def _copy_current_page(publication: Publication, path: Path) -> None:
    """Give the page of the published day's period under the name people open."""
    page = path.with_name(page_name(publication.current_period))
    shutil.copyfile(page, path)
