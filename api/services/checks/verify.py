"""Whether the log of checks is whole: no number missing, no hash that does not fit."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

from api.services.checks.journal import is_alive
from api.services.checks.log import FOLDER
from api.services.checks.rows import BEGINS, END, ONLINE, chain_hash
from api.store.audit import walk
from api.store.checks import Link, chain_starts, walk_chains
from api.store.desk import audit
from api.store.engine import Connection
from boundaries.refusal import Fault

KEPT: Final = timedelta(days=30)
"""How long a check is a row; after that it is a count."""
_NONE = (0, BEGINS)
_SAID: Final = ("seq", "kind", "post", "verdict", "rules", "bundle")


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk along all chains found.

    Parameters
    ----------
    rows, chains
        How many there are.
    faults
        ``checks-changed``, ``checks-broken``, ``checks-gap``, ``checks-cut``,
        ``checks-run-missing``.
    """

    rows: int
    chains: int
    faults: tuple[Fault, ...]


def verify_checks(connection: Connection, keys: Path | None, now: datetime) -> Found:
    """Walk along every chain.

    Parameters
    ----------
    connection
        Of ``reading``.
    keys
        Folder of the keys of the service: beside them lie the journals of runs that
        live now, which need have no end.
    now
        Which runs the audit must tell of: those since `KEPT` before it.

    Notes
    -----
    A run that ended without a word (its process was killed, its machine fell) is a
    fault: what it answered in its last moments may not be here.
    """
    starts = chain_starts(connection)
    faults: list[Fault] = []
    rows, sources = 0, set(starts)
    folder = None if keys is None else keys / FOLDER
    for source, links in groupby(walk_chains(connection), attrgetter("source")):
        sources.add(source)
        walked = list(_walk(links, starts.get(source, _NONE)))
        rows += len(walked)
        faults += [fault for _, fault in walked if fault]
        last = walked[-1][0]
        if _was_cut(last, folder):
            facts = {"source": source, "seq": last.seq, "at": last.at}
            faults.append(Fault("checks-cut", facts))
    faults += _missing(connection, sources, folder, now)
    return Found(rows, len(sources), tuple(faults))


def _walk(
    links: Iterator[Link], begins: tuple[int, str]
) -> Iterator[tuple[Link, Fault | None]]:
    """Give each link, and what is wrong with it.

    Rows of before the kept part began may still be here where a clock was set: of
    them only their own hash is asked.
    """
    seq, head = begins
    for link in links:
        yield link, _fault_of(link, seq, head)
        if link.seq > seq:
            seq, head = link.seq, link.sha256


def _fault_of(link: Link, seq: int, head: str) -> Fault | None:
    facts = {"source": link.source, "seq": link.seq}
    if link.text is not None and not _is_whole(link, link.text):
        return Fault("checks-changed", facts)
    if link.seq <= seq:
        return None
    if link.seq != seq + 1:
        gap = {"first": seq + 1, "last": link.seq - 1, "count": link.seq - seq - 1}
        return Fault("checks-gap", {**facts, **gap})
    return None if link.previous == head else Fault("checks-broken", facts)


def _is_whole(link: Link, text: str) -> bool:
    """Say whether the words are those that were hashed, and the columns say the same.

    A phone's words have members of their own; what has the name of a column is that.
    """
    if chain_hash(link.previous, text) != link.sha256:
        return False
    said = json.loads(text)
    return all(said[name] == getattr(link, name) for name in _SAID if name in said)


def _was_cut(last: Link, folder: Path | None) -> bool:
    if not last.source.startswith(ONLINE) or last.kind == END:
        return False
    return folder is None or not is_alive(folder, last.source)


def _missing(
    connection: Connection,
    sources: set[str],
    folder: Path | None,
    now: datetime,
) -> Iterator[Fault]:
    """Name the runs that the audit tells of, and of which no row is left."""
    told = walk(connection, audit.c.kind == "checks", audit.c.at >= now - KEPT)
    for written in told:
        source = written.entry.key
        alive = folder is not None and is_alive(folder, source)
        if source.startswith(ONLINE) and source not in sources and not alive:
            facts: Mapping[str, object] = {"source": source, "at": written.entry.at}
            yield Fault("checks-run-missing", facts)
