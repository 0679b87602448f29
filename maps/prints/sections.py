"""What stands beside the map: legend, directives, notices, origin, signature."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from boundaries.spans import Span
from maps.palette import Swatch
from maps.prints.closing import write_closing_keys
from maps.prints.column import Column
from maps.prints.hatches import HATCHES
from maps.prints.lettering import Halo, Look, write
from maps.prints.map import (
    COMMUNE,
    DISTRICT,
    FERRY,
    LAND,
    LAND_EDGE,
    ROAD,
    SEA,
    UNJUDGED,
)
from maps.publication.counting import counted_units, counts_groups
from maps.publication.legend import legend
from maps.publication.record import Publication
from maps.publication.statements import (
    say_counted,
    say_left_out,
    say_origin,
    say_state,
)
from maps.words.phrases import day_words, say, say_notices, span_words

_KEY = 22.0


def write_legend(column: Column, publication: Publication) -> None:
    """Write colour, pattern, number, name and count of each level, then the rest."""
    column.head(say("print.legend"))
    for entry in legend(publication):
        _draw_swatch(
            column, entry.swatch, "–" if entry.level is None else f"{entry.level}"
        )
        count = say_counted(publication, "print.count", units=entry.units)
        numbered = f"{say('print.level', level=entry.level)} · " if entry.level else ""
        column.put(f"{numbered}{entry.name}", 7.5, indent=30, face="bold")
        column.put(f"{entry.swatch.vi} · {count}", 6.5, indent=30)
        column.skip(2.5)
    _write_changes(column, publication)
    if counts_groups(publication.ruleset, publication.units):
        _box_key(column, UNJUDGED, COMMUNE, say("print.unjudged"))
    communes = publication.units[publication.units["admin_level"] == "commune"]
    flat = (communes["parent"] == publication.province).all()
    border = "print.province-border" if flat else "print.district-border"
    _line_key(column, DISTRICT, 1.0, say(border))
    _line_key(column, COMMUNE, 0.35, say("print.commune-border"))
    _write_surroundings(column, publication)
    write_closing_keys(column, publication)
    column.skip(4)


def write_directives(column: Column, publication: Publication) -> None:
    """Write the acts in force in the period of the day, with how many units."""
    p = publication
    column.head(say("print.directives"))
    counted = counted_units(p.ruleset, p.units)
    force = p.current_period.in_force.reindex(counted).fillna("")
    counts = force[force != ""].value_counts()
    acts = p.directives.drop_duplicates("id").set_index("id")
    if counts.empty:
        column.put(say("print.no-directive"))
    shown = sorted(counts.index)
    for done, name in enumerate(shown):
        act, reach = acts.loc[name].to_dict(), int(counts[name])
        said = _say_act(act, say_counted(p, "print.units", units=reach))
        needed = sum(column.height_of(text, 6.5, 6) for text in said)
        if needed > column.room:
            column.put(say("print.more-directives", count=len(shown) - done))
            break
        for n, text in enumerate(said):
            column.put(text, indent=6 * (n > 0), face="plain" if n else "bold")
        column.skip(2)
    bare = int((force == "").sum())
    if bare and not counts.empty:
        count = say_counted(p, "print.units", units=bare)
        column.put(f"{say('print.no-directive-there')}: {count}")


def write_notices(column: Column, publication: Publication) -> None:
    """Write what nobody may overlook, and whether this is decided."""
    decided = publication.state == "decided"
    column.put(
        say_state(publication),
        7,
        face="bold",
        colour="#1A1A1A" if decided else "#B00000",
    )
    for text in (*say_notices(publication.notices), *say_left_out(publication)):
        column.put(text, 6.5, face="slanted")
    column.skip(3)


def write_origin(column: Column, publication: Publication) -> None:
    """Write rules, units, sources, version and data code."""
    for text in (*say_origin(publication), say("print.projection")):
        column.put(text, 5.8, colour="#3A3A3A")
    column.skip(3)


def write_signature(column: Column, publication: Publication) -> None:
    """Write who signed, or leave the place for it."""
    p = publication
    column.skip(5)
    day, name = say("print.signed-blank"), say("print.signature-hint")
    if p.state == "decided" and p.signed_at is not None:
        day, name = say("print.signed", day=day_words(p.signed_at)), f"{p.signed_by}"
    column.centre(day, 6.5, face="slanted")
    column.centre(say("print.signature"), 7.5, face="bold")
    column.centre(name, 6.5)


def _say_act(act: dict[Hashable, Any], count: str) -> list[str]:
    """Give the lines on one act: basis and reach, who and number, goal."""
    number = act["number"]
    known = say("print.number", number=number) if number else say("print.no-number")
    ends = act["ends"] if isinstance(act["ends"], datetime) else None
    span = Span(act["starts"], None if pd.isna(ends) else ends)
    said = [
        f"{act['basis']}: {count}",
        f"{act['issuer']}, {known}",
        span_words(span),
    ]
    if act["goal"]:
        said.append(say("print.goal", goal=act["goal"]))
    if act["deadline"] is not None and act["deadline"] == act["deadline"]:
        said.append(say("print.deadline", day=day_words(act["deadline"])))
    return said


def _write_changes(column: Column, publication: Publication) -> None:
    changes = publication.changes_of_day
    told = changes[changes["from_level"].notna() & changes["to_level"].notna()]
    worse = int(told["worse"].sum())
    said = say_counted(publication, "print.worse", units=worse)
    column.put(f"▲ {said}", 6.5)
    said = say_counted(publication, "print.better", units=len(told) - worse)
    column.put(f"▼ {said}", 6.5)
    column.skip(3)


def _write_surroundings(column: Column, publication: Publication) -> None:
    p = publication
    if p.context is not None:
        _box_key(column, LAND, LAND_EDGE, say("print.context"))
        _box_key(column, SEA, LAND_EDGE, say("print.sea"))
    kinds = set() if p.roads is None else set(p.roads["class"])
    if kinds - {"ferry"}:
        _line_key(column, ROAD, 1.0, say("print.road"))
    if "ferry" in kinds:
        _line_key(column, FERRY, 0.8, say("print.ferry"), dashed=True)
    sites = set() if p.sites is None else set(p.sites["kind"])
    if "hospital" in sites:
        _point_key(column, "P", "#FFFFFF", say("print.hospital"))
    if "maternity" in sites:
        _point_key(column, "p", "#FFFFFF", say("print.maternity"))
    if "dialysis" in sites:
        _point_key(column, "d", "#FFFFFF", say("print.dialysis"))
    if "industrial_zone" in sites:
        _point_key(column, "s", "#D9D9D9", say("print.industrial-zone"))


def _draw_swatch(column: Column, swatch: Swatch, number: str) -> None:
    k = column.k
    low = column.top - 17 * k
    box = Rectangle(
        (column.left, low),
        _KEY * k,
        16 * k,
        facecolor=swatch.fill,
        hatch=HATCHES[swatch.pattern],
        hatchcolor=swatch.ink,
        edgecolor=COMMUNE,
        linewidth=0.6 * k,
    )
    column.page.add_patch(box)
    spot = (column.left + _KEY * k / 2, low + 8 * k)
    look: Look = {"colour": swatch.ink, "face": "bold", "ha": "center", "va": "center"}
    around = Halo(swatch.fill, 1.8 * k)
    write(column.page, spot, number, 9 * k, **look, halo=around)


def _line_key(
    column: Column, colour: str, width: float, text: str, *, dashed: bool = False
) -> None:
    y = column.top - 5 * column.k
    ends = (column.left, column.left + _KEY * column.k)
    ls = (0, (4, 3)) if dashed else "-"
    column.page.add_line(Line2D(ends, (y, y), color=colour, lw=width * column.k, ls=ls))
    column.put(text, 6.5, indent=30)


def _box_key(column: Column, colour: str, edge: str, text: str) -> None:
    k = column.k
    corner = (column.left, column.top - 8 * k)
    box = Rectangle(corner, _KEY * k, 6.5 * k, fc=colour, ec=edge, lw=0.5 * k)
    column.page.add_patch(box)
    column.put(text, 6.5, indent=30)


def _point_key(column: Column, marker: str, colour: str, text: str) -> None:
    k = column.k
    spot = ([column.left + _KEY * k / 2], [column.top - 5 * k])
    look: Look = {"marker": marker, "ms": 5 * k, "mfc": colour, "mec": "#000000"}
    column.page.add_line(Line2D(*spot, ls="", mew=0.7 * k, **look))
    column.put(text, 6.5, indent=30)
