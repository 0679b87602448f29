"""The decided levels beside the map: what the mark means, and each decision."""

from maps.prints.column import Column
from maps.publication.decided import DECIDED, say_decided
from maps.publication.record import Publication
from maps.words.phrases import say

_SHARE = 0.5
_SIZE = 6.5


def write_decided(column: Column, publication: Publication) -> None:
    """Write which levels were decided, by whom and until when; nothing where none.

    They take half of the room at most, so that directives stand below them; those
    that have no place are counted.
    """
    said = say_decided(publication)
    if not said:
        return
    column.head(say("print.decided"))
    column.put(f"{DECIDED} {say('print.decided-mark', count=len(said))}", _SIZE)
    kept = column.room * (1 - _SHARE)
    for done, text in enumerate(said):
        left = len(said) - done
        more = say("print.more-decided", count=left)
        after = column.height_of(more, _SIZE) if left > 1 else 0
        if done and column.height_of(text, _SIZE) + after > column.room - kept:
            column.put(more, _SIZE)
            break
        column.put(text, _SIZE)
    column.skip(4)
