"""Levels that are not those of the day's reports: held by timing, or decided."""

from maps.words.phrases import day_words
from maps.words.reasons.criteria import compared_words
from maps.words.reasons.phrases import phrase_words
from maps.words.reasons.speech import Speech, capital


def held_words(speech: Speech) -> str:
    """Say why the reports of the day do not give the level; empty where they do."""
    held = speech.reason.held
    if held is None:
        return ""
    seen = [compared_words(speech, one, phrase_words) for one in held.because]
    facts = {
        "day": day_words(speech.reason.day),
        "level": "" if held.level is None else speech.level(held.level),
        "clause": "",
        "until": "" if held.until is None else day_words(held.until),
        "because": speech.joined(seen),
    }
    if held.clause:
        named = speech.clause(held.clause)
        facts["clause"] = speech.say("extra.clause", clauses=named)
    form = "known" if held.level is not None else "unknown"
    if held.kind in {"calendar", "delay"}:
        form += "_day" if held.until else ""
    if held.kind == "lock" and not held.because:
        form += "_bare"
    return speech.say(f"held.{held.kind}.{form}", **facts)


def decided_words(speech: Speech) -> str:
    """Say who decided a level, until when, and what the reports would give."""
    decided = speech.reason.decided
    if decided is None:
        return ""
    one_day = decided.starts == decided.ends
    proposed = decided.proposed
    form = "unknown" if proposed is None else "other"
    if proposed == decided.level:
        form = "same"
    said = speech.say(
        f"decided.{'day' if one_day else 'span'}",
        level=capital(speech.level(decided.level)),
        number=decided.number.strip(),
        signer=decided.signer.strip(),
        reason=decided.reason.strip().rstrip(".;,"),
        starts=day_words(decided.starts),
        ends=day_words(decided.ends),
    )
    level = "" if proposed is None else speech.level(proposed)
    return f"{said} {speech.say(f'decided.{form}', level=level)}"
