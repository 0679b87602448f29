"""Write a province's publication: which files, by which writers."""

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from boundaries.refusal import Refused
from gis.directives import Period
from maps.publication.fingerprint import fingerprint
from maps.publication.legend import legend
from maps.publication.manifest import compose
from maps.publication.record import Publication, page_name
from maps.publication.verify import NATIONAL
from maps.publication.version import Making, Progress, write_version

__all__ = ["Progress", "Writer", "default_writers", "write_publication"]

Writer = Callable[[Publication, Path], None]

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
    """
    if not _CODE.fullmatch(publication.province) or publication.province == NATIONAL:
        raise Refused("publication-province-code", seen=publication.province)
    legend(publication)  # says no before anything is written
    publication = replace(publication, fingerprint=fingerprint(publication))
    chosen = default_writers(publication) if writers is None else writers
    return write_version(publication, out_dir, Making(chosen, compose), progress)


def default_writers(publication: Publication) -> dict[str, Writer]:
    """Give every file of a published folder, but the manifest, and its writer."""
    from maps.page import write_period_page
    from maps.prints import write_pdf, write_png
    from maps.tables import (
        write_geojson,
        write_geopackage,
        write_perimeters,
        write_transitions_csv,
        write_workbook,
        write_zones_csv,
    )

    def page_of(period: Period) -> Writer:
        return lambda p, path: write_period_page(p, period, path)

    pages = {page_name(period): page_of(period) for period in publication.periods}
    given = publication.perimeters is not None
    areas: dict[str, Writer] = {"perimeters.geojson": write_perimeters} if given else {}
    return (
        pages
        | areas
        | {
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
    )


def _copy_current_page(publication: Publication, path: Path) -> None:
    """Give the page of the published day's period under the name people open."""
    page = path.with_name(page_name(publication.current_period))
    shutil.copyfile(page, path)
