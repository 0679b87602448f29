"""The map page of a directive period: one file that needs no network."""

from pathlib import Path

from gis.directives import Period
from maps.page.data import build_facts
from maps.page.document import write_document
from maps.publication.record import Publication

__all__ = ["write_period_page"]


def write_period_page(publication: Publication, period: Period, path: Path) -> None:
    """Write the page of one directive period.

    Parameters
    ----------
    publication
        What is published.
    period
        One of ``publication.periods``; its days up to the published day are shown.
    path
        The file to write; UTF-8, the same bytes for the same publication.

    Notes
    -----
    The pages of the other periods are linked by ``page_name``, in the same folder.
    """
    facts = build_facts(publication, period)
    page = write_document(facts, state=publication.state)
    path.write_bytes(page.encode("utf-8"))
