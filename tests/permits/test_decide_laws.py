"""Laws of the verdict, whatever the acts say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gis.permits.decide import as_document, decide
from gis.permits.ground import Ground
from gis.permits.policies import Rulebook
from gis.permits.records import Paper, Verdict
from tests.permits.journeys import (
    CORE,
    PURPOSES,
    dice,
    draw_ground,
    draw_journey,
    draw_rulebook,
    library,
    worst,
)

SEEDS = st.integers(0, 2**32)


def world(seed: int, *, kind: bool = False) -> tuple[Rulebook, Ground, dict[str, Any]]:
    """Draw acts, a map and a journey; `kind` acts never punish a good paper."""
    rng = dice(seed)
    book = library() if seed % 3 == 0 else draw_rulebook(rng, kind=kind)
    ground = draw_ground(rng)
    return book, ground, draw_journey(rng, ground)


def verdict(book: Rulebook, ground: Ground, journey: dict[str, Any]) -> Verdict:
    now = datetime.fromtimestamp(journey["now"], UTC)
    shown, traveller, post = (journey[k] for k in ("permit", "traveller", "post"))
    return decide(shown, traveller, post, ground, book, now, band=journey["band"])


@given(SEEDS)
@settings(deadline=None, max_examples=100)
def test_the_same_journey_gets_the_same_verdict(seed: int) -> None:
    assert verdict(*world(seed)) == verdict(*world(seed))


@given(SEEDS, st.data())
@settings(deadline=None, max_examples=100)
def test_one_more_good_paper_never_makes_a_verdict_worse(
    seed: int, data: st.DataObject
) -> None:
    book, ground, journey = world(seed, kind=True)
    traveller = journey["traveller"]
    at = datetime.fromtimestamp(journey["now"], UTC) - timedelta(
        seconds=data.draw(st.sampled_from((0, 3_600, 259_200, 1_209_600, 9_999_999)))
    )
    paper = data.draw(
        st.sampled_from(
            (
                Paper("test", at, "pcr", negative=True),
                Paper("test", at, "rapid", negative=True),
                Paper("vaccine", at, doses=1),
                Paper("vaccine", at, doses=2),
                Paper("vaccine", at, doses=3),
                Paper("recovered", at),
                Paper("badge"),
                Paper("declaration"),
            )
        )
    )
    seat = data.draw(st.integers(0, len(traveller.aboard) - 1))
    aboard = [*traveller.aboard]
    aboard[seat] = (*aboard[seat], paper)

    before = verdict(book, ground, journey)
    after = verdict(
        book,
        ground,
        journey | {"traveller": replace(traveller, aboard=tuple(aboard))},
    )

    assert worst(after.outcome) <= worst(before.outcome)


@given(SEEDS, st.sampled_from(CORE))
@settings(deadline=None, max_examples=100)
def test_the_core_always_passes_beside_any_other_acts(seed: int, purpose: str) -> None:
    _, ground, journey = world(seed)
    core = [policy for policy in library().policies if policy.id == "core"]
    others = draw_rulebook(dice(seed)).policies
    book = Rulebook([*others, *core], library().notices)
    traveller = replace(journey["traveller"], purpose=purpose)

    found = verdict(book, ground, journey | {"traveller": traveller})

    assert found.outcome == "pass"
    assert found.passed_by is not None


@given(SEEDS)
@settings(deadline=None, max_examples=100)
def test_a_stop_says_what_is_missing_and_nothing_stops_with_old_data(seed: int) -> None:
    book, ground, journey = world(seed)

    found = verdict(book, ground, journey)

    graver = [f for f in found.failed if f.outcome == found.outcome]
    assert found.outcome == "pass" or graver
    assert found.outcome != "stop" or found.duties == ()
    if journey["band"] in {"old", "expired", "clock"} and found.outcome == "stop":
        assert journey["permit"].state == "bad_signature"


@given(SEEDS)
@settings(deadline=None, max_examples=100)
def test_what_fails_under_an_act_of_the_library_says_clause_cure_and_review(
    seed: int,
) -> None:
    _, ground, journey = world(seed)
    traveller = replace(journey["traveller"], purpose=dice(seed).choice(PURPOSES))

    found = verdict(library(), ground, journey | {"traveller": traveller})

    assume(found.failed)
    for lang in ("vi", "en"):
        for fault in as_document(found, lang)["failed"]:
            wanted = ("clause", "text", "ask") if fault["outcome"] == "manual" else ()
            wanted += ("cure", "review") if fault["outcome"] == "stop" else ()
            assert all(fault[name] for name in wanted), fault


@given(SEEDS)
@settings(deadline=None, max_examples=100)
def test_the_order_in_which_acts_are_handed_in_changes_nothing(seed: int) -> None:
    book, ground, journey = world(seed)
    turned = Rulebook(reversed(book.policies), book.notices)

    assert verdict(turned, ground, journey) == verdict(book, ground, journey)
