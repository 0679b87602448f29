"""Imported editions: which of them is in force where and when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from api.settings import Settings
from api.store.engine import Connection, opened, reading
from api.store.units import (
    StoredEdition,
    count_units,
    editions_naming,
    editions_of_provinces,
    list_editions,
    load_parents,
)
from boundaries.provinces import heads
from boundaries.refusal import Fault, Refused
from boundaries.terms import Term, check_term, settle_terms, tell_days

_ByTerm = dict[Term, set[str]]


@dataclass(frozen=True, slots=True)
class ListedEdition:
    """One edition, as ``vungxanh units editions`` lists it.

    Parameters
    ----------
    edition
        As the store knows it, with the days that were given.
    count
        Its units.
    in_force
        The days on which it is really in force, and the provinces for which it is.
    replaced_by
        Name of the edition of the same units that was imported later, or "".
    """

    edition: StoredEdition
    count: int
    in_force: tuple[tuple[Term, frozenset[str]], ...]
    replaced_by: str


def take_edition(
    connection: Connection, province: str, day: date, name: str, *, carried: bool
) -> tuple[StoredEdition, Term]:
    """Take the edition of a province that is in force on a day.

    Parameters
    ----------
    connection
        Of ``reading``.
    province
        Its code.
    day
        The day.
    name
        Of the edition that the province asks for, or "".
    carried
        Whether figures are carried to it: then one that is asked for by name need
        not be in force.

    Returns
    -------
    tuple
        The edition, and the days on which it is in force.

    Raises
    ------
    Refused
        ``units-none-imported``, ``edition-unknown``, ``edition-none-in-force``,
        ``edition-two-in-force``, ``edition-named-not-in-force``.
    """
    every = list_editions(connection)
    if not every:
        raise Refused("units-none-imported")
    known = _that_may_hold(connection, every, province)
    if name:
        return _named(every, known, name, None if carried else day)
    settled = settle_terms(edition.term for edition in standing(known))
    found = [term for term in settled if term.holds(day)]
    if not found:
        told = _told(known, settled)
        raise Refused("edition-none-in-force", day=day, province=province, known=told)
    if len(found) > 1:  # files that name no province: nobody knows whose they are
        told = _told(known, found)
        raise Refused("edition-two-in-force", day=day, province=province, known=told)
    return next(one for one in known if one.name == found[0].edition), found[0]


def newest_edition(
    connection: Connection, day: date | None = None, province: str = ""
) -> StoredEdition | None:
    """Give the edition to read rows against; None where there is none at all.

    Of those that name `province`, where any does, and are in force on `day`, where
    any is: the one in force longest, then the one that starts last, then the last
    that was imported.
    """
    every = standing(list_editions(connection))
    naming = editions_naming(connection, province) if province else frozenset()
    every = [one for one in every if one.id in naming] or every
    held = [one for one in every if day is not None and one.term.holds(day)]
    return max(
        held or every,
        key=lambda one: (one.ends or date.max, one.starts or date.min, one.id),
        default=None,
    )


def standing(editions: Sequence[StoredEdition]) -> list[StoredEdition]:
    """Give the editions that were not replaced by a later one of the same units."""
    last = {edition.sha256: edition.id for edition in editions}
    return [edition for edition in editions if last[edition.sha256] == edition.id]


def require_days(
    connection: Connection, new: pd.DataFrame, term: Term, sha256: str
) -> tuple[Fault, ...]:
    """Refuse days that are another edition's; say whose days end by the new one.

    Parameters
    ----------
    connection
        Of ``writing``.
    new : units frame
        Under `sha256` in the store, if it is taken.
    term
        The days on which it will be in force.

    Returns
    -------
    tuple of Fault
        ``note-edition-closed``, ``note-edition-unused``, ``note-edition-replaced``,
        ``note-edition-remains``.

    Raises
    ------
    Refused
        What `check_term` refuses, for any province of `new`.
    """
    every = list_editions(connection)
    same = [edition for edition in standing(every) if edition.sha256 == sha256]
    others = [edition for edition in standing(every) if edition.sha256 != sha256]
    if not term.dated:
        others += same  # without days it may not take the place of one with days
    provinces, left = set(heads(new)), {}
    by_province: dict[str, list[Term]] = defaultdict(list)
    for edition in others:
        theirs = set(heads(load_parents(connection, edition)))
        left[edition.name] = theirs - provinces
        for province in provinces & theirs:
            by_province[province].append(edition.term)
    for known in by_province.values():
        check_term(known, term)
    if not term.dated:
        return ()
    notes = [_replaced(edition) for edition in same if edition.term.dated]
    closings = _closings(by_province, term)
    ended = {str(fault.facts["edition"]) for fault in closings}
    notes += [
        Fault("note-edition-remains", {"edition": name, "provinces": left[name]})
        for name in sorted(ended)
        if left[name]
    ]
    return (*notes, *closings)


def list_all(settings: Settings) -> tuple[ListedEdition, ...]:
    """Give every edition, in the order in which they were imported."""
    with opened(settings.database_url) as store, reading(store) as connection:
        every = list_editions(connection)
        counts = count_units(connection)
        stand = standing(every)
        of_province: dict[str, list[Term]] = defaultdict(list)
        for edition in stand:
            for province in set(heads(load_parents(connection, edition))):
                of_province[province].append(edition.term)
    in_force: dict[str, _ByTerm] = defaultdict(lambda: defaultdict(set))
    for province, terms in of_province.items():
        for term in settle_terms(terms):
            in_force[term.edition][term].add(province)
    later = {edition.sha256: edition.name for edition in stand}
    return tuple(
        ListedEdition(
            edition,
            counts.get(edition.id, 0),
            tuple((term, frozenset(p)) for term, p in in_force[edition.name].items()),
            "" if edition in stand else later[edition.sha256],
        )
        for edition in every
    )


def _that_may_hold(
    connection: Connection, every: Sequence[StoredEdition], province: str
) -> list[StoredEdition]:
    """Give the editions that name a province; else those that name none at all."""
    naming = editions_naming(connection, province)
    if not naming:
        numbers = frozenset(edition.id for edition in every)
        naming = numbers - editions_of_provinces(connection)
    found = [edition for edition in every if edition.id in naming]
    if not found:
        raise Refused("unit-unknown", unit=province)
    return found


def _named(
    every: Sequence[StoredEdition],
    known: Sequence[StoredEdition],
    name: str,
    day: date | None,
) -> tuple[StoredEdition, Term]:
    """Take an edition by its name, if it is in force on the day that is given."""
    kept = next((edition for edition in every if edition.name == name), None)
    if kept is None:
        names = [edition.name for edition in every]
        raise Refused("edition-unknown", edition=name, known=names)
    same = [edition for edition in every if edition.sha256 == kept.sha256][-1]
    terms = [one.term for one in standing(known) if one.term.dated or one == same]
    found = [term for term in settle_terms(terms) if term.edition == same.name]
    term = found[0] if found else same.term
    if day is not None and not term.holds(day):
        days = tell_days(term)
        raise Refused("edition-named-not-in-force", edition=name, days=days, day=day)
    return kept, term


def _closings(known: dict[str, list[Term]], new: Term) -> list[Fault]:
    """Say what becomes of the days of others by a new edition."""
    changed: _ByTerm = defaultdict(set)
    unused: dict[str, set[str]] = defaultdict(set)
    for province, terms in known.items():
        after = {term.edition: term for term in settle_terms([*terms, new])}
        for term in settle_terms(terms):
            if term.edition not in after:
                unused[term.edition].add(province)
            elif after[term.edition] != term:
                changed[after[term.edition]].add(province)
    return [
        *(
            Fault(
                "note-edition-closed",
                {
                    "edition": term.edition,
                    "days": tell_days(term),
                    "provinces": provinces,
                },
            )
            for term, provinces in changed.items()
        ),
        *(
            Fault("note-edition-unused", {"edition": name, "provinces": provinces})
            for name, provinces in unused.items()
        ),
    ]


def _replaced(edition: StoredEdition) -> Fault:
    facts = {"edition": edition.name, "days": tell_days(edition.term)}
    return Fault("note-edition-replaced", facts)


def _told(known: Iterable[StoredEdition], terms: Iterable[Term]) -> list[str]:
    days = {term.edition: tell_days(term) for term in terms}
    return [f"{one.name} ({days[one.name]})" for one in known if one.name in days]
