"""The directives that are in force in a period, told as the page tells them."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from boundaries.names import sort_key
from boundaries.spans import Span
from gis.directives import Period
from maps.page.places import Places, name_of
from maps.page.words import LANGS
from maps.publication.record import Publication
from maps.words.phrases import span_words


def pack_orders(
    publication: Publication, period: Period, places: Places
) -> dict[str, object]:
    """Give the directives in force somewhere in the period, and which holds where.

    Returns
    -------
    dict
        ``orders``: for each its act, places, exceptions, span in words, goal and
        deadline; ``inForce``: for each unit the number of its directive, or -1.
    """
    holds = [str(period.in_force.get(code, "")) for code in places.codes]
    frame = publication.directives
    rows = frame[frame["id"].isin(set(holds) - {""})].drop_duplicates("id")
    number = {row_id: n for n, row_id in enumerate(rows["id"])}
    return {
        "orders": [_order(publication, row) for row in rows.to_dict("records")],
        "inForce": [number.get(h, -1) for h in holds],
    }


def _order(publication: Publication, row: Mapping[Hashable, Any]) -> dict[str, object]:
    span = Span(row["starts"], None if pd.isna(row["ends"]) else row["ends"])
    deadline = row["deadline"]
    texts = ("number", "issuer", "signer", "basis", "goal", "clause")
    return {
        **{name: _text(row[name]) for name in texts},
        "places": _names(publication, row["units"]),
        "excepted": _names(publication, row["excepted"]),
        "span": {lang: span_words(span, lang) for lang in LANGS},
        "deadline": "" if pd.isna(deadline) else deadline.isoformat()[:10],
    }


def _names(publication: Publication, codes: Sequence[str]) -> list[str]:
    return sorted((name_of(publication.units, code) for code in codes), key=sort_key)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
