"""What the planner's page says beside the ground: names of places, words of zones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.services.chains import chain_of
from api.services.editions import newest_edition
from api.services.snapshot import Snapshot
from api.store.engine import Engine, reading
from api.store.units import load_words
from boundaries.spans import VIETNAM
from gis.checkpoints.needs.read import read_norms
from gis.roads.classes import CLASSES
from gis.rulesets import list_rulesets, load_ruleset
from gis.rulesets.schema.ruleset import NO_REPORT
from maps.words.letters import letter_words
from maps.words.phrases import say
from maps.words.said import Lang

LANGUAGES: tuple[Lang, ...] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Board:
    """Names and zones for one unit's page.

    Parameters
    ----------
    chain
        The unit and those above it.
    name
        Of the unit; its code where no edition knows it.
    names
        Of all units of the edition that have others below them, by code.
    zones
        By the rule set's own id: level, name (vi, en) and colour of the palette.
        ``no_report`` is always there, and alone where nothing is published, or by a
        rule set that does not come with the software.
    figures
        What a figure without a source is of, by its name and then the language.
    """

    chain: tuple[str, ...]
    name: str
    names: Mapping[str, str]
    zones: Mapping[str, Mapping[str, Any]]
    figures: Mapping[str, Mapping[str, str]]


def board_of(engine: Engine, snapshot: Snapshot, unit: str, now: datetime) -> Board:
    """Give what the page of a unit needs besides its ground."""
    figures = _figures()
    with reading(engine) as connection:
        chain = chain_of(connection, unit)
        root = chain[-1] if chain else ""
        edition = newest_edition(connection, now.astimezone(VIETNAM).date(), root)
        if edition is None:
            return Board(chain, unit, {}, _zones(snapshot, root), figures)
        words = load_words(connection, edition)
    held = words["name"][words.index.isin(words["parent"]) | (words.index == unit)]
    names = {str(code): str(name) for code, name in held.items()}
    zones = _zones(snapshot, root)
    return Board(chain, names.get(unit, unit), names, zones, figures)


def _zones(snapshot: Snapshot, root: str) -> dict[str, dict[str, Any]]:
    silent = {"vi": say("print.no-report", "vi"), "en": say("print.no-report", "en")}
    none = {"level": None, "name": silent, "colour": NO_REPORT}
    province = snapshot.provinces.get(root)
    published = None if province is None else province.on(province.last_day)
    rules = {} if published is None else published.head.manifest["ruleset"]
    if rules.get("id") not in list_rulesets():
        return {NO_REPORT: none}
    levels = load_ruleset(rules["id"]).levels
    told = {
        one.id: {"level": one.level, "name": dict(one.name), "colour": one.colour}
        for one in sorted(levels, key=lambda one: one.level)
    }
    return {**told, NO_REPORT: none}


def _figures() -> dict[str, dict[str, str]]:
    norms, _ = read_norms()
    told = {name: dict(norm.what) for name, norm in norms.items()}
    for road in CLASSES:
        told[f"officers.{road}"] = {
            lang: letter_words(
                "norm.plan-officers", lang, road=letter_words(f"road.{road}", lang)
            )
            for lang in LANGUAGES
        }
    told["shifts"] = {
        lang: letter_words("norm.plan-shifts", lang) for lang in LANGUAGES
    }
    return told
