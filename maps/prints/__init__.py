"""The map of a day on paper and as a picture; the same inputs, the same bytes."""

from maps.prints.files import write_pdf, write_png

__all__ = ["write_pdf", "write_png"]
