"""Case files in any form: headings of the contract, or a sheet and its map."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd

from api.services.files import require_apart, write_whole
from boundaries.read.text import read_grids
from boundaries.refusal import Fault, Refused
from gis.cases import RawCases, read_cases
from gis.cases.sheetmap import Proposal, SheetMap, lay_out_map, propose_map
from gis.cases.sheetmap.read import read_map, read_mapped
from maps.words.said import Lang

_NO_CONTRACT = frozenset(
    [
        "cases-columns",
        "sheet-several",
        "table-broken",
        "table-heading-blank",
        "table-heading-duplicate",
    ]
)
"""What reading says of a sheet that has no headings of the contract."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case file as it was asked for.

    Parameters
    ----------
    path
        The file.
    map
        The map of a province's own sheet, or None.
    encoding
        What a person says the text is in; "" for what the map says, or Unicode.
    """

    path: Path
    map: Path | None = None
    encoding: str = ""


def read_case_file(
    file: CaseFile, units: gpd.GeoDataFrame, reason: str = ""
) -> RawCases:
    """Read the rows of a case file.

    Parameters
    ----------
    file
        The file, its map and its encoding.
    units
        Of one province, among which names are looked for.
    reason
        Why running totals fell, where a map reads them.

    Raises
    ------
    Refused
        What reading refuses; ``cases-unmapped``, with what was understood of it,
        where the headings are not those of the contract and no map is given.
    """
    encoding = file.encoding or None
    if file.map is not None:
        told = read_map(file.map)
        return read_mapped(file.path, told, units, encoding=encoding, reason=reason).raw
    try:
        return read_cases(file.path, encoding=encoding)
    except Refused as refused:
        if refused.code not in _NO_CONTRACT:
            raise
        found = propose(file, units)
        if not found.told.unit and not found.told.cases and not found.told.settings:
            raise
        raise Refused(
            "cases-unmapped",
            faults=(*found.understood, *found.open),
            name=file.path.name,
            understood=len(found.understood),
            open=len(found.open),
        ) from None


def batch_of(file: CaseFile, raw: RawCases) -> str:
    """Name what an import read: the file, and what its map makes of it.

    A sheet that is read by a corrected map is another import, not the same file again.
    """
    if file.map is None and not file.encoding:
        return raw.sha256
    told = lay_out_map(read_map(file.map)) if file.map is not None else {}
    said = json.dumps([raw.sha256, told, file.encoding], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def propose(file: CaseFile, units: gpd.GeoDataFrame) -> Proposal:
    """Propose a map for a sheet; see `gis.cases.sheetmap.propose_map`."""
    grids = read_grids(file.path, encoding=file.encoding or None)
    found = propose_map(grids, units)
    return replace(found, told=replace(found.told, encoding=file.encoding))


def write_proposal(
    file: CaseFile, units: gpd.GeoDataFrame, out: Path, lang: Lang
) -> Proposal:
    """Write the map that is proposed for a sheet, for a person to look at.

    Raises
    ------
    Refused
        ``map-exists``: a map may hold corrections; ``map-not-needed``; what reading
        refuses.
    """
    require_apart(out, file.path)
    if out.exists():
        raise Refused("map-exists", name=out.name)
    if _is_contract(file):
        raise Refused("map-not-needed", name=file.path.name)
    from maps.tables.sheetmap import compose_map  # not where only rows are read

    found = propose(file, units)
    write_whole(out, compose_map(found, file.path.name, lang))
    return found


def read_told(path: Path) -> tuple[SheetMap, str]:
    """Read a map and the SHA-256 of its file."""
    return read_map(path), hashlib.sha256(path.read_bytes()).hexdigest()


def placed(raw: RawCases, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Give notes with their rows numbered as the sheet numbers them."""
    return tuple(
        raw.origin.tell(int(str(fault.facts["row"])), fault)
        if "row" in fault.facts
        else fault
        for fault in faults
    )


def _is_contract(file: CaseFile) -> bool:
    try:
        read_cases(file.path, encoding=file.encoding or None)
    except Refused as refused:
        if refused.code in _NO_CONTRACT:
            return False
        raise
    return True
