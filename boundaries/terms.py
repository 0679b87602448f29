"""When editions of the units of one province are in force: one at most on any day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from boundaries.refusal import Refused

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """The days on which an edition is in force.

    Parameters
    ----------
    edition
        Its name.
    starts
        The first day; None where nobody said.
    ends
        The first day on which it is no longer in force; None is until further notice.
    """

    edition: str
    starts: date | None = None
    ends: date | None = None

    @classmethod
    def typed(cls, edition: str, first: date | None, last: date | None) -> "Term":
        """Build a term from what people type: both days are included.

        The first and the last day that a calendar holds stand for none, as other
        programs write them.

        Raises
        ------
        Refused
            ``edition-days-backwards``.
        """
        if first and last and last < first:
            raise Refused("edition-days-backwards", first=first, last=last)
        ends = last + _DAY if last and last < date.max else None
        return cls(edition, None if first == date.min else first, ends)

    @property
    def first(self) -> date | None:
        """Give the first day, as people read it."""
        return self.starts

    @property
    def last(self) -> date | None:
        """Give the last day, as people read it."""
        return self.ends - _DAY if self.ends else None

    @property
    def dated(self) -> bool:
        """Say whether anybody said when it is in force."""
        return self.starts is not None or self.ends is not None

    def holds(self, day: date) -> bool:
        """Say whether it is in force on `day`."""
        return (self.starts is None or self.starts <= day) and (
            self.ends is None or day < self.ends
        )

    def meets(self, other: "Term") -> bool:
        """Say whether the two share a day."""
        return (self.ends is None or (other.starts or date.min) < self.ends) and (
            other.ends is None or (self.starts or date.min) < other.ends
        )


def settle_terms(given: Iterable[Term]) -> tuple[Term, ...]:
    """Say when each edition of a province is really in force.

    Parameters
    ----------
    given
        What was said of each, in the order in which it was learned, each taken by
        `check_term` at its time.

    Returns
    -------
    tuple of Term
        No two of them share a day; sorted by days. An open end is the day before
        the next edition starts. Of editions without days the last learned is in
        force, before the first of those with days; where that one has an open
        beginning, after the last of them.
    """
    terms = list(given)
    dated = sorted((t for t in terms if t.dated), key=_order)
    settled = [
        replace(term, ends=after.starts) if term.ends is None and after else term
        for term, after in zip(dated, [*dated[1:], None])
    ]
    free = [term for term in terms if not term.dated][-1:]
    if not settled:
        return tuple(free)
    if settled[0].starts is not None:
        return (*(replace(t, ends=settled[0].starts) for t in free), *settled)
    if settled[-1].ends is not None:
        return (*settled, *(replace(t, starts=settled[-1].ends) for t in free))
    return tuple(settled)


def check_term(known: Sequence[Term], new: Term) -> None:
    """Refuse an edition whose days are another's already.

    Parameters
    ----------
    known
        Of the editions of the same province, as they were given.
    new
        Of the one that is to be taken.

    Raises
    ------
    Refused
        ``edition-days-missing`` where others carry days and this one none;
        ``edition-days-overlap`` where they share a day. An open end of one that
        starts before `new` is no overlap: it ends the day before.
    """
    dated = [term for term in known if term.dated]
    if dated and not new.dated:
        raise Refused("edition-days-missing", edition=new.edition, known=_told(dated))
    for term in dated:
        follows = new.starts is not None and (term.starts or date.min) < new.starts
        if new.meets(term) and not (follows and term.ends is None):
            raise Refused(
                "edition-days-overlap",
                edition=new.edition,
                days=tell_days(new),
                known=_told([term]),
            )


def tell_days(term: Term) -> str:
    """Write the days of a term, in figures only: ``01/01/2021 - 30/06/2025``."""
    first, last = (f"{day:%d/%m/%Y}" if day else "…" for day in (term.first, term.last))
    return f"{first} - {last}"


def _told(terms: Iterable[Term]) -> list[str]:
    return [f"{term.edition} ({tell_days(term)})" for term in terms]


def _order(term: Term) -> date:
    return term.starts or date.min
