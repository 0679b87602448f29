"""The browser's verdict is the service's verdict, word for word."""

import json
from datetime import UTC, datetime
from typing import Any

from gis.permits.decide import as_document, decide
from gis.permits.facts import facts_of, person_of
from gis.permits.ground import Ground
from gis.permits.policies import Rulebook
from tests.permits.journeys import (
    FIRST,
    LAST,
    UNITS,
    as_json,
    dice,
    draw_ground,
    draw_journey,
    draw_rulebook,
    library,
)
from tests.twin import Twin

BOOKS, JOURNEYS = 80, 40
_DECIDE = """
async (given) => {
  const [worlds] = JSON.parse(given);
  const {decide, asDocument} = await import("/static/post/decide.js");
  const {readRulebook} = await import("/static/post/policies.js");
  const {Ground} = await import("/static/post/ground.js");
  return JSON.stringify(worlds.map(({rules, ground, journeys, lang}) => {
    const [book, map] = [readRulebook(rules), new Ground(ground)];
    return journeys.map(({permit, traveller, post, now, band}) =>
      asDocument(decide(permit, traveller, post, map, book, now, band), lang));
  }));
}
"""
_PLACES = """
async (given) => {
  const [grounds, units, instants] = JSON.parse(given);
  const {Ground} = await import("/static/post/ground.js");
  return JSON.stringify(grounds.map((found) => {
    const ground = new Ground(found);
    return instants.map((now) => units.map((unit) => ground.place(unit, now)));
  }));
}
"""
_FACTS = """
async (given) => {
  const [journeys] = JSON.parse(given);
  const {factsOf, personOf} = await import("/static/post/facts.js");
  return JSON.stringify(journeys.map(({permit, traveller, post, now}) => [
    factsOf(traveller, permit, post, now),
    traveller.aboard.map((papers) => personOf(papers, now)),
  ]));
}
"""


def ask(twin: Twin, script: str, *given: Any) -> Any:
    """Call the scripts once for many; as text, for speed."""
    return json.loads(twin.page.evaluate(script, json.dumps(given)))


def judge(book: Rulebook, ground: Ground, journey: dict[str, Any], lang: str) -> Any:
    verdict = decide(
        journey["permit"],
        journey["traveller"],
        journey["post"],
        ground,
        book,
        datetime.fromtimestamp(journey["now"], UTC),
        band=journey["band"],
    )
    return json.loads(json.dumps(as_document(verdict, lang)))


def test_both_give_the_same_document_for_three_thousand_journeys(twin: Twin) -> None:
    rng = dice(6)
    worlds, expected = [], []
    for place in range(BOOKS):
        book = library() if place % 20 == 0 else draw_rulebook(rng)
        ground, lang = draw_ground(rng), rng.choice(("vi", "en"))
        journeys = [draw_journey(rng, ground) for _ in range(JOURNEYS)]
        expected.append([judge(book, ground, one, lang) for one in journeys])
        worlds.append(
            {
                "rules": book.as_json(),
                "ground": ground.as_json(),
                "journeys": [as_json(one) for one in journeys],
                "lang": lang,
            }
        )

    found = ask(twin, _DECIDE, worlds)

    outcomes = [one["verdict"] for world in expected for one in world]
    assert {outcomes.count(name) > 200 for name in ("pass", "manual", "stop")} == {True}
    for world, said, heard in zip(worlds, expected, found):
        for journey, mine, its in zip(world["journeys"], said, heard):
            assert its == mine, journey


def test_both_see_the_same_places_and_facts(twin: Twin) -> None:
    rng = dice(7)
    grounds = [draw_ground(rng) for _ in range(20)]
    units, instants = [*UNITS, "", "99"], [rng.randint(FIRST, LAST)]
    instants[1:] = [FIRST - 1, FIRST, (FIRST + LAST) // 2, LAST - 1, LAST]
    journeys = [draw_journey(rng, rng.choice(grounds)) for _ in range(2_000)]

    places = ask(twin, _PLACES, [one.as_json() for one in grounds], units, instants)
    facts = ask(twin, _FACTS, [as_json(one) for one in journeys])

    assert places == [
        [[as_json(one.place(unit, now)) for unit in units] for now in instants]
        for one in grounds
    ]
    for one, (shown, people) in zip(journeys, facts):
        now, traveller = one["now"], one["traveller"]
        assert shown == facts_of(traveller, one["permit"], one["post"], now), one
        assert people == [person_of(papers, now) for papers in traveller.aboard], one


def test_a_rule_book_and_a_map_come_back_from_their_documents() -> None:
    rng = dice(8)
    for _ in range(20):
        book, ground = draw_rulebook(rng), draw_ground(rng)
        again = Rulebook.from_json(json.loads(json.dumps(book.as_json())))
        land = Ground.from_json(json.loads(json.dumps(ground.as_json())))

        assert again.as_json() == book.as_json()
        assert land == ground
        for one in (draw_journey(rng, ground) for _ in range(5)):
            assert judge(again, land, one, "vi") == judge(book, ground, one, "vi")
