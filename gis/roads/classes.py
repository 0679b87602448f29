"""Classes of roads, and which of them a network is made of."""

from collections.abc import Mapping

CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "local",
    "service",
    "track",
    "path",
    "ferry",
)
"""Widest first."""

MODELS: Mapping[str, tuple[str, ...]] = {
    "car": (*CLASSES[: CLASSES.index("track")], "ferry"),
    "all": CLASSES,
}
"""What a network holds: where a car gets through, or also tracks and paths.

Passable is what the ground lets through. Access and one-way tags are never read: a
sign stops nobody, and a network that believes it closes on paper only.
"""

_OSM = {
    "unclassified": "local",
    "residential": "local",
    "living_street": "local",
    "road": "local",
    "pedestrian": "service",
    "busway": "service",
    "bus_guideway": "service",
    "raceway": "service",
    "escape": "service",
    "emergency_bay": "service",
    "footway": "path",
    "steps": "path",
    "bridleway": "path",
    "cycleway": "path",
    "corridor": "path",
    "via_ferrata": "path",
    "ladder": "path",
    "construction": "track",
    "disused": "track",
}
NO_WAYS = frozenset(
    {
        "",
        "no",
        "proposed",
        "planned",
        "abandoned",
        "razed",
        "demolished",
        "dismantled",
        "platform",
        "bus_stop",
        "rest_area",
        "services",
        "elevator",
    }
)
"""Values of OSM's `highway` on lines where nobody gets through on the ground."""

UNKNOWN = "local"
"""What a road is where nothing is said: it carries cars, and nobody left it out."""


def class_of(word: str) -> str:
    """Give the class that a word of ours or of OSM's `highway` means.

    Returns
    -------
    str
        One of `CLASSES`; ``""`` for what is no way, or a word that is not known.

    References
    ----------
    https://wiki.openstreetmap.org/wiki/Key:highway
    """
    plain = word.removesuffix("_link")
    return plain if plain in CLASSES else _OSM.get(plain, "")
