"""The published folder of a province and a day: whole, repeatable, verifiable."""

from maps.publication.record import (
    Edition,
    InputFile,
    Publication,
    page_name,
)
from maps.publication.verify import verify_folder
from maps.publication.write import write_publication

__all__ = [
    "Edition",
    "InputFile",
    "Publication",
    "page_name",
    "verify_folder",
    "write_publication",
]
