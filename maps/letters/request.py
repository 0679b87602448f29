"""The letter that asks for people, supplies and money."""

from collections.abc import Sequence

from docx.shared import Mm

from gis.checkpoints.needs import Balance, Needs, Sampling
from maps.letters.form import annex, attached_to, masthead, signature
from maps.letters.grid import Grid
from maps.letters.paper import Paper
from maps.letters.phrases import extent_words, size_words
from maps.letters.text import plain
from maps.words.letters import (
    BLANK,
    area_words,
    decimal,
    end_words,
    figure,
    formula_words,
    letter_words,
    line_words,
    money,
    norm_words,
    start_words,
)
from maps.words.said import Lang

_ADDRESSEES = 60
_BALANCE = ("needed", "own", "shortfall", "requested", "promised", "arrived", "missing")
_BALANCE_WIDTHS = (9, 37, *(17,) * 7)
_STAFF = ("count", "per_shift", "shifts", "on_duty", "people")
_STAFF_WIDTHS = (10, 60, *(22,) * 5, 80)
_GOODS_WIDTHS = (10, 90, 35, 115)
_COST_WIDTHS = (10, 70, 40, 40, 45, 45)
_NORM_WIDTHS = (10, 85, 28, 42, 85)


def compose_request(needs: Needs, lang: Lang = "vi") -> bytes:
    """Compose the request letter (công văn) with its annexes, DOCX.

    Parameters
    ----------
    needs
        The record. The letter has a number and a day of its own; without them and a
        signer every page is marked DỰ THẢO.
    lang
        ``en`` gives a reading copy that says it is a translation.
    """
    act = needs.act
    area = plain(area_words(act, lang))
    subject = letter_words("request.subject", lang, area=area)
    draft = not (act.request_number and act.signer and act.request_issued)
    paper = Paper(subject, lang, draft=draft)
    masthead(paper, act, act.request_number, act.request_issued, subject)
    _addressees(paper, act.addressees)
    for text in _situation(needs, area, lang):
        paper.paragraph(text, indent=True)
    _balance(paper, needs)
    if needs.placeholders:
        count = figure(len(needs.placeholders), lang)
        said = letter_words("request.placeholders", lang, count=count)
        paper.paragraph(said, indent=True)
    paper.paragraph(letter_words("request.rounding", lang), indent=True)
    paper.paragraph(letter_words("request.closing", lang), indent=True, after=10)
    signature(paper, act, act.recipients or (BLANK,))
    _annexes(paper, needs)
    return paper.content()


def _addressees(paper: Paper, given: Sequence[str]) -> None:
    """Name one addressee beside the salutation, several on lines of their own."""
    listed = [plain(one) for one in given] or [BLANK]
    alone = listed[0] if len(listed) == 1 else ""
    to = letter_words("request.addressee", paper.lang, addressees=alone)
    paper.paragraph(to.rstrip(), align="center", after=4)
    for at, one in enumerate(listed if not alone else (), start=1):
        end = "." if at == len(listed) else ";"
        line = paper.paragraph(f"- {one}{end}", align="left", after=2)
        line.paragraph_format.left_indent = Mm(_ADDRESSEES)
    paper.paragraph(after=4, size=6)


def _situation(needs: Needs, area: str, lang: Lang) -> list[str]:
    act = needs.act
    office = plain(act.office) or BLANK
    staffed = [post for post in needs.posts if post.kind == "staffed"]
    opening = {
        "office": office,
        "area": area,
        "units": extent_words(needs, lang),
        "size": size_words(needs, lang),
        "starts": start_words(act.starts, lang),
        "ends": end_words(act, lang),
    }
    posts = {
        "posts": figure(len(needs.posts), lang),
        "staffed": figure(len(staffed), lang),
        "officers": figure(sum(post.staff for post in staffed), lang),
        "barriers": figure(len(needs.posts) - len(staffed), lang),
        "on_duty": figure(needs.on_duty, lang),
        "people": figure(needs.people, lang),
    }
    spent = {
        "a_day": money(needs.a_day, lang),
        "days": figure(needs.days, lang),
        "over_span": money(needs.over_span, lang),
    }
    cost = "request.money-open" if needs.days is None else "request.money"
    return [
        letter_words("request.opening", lang, **opening),
        letter_words("request.posts", lang, **posts),
        " ".join(sampling_words(needs.sampling, lang)),
        letter_words(cost, lang, **spent),
        letter_words("request.ask", lang, office=office),
    ]


def sampling_words(round_: Sampling, lang: Lang) -> list[str]:
    """Tell of the round: who is left, how long it takes, whether it catches up."""
    facts = {
        key: figure(getattr(round_, key), lang)
        for key in ("listed", "sampled", "missed", "samples")
    }
    said = [letter_words("request.sampling", lang, **facts)]
    if round_.samples and round_.samples_a_day == 0:
        said.append(letter_words("request.nobody", lang))
    elif round_.days is None:
        said.append(letter_words("request.at-hand-untold", lang))
    elif round_.samples:
        at_hand = {
            key: figure(getattr(round_, key), lang)
            for key in ("staff", "samples_a_day", "days")
        }
        said.append(letter_words("request.at-hand", lang, **at_hand))
    return [*said, _growth(round_, lang)]


def _growth(round_: Sampling, lang: Lang) -> str:
    cases = round_.doubling
    if cases.state == "not-growing":
        weeks = {
            "before": figure(cases.before, lang),
            "after": figure(cases.after, lang),
        }
        return letter_words("request.not-growing", lang, **weeks)
    if cases.days is None:
        return letter_words("request.no-doubling", lang)
    key = {True: "ahead", False: "behind", None: "doubling-only"}[round_.keeps_up]
    doubling = decimal(cases.days, lang)
    said = letter_words(f"request.{key}", lang, doubling=doubling)
    if round_.keeps_up or not round_.staff_to_keep_up:
        return said
    people = figure(round_.staff_to_keep_up, lang)
    return f"{said} {letter_words('request.to-keep-up', lang, people=people)}"


def _balance(paper: Paper, needs: Needs) -> None:
    lang = paper.lang
    headings = _headings(("number", "line"), lang)
    names = {"requested": "asked"}
    headings += _headings([names.get(key, key) for key in _BALANCE], lang)
    rows = [
        [
            str(at),
            line_words(one.line, lang) + (" (*)" if one.stated else ""),
            *(figure(getattr(one, key), lang) for key in _BALANCE),
        ]
        for at, one in enumerate(needs.balance, start=1)
    ]
    paper.table(Grid(headings, rows, _BALANCE_WIDTHS, numbers=(0, *range(2, 9))))
    for one in needs.balance:
        _below(paper, one)


def _below(paper: Paper, one: Balance) -> None:
    """Say below the table who was asked, and what the norms say of a stated need."""
    lang = paper.lang
    said = []
    if one.stated:
        reckoned = figure(one.reckoned, lang)
        said.append(letter_words("request.stated", lang, reckoned=reckoned))
    if one.sources:
        sources = plain("; ".join(one.sources), 600)
        said.append(letter_words("request.asked-of", lang, sources=sources))
    if said:
        text = f"{line_words(one.line, lang)}: {' '.join(said)}"
        paper.paragraph(text, size=12, after=2)


def _annexes(paper: Paper, needs: Needs) -> None:
    act, lang = needs.act, paper.lang
    attached = attached_to(
        paper,
        "shared.with-letter",
        act.request_number,
        act.request_issued,
        act.office,
    )
    title = letter_words("request.annex-staff", lang)
    annex(paper, "shared.annex-one", title, attached, landscape=True)
    _staff(paper, needs)
    _goods(paper, needs)
    _costs(paper, needs)
    title = letter_words("request.annex-norms", lang)
    annex(paper, "shared.annex-two", title, attached, landscape=True)
    rows = [
        [str(at), *norm_words(norm, lang)]
        for at, norm in enumerate(needs.norms, start=1)
    ]
    headings = _headings(("number", "norm", "value", "unit", "source"), lang)
    paper.table(Grid(headings, rows, _NORM_WIDTHS, numbers=(0, 2)))


def _staff(paper: Paper, needs: Needs) -> None:
    lang = paper.lang
    rows = [
        [
            str(at),
            line_words(line.key, lang),
            *(figure(getattr(line, key), lang) for key in _STAFF),
            formula_words(line.formula, lang),
        ]
        for at, line in enumerate(needs.staff, start=1)
    ]
    total = letter_words("column.total", lang)
    sums = [figure(needs.on_duty, lang), figure(needs.people, lang)]
    rows.append(["", total, "", "", "", *sums, ""])
    headings = _headings(("number", "line", *_STAFF, "formula"), lang)
    _title(paper, "staff-title")
    numbers = (0, *range(2, 7))
    paper.table(Grid(headings, rows, _STAFF_WIDTHS, numbers=numbers, total=True))


def _goods(paper: Paper, needs: Needs) -> None:
    lang = paper.lang
    rows = [
        [
            str(at),
            line_words(one.key, lang),
            figure(one.amount, lang),
            formula_words(one.formula, lang),
        ]
        for at, one in enumerate(needs.goods, start=1)
    ]
    _title(paper, "goods-title")
    headings = _headings(("number", "line", "amount", "formula"), lang)
    paper.table(Grid(headings, rows, _GOODS_WIDTHS, numbers=(0, 2)))


def _costs(paper: Paper, needs: Needs) -> None:
    lang = paper.lang
    rows = [
        [
            str(at),
            line_words(line.key, lang),
            figure(line.once, lang),
            figure(line.a_day, lang),
            figure(line.over(needs.days), lang),
            formula_words(line.formula, lang),
        ]
        for at, line in enumerate(needs.costs, start=1)
    ]
    sums = [figure(needs.once, lang), figure(needs.a_day, lang)]
    total = letter_words("column.total", lang)
    rows.append(["", total, *sums, figure(needs.over_span, lang), ""])
    _title(paper, "costs-title")
    keys = ("number", "line", "once", "a_day", "over_span", "formula")
    headings = _headings(keys, lang)
    paper.table(Grid(headings, rows, _COST_WIDTHS, numbers=(0, 2, 3, 4), total=True))


def _title(paper: Paper, key: str) -> None:
    text = letter_words(f"request.{key}", paper.lang)
    paper.paragraph(text, bold=True, align="left", after=3, keep=True)


def _headings(keys: Sequence[str], lang: Lang) -> list[str]:
    return [letter_words(f"column.{key}", lang) for key in keys]
