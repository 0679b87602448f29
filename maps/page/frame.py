"""A map page put together: the frame, a map without tiles, facts, styles, scripts."""

from collections.abc import Iterable, Mapping
from typing import Any

from maps.page.folium_map import draw_map, take_apart
from maps.page.hatch import HATCHES
from maps.page.seal import policy, write_json
from maps.palette import COLOURS


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
    sheets = [*parts.styles, *styles]
    own = "\n".join(scripts)
    start = f'(() => {{\n"use strict";\n{parts.start}\n}})();'
    texts = [*parts.scripts, f'(() => {{\n"use strict";\n{own}}})();', start]
    page: str = template.render(
        **context,
        policy=policy(texts, sheets),
        styles=sheets,
        scripts=texts,
        map_html=parts.html,
        blocks=[("page-facts", write_json(facts))],
        swatches=[(name, COLOURS[name]) for name in dict.fromkeys(colours)],
        hatch=HATCHES,
    )
    return page
