"""Answers as JSON: shapes as GeoJSON, notes in the reader's words."""

import json
from collections.abc import Iterable
from typing import Any

import shapely

from boundaries.refusal import Fault
from maps.words.said import Lang, render


def written(value: Any) -> Any:
    """Write shapes as GeoJSON, with every digit: sent again, they are the same."""
    if isinstance(value, shapely.Geometry):
        return json.loads(shapely.to_geojson(value))
    if isinstance(value, dict):
        return {key: written(one) for key, one in value.items()}
    return [written(one) for one in value] if isinstance(value, list | tuple) else value


def told(notes: Iterable[Fault], lang: Lang) -> list[dict[str, str]]:
    """Put notes into words, each once: `code`, `what`, `where`, `do`."""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for note in notes:
        said = render(note, lang)
        one = {"code": note.code, "what": said.what, "where": said.where, "do": said.do}
        found.setdefault((note.code, said.what, said.where), one)
    return list(found.values())
