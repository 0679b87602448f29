"""CertLogic in the browser gives what Python gives."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from boundaries.refusal import Refused
from gis.permits.certlogic import check_expression, compile_expression, reads
from tests.permits.certlogic_random import some_data, some_logic, spoil
from tests.permits.certlogic_vectors import read_assertions, read_validations
from tests.twin import Twin

SCRIPT = "post/certlogic.js"
EXPRESSIONS, CONTEXTS, CHUNK = 8_000, 5, 2_000
# Takes JSON text and gives JSON text: keys such as __proto__ cross unchanged.
_ALL = """
async (text) => {
  const {compileExpression} = await import("/static/post/certlogic.js");
  const shown = (x) => x instanceof Date ? {instant: x.getTime()} : x;
  const found = JSON.parse(text).map(([logic, contexts]) => {
    const run = compileExpression(logic);
    return contexts.map((data) => {
      try {
        const value = run(data);
        return {value: value instanceof Date ? {instant: value.getTime()} : value};
      } catch (error) {
        return {error: [error.message, error.facts?.operator]};
      }
    });
  });
  return JSON.stringify(found, (key, x) =>
    x instanceof Array ? x.map(shown) : x);
}
"""


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"instant": round(value.timestamp() * 1000)}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return value


def _ours(logic: Any, contexts: list[Any]) -> list[dict[str, Any]]:
    run = compile_expression(logic)
    return [_answer(run, data) for data in contexts]


def _answer(run: Callable[[Any], Any], data: Any) -> dict[str, Any]:
    try:
        return {"value": _shown(run(data))}
    except Refused as refused:
        return {"error": [refused.code, refused.facts["operator"]]}


def _plain(value: Any) -> Any:
    """Give what JSON cannot tell apart one form: 1.0 is 1, -0 is 0; 1 is not true."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return ("number", float(value))


@pytest.mark.realdata
def test_all_218_active_assertions_hold_in_the_browser(
    twin: Twin, realdata: Path
) -> None:
    assertions = read_assertions(realdata)
    calls = [[one.expression, one.data] for one in assertions]
    wrong = [
        one.where
        for one, got in zip(
            assertions, twin.call_all(SCRIPT, "evaluate", calls), strict=True
        )
        if got != {"value": one.expected} or repr(got["value"]) != repr(one.expected)
    ]

    assert (len(assertions), wrong) == (218, [])


@pytest.mark.realdata
def test_the_23_validation_cases_are_judged_alike_in_the_browser(
    twin: Twin, realdata: Path
) -> None:
    cases = read_validations(realdata)
    calls = [[expression] for expression, _ in cases]
    found = twin.call_all(SCRIPT, "checkExpression", calls)

    assert ["error" not in one for one in found] == [valid for _, valid in cases]


def test_forty_thousand_random_cases_give_the_same_values_and_errors(
    twin: Twin,
) -> None:
    random = Random(61)  # noqa: S311 - the same cases every time
    counts = {"value": 0, "error": 0}
    for _ in range(EXPRESSIONS // CHUNK):
        rows = [
            [some_logic(random), [some_data(random) for _ in range(CONTEXTS)]]
            for _ in range(CHUNK)
        ]
        theirs = json.loads(twin.page.evaluate(_ALL, json.dumps(rows)))
        for (logic, contexts), found in zip(rows, theirs, strict=True):
            for data, own, other in zip(
                contexts, _ours(logic, contexts), found, strict=True
            ):
                assert _plain(own) == _plain(other), (logic, data)
                counts[next(iter(own))] += 1

    assert sum(counts.values()) == EXPRESSIONS * CONTEXTS
    assert min(counts.values()) > EXPRESSIONS * CONTEXTS / 4, counts


def test_both_refuse_the_same_expressions_with_the_same_way_to_the_fault(
    twin: Twin,
) -> None:
    random = Random(62)  # noqa: S311 - the same cases every time
    given = [spoil(random, some_logic(random, 3)) for _ in range(1000)]
    faults = [_fault(logic) for logic in given]
    theirs = json.loads(
        twin.page.evaluate(
            """async (text) => {
              const {checkExpression} = await import("/static/post/certlogic.js");
              return JSON.stringify(JSON.parse(text).map((logic) => {
                try { checkExpression(logic); return null; }
                catch (error) { return [error.message, error.facts.path]; }
              }));
            }""",
            json.dumps(given),
        )
    )

    assert theirs == faults
    assert faults.count(None) < len(faults) * 3 / 4


def _fault(logic: Any) -> list[Any] | None:
    try:
        check_expression(logic)
    except Refused as refused:
        return [refused.code, refused.facts["path"]]
    return None


def test_both_tell_the_same_paths_that_are_read(twin: Twin) -> None:
    random = Random(63)  # noqa: S311 - the same cases every time
    given = [some_logic(random) for _ in range(300)]
    found = twin.page.evaluate(
        """async (given) => {
          const {reads} = await import("/static/post/certlogic.js");
          return given.map((logic) => [...reads(logic)].sort());
        }""",
        given,
    )

    assert [set(paths) for paths in found] == [set(reads(logic)) for logic in given]
