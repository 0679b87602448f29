"""CertLogic as its public suite, its schema and its text say."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft7Validator

from boundaries.refusal import Refused
from gis.permits.certlogic import (
    check_expression,
    compile_expression,
    evaluate,
    reads,
)
from gis.permits.certlogic_form import DEEPEST, MOST_PARTS
from gis.permits.certlogic_values import MOST, is_whole
from tests.permits.certlogic_random import some_logic, spoil
from tests.permits.certlogic_vectors import (
    read_assertions,
    read_schema,
    read_validations,
)


def refused(expression: Any, data: Any = None) -> str:
    with pytest.raises(Refused) as caught:
        evaluate(expression, data)
    return caught.value.code


def alike(one: Any, other: Any) -> bool:
    """Compare as JSON does: true is not 1."""
    return repr(one) == repr(other)


@pytest.mark.realdata
def test_all_218_active_assertions_of_the_public_suite_hold(realdata: Path) -> None:
    assertions = read_assertions(realdata)
    wrong = [
        one.where
        for one in assertions
        if not alike(evaluate(one.expression, one.data), one.expected)
    ]

    assert (len(assertions), wrong) == (218, [])


@pytest.mark.realdata
def test_the_23_validation_cases_are_judged_as_the_suite_says(realdata: Path) -> None:
    cases = read_validations(realdata)

    assert len(cases) == 23
    for expression, valid in cases:
        assert _is_let_in(expression) is valid, expression


def _is_let_in(expression: Any) -> bool:
    try:
        check_expression(expression)
    except Refused:
        return False
    return True


def _anchored(schema: dict[str, Any]) -> dict[str, Any]:
    """Close the holes of the schema that its own text and suite close."""
    kinds = schema["definitions"]
    for name in ("ComparisonOperation", "TrueBinaryOperation"):
        old = kinds[name]["patternProperties"]
        kinds[name]["patternProperties"] = {f"^({k})$": v for k, v in old.items()}
        kinds[name] |= {"minProperties": 1, "maxProperties": 1}
    path = {"pattern": r"^([^.]+(\.[^.]+)*)?$"}
    kinds["DataAccess"]["properties"]["var"] |= path
    return schema


@pytest.mark.realdata
def test_the_check_lets_in_what_the_json_schema_lets_in(realdata: Path) -> None:
    """On the suite and 240 random expressions, half of them spoiled."""
    published = Draft7Validator(read_schema(realdata))
    strict = Draft7Validator(_anchored(read_schema(realdata)))
    random = Random(6)  # noqa: S311 - the same cases every time
    given = [one.expression for one in read_assertions(realdata)]
    given += [expression for expression, _ in read_validations(realdata)]
    for _ in range(120):
        sound = some_logic(random, 2)
        given += [sound, spoil(random, sound)]
    seen = {True: 0, False: 0}
    for expression in given:
        let_in = _is_let_in(expression)
        seen[let_in] += 1
        large = _holds_a_large_number(expression)
        assert let_in is (strict.is_valid(expression) and not large), expression
        assert not let_in or published.is_valid(expression), expression

    assert min(seen.values()) > 100


def _holds_a_large_number(part: Any) -> bool:
    if isinstance(part, dict | list):
        inner = part.values() if isinstance(part, dict) else part
        return any(map(_holds_a_large_number, inner))
    number = isinstance(part, int | float) and not isinstance(part, bool)
    return number and part == int(part) and not is_whole(part)


@pytest.mark.parametrize(
    ("expression", "code", "path"),
    [
        (None, "logic-literal", ""),
        ({"and": [True, {"!": [{"var": 3}]}]}, "logic-path", "and.1.!.0.var"),
        ({"if": [1, {"or": [1, 2]}, 3]}, "logic-operator", "if.1"),
        ({"in": [1, [2, 3.5]]}, "logic-literal", "in.1.1"),
        ({"and": [True]}, "logic-operands", "and"),
        ({"plusTime": ["2021", {"+": [1, 1]}, "day"]}, "logic-constant", "plusTime.1"),
        ({"plusTime": ["2021", 1, "weeks"]}, "logic-constant", "plusTime.2"),
        ({"!": [{"a": [1], "b": [2]}]}, "logic-object", "!.0"),
        ({"===": [1, MOST + 1]}, "logic-literal", "===.1"),
    ],
)
def test_a_fault_is_told_with_the_way_to_it(
    expression: Any, code: str, path: str
) -> None:
    with pytest.raises(Refused) as caught:
        check_expression(expression)

    assert (caught.value.code, caught.value.facts["path"]) == (code, path)


@pytest.mark.parametrize("wrap", [
    lambda x: {"!": [x]}, lambda x: [x], lambda x: {"and": [x, x and True]},
    lambda x: {"if": [x, 1, 2]}, lambda x: {"if": [True, x, 2]},
    lambda x: {"<": [x, 1, 2]}, lambda x: {"reduce": [[], x, 0]},
    lambda x: {"reduce": [x, 1, 0]}, lambda x: {"in": [1, x]},
    lambda x: {"after": [x, x and True]}, lambda x: {"+": [x, 1]},
])  # fmt: skip
def test_the_deepest_expression_compiles_and_one_deeper_is_refused(wrap: Any) -> None:
    deep: Any = {"var": "a"}
    for _ in range(DEEPEST - 1):
        deep = wrap(deep)
    compile_expression(deep)

    assert refused(wrap(deep)) == "logic-size"


def test_an_expression_nested_ten_thousand_deep_or_wide_is_refused() -> None:
    deep: Any = 1
    for _ in range(10_000):
        deep = [deep]

    assert refused(deep) == "logic-size"
    assert refused([1] * MOST_PARTS) == "logic-size"


def test_nothing_of_a_text_reaches_the_source_that_is_made() -> None:
    text = "'\"\\\n{data}); __import__('os')#"
    logic = {"if": [{"===": [{"var": text}, text]}, text, {"in": [text, [text]]}]}

    assert evaluate(logic, {text: text}) == text
    assert evaluate(logic, {}) is True


@pytest.mark.parametrize("path", ["length", "at", "0", "0.at", "constructor.name"])
def test_a_path_reaches_only_what_the_data_hold_themselves(path: str) -> None:
    for data in ("text", 7, True, None, {"a": 1}):
        assert evaluate({"var": path}, data) is None


def test_a_list_is_entered_by_digits_only() -> None:
    assert evaluate({"var": "1"}, [5, 6]) == 6
    assert evaluate({"var": "-1"}, [5, 6]) is None
    assert evaluate({"var": "²"}, [5, 6, 7]) is None
    assert evaluate({"var": "0"}, {"0": 8}) == 8


@pytest.mark.parametrize("number", [1.5, MOST + 1, -MOST - 1, 1e300, float("nan")])
def test_a_number_that_the_twins_could_read_differently_decides_nothing(
    number: float,
) -> None:
    data = {"x": number}
    x = {"var": "x"}
    for logic in ({"!": [x]}, {"<": [0, x]}, {"+": [x, 0]}, {"===": [x, x]},
                  {"if": [x, 1, 2]}, {"and": [x, True]}, {"in": [x, [1]]}):  # fmt: skip
        assert refused(logic, data) == "logic-value"


def test_whole_numbers_count_up_to_the_last_that_a_browser_holds() -> None:
    assert evaluate({"+": [MOST - 1, 1]}, None) == MOST
    assert refused({"+": [MOST, 1]}) == "logic-value"
    assert evaluate({"===": [{"var": "x"}, 1]}, {"x": 1.0}) is True
    assert evaluate({"===": [True, 1]}, None) is False


def test_lists_objects_and_instants_are_not_compared() -> None:
    data = {"l": [1], "o": {"k": 1}}
    now = {"plusTime": ["2021", 0, "day"]}
    for one in ({"var": "l"}, {"var": "o"}, now):
        assert refused({"===": [one, one]}, data) == "logic-value"
        assert evaluate({"===": [one, 1]}, data) is False
    assert refused({"!": [now]}) == "logic-value"
    assert refused({"and": [True, now]}) == "logic-value"


@pytest.mark.parametrize(
    ("text", "amount", "unit", "expected"),
    [
        ("2020-02-29", 1, "day", datetime(2020, 3, 1, tzinfo=UTC)),
        ("2020-02-29", 1, "month", datetime(2020, 3, 29, tzinfo=UTC)),
        ("2020-02-29", 1, "year", datetime(2021, 3, 1, tzinfo=UTC)),
        ("2021-01-31", 1, "month", datetime(2021, 3, 3, tzinfo=UTC)),
        ("2021-03-31", -13, "month", datetime(2020, 3, 2, tzinfo=UTC)),
        ("2004", 0, "day", datetime(2004, 12, 31, tzinfo=UTC)),
        ("2021-02", 0, "day", datetime(2021, 2, 28, tzinfo=UTC)),
        ("2021-09-13T06:30:00+7", 0, "day", datetime(2021, 9, 12, 23, 30, tzinfo=UTC)),
        ("2021-09-13T06:30:00-730", 0, "day", datetime(2021, 9, 13, 14, tzinfo=UTC)),
        (
            "2021-09-13T06:30:00.99999Z",
            -1,
            "hour",
            datetime(2021, 9, 13, 5, 30, 0, 999_000, tzinfo=UTC),
        ),
    ],
)
def test_an_instant_is_read_and_moved(
    text: str, amount: int, unit: str, expected: datetime
) -> None:
    assert evaluate({"plusTime": [text, amount, unit]}, None) == expected


@pytest.mark.parametrize(
    "text",
    ["2021-09-99", "2022-13", "0000", "2021-9-1", "2021-09-13T24:00:00",
     "2021-09-13T06:30", "2021-09-13 06:30:00", "2021-09-13T06:30:60Z", "２０２１",
     "2021-09-13T06:30:00+24:00", "0001-01-01T00:00:00+01", "2021\n", None, 2021],
)  # fmt: skip
def test_a_date_that_does_not_exist_is_an_error(text: Any) -> None:
    assert refused({"plusTime": [{"var": ""}, 0, "day"]}, text) == "logic-value"


def test_a_move_out_of_the_years_that_can_be_held_is_an_error() -> None:
    for amount, unit in ((10**12, "hour"), (8000, "year"), (-(10**7), "day")):
        assert refused({"plusTime": ["2021", amount, unit]}) == "logic-value"


def test_the_paths_that_a_rule_reads_are_told() -> None:
    step = {"and": [{"var": "accumulator"}, {"var": "current.negative"}]}
    logic = {
        "and": [
            {"===": [{"var": "permit.state"}, "valid"]},
            {"reduce": [{"var": "person.papers"}, step, {"var": "start"}]},
        ]
    }

    assert reads(logic) == {"permit.state", "person.papers", "start"}
    assert reads({"var": ""}) == {""}
    assert reads(["x", 1, True]) == frozenset()


def test_a_step_of_reduce_sees_its_two_names_only() -> None:
    logic = {"reduce": [{"var": "l"}, [{"var": "l"}, {"var": ""}], 0]}

    assert evaluate(logic, {"l": [7]}) == [None, {"current": 7, "accumulator": 0}]
