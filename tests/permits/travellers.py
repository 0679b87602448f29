"""The written travellers of ``travellers.yaml``, as records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from boundaries.spans import VIETNAM
from gis.permits.cases import CasePermit
from gis.permits.ground import Ground, Ring, Turn, Zoning
from gis.permits.records import Paper, Post, Presented, Traveller
from gis.rulesets.syntax import parse

FILE = Path(__file__).with_name("travellers.yaml")


@dataclass(frozen=True)
class Written:
    """One traveller, where he stands, and the verdict worked out by hand."""

    who: str
    now: datetime
    post: Post
    permit: Presented
    traveller: Traveller
    expect: str
    failed: frozenset[str]
    duties: frozenset[str]
    by: str


@cache
def document() -> Mapping[str, Any]:
    """Give the file."""
    data = parse(FILE.read_text("utf-8"), file=FILE.name).data
    assert isinstance(data, dict)
    return data


@cache
def ground() -> Ground:
    """Give the map of autumn 2021 that the file describes."""
    data = document()
    levels = dict(data["levels"])
    starts = _instant(levels.pop("from"))
    zones = {code: (level, f"level{level}") for code, level in levels.items()}
    lock = data["locked"]
    ring = Ring(
        "socson",
        frozenset(lock["inside"]),
        frozenset(lock["partly"]),
        _instant(lock["from"]),
        _instant(lock["until"]) + 86_400,
    )
    return Ground(
        {code: (above, tier) for code, (above, tier) in data["places"].items()},
        (Zoning(starts, zones),),
        tuple(_turn(one) for one in data["directives"]),
        (ring,),
        {"bundle": 1},
    )


def travellers() -> list[Written]:
    """Give everybody in the file."""
    data = document()
    return [
        _written(data, group, one)
        for group in data["groups"]
        for one in group["people"]
    ]


def _turn(one: Mapping[str, Any]) -> Turn:
    acts = {
        code: ((basis, ""),)
        for basis, codes in one.items()
        if basis != "from"
        for code in codes
    }
    return Turn(_instant(one["from"]), acts)


def _instant(day: str) -> int:
    at = date.fromisoformat(day)
    return int(datetime(at.year, at.month, at.day, tzinfo=VIETNAM).timestamp())


def _written(
    data: Mapping[str, Any], group: Mapping[str, Any], one: Mapping[str, Any]
) -> Written:
    now = datetime.fromisoformat(one.get("at", group["at"])).replace(tzinfo=VIETNAM)
    at = int(now.timestamp())
    places = [ground().place(data["names"][one[end]], at) for end in ("from", "to")]
    permit = data["permits"].get(one.get("permit"))
    shown = CasePermit.model_validate(permit).presented(now) if permit else Presented()
    aboard = tuple(tuple(_paper(p, now) for p in seat) for seat in one["papers"])
    post = Post(group["post"], "", **data["posts"][group["post"]])
    assert aboard, one["who"]
    return Written(
        one["who"],
        now,
        post,
        shown,
        Traveller(one["purpose"], *places, one["vehicle"], "", aboard),
        one["expect"],
        frozenset(one.get("failed", ())),
        frozenset(one.get("duties", ())),
        one.get("by", ""),
    )


def _paper(said: str, now: datetime) -> Paper:
    kind, *figures = said.split()
    if kind in {"test", "pcr", "positive"}:
        at = now - timedelta(hours=int(figures[0]))
        method = "pcr" if kind == "pcr" else "rapid"
        return Paper("test", at, method, kind != "positive")
    if kind == "dose":
        at = now - timedelta(days=int(figures[1]))
        return Paper("vaccine", at, doses=int(figures[0]))
    if kind == "recovered":
        return Paper(kind, now - timedelta(days=int(figures[0])))
    return Paper(kind)
