"""Publish every province of a folder in one run, and the country from them."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np

from api.services.country import CountryFile, check_link, read_country
from api.services.ground import read_context
from api.services.shares import Outcome, Task, run_task
from api.settings import Settings
from boundaries.provinces import heads
from boundaries.read import read_units
from boundaries.refusal import Fault, Refused
from boundaries.spans import VIETNAM
from gis.rulesets import RuleSet, load_ruleset
from maps.national import National, Share, write_national
from maps.national.reasons import say_changes
from maps.national.record import COLUMNS, DAYS
from maps.national.words import fill
from maps.national.zones import require_zoning
from maps.publication.version import Progress

PROVINCE_FILE = "province.toml"
ANNOUNCED = "announced"
MOST_JOBS = 2

Told = Callable[[Outcome, int, int], None]


@dataclass(frozen=True, slots=True)
class How:
    """How the country is published.

    Parameters
    ----------
    by
        ``announced``: the country's page shows each province's published levels; a
        rule set's id or file: all rows are judged under that one.
    link
        Where people find the page; None takes that of ``national.toml``.
    jobs
        Processes that publish provinces side by side.
    """

    by: str = ANNOUNCED
    link: str | None = None
    jobs: int = 1


@dataclass(frozen=True)
class PublishedAll:
    """What a run over all provinces did.

    Parameters
    ----------
    outcomes
        One for each province file, by province code.
    folder
        ``<out>/national/<day>/v<N>``.
    wrote
        False where the newest national version was already this one.
    national
        What was published of the country.
    """

    outcomes: tuple[Outcome, ...]
    folder: Path
    wrote: bool
    national: National

    @property
    def failed(self) -> list[Outcome]:
        """Give the provinces that were refused."""
        return [outcome for outcome in self.outcomes if outcome.refused]


def publish_all(
    folder: Path,
    day: date,
    out: Path,
    *,
    settings: Settings,
    how: How | None = None,
    told: Told | None = None,
    progress: Progress | None = None,
) -> PublishedAll:
    """Publish all provinces below `folder` for `day`, then the country.

    Parameters
    ----------
    folder
        Holds one ``province.toml`` for each province, in folders of their own, and
        may hold ``national.toml``.
    how
        See `How`.
    told
        Called with each outcome, provinces done, provinces in all.
    progress
        As ``write_publication`` calls it, for the province at hand; not called where
        processes run side by side.

    Raises
    ------
    Refused
        ``provinces-none``, ``provinces-twice``, ``provinces-none-published`` with
        all faults, ``national-exit-test``, ``national-link``; what reading
        ``national.toml`` and writing the national page refuse.

    Notes
    -----
    A province that is refused stops no other: the country's page shows it as no
    report, by name. Each folder is whole or not there, whenever the run is ended.
    """
    how = how or How()
    today = datetime.now(VIETNAM).date()
    country = read_country(folder)
    common = None if how.by == ANNOUNCED else require_zoning(load_ruleset(how.by))
    link = check_link(country.link if how.link is None else how.link)
    paths = find_provinces(folder)
    first = day - timedelta(days=DAYS - 1)
    task = Task(paths[0], day, first, today, out, settings)
    if common is not None:
        task = replace(task, rules=how.by, params=dict(country.params))
    tasks = [replace(task, path=path) for path in paths]
    outcomes = []
    for outcome in _run(tasks, min(how.jobs, len(tasks)), progress):
        outcomes.append(outcome)
        if told:
            told(outcome, len(outcomes), len(tasks))
    outcomes.sort(key=lambda outcome: outcome.share.province)
    _require_some(outcomes, common)
    national = _gather(outcomes, task, country, common)
    national = replace(national, link=link)
    national = replace(national, reason=say_changes(national, out, country.reason))
    before = {version.name for version in _day_of(out, day).glob("v*")}
    written = write_national(national, out, progress=progress)
    wrote = written.name not in before
    return PublishedAll(tuple(outcomes), written, wrote, national)


def find_provinces(folder: Path) -> list[Path]:
    """Give the province files below a folder, in the order of their paths.

    Raises
    ------
    Refused
        ``provinces-none``.
    """
    found = sorted(folder.rglob(PROVINCE_FILE)) if folder.is_dir() else []
    if not found:
        raise Refused("provinces-none", folder=str(folder))
    return found


def _day_of(out: Path, day: date) -> Path:
    return out / "national" / day.isoformat()


def _run(
    tasks: Sequence[Task], jobs: int, progress: Progress | None
) -> Iterator[Outcome]:
    """Run tasks here, or in processes that get the next one when one is done."""
    if jobs < MOST_JOBS:
        for task in tasks:
            yield run_task(task, progress)
        return
    waiting = list(reversed(tasks))
    context = multiprocessing.get_context("spawn")  # a fork would copy our threads
    with ProcessPoolExecutor(jobs, context, initializer=_leave_stopping_to_us) as pool:
        running: set[Future[Outcome]] = set()
        while waiting or running:
            while waiting and len(running) < jobs:
                with _unstopped():
                    running.add(pool.submit(run_task, waiting.pop()))
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()


@contextmanager
def _unstopped() -> Iterator[None]:
    """Ignore Ctrl-C while a process is started, which inherits that.

    The initializer comes too late: until its modules are loaded the process would
    answer Ctrl-C with a traceback.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leave_stopping_to_us() -> None:
    """Let Ctrl-C end the run between provinces: those at hand are finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _require_some(outcomes: Sequence[Outcome], common: RuleSet | None) -> None:
    """Refuse a run in which no province gave anything, and two of one code."""
    codes = [outcome.share.province for outcome in outcomes]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise Refused("provinces-twice", codes=", ".join(twice))
    if not any(outcome.share.ruleset for outcome in outcomes):
        faults = [
            Fault("province-unpublished", {"province": one.share.name, "fault": said})
            for one in outcomes
            for said in [(one.share.refused or {}).get("vi", "").removesuffix(".")]
        ]
        raise Refused("provinces-none-published", faults=faults, count=len(outcomes))
    if common is None:
        for outcome in outcomes:
            if outcome.share.ruleset:
                require_zoning(outcome.share.ruleset)


def _gather(
    outcomes: Sequence[Outcome],
    task: Task,
    country: CountryFile,
    common: RuleSet | None,
) -> National:
    shares = [outcome.share for outcome in outcomes]
    if country.units is not None:
        shares = _completed(shares, read_units(country.units).units, task)
    codes = [*country.notices, *(code for one in outcomes for code in one.notices)]
    title = country.title or fill("default-title", "vi")
    return National(
        day=task.day,
        first=task.first,
        title={"vi": title, "en": country.title_en or fill("default-title", "en")},
        shares=tuple(sorted(shares, key=lambda share: share.province)),
        common=common,
        params=dict(task.params or {}),
        drafted_by=country.by,
        notices=tuple(dict.fromkeys(codes)),
        context=read_context(country.context)[0] if country.context else None,
    )


def _completed(shares: list[Share], every: gpd.GeoDataFrame, task: Task) -> list[Share]:
    """Add the communes of the country that no province told of, as no report."""
    names = every["name"].to_dict()
    every = every.assign(province=heads(every))
    communes = every[every["admin_level"] == "commune"]
    above = [code if code in names else "" for code in communes["parent"]]
    district = [
        "" if code == head else str(names.get(code, ""))
        for code, head in zip(above, communes["province"])
    ]
    communes = communes.assign(district=district)[list(COLUMNS)].sort_index()
    known = {share.province: share for share in shares if len(share.units)}
    silent = {share.province: share for share in shares if not len(share.units)}
    days = (task.day - task.first).days + 1
    for code, own in communes.groupby("province"):
        if code in known:
            continue
        bare = silent.get(code)
        empty = Share(
            province=code,
            name=str(names.get(code, code)),
            units=own,
            levels=np.zeros((len(own), days), dtype=np.int8),
            since=np.zeros(len(own), dtype=np.int32),
            reported={},
        )
        silent[code] = replace(empty, refused=bare.refused) if bare else empty
    return [*known.values(), *silent.values()]
