"""Directives of a province: drafted, submitted, decided by another, announced, ended.

A directive is a document in versions. While its number or its signer is empty it is a
draft, whatever else is said of it.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from api.services.access import Actor, require_other
from api.services.directive_content import (
    blank,
    content_of_row,
    read_form,
    span_of,
)
from api.services.directive_list import DRAFTS, KIND, find_directive
from api.services.directive_places import places_of
from api.services.versions import person_of, require_newest, saving
from api.store.audit import Entry, append
from api.store.documents import (
    Stored,
    list_documents,
    list_versions,
    save_version,
)
from api.store.engine import Connection, Engine, writing
from boundaries.names import clean
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM, Span, parse_when

_NEXT: Mapping[str, frozenset[str]] = {
    "change": frozenset({"draft", "returned"}),
    "submit": frozenset({"draft", "returned"}),
    "return": frozenset({"submitted"}),
    "decide": frozenset({"submitted"}),
    "announce": frozenset({"decided"}),
    "end": frozenset({"decided", "announced"}),
}
"""From which states an act leads on."""


class Acting:
    """Who changes a directive (the door let him in), when, and by which request."""

    def __init__(self, actor: Actor, now: datetime, request: str) -> None:
        self.actor = actor
        self.now = now
        self.request = request


def draft(engine: Engine, unit: str, form: Mapping[str, Any], acting: Acting) -> Stored:
    """Keep a new draft.

    Raises
    ------
    Refused
        ``unit-unknown``, and what `read_form` refuses.
    """
    with writing(engine) as connection:
        places = places_of(connection, unit, acting.now)
        key = f"{unit}-{secrets.token_hex(4)}"
        name = _name_of(unit, acting.now, key)
        content = {**blank(), **read_form(form, places), "id": name}
        new = _stored(key, 1, unit, "draft", content, acting.actor.name, acting.now)
        return _keep(connection, None, new, acting, "directive.draft")


def try_draft(
    connection: Connection,
    unit: str,
    form: Mapping[str, Any],
    key: str,
    acting: Acting,
) -> Stored:
    """Give a draft as it would be kept; nothing is.

    Parameters
    ----------
    connection
        Of ``reading``.
    unit, form, acting
        As `draft` takes them.
    key
        Of the draft that it would be the next version of; "" for a new one.
    """
    base = {**blank(), "id": _name_of(unit, acting.now, "0")}
    if key:
        base = {**find_directive(connection, key, acting.actor).content}
    content = {**base, **read_form(form, places_of(connection, unit, acting.now))}
    name = key or base["id"]
    return _stored(name, 1, unit, "draft", content, acting.actor.name, acting.now)


def change(
    engine: Engine, key: str, form: Mapping[str, Any], asked: int, acting: Acting
) -> Stored:
    """Keep another version of a draft.

    Raises
    ------
    Refused
        ``document-moved``, ``directive-state``, and what `read_form` refuses.
    """
    with saving(engine, KIND, key, asked) as connection:
        before = _before(connection, key, asked, "change", acting.actor)
        places = places_of(connection, before.unit, acting.now)
        content = {**before.content, **read_form(form, places), "submitted": None}
        new = _next(before, "draft", content, acting)
        return _keep(connection, before, new, acting, "directive.draft")


def submit(engine: Engine, key: str, asked: int, acting: Acting) -> Stored:
    """Send a draft to those who decide."""
    with saving(engine, KIND, key, asked) as connection:
        before = _before(connection, key, asked, "submit", acting.actor)
        said = {**_who(connection, acting), "note": ""}
        content = {**before.content, "submitted": said, "returned": None}
        new = _next(before, "submitted", content, acting)
        return _keep(connection, before, new, acting, "directive.submit")


def give_back(
    engine: Engine, key: str, asked: int, reason: str, acting: Acting
) -> Stored:
    """Return a draft to who drafted it, with the reason."""
    with saving(engine, KIND, key, asked) as connection:
        before = _before(connection, key, asked, "return", acting.actor)
        reason = _act_words({"reason": reason}, "reason")["reason"]
        said = {**_who(connection, acting), "note": reason}
        new = _next(before, "returned", {**before.content, "returned": said}, acting)
        return _keep(connection, before, new, acting, "directive.return", reason)


def decide(
    engine: Engine, key: str, asked: int, act: Mapping[str, str], acting: Acting
) -> Stored:
    """Put number, signer and day to a draft that somebody else made.

    Parameters
    ----------
    engine, key, asked, acting
        As everywhere here.
    act
        `number`, `signer`, `day` (ISO) and optionally `issuer`.

    Raises
    ------
    Refused
        ``access-own-draft``, ``document-moved``, ``directive-state``,
        ``directive-issuer-missing``, ``directive-act-day``.
    """
    with saving(engine, KIND, key, asked) as connection:
        before = _before(connection, key, asked, "decide", acting.actor)
        _require_others(connection, before, acting.actor)
        day = _act_day(act["day"], acting.now)
        words = _act_words(act, "number", "signer")
        words["issuer"] = clean(act.get("issuer", "")) or before.content["issuer"]
        if not words["issuer"]:
            raise Refused("directive-issuer-missing")
        said = {**_who(connection, acting), "day": day}
        content = {**before.content, **words, "decided": said}
        new = _next(before, "decided", content, acting)
        return _keep(connection, before, new, acting, "directive.decide")


def announce(engine: Engine, key: str, asked: int, acting: Acting) -> Stored:
    """Tell everybody what was decided."""
    with saving(engine, KIND, key, asked) as connection:
        before = _before(connection, key, asked, "announce", acting.actor)
        said = _who(connection, acting)
        new = _next(before, "announced", {**before.content, "announced": said}, acting)
        return _keep(connection, before, new, acting, "directive.announce")


def end(
    engine: Engine, key: str, asked: int, act: Mapping[str, str], acting: Acting
) -> Stored:
    """End or lift a directive earlier than it says, by an act of its own.

    Parameters
    ----------
    engine, key, asked, acting
        As everywhere here.
    act
        `number`, `signer`, `day`, `ends` (as typed: a day is held whole), `reason`.

    Raises
    ------
    Refused
        ``directive-end-late``, ``directive-end-early``, ``directive-when-wrong``;
        ``access-own-draft``, ``document-moved``, ``directive-state``,
        ``directive-act-day``.
    """
    with saving(engine, KIND, key, asked) as connection:
        before = _before(connection, key, asked, "end", acting.actor)
        _require_others(connection, before, acting.actor)
        day = _act_day(act["day"], acting.now)
        span = span_of(before.content)
        until = _cut(span, act["ends"])
        said = {**_who(connection, acting), "day": day}
        said |= _act_words(act, "number", "signer", "reason")
        said["ends_before"] = before.content["ends"] or ""
        content = {**before.content, "ends": until, "ended": said}
        new = _next(before, "ended", content, acting)
        return _keep(connection, before, new, acting, "directive.end", said["reason"])


def import_directives(
    connection: Connection,
    frame: pd.DataFrame,
    province: str,
    actor: str,
    now: datetime,
) -> int:
    """Keep the rows of ``directives.csv``; the same again changes nothing.

    A row with number and signer is announced, any other a draft. Members that the
    file has no column for stay as they were.

    Parameters
    ----------
    connection
        Of ``writing``.
    frame
        The directives frame.
    province
        Code of the province whose file it is.
    actor
        Name of who runs the command.
    now
        When we learned it.

    Returns
    -------
    int
        How many were kept; those that stood there already are not counted.
    """
    kept = 0
    known = {
        (one.content["id"]): one
        for one in list_documents(connection, KIND)
        if one.unit == province
    }
    for row in frame.to_dict("records"):
        before = known.get(row["id"])
        content = content_of_row(row, before and before.content)  # type: ignore[arg-type]
        signed = bool(content["number"] and content["signer"])
        state = "announced" if signed else "draft"
        if before and before.content.get("imported") == content["imported"]:
            continue  # the desk may have decided more since; the file says the same
        key = before.key if before else _key_of(province, row["id"])
        version = before.version + 1 if before else 1
        new = _stored(key, version, province, state, content, actor, now)
        save_version(connection, new)
        append(connection, _entry(before, new, "directive.import", now, actor))
        kept += 1
    return kept


def _name_of(unit: str, now: datetime, key: str) -> str:
    """Give the id of a new draft: of two that start together, the later one wins."""
    return f"{unit}-{int(now.timestamp()):08x}-{key[-4:]}"


def _key_of(province: str, name: str) -> str:
    """Give the key of an imported row: the same file has the same keys everywhere."""
    said = hashlib.sha256(f"{province}\n{name}".encode()).hexdigest()
    return f"{province}-{said[:8]}"


def _before(
    connection: Connection, key: str, asked: int, act: str, actor: Actor
) -> Stored:
    before = find_directive(connection, key, actor)
    require_newest(connection, before, asked)
    if before.state not in _NEXT[act]:
        raise Refused("directive-state", state=before.state, act=act)
    return before


def _require_others(connection: Connection, before: Stored, actor: Actor) -> None:
    """Refuse that anybody who wrote a word of it decides it."""
    for version in list_versions(connection, KIND, before.key):
        if version.state in DRAFTS - {"returned"}:
            require_other(actor, version.author)


def _act_words(act: Mapping[str, str], *names: str) -> dict[str, str]:
    """Give the words of an act in one line; an act without one of them is none."""
    words = {name: clean(act[name]) for name in names}
    if missing := [name for name, text in words.items() if not text]:
        raise Refused("body-member-missing", members=missing)
    return words


def _act_day(day: str, now: datetime) -> str:
    try:
        found = parse_when(day)
    except (Refused, OverflowError):
        raise Refused("directive-act-day", seen=day) from None
    today = now.astimezone(VIETNAM).date()
    if isinstance(found, datetime) or found > today + timedelta(days=1):
        raise Refused("directive-act-day", seen=day)
    return found.isoformat()


def _cut(span: Span, ends: str) -> str:
    """Give the new end as typed; it lies inside the span that was decided."""
    try:
        cut = Span.typed(span.starts, parse_when(ends))
    except OverflowError:
        raise Refused("directive-when-wrong", seen=ends) from None
    except Refused as refused:
        if refused.code == "span-empty":
            raise Refused("directive-end-early", starts=span.starts) from None
        raise Refused("directive-when-wrong", seen=ends) from None
    if span.ends is not None and cut.ends is not None and cut.ends > span.ends:
        raise Refused("directive-end-late", ends=span.ends)
    return ends.strip()


def _who(connection: Connection, acting: Acting) -> dict[str, str]:
    person = person_of(connection, acting.actor.name)
    return {"by": person["name"], "at": acting.now.isoformat()}


def _next(
    before: Stored, state: str, content: Mapping[str, Any], acting: Acting
) -> Stored:
    return _stored(
        before.key,
        before.version + 1,
        before.unit,
        state,
        content,
        acting.actor.name,
        acting.now,
    )


def _stored(
    key: str,
    version: int,
    unit: str,
    state: str,
    content: Mapping[str, Any],
    author: str,
    now: datetime,
) -> Stored:
    span = span_of(content)
    made = Stored(KIND, key, version, unit, state, content, author, now)
    return replace(made, starts=span.starts, ends=span.ends)


def _keep(
    connection: Connection,
    before: Stored | None,
    new: Stored,
    acting: Acting,
    action: str,
    reason: str = "",
) -> Stored:
    kept = save_version(connection, new)
    entry = _entry(before, new, action, acting.now, acting.actor.name)
    entry = replace(entry, via=acting.actor.via, request=acting.request, reason=reason)
    append(connection, entry)
    return kept


def _entry(
    before: Stored | None, new: Stored, action: str, now: datetime, actor: str
) -> Entry:
    """Tell what changed: the members that differ, and the state."""
    old = {} if before is None else {**before.content, "state": before.state}
    now_ = {**new.content, "state": new.state}
    names = [name for name in now_ if old.get(name) != now_[name]]
    return Entry(
        now,
        actor,
        "command",
        action,
        KIND,
        new.key,
        new.unit,
        {n: old.get(n) for n in names} if before else None,
        {n: now_[n] for n in names},
    )
