"""A map page put together: the frame, a map without tiles, facts, styles, scripts."""

from collections.abc import Iterable, Mapping
from typing import Any

from maps.page.folium_map import draw_map, take_apart
from maps.page.shell import as_strict, render_shell


def render_page(
    template: Any,
    context: Mapping[str, object],
    facts: Mapping[str, object],
    *,
    scripts: Iterable[str],
    styles: Iterable[str],
    colours: Iterable[str],
) -> str:
    """Give the HTML of a page with one map.

    Parameters
    ----------
    template
        Of ``read_template``; it extends ``frame.html``.
    context
        What the template names, beside what is given here.
    facts
        What the scripts read: plain lists, numbers and texts.
    scripts, styles
        Texts. The scripts become one, in this order, and set
        ``window.openMapPage``, which gets the map.
    colours
        Names in the palette; the page gets a pattern for each.
    """
    parts = take_apart(draw_map())
    own = "\n".join(scripts)
    return render_shell(
        template,
        {**context, "map_html": parts.html},
        facts,
        scripts=[*parts.scripts, as_strict(own), as_strict(f"{parts.start}\n")],
        styles=[*parts.styles, *styles],
        colours=colours,
    )
