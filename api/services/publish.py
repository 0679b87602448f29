"""Publish a province's day: read, judge, write whole or not at all."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from api.services.before import Before, carry_acts
from api.services.closing import read_closing
from api.services.ground import Ground
from api.services.judged import judge_province
from api.services.province import ProvinceFile, read_province
from api.settings import Settings
from boundaries.read.text import read_table
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from gis.directives import check_directives, periods, read_directives
from gis.directives.read import HEADINGS
from gis.rulesets import RuleSet
from gis.rulesets.schema.walk import inputs_of
from gis.stations import place_stations, read_stations
from gis.zones import reported, transitions
from maps.publication import Publication, write_publication
from maps.publication.counting import counted_units
from maps.publication.record import InputFile
from maps.publication.write import Progress

log = logging.getLogger(__name__)
_JUDGING = "zones"


@dataclass(frozen=True, slots=True)
class Published:
    """What a run of ``publish`` did.

    Parameters
    ----------
    publication
        What was published.
    folder
        ``<out>/<province>/<day>/v<N>``.
    wrote
        False where the newest version was already this one.
    faults
        Rows kept aside, and what else a person should look at.
    """

    publication: Publication
    folder: Path
    wrote: bool
    faults: tuple[Fault, ...]

    @property
    def version(self) -> int:
        """Give the number of the version."""
        return int(self.folder.name.removeprefix("v"))

    def zone_counts(self) -> dict[str, int]:
        """Count the units of each zone on the published day, best level first.

        They are communes, or the groups inside them where only those are judged.
        """
        p = self.publication
        counted = counted_units(p.ruleset, p.units)
        zones = p.zones_of_day["zone"].reindex(counted).fillna("no_report")
        order = [level.id for level in p.ruleset.levels] + ["no_report"]
        counts = zones.value_counts()
        return {zone: int(counts.get(zone, 0)) for zone in order}


def publish_province(
    path: Path,
    day: date,
    out: Path,
    *,
    settings: Settings,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Published:
    """Publish the province that `path` describes for `day` into `out`."""
    today = (now or datetime.now(VIETNAM)).astimezone(VIETNAM).date()
    if progress:
        progress(_JUDGING, 0, 0)
    province = read_province(path)
    publication, faults = draw_up(province, day, settings, today)
    before = _versions(out, publication)
    folder = write_publication(publication, out, progress=progress)
    wrote = folder.name not in before
    log.info(
        "published",
        extra={"province": province.province, "day": f"{day}", "wrote": wrote},
    )
    return Published(publication, folder, wrote, faults)


def draw_up(
    province: ProvinceFile,
    day: date,
    settings: Settings,
    today: date,
    *,
    since: date | None = None,
    outside_force: bool = False,
) -> tuple[Publication, tuple[Fault, ...]]:
    """Judge a province's days up to `day`; nothing is written.

    Parameters
    ----------
    province, day, settings, today, outside_force
        See `judge_province`.
    since
        First day that the publication tells of; without it the first with data.

    Raises
    ------
    Refused
        ``publish-exit-test``, ``day-to-come``, ``day-without-data``, and what reading
        and judging refuse.
    """
    judged = judge_province(province, day, settings, today, outside_force=outside_force)
    ruleset, ground, rows = judged.ruleset, judged.ground, judged.rows
    if ruleset.kind == "exit-test":
        raise Refused("publish-exit-test", ruleset=ruleset.id)
    people = judged.people
    first = max(since or judged.first, judged.first)
    zones = judged.zones(first, day)
    before = judged.before
    directives, source = _directives(province, ground, before)
    stations = _stations(province, ground)
    closing = read_closing(province, day, ground.own)
    counted = list(counted_units(ruleset, ground.own))
    told = reported(judged.indicators, counted, first, day, _daily(ruleset))
    half = province.unsigned()
    publication = Publication(
        province=province.province,
        province_name=ground.name,
        day=day,
        units=ground.own,
        ruleset=ruleset,
        zones=zones,
        transitions=transitions(zones),
        periods=periods(directives, ground.own, province.province, first, day),
        directives=directives,
        reported=told,
        inputs=(
            *ground.inputs,
            *rows.inputs,
            source,
            *([people.input] if people else []),
            *([judged.decided] if judged.decided else []),
            *(before.inputs if before else ()),
            *([stations.input] if stations else []),
            *closing.inputs,
        ),
        edition=ground.edition,
        drafted_by=province.by,
        params=province.params,
        people=people.people if people else None,
        context=ground.context,
        roads=ground.roads,
        sites=ground.sites,
        stations=stations.frame if stations else None,
        perimeters=closing.perimeters,
        design=closing.design,
        plans=closing.plans,
        notices=(*province.notices, *_carried_notice(before)),
        cases_above=_cases_above(rows.faults),
        carried=before.record if before else None,
        number=None if half else province.number or None,
        signed_by=None if half else province.signed_by or None,
        signed_at=None if half else province.signed_at,
        reason=province.reason or None,
    )
    unsigned = [Fault("province-signature-half", {"missing": half})] if half else []
    blank = people.faults if people else ()
    notes = before.faults if before else ()
    flagged = (*stations.faults, *_lacking(publication)) if stations else ()
    faults = (*unsigned, *rows.faults, *blank, *notes, *judged.faults, *flagged)
    faults = (*faults, *closing.faults)
    return publication, faults


def _cases_above(faults: Sequence[Fault]) -> int:
    """Count the case rows that name a unit above the communes."""
    noted = [fault for fault in faults if fault.code == "case-units-above"]
    return sum(int(str(fault.facts["count"])) for fault in noted)


@dataclass(frozen=True, slots=True)
class _Stations:
    """Stations in their communes, the file they came from, and what is flagged."""

    frame: gpd.GeoDataFrame
    input: InputFile
    faults: tuple[Fault, ...]


def _stations(province: ProvinceFile, ground: Ground) -> _Stations | None:
    if province.stations is None:
        return None
    found = read_stations(province.stations)
    frame, faults = place_stations(found.frame, ground.own)
    count = len(frame)
    source = InputFile(found.name, found.sha256, count, count, 0, 0)
    return _Stations(frame, source, (*found.notes, *faults))


def _lacking(publication: Publication) -> tuple[Fault, ...]:
    """Flag the distanced communes without a mobile health station."""
    codes = publication.lacking_station
    names = [str(publication.units["name"][code]) for code in codes]
    facts = {"count": len(codes), "units": names}
    return (Fault("stations-lacking", facts),) if codes else ()


def _carried_notice(before: Before | None) -> tuple[str, ...]:
    """Name the way in which figures of former units were carried, on every page."""
    return (f"carried-{before.way}",) if before else ()


def _daily(ruleset: RuleSet) -> list[str]:
    """Give what a unit has to report every day: not what carries its last value.

    Where all of it carries, all of it: nobody who was silent has reported.
    """
    section = ruleset.section("commune") or ruleset.judge[0]
    names = inputs_of(ruleset, section)
    given = {name: ruleset.inputs[name] for name in names}
    daily = [n for n in names if not given[n].carries and given[n].assumed is None]
    return daily or list(names)


def _directives(
    province: ProvinceFile, ground: Ground, before: Before | None
) -> tuple[pd.DataFrame, InputFile]:
    """Read directives; they name former units where the rows do."""
    path = province.directives
    every = before.ground.every if before else ground.every
    found = read = check_directives(read_directives(path), every)
    if before is not None:
        carried = carry_acts(before, found, province.province, ground)
        found = check_directives(carried, ground.every)
    here = {*ground.own.index, *ground.own["parent"]}
    mine = [bool(here.intersection(codes)) for codes in found["units"]]
    own = found[np.array(mine, dtype=bool)]
    count = len(read)
    sha256 = read_table(path, wanted=[HEADINGS]).sha256
    return own, InputFile(path.name, sha256, count, count, 0, 0)


def _versions(out: Path, publication: Publication) -> set[str]:
    day = out / publication.province / publication.day.isoformat()
    return {version.name for version in day.glob("v*")}
