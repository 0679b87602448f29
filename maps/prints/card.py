"""The rule card of a day: one page that a post hangs up and can work by alone.

Every sentence comes from the rules in force; what is typed here are headings only. The
letters are as large as the page allows.
"""

import io
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.patches import Rectangle

from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.permits.daycard import DayCard
from gis.permits.policies import Rule
from gis.permits.records import Post
from maps.prints.column import Column
from maps.prints.lettering import DRAWING, Face, clip, width_of, wrap, write
from maps.prints.sheet import EDGE, PAPERS, open_page
from maps.words.phrases import day_words, say

Tone = Literal["pass", "stop", "manual", "plain"]
_STYLE = {"pdf.fonttype": 42, "pdf.compression": 9}
_COLOURS: Mapping[Tone, str] = {
    "pass": "#0B6B43",
    "stop": "#B00000",
    "manual": "#7A4A00",
    "plain": "#30363C",
}
_TEXT, _SMALL, _HEAD, _LEADING = 8.0, 7.0, 8.6, 1.28
_LARGEST, _LEAST, _STEP = 1.65, 0.72, 0.05
_TITLE, _GAP, _INDENT = 62.0, 14.0, 15.0
_ABOVE, _BAND = 4.0, _HEAD * 1.9 + 6.0
"""Free above the band of a heading, and all that a heading takes."""
_HASH = 16


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on the card.

    Parameters
    ----------
    post, place
        The post, and the name of the unit whose post it is.
    day
        Of the card.
    rules
        Drawn up for that post and day.
    purposes
        Vietnamese name by code.
    titles
        Vietnamese title by policy.
    sha256
        Of the newest bundle; of the rules where there is none.
    version, issued, expires
        Of the bundle.
    """

    post: Post
    place: str
    day: date
    rules: DayCard
    purposes: Mapping[str, str]
    titles: Mapping[str, str]
    sha256: str
    version: int | None = None
    issued: datetime | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float = _TEXT
    face: Face = "plain"
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """What is not torn apart: a heading with what follows, or one point."""

    lines: Sequence[_Line]
    head: str = ""
    tone: Tone = "plain"
    after: float = 2.0

    def height(self, width: float) -> float:
        """Measure it in letters of size 1, in a column so wide for them."""
        tall = self.after + (_BAND if self.head else 0.0)
        for line in self.lines:
            rows = wrap(line.text, line.size, width - _indent(line), line.face)
            tall += len(rows) * line.size * _LEADING
        return tall


def compose_card(card: Card) -> bytes:
    """Compose the card as PDF: one page, the same bytes for the same card.

    Raises
    ------
    Refused
        ``card-full`` (`rules`) where the rules of the day do not fit one page.
    """
    metadata = {
        "Title": f"{say('card.title')} {card.day.isoformat()}",
        "Author": card.place,
        "Creator": "vungxanh",
        "Producer": None,
        "CreationDate": datetime.combine(card.day, time(), tzinfo=UTC),
    }
    size = PAPERS["a4"]
    memory = io.BytesIO()
    with (
        DRAWING,
        style.context(["default", _STYLE]),
        PdfPages(memory, metadata=metadata) as pages,
    ):
        figure, page = open_page(size.short, size.long)
        _write_title(page, card)
        foot = _write_foot(page, card)
        _fill(page, card, size.long - EDGE - _TITLE, foot)
        pages.savefig(figure)
    return memory.getvalue()


def _fill(page: Axes, card: Card, top: float, bottom: float) -> None:
    """Write the rules in two columns, in the largest letters that fit."""
    wide = (page.get_xlim()[1] - 2 * EDGE - _GAP) / 2
    steps = int((_LARGEST - _LEAST) / _STEP) + 1
    sizes = [_LARGEST - n * _STEP for n in range(steps)]
    for short in (False, True):
        blocks = [*_blocks(card, short=short)]

        def first_of(k: float, blocks: Sequence[_Block] = blocks) -> int | None:
            tall = [k * block.height(wide / k) for block in blocks]
            return _split(tall, top - bottom)

        # Smaller letters never take more room: the largest is found by halving.
        at = bisect_left(sizes, True, key=lambda k: first_of(k) is not None)
        if at == steps or (first := first_of(k := sizes[at])) is None:
            continue
        for place, some in enumerate((blocks[:first], blocks[first:])):
            column = Column(page, EDGE + place * (wide + _GAP), top, wide, 0, k)
            for block in some:
                _write_block(block, column)
        return
    raise Refused("card-full", rules=len(card.rules.required))


def _split(tall: Sequence[float], room: float) -> int | None:
    """Say how many blocks stand in the first of two columns, which end level.

    None where they do not fit in two columns of that height.
    """
    ways = range(len(tall) + 1)
    lowest = min(ways, key=lambda n: max(sum(tall[:n]), sum(tall[n:])))
    longer = max(sum(tall[:lowest]), sum(tall[lowest:]))
    return lowest if longer <= room else None


def _blocks(card: Card, *, short: bool) -> Iterator[_Block]:
    """Give the card's parts in the order of reading; `short` leaves out the cures."""
    rules = card.rules
    always = [_Line(rule.text["vi"], face="bold") for rule in rules.always]
    yield from _section("always", "pass", always)
    passes = [_Line(rule.text["vi"]) for rule in rules.passes]
    yield from _section("passes", "pass", passes)
    if not rules.required:
        yield _Block([_Line(say("card.no-rules"), face="bold")])
    else:
        yield from _section("needs", "plain", [*_needs(card)], together=True)
    tones: tuple[tuple[str, Tone], ...] = (("stops", "stop"), ("asks", "manual"))
    for head, tone in tones:
        points = [
            (number, rule)
            for number, rule in enumerate(rules.required, start=1)
            if rule.failing == tone
        ]
        yield from _points(head, tone, points, short=short)
    duties = [_Line(rule.text["vi"]) for rule in rules.duties]
    yield from _section("duties", "plain", [*dict.fromkeys(duties)])


def _section(
    head: str, tone: Tone, lines: Sequence[_Line], *, together: bool = False
) -> Iterator[_Block]:
    if not lines:
        return
    first = len(lines) if together else 1
    yield _Block(lines[:first], say(f"card.{head}"), tone, after=1)
    for line in lines[first:]:
        yield _Block([line], after=1)


def _points(
    head: str, tone: Tone, points: Sequence[tuple[int, Rule]], *, short: bool
) -> Iterator[_Block]:
    for place, (number, rule) in enumerate(points):
        lines = [_Line(rule.text["vi"], face="bold", label=str(number))]
        key = "cure" if rule.failing == "stop" else "ask"
        words = getattr(rule, key)
        if words and not short:
            said = say(f"card.{key}", text=words["vi"])
            lines.append(_Line(said, _SMALL, label=" "))
        yield _Block(lines, "" if place else say(f"card.{head}"), tone)


def _needs(card: Card) -> Iterator[_Line]:
    """Give the table of purposes; those that need the same stand together."""
    rules = card.rules
    if rules.common:
        yield _Line(_row(say("card.common"), rules.common), face="bold")
    together: dict[tuple[int, ...], list[str]] = {}
    for code, numbers in rules.needs.items():
        together.setdefault(numbers, []).append(card.purposes[code])
    for numbers, names in together.items():
        yield _Line(_row(", ".join(names), numbers))


def _row(name: str, numbers: Sequence[int]) -> str:
    return f"{name}: {', '.join(map(str, numbers)) or say('card.nothing')}"


def _indent(line: _Line) -> float:
    return _INDENT if line.label else 0.0


def _write_block(block: _Block, column: Column) -> None:
    k = column.k
    if block.head:
        top = column.top
        tall = _HEAD * 1.55 * k
        column.skip(_ABOVE)
        corner = (column.left, column.top - tall)
        band = Rectangle(corner, column.width, tall, fc=_COLOURS[block.tone], lw=0)
        column.page.add_patch(band)
        spot = (column.left + 4 * k, column.top - 1.12 * _HEAD * k)
        wide = width_of(block.head, _HEAD * k, "bold")
        size = _HEAD * k * min(1.0, (column.width - 8 * k) / wide)
        write(column.page, spot, block.head, size, face="bold", colour="#FFFFFF")
        column.top = top - _BAND * k
    for line in block.lines:
        at = column.top - line.size * k * _LEADING + 0.3 * line.size * k
        if line.label.strip():
            spot, colour = (column.left, at), _COLOURS[block.tone]
            points = line.size * k
            write(column.page, spot, line.label, points, face="bold", colour=colour)
        column.put(line.text, line.size, indent=_indent(line), face=line.face)
    column.skip(block.after)


def _write_title(page: Axes, card: Card) -> None:
    width, height = page.get_xlim()[1], page.get_ylim()[1]
    room = width - 2 * EDGE
    title = say("card.title")
    day = say("card.day", day=day_words(card.day))
    size = min(19.0, 19.0 * (room - 150) / width_of(title, 19.0, "bold"))
    top = height - EDGE
    write(page, (EDGE, top - 18), title, size, face="bold")
    write(page, (width - EDGE, top - 18), day, 16, face="bold", ha="right")
    name = clip(card.post.name, 12, room, "bold")
    write(page, (EDGE, top - 36), name, 12, face="bold")
    said = [say(f"card.kind-{card.post.kind}"), card.place]
    said.append(say(f"card.direction-{card.post.direction}"))
    write(page, (EDGE, top - 50), clip(", ".join(said), 9, room), 9)


def _write_foot(page: Axes, card: Card) -> float:
    """Write where the card comes from, at the bottom; give the height it takes."""
    lines = [*_foot(card)]
    room = page.get_xlim()[1] - 2 * EDGE
    measure = Column(page, EDGE, 0, room, 0, 1)
    tall = sum(measure.height_of(line.text, line.size) for line in lines) + 4
    column = Column(page, EDGE, EDGE + tall, room, 0, 1)
    rule = Rectangle((EDGE, EDGE + tall + 1), room, 0.6, fc="#000000", lw=0)
    page.add_patch(rule)
    for line in lines:
        column.put(line.text, line.size, face=line.face)
    return EDGE + tall + 6


def _foot(card: Card) -> Iterator[_Line]:
    acts = "; ".join(_act(card, place) for place in range(len(card.rules.policies)))
    yield _Line(f"{say('card.acts')}: {acts}.", 6.2)
    yield _Line(say("card.stale"), 6.2)
    sha256 = card.sha256[:_HASH]
    if card.version is None or card.issued is None or card.expires is None:
        said = say("card.no-bundle", sha256=sha256)
    else:
        said = say(
            "card.bundle",
            version=card.version,
            sha256=sha256,
            issued=_instant(card.issued),
            expires=_instant(card.expires),
        )
    until = say("card.until", day=day_words(card.day))
    yield _Line(f"{said} {until}", 6.8, "bold")


def _act(card: Card, place: int) -> str:
    policy = card.rules.policies[place]
    number = policy.number or say("card.no-number")
    return f"{card.titles.get(policy.id, policy.id)} ({number})"


def _instant(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
