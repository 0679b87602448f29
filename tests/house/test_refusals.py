"""Every refusal has its words, and every sentence its facts."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from boundaries.refusal import Fault, Refused
from maps.words.said import exit_code, placeholders, render, sentences, status

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("boundaries", "gis", "maps", "api")
FALLBACK = "refused"
PARTS = {"what", "where", "do"}


class Raise(NamedTuple):
    code: str
    facts: frozenset[str] | None  # None where they cannot be read in the source
    where: str


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text("utf-8"))


def _facts(call: ast.Call, kind: str) -> frozenset[str] | None:
    if kind == "Refused":
        names = [k.arg for k in call.keywords if k.arg != "faults"]
        return None if None in names else frozenset(n for n in names if n)
    given = call.args[1:] + [k.value for k in call.keywords if k.arg == "facts"]
    if not given:
        return frozenset()
    if not isinstance(given[0], ast.Dict):
        return None
    keys = [getattr(key, "value", None) for key in given[0].keys]
    return None if None in keys else frozenset(map(str, keys))


@cache
def _raises() -> tuple[Raise, ...]:
    return tuple(_found())


def _found() -> Iterator[Raise]:
    for where, tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in {"Refused", "Fault"} or not node.args:
                continue
            place = f"{where}:{node.lineno}"
            code = node.args[0]
            assert not isinstance(code, ast.JoinedStr), f"{place}: write codes whole"
            choices = (
                [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]
            )
            for choice in choices:
                if isinstance(choice, ast.Constant):
                    yield Raise(str(choice.value), _facts(node, name), place)


def test_every_code_that_is_raised_has_sentences() -> None:
    missing = {r.code: r.where for r in _raises() if r.code not in sentences()}

    assert not missing


def test_no_sentence_stands_without_a_code() -> None:
    """Codes chosen from a table are found too: any equal text in the source."""
    texts = {
        node.value
        for _, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert not sentences().keys() - texts


def test_each_sentence_is_made_of_facts_given_wherever_it_is_raised() -> None:
    wrong = {
        r.where: (r.code, sorted(lacking))
        for r in _raises()
        if r.code in sentences() and r.facts is not None
        if (lacking := placeholders(r.code) - r.facts)
    }

    assert not wrong


@pytest.mark.parametrize("code", sorted(sentences()))
def test_a_code_has_what_and_do_in_both_languages_and_a_status(code: str) -> None:
    form = sentences()[code]

    assert form.keys() <= PARTS | {"status", "exit"}
    assert {"what", "do"} <= form.keys()
    assert 400 <= status(code) < 500 or status(code) in {500, 503, 507}
    assert exit_code(code) in {2, 3}
    for part in form.keys() & PARTS:
        assert form[part].keys() == {"vi", "en"}, part
        for lang, text in form[part].items():
            assert text.endswith((".", "?", "!")), (part, lang, text)


def test_both_languages_tell_the_same_facts() -> None:
    for code, form in sentences().items():
        for part in form.keys() & PARTS:
            vi, en = (_names(form[part][lang]) for lang in ("vi", "en"))

            assert vi == en, (code, part)


def _names(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


SEEN = Refused(
    FALLBACK,
    code=[
        0.25,
        date(2021, 9, 14),
        datetime(2021, 9, 14, 6, 30, tzinfo=UTC),
        None,
        7,
        True,
    ],
)


def test_figures_and_days_are_written_as_the_reader_writes_them() -> None:
    vi, en = render(SEEN, "vi").what, render(SEEN, "en").what

    assert "0,25, 14/09/2021, 14/09/2021 13:30, không có, 7, có" in vi
    assert "0.25, 14/09/2021, 14/09/2021 13:30, none, 7, yes" in en


def test_a_long_list_says_how_many_more() -> None:
    said = render(Refused(FALLBACK, code=list(range(20))), "en").what

    assert "11, and 8 more" in said


def test_a_strangers_text_moves_neither_cursor_nor_reading_order() -> None:
    """Neither do braces in it fetch another fact."""
    name = "a\x1b[2J\u202e\n{code.__class__}" + "x" * 5000
    said = render(Fault(FALLBACK, {"code": name}), "en").what

    assert said.startswith("Refused with the code a�[2J��{code.__class__}x")
    assert len(said) < 300


def test_a_code_without_sentences_is_still_said() -> None:
    said = render(Refused("no-such-code", seen=1), "vi")

    assert said.what == "Bị từ chối với mã no-such-code."
    assert status("no-such-code") == 400
    assert exit_code("no-such-code") == 3
