"""The comparisons that a reason names are enough for the level that it tells."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from gis.rulesets.engine.intervals import FALSE, TRUE, UNKNOWN
from gis.rulesets.engine.supports import find_support, value
from gis.rulesets.schema import Section, build_ruleset
from gis.rulesets.schema.walk import section_leaves
from tests.gis.rule_files import Drawn, drawn_rules


def _bounds(section: Section, truths: Mapping[int, int]) -> tuple[int, int]:
    told = [
        (TRUE if step.when is None else value(step.when, truths), step.level)
        for step in section.steps
    ]
    low = max(level for truth, level in told if truth == TRUE)
    return low, max(level for truth, level in told if truth != FALSE)


@given(drawn_rules(), st.data())
@settings(deadline=None, max_examples=100)
def test_what_is_named_is_enough_and_what_is_missing_would_settle_it(
    drawn: Drawn, data: st.DataObject
) -> None:
    for section in build_ruleset(drawn.text(), file="drawn.yaml").judge:
        leaves = section_leaves(section)
        drawn_truths = [
            data.draw(st.sampled_from([FALSE, UNKNOWN, TRUE])) for _ in leaves
        ]
        truths = {id(leaf): truth for leaf, truth in zip(leaves, drawn_truths)}
        low, high = _bounds(section, truths)
        support = find_support(section, truths, low, high)

        named = {id(leaf) for leaf in support.because}
        alone = {k: t if k in named else UNKNOWN for k, t in truths.items()}
        if low == high or not support.by_default:
            assert _bounds(section, alone)[0] == low
        if low == high and support.by_default:
            assert _bounds(section, alone) == (low, high)
        assert bool(support.unknown) == (low != high)
        assert all(truths[id(leaf)] == UNKNOWN for leaf in support.unknown)
        for settled in (FALSE, TRUE):
            missing = {id(leaf) for leaf in support.unknown}
            then = {k: settled if k in missing else t for k, t in truths.items()}
            first, last = _bounds(section, then)
            assert low <= first == last <= high
