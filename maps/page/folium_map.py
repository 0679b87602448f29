"""The map itself: a Folium map without tiles whose one child draws our layers.

Folium writes the element and the Leaflet call; every script and style that it asks
for is taken by name from ``maps.assets`` instead of a host. Its own page head is
left out: it would forbid zooming by hand and set the height of the whole page.
"""

from dataclasses import dataclass
from typing import Any

import folium
from branca.element import CssLink, JavascriptLink, MacroElement
from folium.template import Template

from maps.assets import script, style


class PeriodMap(folium.Map):
    """A map that asks for Leaflet alone and has the same names each time.

    Notes
    -----
    Folium names elements at random and keeps its list of scripts on the class, where
    one map's wish reaches the next; both are set here for this class only.
    """

    default_js = [("leaflet", "leaflet.js")]  # noqa: RUF012 - Folium's own form
    default_css = [("leaflet_css", "leaflet.css")]  # noqa: RUF012 - Folium's own form

    @classmethod
    def _generate_id(cls) -> str:
        return "period"


class PeriodLayers(MacroElement):
    """Everything on the map, drawn by the page's own script from its facts."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "openMapPage({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    @classmethod
    def _generate_id(cls) -> str:
        return "layers"


@dataclass(frozen=True, slots=True)
class MapParts:
    """What a page takes over from a rendered map.

    Parameters
    ----------
    styles, scripts
        Of the libraries, whole.
    html
        The map's element.
    start
        The script that makes the map.
    """

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    html: str
    start: str


def draw_map() -> folium.Map:
    """Make the period's map; its place and zoom are set by the page's script."""
    made = PeriodMap(
        location=(0.0, 0.0),
        zoom_start=8,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        max_zoom=15,
    )
    made.add_child(PeriodLayers())  # type: ignore[no-untyped-call] # branca's own
    return made


def take_apart(made: folium.Map) -> MapParts:
    """Render a map and replace each link that it asks for by the vendored file.

    Raises
    ------
    KeyError
        If the map, or anything added to it, asks for a file that is not vendored.
    """
    figure: Any = made.get_root()
    made.render()  # type: ignore[no-untyped-call] # folium's own
    links = list(figure.header._children.items())  # noqa: SLF001 - branca has no other list
    sheets = [style(name) for name, link in links if isinstance(link, CssLink)]
    scripts = [script(name) for name, link in links if isinstance(link, JavascriptLink)]
    return MapParts(
        tuple(sheets),
        tuple(scripts),
        figure.html.render().strip(),
        figure.script.render().strip(),
    )
