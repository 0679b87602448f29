"""The decision that sets up a perimeter, with its annex of posts."""

from gis.checkpoints.needs import Needs
from gis.checkpoints.plan import Post
from maps.letters.form import annex, attached_to, masthead, signature
from maps.letters.grid import Grid
from maps.letters.paper import BODY, SMALL, Paper
from maps.letters.phrases import agencies_words, extent_words, size_words
from maps.letters.text import PASSAGE, plain
from maps.words.letters import (
    BLANK,
    area_words,
    date_words,
    end_words,
    figure,
    letter_words,
    post_place,
    start_words,
)
from maps.words.said import Lang

_WIDTHS = (10, 14, 62, 26, 24, 16, 44, 20, 36)
_CARRIED_OUT = 5


def compose_decision(needs: Needs, lang: Lang = "vi") -> bytes:
    """Compose the decision (quyết định) with the list of its posts, DOCX.

    Parameters
    ----------
    needs
        The record; what its act does not say stays a blank place, and without number,
        signer and day every page is marked DỰ THẢO.
    lang
        ``en`` gives a reading copy that says it is a translation.
    """
    act = needs.act
    area = plain(area_words(act, lang))
    subject = letter_words("decision.subject", lang, area=area)
    draft = not (act.number and act.signer and act.issued)
    paper = Paper(subject, lang, draft=draft)
    masthead(paper, act, act.number, act.issued)
    kind = letter_words("decision.kind", lang)
    paper.paragraph(kind, align="center", bold=True, after=0)
    paper.paragraph(subject, align="center", bold=True, after=10)
    office = plain(act.office).upper() or BLANK
    paper.paragraph(office, align="center", bold=True, after=8)
    _basis(paper, needs)
    orders = letter_words("decision.orders", lang)
    paper.paragraph(orders, align="center", bold=True, after=8, keep=True)
    _articles(paper, needs, area)
    as_article = letter_words("decision.as-article", lang, n=_CARRIED_OUT)
    signature(paper, act, [as_article, *(act.recipients or (BLANK,))])
    attached = attached_to(
        paper, "shared.with-decision", act.number, act.issued, act.office
    )
    title = letter_words("decision.annex-title", lang)
    annex(paper, "shared.annex", title, attached, landscape=True)
    _posts(paper, needs.posts)
    return paper.content()


def _basis(paper: Paper, needs: Needs) -> None:
    """Set the legal bases as given, each on its line; none is ever added."""
    given = [plain(text, PASSAGE).rstrip(";.") for text in needs.act.basis]
    if not given:
        blank = letter_words("decision.basis-blank", paper.lang, blank=BLANK * 4)
        given = [blank.rstrip(";")]
    for at, text in enumerate(given, start=1):
        end = "." if at == len(given) else ";"
        paper.paragraph(f"{text}{end}", italic=True, indent=True)


def _articles(paper: Paper, needs: Needs, area: str) -> None:
    act, lang = needs.act, paper.lang
    staffed = [post for post in needs.posts if post.kind == "staffed"]
    duty = [line.on_duty for line in needs.staff if line.task == "posts"]
    charge = {
        "in_charge": plain(act.in_charge) or BLANK,
        "deputy": plain(act.deputy) or BLANK,
        "review": date_words(act.review_day, lang),
    }
    starts = start_words(act.starts, lang)
    span = {"starts": starts, "ends": end_words(act, lang)}
    goods = {one.key: one.amount for one in needs.goods}
    counted = {
        "posts": figure(len(needs.posts), lang),
        "staffed": figure(len(staffed), lang),
        "barriers": figure(len(needs.posts) - len(staffed), lang),
    }
    officers = {
        "officers": figure(sum(post.staff for post in staffed), lang),
        "on_duty": figure(sum(n for n in duty if n is not None), lang),
    }
    supplies = {
        "people": figure(needs.people, lang),
        "points": figure(goods["supply_points"], lang),
        "meals": figure(goods["meals_duty"], lang),
    }
    agencies = agencies_words(needs)
    carried = {"starts": starts, "agencies": agencies, **charge}
    _article(paper, 1, letter_words("decision.set-up", lang, area=area))
    _text(paper, letter_words("decision.extent", lang, units=extent_words(needs, lang)))
    _text(paper, letter_words("decision.size", lang, size=size_words(needs, lang)))
    _text(paper, letter_words("decision.span", lang, **span))
    _article(paper, 2, letter_words("decision.posts", lang, **counted))
    _text(paper, letter_words("decision.officers", lang, **officers))
    _text(paper, letter_words("decision.agencies", lang, agencies=agencies))
    _text(paper, letter_words("decision.goods", lang))
    _article(paper, 3, letter_words("decision.charge", lang, **charge))
    _article(paper, 4, letter_words("decision.supplies", lang, **supplies))
    done = letter_words("decision.carried-out", lang, **carried)
    _article(paper, _CARRIED_OUT, done)


def _article(paper: Paper, number: int, text: str) -> None:
    lead = letter_words("decision.article", paper.lang, n=number)
    paper.paragraph(text, lead=lead, indent=True, size=BODY)


def _text(paper: Paper, text: str) -> None:
    paper.paragraph(text, indent=True, size=BODY)


def _posts(paper: Paper, posts: tuple[Post, ...]) -> None:
    lang = paper.lang
    keys = ("number", "post", "place", "road", "kind", "staff", "agencies", "hours")
    headings = [letter_words(f"column.{key}", lang) for key in (*keys, "coordinates")]
    rows = [
        (
            str(at),
            plain(post.id),
            plain(post_place(post, lang)),
            letter_words(f"road.{post.road_class}", lang),
            letter_words(f"kind.{post.kind}", lang),
            figure(post.staff, lang),
            plain(", ".join(post.agencies)) or BLANK[:8],
            plain(post.hours) or BLANK[:8],
            f"{post.lat:.5f}, {post.lon:.5f}",
        )
        for at, post in enumerate(posts, start=1)
    ]
    paper.table(Grid(headings, rows, _WIDTHS, numbers=(0, 5), size=SMALL - 1))
