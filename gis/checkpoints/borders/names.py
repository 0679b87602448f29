"""What a post on a border is called: its two units and its road."""

from collections import Counter
from collections.abc import Mapping, Sequence

from gis.checkpoints.plan import Post

_POST = "Chốt"
_DASH = "–"


def name_posts(
    posts: Sequence[Post], names: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[str, ...]:
    """Name posts, such as ``Chốt Tiền Giang – Long An, Quốc lộ 1A (2)``.

    Parameters
    ----------
    posts
        Their `units` are codes.
    names, kinds
        Of units, by code. A kind before a name is left out, but not before a number
        (Quận 1).

    Returns
    -------
    tuple of str
        A number follows where one pair of units has several posts on one road.
    """
    plain = [_title(post, names, kinds) for post in posts]
    times, seen = Counter(plain), Counter[str]()
    titles = []
    for title in plain:
        seen[title] += 1
        titles.append(f"{title} ({seen[title]})" if times[title] > 1 else title)
    return tuple(titles)


def short_name(code: str, names: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    """Give the name of a unit without its kind."""
    name, kind = names.get(code, code), kinds.get(code, "")
    rest = name[len(kind) :].strip()
    if (
        kind
        and name.casefold().startswith(f"{kind.casefold()} ")
        and not rest.isdigit()
    ):
        return rest
    return name


def _title(post: Post, names: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    first, second = (short_name(code, names, kinds) for code in post.units)
    road = f", {post.name}" if post.name else ""
    return f"{_POST} {first} {_DASH} {second}{road}"
