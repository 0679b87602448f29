"""Parts of sentences that the decision and the letter share."""

from gis.checkpoints.needs import Needs
from maps.letters.text import PASSAGE, plain
from maps.words.letters import BLANK, figure, letter_words
from maps.words.said import Lang

_MOST_UNITS = 60


def extent_words(needs: Needs, lang: Lang) -> str:
    """Name the units inside; a blank place where none is named."""
    units = [plain(name) for name in needs.place.units]
    named = "; ".join(units[:_MOST_UNITS])
    if len(units) > _MOST_UNITS:
        more = letter_words("shared.more", lang, count=len(units) - _MOST_UNITS)
        named = f"{named}; {more}"
    return named or BLANK


def size_words(needs: Needs, lang: Lang) -> str:
    """Tell households and people; what is not known is said so, never 0."""
    place = needs.place
    return letter_words(
        "shared.people-households",
        lang,
        households=figure(place.households, lang),
        people=figure(place.people, lang),
    )


def agencies_words(needs: Needs) -> str:
    """Name the agencies of the act, else those of the posts, else a blank place."""
    named = needs.act.agencies
    if not named:
        of_posts = (one for post in needs.posts for one in post.agencies)
        named = tuple(dict.fromkeys(of_posts))
    return plain(", ".join(named), PASSAGE) or BLANK
