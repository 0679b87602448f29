"""Crosswalk files: which unit became which."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from boundaries.crosswalk import COLUMNS, NAMES, check_crosswalk
from boundaries.read.layers import known_crosswalk
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused

_WEIGHT = re.compile(r"(0|1)([.,][0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class ReadCrosswalk:
    """A crosswalk file, read.

    Parameters
    ----------
    frame
        Under the contract of ``boundaries.crosswalk``.
    name, sha256
        Of the file.
    read
        Its rows.
    notes
        ``crosswalk-rows-new``: rows that name no old unit, left out.
    """

    frame: pd.DataFrame
    name: str
    sha256: str
    read: int
    notes: tuple[Fault, ...] = ()


def read_crosswalk(path: Path) -> ReadCrosswalk:
    """Read ``old,new[,weight][,old_name][,old_district][,old_province]``.

    A published list with columns of its own (``layers.toml``) is known by them.

    Raises
    ------
    Refused
        What `read_table` refuses; ``crosswalk-headings``; ``crosswalk-broken`` also
        with ``crosswalk-weight-unreadable``; what `check_crosswalk` refuses.
    """
    table = read_table(path)
    text = table.frame()
    layer = known_crosswalk(text.columns)
    if layer is not None:
        text = text.rename(columns={was: now for now, was in layer.items()})
    if not {"old", "new"} <= set(text.columns):
        raise Refused("crosswalk-headings", name=Path(path).name, seen=table.header)
    for column in ("weight", *NAMES):
        if column not in text.columns:
            text[column] = ""
    bad = ~text["weight"].map(lambda cell: not cell or bool(_WEIGHT.fullmatch(cell)))
    faults = [
        Fault("crosswalk-weight-unreadable", {"row": row, "seen": cell[:40]})
        for row, cell in text["weight"][bad].items()
    ]
    if faults:
        raise Refused("crosswalk-broken", faults=faults, count=len(faults))
    weight = [float(w.replace(",", ".")) if w else np.nan for w in text["weight"]]
    frame = text.assign(weight=np.array(weight, dtype=np.float64))
    fresh = (frame["old"] == "") & (frame["new"] != "")
    notes = []
    if fresh.any() and layer is not None:
        facts = {"count": int(fresh.sum()), "units": sorted(set(frame["new"][fresh]))}
        notes.append(Fault("crosswalk-rows-new", facts))
        frame = frame[~fresh]
    frame = check_crosswalk(frame[[*COLUMNS, *NAMES]])
    return ReadCrosswalk(frame, Path(path).name, table.sha256, len(text), tuple(notes))
