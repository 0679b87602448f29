"""What may be done to a perimeter, and when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from boundaries.names import clean
from boundaries.refusal import Refused
from gis.perimeters.life.record import FIRST, Act, Event, Holder, Record
from gis.perimeters.life.state import standing_at

_ALLOWED: dict[str, tuple[Act, ...]] = {
    "temporary": ("confirmed", "narrowed", "lifted"),
    "in_force": ("narrowed", "lifted"),
    "narrowed": ("narrowed", "lifted"),
}


def start_record(
    name: tuple[str, str],
    units: Iterable[str],
    holders: tuple[Holder, Holder],
    review_day: date,
    event: Event,
) -> Record:
    """Begin a perimeter with its first act.

    ``drawn`` is a temporary lockdown; ``announced`` was decided before it took hold,
    and is in force at once.

    Parameters
    ----------
    name
        Its id and its name.
    units
        Codes enclosed; not empty.
    holders
        Who is in charge and the deputy: two people, by their names, whatever their
        offices.
    review_day
        Not before the day it is drawn.
    event
        ``drawn`` or ``announced``; its units are set here.

    Raises
    ------
    Refused
        ``perimeter-nobody``, ``perimeter-deputy-same``, ``perimeter-units-none``,
        ``perimeter-review-early``, ``perimeter-act-wrong``,
        ``perimeter-number-missing`` for one announced without a decision.
    """
    enclosed = tuple(sorted(set(units)))
    head, deputy = holders
    for role, holder in (("head", head), ("deputy", deputy), ("by", event.by)):
        if not holder.name or not holder.office:
            raise Refused("perimeter-nobody", id=name[0], role=role)
    if _person(head) == _person(deputy):
        raise Refused("perimeter-deputy-same", id=name[0], name=head.name)
    if not enclosed:
        raise Refused("perimeter-units-none", id=name[0])
    if event.act not in FIRST:
        raise Refused("perimeter-act-wrong", id=name[0], act=event.act, state="not_yet")
    if event.act == "announced" and not event.number:
        raise Refused("perimeter-number-missing", id=name[0], act=event.act)
    if review_day < event.at.date():
        drawn = event.at.date()
        raise Refused(
            "perimeter-review-early", id=name[0], review=review_day, drawn=drawn
        )
    first = replace(event, units=enclosed)
    return Record(*name, head, deputy, review_day, (first,))


def act_on(record: Record, event: Event) -> Record:
    """Add one act; what stood before stays as it was.

    Parameters
    ----------
    record
        The perimeter.
    event
        Later than the last act. ``confirmed`` keeps the units of the record where it
        names none; ``narrowed`` names some, but not all, of those enclosed, or all of
        them with a smaller `area`.

    Raises
    ------
    Refused
        ``perimeter-act-early``; ``perimeter-act-wrong`` (a lapsed perimeter cannot be
        confirmed: it is drawn anew); ``perimeter-nobody``;
        ``perimeter-number-missing`` (all acts but a temporary line need a decision's
        number); ``perimeter-units-wider`` (a unit or more ground is added only by a
        new perimeter);
        ``perimeter-units-same``; ``perimeter-reason-missing``.
    """
    last = record.events[-1]
    if event.at <= last.at:
        raise Refused("perimeter-act-early", id=record.id, at=event.at, last=last.at)
    standing = standing_at(record, event.at)
    if event.act not in _ALLOWED.get(standing.state, ()):
        raise Refused(
            "perimeter-act-wrong", id=record.id, act=event.act, state=standing.state
        )
    if not event.by.name or not event.by.office:
        raise Refused("perimeter-nobody", id=record.id, role="by")
    if not event.number and standing.state != "temporary":
        raise Refused("perimeter-number-missing", id=record.id, act=event.act)
    if event.act == "confirmed" and not event.number:
        raise Refused("perimeter-number-missing", id=record.id, act=event.act)
    if event.act == "lifted" and not event.reason:
        raise Refused("perimeter-reason-missing", id=record.id)
    area = _area(record, event)
    smaller = area is not None and last.area is not None and area < last.area
    units = _units(record, event, standing.units, smaller=smaller)
    done = replace(event, units=units, area=area)
    return replace(record, events=(*record.events, done))


def _person(holder: Holder) -> str:
    return clean(holder.name).casefold()


def _area(record: Record, event: Event) -> float | None:
    """Give the ground enclosed after an act, never more than before."""
    held = record.events[-1].area
    if event.act == "lifted" or event.area is None:
        return None if event.act == "lifted" else held
    if held is None or event.area > held:
        raise Refused("perimeter-units-wider", id=record.id, units=event.units)
    return event.area


def _units(
    record: Record, event: Event, held: tuple[str, ...], *, smaller: bool
) -> tuple[str, ...]:
    """Give the units enclosed after an act."""
    if event.act == "lifted":
        return ()
    units = tuple(sorted(set(event.units))) or held
    wider = sorted(set(units) - set(held))
    if wider:
        raise Refused("perimeter-units-wider", id=record.id, units=wider)
    if event.act == "narrowed" and units == held and not smaller:
        raise Refused("perimeter-units-same", id=record.id)
    return units
