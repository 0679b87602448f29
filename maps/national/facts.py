"""The facts of the national page: one object that its script reads, nothing else."""

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.layers import (
    CONTEXT_TOLERANCE,
    STEPS_PER_DEGREE,
    build_mesh,
    pack_lines,
    simplify_together,
)
from maps.national.islands import archipelagos
from maps.national.record import National, Share
from maps.national.statements import (
    say_judged,
    say_notices,
    say_sources,
    say_stamp,
    say_stamp_why,
)
from maps.national.words import forms, national_words
from maps.national.zones import Zone, letters_of, zones_of
from maps.page.packing import Numbering
from maps.page.places import rank_names
from maps.page.words import LANGS
from maps.palette import COLOURS

Facts = dict[str, object]
TOLERANCE = 0.002
"""Degrees; about 200 m, less than a pixel until a province fills the screen."""
_SPOT_TOLERANCE = 0.002


def build_facts(national: National) -> Facts:
    """Gather all that the page shows.

    Returns
    -------
    dict
        Plain lists, numbers and texts, ready for JSON. Geometry stands once; each
        day has one string with a letter for each commune.
    """
    n = national
    return {
        "words": {lang: dict(words) for lang, words in national_words().items()},
        "title": dict(n.title),
        "rulesTitle": say_judged(n),
        "stamp": say_stamp(n),
        "stampWhy": say_stamp_why(n),
        "notices": say_notices(n),
        "sources": say_sources(n),
        "rules": [_rules(rules.title, n, k) for k, rules in enumerate(n.rulesets)],
        "zoneList": [_zone(zone) for zone in sorted(zones_of(n), key=_best_first)],
        "provinces": _provinces(n),
        "units": _units(n),
        "ground": _ground(n),
        "days": _days(n),
        "since": n.since.tolist(),
        "islands": _islands(n),
    }


def _rules(title: object, national: National, number: int) -> Facts:
    words: Mapping[str, str] = {lang: title[lang] for lang in LANGS}  # type: ignore[index] # Words
    used = [s for s in national.shares if s.ruleset is national.rulesets[number]]
    return {"title": words, "provinces": len(used)}


def _best_first(zone: Zone) -> tuple[bool, int, int]:
    """Sort levels of all rule sets together, no report last."""
    return zone.name is None, zone.level, zone.rules


def _zone(zone: Zone) -> Facts:
    name = forms("no-report") if zone.name is None else {k: zone.name[k] for k in LANGS}
    swatch = zone.swatch
    return {
        "letter": zone.letter,
        "rules": zone.rules,
        "id": zone.id,
        "level": zone.level or None,
        "name": name,
        "colour": zone.colour,
        "colourName": {lang: getattr(swatch, lang) for lang in LANGS},
        "fill": swatch.fill,
        "ink": swatch.ink,
    }


def _provinces(national: National) -> Facts:
    shares = national.shares
    numbers = {rules.sha256: k for k, rules in enumerate(national.rulesets)}
    names = [share.name for share in shares]
    days = national.days
    return {
        "code": [share.province for share in shares],
        "name": names,
        "short": [_short(name) for name in names],
        "rank": rank_names(names),
        "rules": [numbers[s.ruleset.sha256] if s.ruleset else -1 for s in shares],
        "state": [share.state for share in shares],
        "number": [share.number for share in shares],
        "page": [_page_of(share) for share in shares],
        "refused": [share.refused and dict(share.refused) for share in shares],
        "reported": [
            [list(share.reported.get(day, ())) for day in days] for share in shares
        ],
    }


def _page_of(share: Share) -> str:
    """Give the way from ``national/<day>/v<N>/`` to the province's own page."""
    return f"../../../{share.path}/index.html" if share.path else ""


def _short(name: str) -> str:
    """Leave out the kind, as maps do."""
    for kind in ("Thành phố ", "Tỉnh "):
        if name.startswith(kind):
            return name.removeprefix(kind)
    return name


def _units(national: National) -> Facts:
    units = national.units
    districts = Numbering[tuple[int, str]]()
    names = units["name"].tolist()
    district = [
        districts.number((share, name)) if name else -1
        for share, name in zip(national.share_of.tolist(), units["district"])
    ]
    drawn = _is_drawn(units.geometry.to_numpy())
    return {
        "code": units.index.tolist(),
        "name": names,
        "rank": rank_names(names),
        "ofProvince": [len(share.units) for share in national.shares],
        "district": district,
        "districts": districts.rows(),
        "undrawn": np.flatnonzero(~drawn).tolist(),
    }


def _is_drawn(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    drawn: NDArray[np.bool_] = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return drawn


def _ground(national: National) -> Facts:
    shapes = national.units.geometry.to_numpy()
    thin = simplify_together(shapes[_is_drawn(shapes)], TOLERANCE)
    mesh = build_mesh(shapely.orient_polygons(thin))
    context = national.context
    rings: list[list[list[list[int]]]] = []
    if context is not None and not context.empty:
        rings = [pack_lines(context.geometry, CONTEXT_TOLERANCE)]
    return {
        "arcs": mesh.arcs,
        "shapes": mesh.shapes,
        "spots": _spots(thin),
        "context": [line for group in rings for shape in group for line in shape],
    }


def _spots(shapes: NDArray[np.object_]) -> list[int]:
    """Give middle and radius of the largest circle in each shape, in steps."""
    if not len(shapes):
        return []
    parts, owner = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.area(parts), owner))
    _, first = np.unique(owner[order], return_index=True)
    largest = parts[order[first]]
    radii = shapely.maximum_inscribed_circle(largest, tolerance=_SPOT_TOLERANCE)
    middles = shapely.get_coordinates(shapely.get_point(radii, 0))
    spots = np.column_stack([middles, shapely.length(radii)]) * STEPS_PER_DEGREE
    whole: list[int] = np.rint(spots).astype(int).ravel().tolist()
    return whole


def _days(national: National) -> list[Facts]:
    letters = letters_of(national)
    return [
        {
            "day": day.isoformat(),
            "zones": "".join(letters[:, column]),
            "reported": list(national.reported(day)),
        }
        for column, day in enumerate(national.days)
    ]


def _islands(national: National) -> list[Facts]:
    """Give both archipelagos, and which communes, if any, lie there."""
    codes = national.units.index
    return [
        {
            "id": one.id,
            "name": {lang: one.name[lang] for lang in LANGS},
            "short": one.short,
            "points": [
                [round(x * STEPS_PER_DEGREE) for x in point] for point in one.points
            ],
            "units": [k for k, code in enumerate(codes) if code in one.units],
            "noReport": COLOURS["no_report"].fill,
        }
        for one in archipelagos()
    ]
