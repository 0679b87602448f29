"""What determines the bytes of a publication, as one SHA-256."""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import astuple
from functools import cache
from importlib.metadata import version
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import shapely

from maps.publication.record import Publication

FORMAT = "vungxanh-publication-1"
_MAKERS = (
    "vungxanh",
    "folium",
    "geopandas",
    "matplotlib",
    "numpy",
    "pandas",
    "pyogrio",
    "shapely",
    "xlsxwriter",
)


@cache
def software() -> Mapping[str, str]:
    """Give the versions of all that has a hand in the bytes."""
    python = ".".join(platform.python_version_tuple()[:2])
    makers = {name: version(name) for name in _MAKERS}
    return MappingProxyType({"python": python, **makers})


def fingerprint(publication: Publication) -> str:
    """Hash everything that determines the bytes, apart from earlier versions.

    Parameters
    ----------
    publication
        Its version, what it replaces and the reason for that are left out: a
        reason says why inputs differ, it is no difference itself.

    Returns
    -------
    str
        64 hex digits.

    Notes
    -----
    Reasons of zones are objects made from the input files, whose hashes are in.
    """
    p = publication
    closing = {"perimeters": p.perimeters, "posts": p.posts}
    frames = {
        "units": p.units,
        "zones": p.zones.drop(columns="reason"),
        "directives": p.directives,
        "context": p.context,
        "roads": p.roads,
        "sites": p.sites,
        "stations": p.stations,
        "people": None if p.people is None else p.people.to_frame("people"),
        **{name: frame for name, frame in closing.items() if frame is not None},
    }
    document = {
        "format": FORMAT,
        "province": [p.province, p.province_name],
        "day": str(p.day),
        "ruleset": [p.ruleset.id, p.ruleset.sha256],
        "params": {name: str(value) for name, value in p.params.items()},
        "edition": [p.edition.id, p.edition.sha256],
        "carried": astuple(p.carried) if p.carried else None,
        "inputs": [
            [i.name, i.sha256, i.read, i.accepted, i.refused, i.duplicate]
            for i in p.inputs
        ],
        "reported": {str(day): list(seen) for day, seen in p.reported.items()},
        "notices": list(p.notices),
        "by": [p.drafted_by, p.number, p.signed_by, str(p.signed_at)],
        "periods": [[str(x.span.starts), str(x.span.ends)] for x in p.periods],
        "frames": {k: None if f is None else _digest(f) for k, f in frames.items()},
        "software": dict(software()),
    }
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _digest(frame: pd.DataFrame) -> str:
    seen = hashlib.sha256()
    if isinstance(frame, gpd.GeoDataFrame):
        for shape in shapely.to_wkb(frame.geometry.to_numpy()):
            seen.update(shape or b"")
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    seen.update(frame.astype(str).to_csv(lineterminator="\n").encode("utf-8"))
    return seen.hexdigest()
