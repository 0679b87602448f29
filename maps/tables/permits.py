"""The form in which permits are ordered: one row a permit."""

from collections.abc import Sequence
from dataclasses import dataclass

from maps.tables.form import Column, Form, Kind, known_column
from maps.words.sheets import sheet_words

_ROOM = 5_000
_FIRST, _LAST = "14/09/2021", "20/09/2021"
_COLUMNS: Sequence[tuple[str, Kind]] = (
    ("purposes", "text"),
    ("units", "text"),
    ("starts", "text"),
    ("ends", "text"),
    ("weekdays", "text"),
    ("hours", "text"),
    ("seats", "text"),
    ("single", "yes_no"),
)
_BOUND = {"plate": ("plate",), "person": ("initials", "identity")}


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form is about.

    Parameters
    ----------
    name
        Of the kind of permit, Vietnamese.
    bind
        ``plate`` or ``person``.
    purposes
        Codes and words to choose from.
    longest_days
        Of a permit.
    """

    name: str
    bind: str
    purposes: Sequence[tuple[str, str]]
    longest_days: int


def permits_form(offered: Offered) -> Form:
    """Give the form of a kind of permit; every cell is text, so no zero is lost."""
    bound = [known_column(f"permit_{name}", "text") for name in _BOUND[offered.bind]]
    rest = [known_column(f"permit_{name}", kind) for name, kind in _COLUMNS]
    columns = [_plain(column) for column in (*bound, *rest)]
    known = ", ".join(f"{code} ({word})" for code, word in offered.purposes)
    first = offered.purposes[0][0]
    shown = {
        "plate": ["51C-123.45"],
        "person": ["NVA", "079000012345"],
    }[offered.bind]
    example = [
        [*shown, first, "91;899", _FIRST, _LAST, "T2-T6", "06:00-18:00", "2", "không"],
        [*shown, first, "", _FIRST, _FIRST, "", "", "", "có"],
    ]
    guide = [sheet_words(f"guide.{key}") for key in ("data", "headings")]
    guide += [
        sheet_words("guide.permits", days=offered.longest_days),
        sheet_words("guide.permit-purposes", known=known),
        sheet_words("guide.permit-identity"),
    ]
    return Form(
        title=sheet_words("title.permits", name=offered.name),
        columns=columns,
        guide=guide,
        example=example,
        room=_ROOM,
    )


def _plain(column: Column) -> Column:
    name = column.name.removeprefix("permit_")
    return Column(name, column.heading, column.meaning, column.kind)
