"""The files that needs are reckoned from."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.measure import STORED
from boundaries.names import clean
from boundaries.read.text import decode_text, read_bytes, read_table
from boundaries.refusal import Fault, Refused
from gis.cases import Cover, count_cases, judge_rows, read_cases
from gis.checkpoints.needs.balance import COLUMNS, Held, judge_balance
from gis.checkpoints.needs.keys import Ground, parse_act, parse_ground
from gis.checkpoints.needs.norms import Norm, overlay_norms, parse_norms
from gis.checkpoints.needs.record import Act, Doubling, Place, Source, total
from gis.checkpoints.needs.sampling import WEEK, count_doubling
from gis.perimeters.read import read_perimeters

NORMS = Path(__file__).with_name("norms.yaml")
PERIMETER = "perimeter"
_LARGEST_TEXT = 1_000_000
_LARGEST_BALANCE = 10_000_000


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """A perimeter file, read for its needs.

    Parameters
    ----------
    place
        Its areas together.
    codes
        Of the units inside.
    source
        The file.
    notes
        What a reader should be told.
    """

    place: Place
    codes: tuple[str, ...]
    source: Source
    notes: tuple[Fault, ...] = ()


def read_norms(
    path: Path | None = None,
) -> tuple[dict[str, Norm], tuple[Source, ...]]:
    """Read the norms that come with the software, and a province's own over them.

    Raises
    ------
    Refused
        See ``parse_norms`` and ``overlay_norms``.
    """
    own, source = _text(NORMS, "norms")
    norms = parse_norms(own, NORMS.name)
    if path is None:
        return norms, (source,)
    text, over = _text(path, "norms")
    return overlay_norms(text, path.name, norms), (source, over)


def read_act(path: Path) -> tuple[Act, Source]:
    """Read ``act.toml``; see ``parse_act``."""
    text, source = _text(path, "act")
    return parse_act(text, path.name), source


def read_ground(path: Path) -> tuple[Ground, Source]:
    """Read ``ground.toml``; see ``parse_ground``."""
    text, source = _text(path, "ground")
    return parse_ground(text, path.name), source


def read_balance(path: Path) -> tuple[dict[str, Held], Source]:
    """Read ``line,own,asked,promised,arrived,from``; see ``judge_balance``."""
    table = read_table(path, wanted=[COLUMNS], largest=_LARGEST_BALANCE)
    name = Path(path).name
    return judge_balance(table, name), Source("balance", name, table.sha256)


def read_place(path: Path, ground: Ground, names: Mapping[str, str]) -> ReadPlace:
    """Read people, households and units of a perimeter file.

    Parameters
    ----------
    path
        What ``read_perimeters`` takes. People and households of its areas add up, and
        are not told where one area does not tell them; nobody counted those of
        hamlets that are closed off by name.
    ground
        Figures in it stand in place of the file's.
    names
        Name of a unit by its code; a code without one stands for itself.

    Raises
    ------
    Refused
        What ``read_perimeters`` refuses; ``needs-no-perimeter``.
    """
    read = read_perimeters(path)
    areas = read.frame[read.frame["part"] == PERIMETER]
    listed = read.record.get("hamlets")
    listed = listed if isinstance(listed, list) else []
    hamlets = [one for one in listed if isinstance(one, dict)]
    if areas.empty and not hamlets:
        raise Refused("needs-no-perimeter", name=read.name)
    codes = tuple(dict.fromkeys(code for held in areas["units"] for code in held))
    named = [names.get(code, code) for code in codes]
    named += [str(one.get("name") or one.get("unit")) for one in hamlets]
    uncounted = [None] * len(hamlets)
    told = Place(
        units=tuple(clean(name) for name in named),
        people=total([*areas["people"], *uncounted]),
        households=total([*areas["households"], *uncounted]),
    )
    place, notes = _replaced(told, ground.place)
    held = (*codes, *(str(one.get("unit")) for one in hamlets))
    source = Source("perimeter", read.name, read.sha256)
    return ReadPlace(place, held, source, tuple(notes))


def read_doubling(
    path: Path, codes: Iterable[str], ground: Ground
) -> tuple[Doubling, Source, tuple[Fault, ...]]:
    """Count the doubling time from a file of cases, over the units of a perimeter.

    Parameters
    ----------
    path
        ``day,unit,cases`` or ``case_id,day,unit``. Cases of other units are passed
        over.
    codes
        Units of the perimeter.
    ground
        Days for which the file is complete; otherwise only a unit and day that it
        names is reported, and a day on which one unit is silent is not.

    Raises
    ------
    Refused
        What ``read_cases`` refuses; ``needs-cases-places`` where cases have places in
        place of units.
    """
    raw = read_cases(path)
    source = Source("cases", raw.name, raw.sha256)
    if raw.shape not in ("counts", "units"):
        raise Refused("needs-cases-places", name=raw.name)
    own = tuple(codes)
    judged = judge_rows(raw, _bare_units([*own, *raw.rows["unit"]]))
    accepted = judged.accepted
    faults = tuple(
        raw.origin.tell(int(str(row)), one)
        for row, told in judged.refused["faults"].items()
        for one in told
    )
    days = accepted.loc[accepted["unit"].isin(own), "day"]
    last = ground.covers[1] if ground.covers else (None if days.empty else days.max())
    if last is None or not own:
        return Doubling(None, "unreported"), source, faults
    first = last - timedelta(days=2 * WEEK - 1)
    covers = [Cover(*ground.covers, frozenset(own))] if ground.covers else []
    counted = count_cases(accepted, covers, own, first, last)
    cases = np.sum(counted.values["cases"], axis=0)  # noqa: PD011 - not a frame
    blank = accepted.loc[accepted["cases"].isna(), ["unit", "day"]]
    silent = _silent(pd.concat([judged.silent, blank]), own, first, last)
    doubtful = np.isnan(cases) | silent | bool(judged.undated)
    told = [None if bad else int(n) for n, bad in zip(cases, doubtful)]
    return count_doubling(told, last), source, faults


def _silent(
    silent: pd.DataFrame, units: tuple[str, ...], first: date, last: date
) -> np.ndarray:
    """Mark the days on which a refused row or a blank may hide cases of these units."""
    days = (last - first).days + 1
    held = silent[silent["unit"].isin(units)]["day"]
    at = {(day - first).days for day in held}
    return np.array([day in at for day in range(days)])


def _bare_units(codes: Iterable[str]) -> gpd.GeoDataFrame:
    """Make a units frame of codes alone: whoever a row names is taken at its word."""
    known = list(dict.fromkeys(code for code in codes if code))
    frame = pd.DataFrame(
        {"name": known, "kind": "", "admin_level": "area", "parent": ""},
        index=pd.Index(known, name="code", dtype=str),
    )
    return gpd.GeoDataFrame(frame, geometry=[None] * len(known), crs=STORED)


def _replaced(told: Place, given: Place) -> tuple[Place, list[Fault]]:
    """Put what the ground knows over what the file says, and tell where they differ."""
    own = {one.name: getattr(given, one.name) for one in fields(Place)}
    own = {name: value for name, value in own.items() if value not in (None, ())}
    notes = []
    for name, value in own.items():
        seen = getattr(told, name)
        if seen is not None and seen != value:
            facts = {"input": name, "seen": seen, "given": value}
            notes.append(Fault("needs-replaced", facts))
    return replace(told, **own), notes


def _text(path: Path, what: str) -> tuple[str, Source]:
    data = read_bytes(path, _LARGEST_TEXT)
    name = Path(path).name
    digest = hashlib.sha256(data).hexdigest()
    return decode_text(data, name), Source(what, name, digest)
