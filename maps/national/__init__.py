"""The whole country on one page, in one picture and in one table."""

from maps.national.publish import write_national
from maps.national.record import National, Share

__all__ = ["National", "Share", "write_national"]
