"""What every official paper has: head, signature, recipients, annex titles."""

from collections.abc import Sequence
from datetime import date

from gis.checkpoints.needs import Act
from maps.letters.paper import BODY, SMALL, Paper
from maps.letters.text import NAME, PASSAGE, plain
from maps.words.letters import BLANK, date_words, dateline, letter_words

_LEFT, _RIGHT = 68, 97
_HALF = 82.5


def masthead(
    paper: Paper, act: Act, number: str, issued: date | None, subject: str = ""
) -> None:
    """Set the two columns at the top: the office with number, the country with date.

    Parameters
    ----------
    paper
        Where.
    act
        Office, the body above it, and place.
    number, issued
        Of this paper; blank places where they are not given.
    subject
        What a letter is about; it stands below its number.
    """
    left, right = paper.columns((_LEFT, _RIGHT))
    if act.superior:
        _line(paper, left, plain(act.superior).upper(), size=SMALL)
    office = plain(act.office).upper() or BLANK
    _line(paper, left, office, size=13, bold=True)
    paper.rule(left, 0.4, _LEFT)
    said = letter_words("shared.number", paper.lang, number=plain(number) or BLANK)
    _line(paper, left, said, size=13)
    if subject:
        _line(paper, left, plain(subject, PASSAGE), size=SMALL)
    lang = paper.lang
    _line(paper, right, letter_words("shared.country", lang), size=SMALL, bold=True)
    _line(paper, right, letter_words("shared.motto", lang), size=13, bold=True)
    paper.rule(right, 0.55, _RIGHT)
    _line(paper, right, dateline(plain(act.place), issued, lang), size=13, italic=True)
    paper.paragraph(after=4, size=6)


def _line(
    paper: Paper,
    cell: object,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
) -> None:
    paper.paragraph(
        text, align="center", size=size, bold=bold, italic=italic, after=1, cell=cell
    )


def signature(paper: Paper, act: Act, recipients: Sequence[str]) -> None:
    """Set who gets the paper, and who signs it; blank places where nobody is given."""
    lang = paper.lang
    left, right = paper.columns((_HALF, _HALF))
    paper.paragraph(
        lead=letter_words("shared.recipients", lang),
        align="left",
        italic=True,
        size=SMALL,
        after=0,
        cell=left,
    )
    listed = [f"- {plain(one)};" for one in recipients]
    for text in [*listed, letter_words("shared.filed", lang)]:
        paper.paragraph(text, align="left", size=11, after=0, cell=left)
    for title in (plain(act.signer_title).upper() or BLANK).split(";"):
        _line(paper, right, title.strip(), size=BODY, bold=True)
    for _ in range(4):
        paper.paragraph(after=0, cell=right)
    _line(paper, right, plain(act.signer) or BLANK, size=BODY, bold=True)


def annex(
    paper: Paper, key: str, title: str, attached: str, *, landscape: bool = False
) -> None:
    """Begin an annex: its number, its title, and the paper that it belongs to."""
    paper.section(landscape=landscape)
    words = letter_words(key, paper.lang)
    paper.paragraph(words, align="center", bold=True, after=0, keep=True)
    paper.paragraph(title, align="center", bold=True, after=0, keep=True)
    paper.paragraph(attached, align="center", italic=True, after=8, keep=True)


def attached_to(
    paper: Paper, key: str, number: str, issued: date | None, office: str
) -> str:
    """Name the paper that an annex belongs to."""
    return letter_words(
        key,
        paper.lang,
        number=plain(number) or BLANK,
        day=date_words(issued, paper.lang),
        office=plain(office, NAME) or BLANK,
    )
