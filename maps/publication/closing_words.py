"""Locked areas and posts in the words that prints and workbooks share."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from gis.checkpoints.plan import Plan, Post
from maps.publication.closing import (
    BARRIER,
    CENTI,
    PERIMETER,
    PROPOSED,
    STAFFED,
    doubtful,
    short_number,
)
from maps.publication.record import Publication
from maps.words.figures import figure_words
from maps.words.phrases import day_words, has_phrase, say
from maps.words.said import Lang

Row = Mapping[Hashable, Any]


def say_state(row: Row) -> str:
    """Say whether an area is proposed, temporary or in force, by which number."""
    state = say(f"closing.state-{row.get('state') or PROPOSED}")
    number = row.get("number")
    return say("closing.state-number", state=state, number=number) if number else state


def say_area_name(row: Row) -> str:
    """Name an area with its state and people, as it stands on a map."""
    state = say(f"closing.state-{row.get('state') or PROPOSED}")
    name = say("closing.area", id=row["id"], state=state)
    people = row.get("people")
    return name if pd.isna(people) else f"{name}: {_told('people', people)}"


def say_area(publication: Publication, row: Row) -> str:
    """Say in a sentence what an area holds; what nobody told is left out."""
    figures = ("people", "households", "km", "crossings")
    said = [
        _told(key, row[key]) for key in figures if key in row and not pd.isna(row[key])
    ]
    names = [str(name_of(publication, code)) for code in row.get("units") or ()]
    if names:
        said.append(say("closing.units", names=", ".join(names)))
    head = say("closing.area", id=row["id"], state=say_state(row))
    return f"{head}: {'; '.join(said)}" if said else head


def name_of(publication: Publication, code: str) -> str:
    """Give the name of a unit, or the code of one that the province does not hold."""
    names = publication.units["name"]
    return str(names[code]) if code in names.index else code


def say_post(post: Post) -> str:
    """Say in a line which post it is, on which road, and who stands there."""
    road = post.name or say("closing.no-name", id=post.id)
    kind = say(f"closing.{post.kind}")
    said = say("closing.post", number=short_number(post.id), road=road, kind=kind)
    return f"{said}, {_told('staff', post.staff)}" if post.staff else said


def posts_of(publication: Publication) -> list[Post]:
    """Give the posts of all plans, in their order."""
    return [post for plan in publication.plans.values() for post in plan.posts]


def say_annex(publication: Publication) -> str:
    """Say how many posts there are, and where all of them are listed."""
    staffed = sum(post.kind == STAFFED for post in posts_of(publication))
    barriers = sum(post.kind == BARRIER for post in posts_of(publication))
    return say("closing.annex", staffed=staffed, barriers=barriers)


def say_open_ways(publication: Publication) -> list[str]:
    """Say which plans may leave a way out: roads that only seem apart in the data."""
    plans = [plan for plan in publication.plans.values() if doubtful(plan)]
    return [say("closing.doubtful", count=plan.near_misses) for plan in plans]


def say_plan(name: str, plan: Plan) -> str:
    """Say from which roads a plan was made, what it costs, who lives in between."""
    try:
        day = day_words(date.fromisoformat(plan.roads_day[:10]))
        roads = say("closing.roads-day", roads=plan.roads, day=day)
    except ValueError:
        roads = say("closing.roads", roads=plan.roads)
    model = say("closing.model-car" if plan.model == "car" else "closing.model-all")
    cost = figure_words(plan.total / CENTI)
    said = say("closing.plan", name=name, roads=roads, model=model, cost=cost)
    people = plan.people_inside_posts
    return said if people is None else f"{said}; {_told('inside', people)}"


def say_coefficient(name: str, lang: Lang = "vi") -> str:
    """Name a coefficient in words; one that the words do not know keeps its name."""
    own = f"coefficient.{name.replace('.', '_')}"
    of_kind = f"coefficient.{name.partition('.')[0]}"
    return _worded(own, _worded(of_kind, name, lang), lang)


def say_road_class(name: str, lang: Lang = "vi") -> str:
    """Name a class of road in words, as `say_coefficient` does."""
    return _worded(f"road.{name}", name, lang)


def _worded(key: str, name: str, lang: Lang) -> str:
    known = key.count(".") == 1 and has_phrase(key)
    return say(key, lang) if known else name


def say_doubts(publication: Publication) -> list[str]:
    """Say what a reader must know before the areas and posts are used."""
    p = publication
    said = say_open_ways(p)
    if p.perimeters is not None:
        areas = p.perimeters[p.perimeters["part"] == PERIMETER].to_dict("records")
        if any((row.get("state") or PROPOSED) == PROPOSED for row in areas):
            said.append(say("closing.proposed"))
    told = [name for plan in p.plans.values() for name in plan.placeholders]
    told += p.design.placeholders if p.design else ()
    if told:
        names = ", ".join(dict.fromkeys(say_coefficient(name) for name in told))
        said.append(say("closing.placeholders", names=names))
    if p.design and p.design.hamlets:
        hamlets = [f"{n} ({name_of(p, c)})" for n, c in p.design.hamlets]
        said.append(say("closing.hamlets", names=", ".join(hamlets)))
    return said


def _told(key: str, value: float) -> str:
    return say(f"closing.{key}", count=figure_words(round(float(value), 1)))
