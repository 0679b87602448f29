"""The zones of a province on a day, from the newest publication that tells of it."""

from collections.abc import Mapping
from datetime import date

from api.services.snapshot import Published, Snapshot, Zone
from boundaries.refusal import Refused


def zones_of(snapshot: Snapshot, province: str, day: date) -> Published:
    """Find the publication that answers for a province and a day.

    Raises
    ------
    Refused
        ``province-not-published`` or ``day-not-published``.
    """
    found = snapshot.provinces.get(province)
    if found is None:
        raise Refused("province-not-published", province=province)
    published = found.on(day)
    if published is None:
        raise Refused(
            "day-not-published",
            province=province,
            day=day,
            first=found.first_day,
            last=found.last_day,
        )
    return published


def describe_publication(published: Published) -> dict[str, object]:
    """Say which publication an answer comes from."""
    head = published.head
    return {
        "province": head.province,
        "province_name": head.manifest.get("province_name"),
        "day": head.day.isoformat(),
        "version": head.version,
        "state": head.state,
        "path": f"/{head.path}/",
        "manifest_sha256": head.manifest_sha256,
    }


def describe_day(published: Published, day: date) -> list[dict[str, object]]:
    """Give every unit of a day with its zone, sorted by unit."""
    return [
        describe_zone(published.words.get(unit, {}), unit, zone)
        for unit, zone in sorted(published.zones[day].items())
    ]


def describe_zone(
    words: Mapping[str, object], unit: str, zone: Zone
) -> dict[str, object]:
    """Say what holds in one unit, in the names of zones.csv."""
    better = zone.next_better
    return {
        "unit": unit,
        "name": words.get("name"),
        "kind": words.get("kind"),
        "admin_level": words.get("admin_level"),
        "parent": words.get("parent"),
        "level": zone.level,
        "zone": zone.zone,
        "reason": zone.reason,
        "clause": zone.clause,
        "effective_from": zone.effective_from.isoformat(),
        "next_better": better.isoformat() if better else None,
    }
