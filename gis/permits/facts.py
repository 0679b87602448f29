"""The document that access rules read, made of what a post sees.

Integers, texts, lists and truths only: no instants, so that both twins read the same
values. ``unknown`` names the facts that cannot be told. The twin is
``api/web/static/post/facts.js``.

A law holds by construction: one more good paper never makes a fact worse. Hence the
oldest instant at which one dose (``vaccine.one``) and two doses (``vaccine.two``) are
shown, and the newest negative test of each method (``pcr``, ``rapid``); rules that ask
for "two doses, 14 days ago" read ``person.vaccine.two.age``, so that a booster of
yesterday takes nothing away.

person
    test : {age, method, negative} or null
        The newest test. A positive one has no age: whatever asks for its age fails.
    pcr, rapid : {age} or null
        The newest negative test of that method that no newer positive test undoes.
    positive : {age} or null
        The newest positive test.
    vaccine : {doses, age, one: {age}, two: {age} or null} or null
        Most doses shown; seconds since the last one.
    recovered : {age} or null
        The latest recovery.
    papers : list of text
        Kinds of all other papers, sorted.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from gis.permits.records import Claims, Paper, Place, Post, Presented, Traveller

CLOCK = 25_200  # Vietnam is seven hours ahead, all year
LEEWAY = 120  # seconds by which clocks may differ
_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_TIERS = ("province", "district", "commune")
_TWO = 2
_OWN = frozenset({"test", "vaccine", "recovered"})


def facts_of(
    traveller: Traveller, permit: Presented, post: Post, now: int
) -> dict[str, Any]:
    """Make the document, without a person.

    Parameters
    ----------
    traveller, permit, post
        What the post sees.
    now
        Epoch seconds.

    Returns
    -------
    dict
        See the module and `person_of`; ``unknown`` holds two-step names, sorted.
    """
    origin, destination = traveller.origin, traveller.destination
    local = now + CLOCK
    minute, day = local // 60 % 1440, local // _DAY
    same, unknown = _same(origin, destination)
    unknown += _untold("from", origin) + _untold("to", destination)
    if not traveller.purpose:
        unknown.append("purpose")
    aboard = len(traveller.aboard)
    return {
        "now": now,
        "minute": minute,
        "weekday": (day + 3) % 7 + 1,
        "day": _iso(day),
        "purpose": traveller.purpose,
        "post": {
            "kind": post.kind,
            "authority": post.authority,
            "direction": post.direction,
        },
        "from": _place(origin),
        "to": _place(destination),
        "same": same,
        "vehicle": {
            "kind": traveller.vehicle,
            "plate": traveller.plate,
            "aboard": aboard,
        },
        "permit": _permit(permit, traveller, minute, (day + 3) % 7 + 1, aboard),
        "person": None,
        "unknown": sorted(unknown) if unknown else unknown,
    }


@lru_cache(maxsize=64)
def _iso(day: int) -> str:
    return date.fromordinal(_EPOCH + day).isoformat()


def _place(place: Place) -> dict[str, Any]:
    return {
        "known": place.unit != "",
        "unit": place.unit,
        "province": place.province,
        "district": place.district,
        "commune": place.commune,
        "level": place.level,
        "zone": place.zone,
        "basis": list(place.basis),
        "perimeter": place.perimeter,
    }


def _untold(end: str, place: Place) -> list[str]:
    if not place.unit:
        names = ("unit", *_TIERS, "level", "zone", "basis", "perimeter")
        return [f"{end}.{name}" for name in names]
    found = []
    if place.level is None:
        found += [f"{end}.level", f"{end}.zone"]
    if place.perimeter is None:
        found.append(f"{end}.perimeter")
    if not place.commune:
        found.append(f"{end}.commune")
        if not place.district:
            found.append(f"{end}.district")
    return found


def _same(one: Place, other: Place) -> tuple[dict[str, bool | None], list[str]]:
    """Compare two places tier by tier; null where one is not told that finely."""
    same: dict[str, bool | None] = {"province": None, "district": None, "commune": None}
    unknown: list[str] = []
    apart = False
    for tier in _TIERS:
        left, right = getattr(one, tier), getattr(other, tier)
        if left and right:
            apart = apart or left != right
            same[tier] = not apart
        elif apart:
            same[tier] = False
        elif not (one.commune and other.commune and tier == "district"):
            unknown.append(f"same.{tier}")
    return same, unknown


def _permit(
    permit: Presented, traveller: Traveller, minute: int, weekday: int, aboard: int
) -> dict[str, Any]:
    claims = permit.claims if permit.state == "valid" else None
    foreign = permit.state == "foreign"
    found: dict[str, Any] = {
        "state": "none" if foreign else permit.state,
        "system": permit.facts.get("system", "") if foreign else "",
        "kind": "",
        "purposes": [],
        "purpose_ok": False,
        "covers_from": False,
        "covers_to": False,
        "on_day": False,
        "in_hours": False,
        "seats_ok": False,
        "bound": "",
        "ended": "",
    }
    if permit.state == "ended" and permit.claims is not None:
        found["ended"] = permit.claims.kind
    if claims is None:
        return found
    units = frozenset(claims.units or (claims.issuer,))
    in_hours, on_day = _in_hours(claims, minute, weekday)
    found["kind"] = claims.kind
    found["purposes"] = list(claims.purposes)
    found["purpose_ok"] = traveller.purpose in claims.purposes
    found["covers_from"] = not units.isdisjoint(traveller.origin.chain)
    found["covers_to"] = not units.isdisjoint(traveller.destination.chain)
    found["on_day"] = on_day
    found["in_hours"] = in_hours
    found["seats_ok"] = claims.seats == 0 or aboard <= claims.seats
    found["bound"] = "plate" if claims.plate else "person"
    return found


def _in_hours(claims: Claims, minute: int, weekday: int) -> tuple[bool, bool]:
    """Say whether the minute and the day are in the permit's.

    After midnight, a span over midnight still belongs to the day on which it began.
    """
    inside = True
    if claims.minutes is not None:
        first, last = claims.minutes
        if first <= last:
            inside = first <= minute < last
        else:
            inside = minute >= first or minute < last
            if minute < last:
                weekday = (weekday + 5) % 7 + 1
    return inside, not claims.weekdays or weekday in claims.weekdays


def person_of(papers: Iterable[Paper], now: int) -> dict[str, Any]:
    """Make the facts of one person; see the module.

    A paper without an instant where it needs one, or of the future (beyond the leeway
    of clocks), counts as not shown.
    """
    found: dict[str, Any] = {"test": None, "pcr": None, "rapid": None}
    found |= {"positive": None, "vaccine": None, "recovered": None}
    kinds: set[str] = set()
    dated: dict[str, list[tuple[int, Paper]]] = {}
    for paper in papers:
        if paper.kind not in _OWN:
            kinds.add(paper.kind)
        elif paper.at is not None:
            age = now - int(paper.at.timestamp())
            if age >= -LEEWAY:
                dated.setdefault(paper.kind, []).append((max(age, 0), paper))
    if "test" in dated:
        found |= _tests(dated["test"])
    if "vaccine" in dated:
        found["vaccine"] = _doses(dated["vaccine"])
    if "recovered" in dated:
        found["recovered"] = {"age": min(age for age, _ in dated["recovered"])}
    found["papers"] = sorted(kinds)
    return found


def _tests(tests: list[tuple[int, Paper]]) -> Mapping[str, Any]:
    """Of tests of the same instant the positive one counts."""
    positive = min((a for a, p in tests if p.negative is False), default=None)
    good = [
        (age, paper.method)
        for age, paper in tests
        if paper.negative and (positive is None or age < positive)
    ]
    found: dict[str, Any] = {}
    for method in ("pcr", "rapid"):
        ages = [age for age, name in good if name == method]
        if ages:
            found[method] = {"age": min(ages)}
    if good:
        age, method = min(good)
        found["test"] = {"age": age, "method": method, "negative": True}
    elif positive is not None:
        found["test"] = {"age": None, "method": "", "negative": False}
    if positive is not None:
        found["positive"] = {"age": positive}
    return found


def _doses(papers: list[tuple[int, Paper]]) -> dict[str, Any] | None:
    doses = [(age, paper.doses) for age, paper in papers if paper.doses]
    if not doses:
        return None
    twice = [age for age, count in doses if count >= _TWO]
    return {
        "doses": max(count for _, count in doses),
        "age": min(age for age, _ in doses),
        "one": {"age": max(age for age, _ in doses)},
        "two": {"age": max(twice)} if twice else None,
    }
