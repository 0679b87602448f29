"""What every page is put into: facts, styles and scripts, sealed by the policy."""

from collections.abc import Iterable, Mapping
from typing import Any

from maps.page.hatch import HATCHES
from maps.page.seal import policy, write_json
from maps.palette import COLOURS


def render_shell(
    template: Any,
    context: Mapping[str, object],
    facts: Mapping[str, object],
    *,
    scripts: Iterable[str],
    styles: Iterable[str],
    colours: Iterable[str],
) -> str:
    """Give the HTML of a page.

    Parameters
    ----------
    template
        Of ``read_template``; it extends ``shell.html``.
    context
        What the template names, beside what is given here.
    facts
        What the scripts read: plain lists, numbers and texts.
    scripts, styles
        Whole texts, in this order.
    colours
        Names in the palette; the page gets a pattern for each.
    """
    texts, sheets = list(scripts), list(styles)
    page: str = template.render(
        **context,
        policy=policy(texts, sheets),
        styles=sheets,
        scripts=texts,
        blocks=[("page-facts", write_json(facts))],
        swatches=[(name, COLOURS[name]) for name in dict.fromkeys(colours)],
        hatch=HATCHES,
    )
    return page


def as_strict(text: str) -> str:
    """Close scripts in a function of their own, in strict mode."""
    return f'(() => {{\n"use strict";\n{text}}})();'
