"""Posts on a large network, placed by a worker: kind of job ``posts``."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from api.services.access import Actor
from api.services.drawing.answer import answer_posts
from api.services.drawing.ground import ground_of
from api.services.drawing.written import told, written
from api.services.jobs import Handler, Work, ask_job
from api.store.engine import Engine, writing
from maps.words.said import Lang

POSTS = "posts"
MOST_EDGES = 15_000
"""Pieces of road that are cut and proven within some three seconds."""


def is_heavy(engine: Engine, unit: str, now: datetime) -> bool:
    """Say whether posts in a unit take more than a few seconds.

    Raises
    ------
    Refused
        What ``ground_of`` refuses.
    """
    network = ground_of(engine, unit, now).land.network
    return network is not None and len(network.graph.start) > MOST_EDGES


def ask_posts(
    engine: Engine,
    question: Mapping[str, Any],
    lang: Lang,
    actor: Actor,
    now: datetime,
    request: str,
) -> str:
    """Leave the question to a worker; give the key of the job."""
    asked = {**question, "lang": lang}
    with writing(engine) as connection:
        return ask_job(connection, POSTS, question["unit"], asked, actor, now, request)


def place_posts(work: Work) -> dict[str, Any]:
    """Do such a job: the same answer as at once, in the asker's language."""
    lang: Lang = "en" if work.asked.get("lang") == "en" else "vi"
    work.progress(0, 1)
    document, notes = answer_posts(work.engine, work.asked, work.now)
    work.progress(1, 1)
    return {**written(document), "notes": told(notes, lang)}


HANDLERS: Mapping[str, Handler] = MappingProxyType({POSTS: place_posts})
