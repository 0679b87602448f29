"""Two rule sets on the same data: one page that shows where they part."""

from maps.comparison.document import write_document
from maps.comparison.facts import build_facts
from maps.publication.record import Publication

__all__ = ["compose_comparison"]


def compose_comparison(one: Publication, other: Publication) -> bytes:
    """Compose the page that sets two rule sets side by side.

    Parameters
    ----------
    one, other
        The same province and day, drawn up under two rule sets.

    Returns
    -------
    bytes
        The page, UTF-8; the same bytes for the same publications.

    Raises
    ------
    ValueError
        If the two are not of one province and day.
    """
    if (one.province, one.day) != (other.province, other.day):
        raise ValueError("two provinces or two days cannot be compared")
    return write_document(build_facts(one, other)).encode("utf-8")
