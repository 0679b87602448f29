"""What one province gives to the country's page: its levels, or why it has none."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from api.services.ground import read_ground
from api.services.judged import judge_province
from api.services.keyfile import Value
from api.services.province import ProvinceFile, read_province
from api.services.publish import Published, publish_province
from api.settings import Settings
from boundaries.refusal import Fault, Refused
from gis.rulesets import RuleSet
from maps.national.record import COLUMNS, Share, empty_units
from maps.page.words import LANGS
from maps.publication.counting import counts_groups
from maps.publication.manifest import MANIFEST, sha256_of
from maps.publication.version import Progress
from maps.words.said import render


@dataclass(frozen=True)
class Task:
    """One province of a run over all.

    Parameters
    ----------
    path
        Its province file.
    day, first
        The published day, and the first day that the country's page shows.
    today
        The day it is.
    out, settings
        Where to, and where rows are kept.
    rules, params
        The rule set under which all provinces are judged for the country's page;
        without it each province's published levels count.
    """

    path: Path
    day: date
    first: date
    today: date
    out: Path
    settings: Settings
    rules: str | None = None
    params: Mapping[str, Value] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one province.

    Parameters
    ----------
    share
        For the country's page; without levels where something was refused.
    refused
        Why it could not be published, or not be judged: the fault and the single
        ones behind it; empty where all went well.
    faults
        Rows kept aside, and what else a person should look at.
    wrote
        Whether a new version was written.
    notices
        Codes of sentences that its pages carry.
    """

    share: Share
    refused: tuple[Fault, ...] = ()
    faults: tuple[Fault, ...] = ()
    wrote: bool = False
    notices: tuple[str, ...] = ()


def run_task(task: Task, progress: Progress | None = None) -> Outcome:
    """Publish one province and give its share; whatever fails is told, not raised."""
    try:
        done = publish_province(
            task.path, task.day, task.out, settings=task.settings, progress=progress
        )
    except Refused as refused:
        return _failed(task, refused)
    except Exception as bug:  # noqa: BLE001 - a bug in one province stops no other
        why = f"{type(bug).__name__}: {bug}"
        return _failed(task, Refused("province-bug", why=why))
    share = _published(done, task)
    own = Outcome(share, (), done.faults, done.wrote, done.publication.notices)
    if task.rules is None:
        return own
    try:
        return replace(own, share=_judged_anew(share, task))
    except Refused as refused:
        silent = _silent(share, task, refused)
        return replace(own, share=silent, refused=_faults(refused))


def _published(done: Published, task: Task) -> Share:
    p = done.publication
    units = _communes(p.units, p.province)
    told = _levels(p.zones, units, task)
    groups = counts_groups(p.ruleset, p.units)
    return Share(
        province=p.province,
        name=p.province_name,
        units=units,
        levels=told[0],
        since=told[1],
        reported={}
        if groups
        else {d: n for d, n in p.reported.items() if d >= task.first},
        ruleset=p.ruleset,
        state=p.state,
        number=p.number or "",
        version=done.version,
        path="/".join(done.folder.parts[-3:]),
        manifest_sha256=sha256_of(done.folder / MANIFEST),
    )


def _judged_anew(share: Share, task: Task) -> Share:
    """Give the share with levels under the common rule set, from the same rows."""
    province = read_province(task.path)
    params = dict(task.params or {})
    other = replace(province, rules=str(task.rules), params=params)
    judged = judge_province(
        other, task.day, task.settings, task.today, outside_force=True
    )
    zones = judged.zones(max(task.first, judged.first), task.day)
    levels, since = _levels(zones, share.units, task)
    rules: RuleSet = judged.ruleset
    return replace(share, levels=levels, since=since, ruleset=rules)


def _levels(
    zones: pd.DataFrame, units: gpd.GeoDataFrame, task: Task
) -> tuple[np.ndarray, np.ndarray]:
    """Give levels [n, days] and how many days earlier the first day's spell began."""
    days = (task.day - task.first).days + 1
    levels = np.zeros((len(units), days), dtype=np.int8)
    since = np.zeros(len(units), dtype=np.int32)
    row_of = {code: row for row, code in enumerate(units.index)}
    shown = zones[(zones["day"] >= task.first) & zones["unit"].isin(row_of)]
    rows = shown["unit"].map(row_of).to_numpy()
    columns = np.array([(day - task.first).days for day in shown["day"]], dtype=int)
    levels[rows, columns] = shown["level"].fillna(0).to_numpy(dtype=np.int8)
    for row, column, began in zip(rows, columns, shown["effective_from"]):
        if column == 0 and isinstance(began, date):
            since[row] = (task.first - began).days
    return levels, since


def _communes(units: gpd.GeoDataFrame, province: str) -> gpd.GeoDataFrame:
    """Give the communes with the names of what they lie in."""
    communes = units[units["admin_level"] == "commune"].sort_index()
    names = units["name"].to_dict()
    above = [code if code != province else "" for code in communes["parent"]]
    told = communes.assign(
        district=[str(names.get(code, "")) for code in above], province=province
    )
    return told[list(COLUMNS)]


def _failed(task: Task, refused: Refused) -> Outcome:
    """Give a province that could not be published, with its communes if they can be."""
    try:
        province = read_province(task.path)
    except Refused:
        code, name = _named(task.path)
        bare = _without(code, name, empty_units(), task)
        return Outcome(_silent(bare, task, refused), _faults(refused))
    name, units = _place(province, task)
    bare = _without(province.province, name, units, task)
    share = _silent(bare, task, refused)
    return Outcome(share, _faults(refused), notices=province.notices)


def _named(path: Path) -> tuple[str, str]:
    """Give code and name of a province whose file is refused, as far as it tells."""
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError):
        given = {}
    code = str(given.get("province") or path.parent.name)
    return code, str(given.get("province_name") or code)


def _place(province: ProvinceFile, task: Task) -> tuple[str, gpd.GeoDataFrame]:
    try:
        ground = read_ground(province, task.settings, task.day)
    except Refused:
        return province.province_name or province.province, empty_units()
    return ground.name, _communes(ground.own, province.province)


def _without(code: str, name: str, units: gpd.GeoDataFrame, task: Task) -> Share:
    days = (task.day - task.first).days + 1
    return Share(
        province=code,
        name=name,
        units=units,
        levels=np.zeros((len(units), days), dtype=np.int8),
        since=np.zeros(len(units), dtype=np.int32),
        reported={},
    )


def _silent(share: Share, task: Task, refused: Refused) -> Share:
    """Give the share without levels, and with the sentence that says why."""
    bare = _without(share.province, share.name, share.units, task)
    said = {lang: render(refused, lang).what for lang in LANGS}
    return replace(
        bare,
        refused=said,
        state=share.state,
        number=share.number,
        version=share.version,
        path=share.path,
        manifest_sha256=share.manifest_sha256,
    )


def _faults(refused: Refused) -> tuple[Fault, ...]:
    return (Fault(refused.code, dict(refused.facts)), *refused.faults)
