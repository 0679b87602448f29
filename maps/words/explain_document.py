"""The whole path from rows to the level of one unit, as one JSON document."""

from collections.abc import Mapping
from typing import Any

from gis.rulesets import Reason, Seen
from gis.rulesets.explain import Explanation, Path, Tested
from maps.words.reasons import render
from maps.words.reasons.bounds import bound_words
from maps.words.reasons.seen import seen_words
from maps.words.reasons.speech import Speech
from maps.words.said import Lang


def document_explanation(
    explanation: Explanation, lang: Lang, names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Give an explanation as one document: figures and codes, and words beside them.

    Parameters
    ----------
    explanation
        The path, as ``gis.rulesets.explain`` gives it.
    lang
        ``vi`` or ``en``, of the words.
    names
        Names of units by code.
    """
    reason, ruleset = explanation.reason, explanation.reason.ruleset
    speech = Speech(reason, lang, names or {})
    zones = {level.level: level.id for level in ruleset.levels}
    return {
        "unit": reason.unit,
        "name": speech.names.get(reason.unit),
        "admin_level": explanation.admin_level,
        "day": reason.day,
        "level": reason.level,
        "zone": zones.get(reason.level or 0, "no_report"),
        "possible": [reason.low, reason.high],
        "clauses": list(reason.clauses),
        "effective_from": explanation.since,
        "next_better": reason.next_day,
        "next_level": reason.next_level,
        "reason": render(reason, lang, names),
        "assessed": reason.assessed or reason.day,
        "held": _held(speech, reason),
        "decided": _decided(reason),
        "sources": [
            {
                "name": source.name,
                "sha256": source.sha256 or None,
                "covers": source.covers,
                "aside": source.aside,
                "rows": [
                    {
                        "row": row.row,
                        "unit": row.unit,
                        "day": row.day,
                        "values": dict(row.values),
                        "kept": row.kept,
                    }
                    for row in source.rows
                ],
            }
            for source in explanation.sources
        ],
        "paths": [_path(speech, path) for path in explanation.paths],
        "passes": explanation.passes,
        "unsure": {
            "figures": list(explanation.open_figures),
            "uncertain": [text[lang] for text in ruleset.uncertain],
            "lacks": [text[lang] for text in ruleset.lacks],
        },
        "ruleset": {
            "id": ruleset.id,
            "title": ruleset.title[lang],
            "number": ruleset.decision.number,
            "status": ruleset.decision.status,
            "sha256": ruleset.sha256,
        },
    }


def _held(speech: Speech, reason: Reason) -> dict[str, Any] | None:
    held = reason.held
    if held is None:
        return None
    return {
        "kind": held.kind,
        "level": held.level,
        "until": held.until,
        "clause": held.clause,
        "because": [_seen(speech, one) for one in held.because],
    }


def _decided(reason: Reason) -> dict[str, Any] | None:
    decided = reason.decided
    if decided is None:
        return None
    names = "level", "proposed", "number", "signer", "reason", "starts", "ends"
    return {name: getattr(decided, name) for name in names}


def _path(speech: Speech, path: Path) -> dict[str, Any]:
    return {
        "day": path.day,
        "inputs": [
            {
                "name": window.name,
                "unit": window.place,
                "first": window.first,
                "reports": list(window.reports),
            }
            for window in path.windows
        ],
        "numbers": [_seen(speech, one) for one in path.numbers],
        "steps": [
            {
                "level": step.level,
                "clause": step.clause,
                "holds": step.holds,
                "when": None if step.when is None else _tested(speech, step.when),
            }
            for step in path.steps
        ],
        "possible": [path.low, path.high],
    }


def _tested(speech: Speech, tested: Tested) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": tested.kind,
        "holds": tested.holds,
        "clause": tested.clause,
    }
    if tested.seen is not None:
        return {**told, **_seen(speech, tested.seen)}
    return {**told, "parts": [_tested(speech, part) for part in tested.parts]}


def _seen(speech: Speech, seen: Seen) -> dict[str, Any]:
    """Give one number; a bound that is no number, infinity, is null."""
    return {
        "number": seen.kind,
        "name": seen.name,
        "low": _finite(seen.low),
        "high": _finite(seen.high),
        "bound": seen.bound,
        "threshold": [_finite(one) for one in seen.threshold] if seen.bound else None,
        "first": seen.first,
        "last": seen.last,
        "missing": seen.missing,
        "words": seen_words(speech, seen),
        "bound_words": bound_words(speech, seen),
        "made_of": [_seen(speech, part) for part in seen.parts],
    }


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
