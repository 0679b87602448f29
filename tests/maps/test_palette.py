"""Colours are told apart by everyone, and text on them can be read."""

import itertools
import warnings
from functools import cache
from typing import Any

import numpy as np
import pytest

from gis.rulesets import list_rulesets, load_ruleset
from maps.page.hatch import HATCHES
from maps.palette import COLOURS

FOUR = ("green", "yellow", "orange", "red")
FIVE = ("green", "near_green", "yellow", "orange", "red")
SIGHTS = ("normal", "Protanomaly", "Deuteranomaly", "Tritanomaly")


@cache
def colour_science() -> tuple[Any, Any]:
    """Import the reference implementation, which warns about what it lacks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour
        from colour.blindness import matrix_cvd_Machado2009

        matrices = {sight: matrix_cvd_Machado2009(sight, 1.0) for sight in SIGHTS[1:]}
    return colour, matrices


def rgb(fill: str) -> np.ndarray:
    return np.array([int(fill[n : n + 2], 16) / 255 for n in (1, 3, 5)])


def seen_by(fill: str, sight: str) -> np.ndarray:
    """Give a fill in CIELAB as a kind of sight receives it, at full severity."""
    colour, matrices = colour_science()
    linear = colour.cctf_decoding(rgb(fill))
    if sight != "normal":
        linear = np.clip(matrices[sight] @ linear, 0, 1)
    white = colour.CCS_ILLUMINANTS["CIE 1931 2 Degree Standard Observer"]["D65"]
    return colour.XYZ_to_Lab(colour.sRGB_to_XYZ(colour.cctf_encoding(linear)), white)


def colours_of(ruleset: str) -> tuple[str, ...]:
    return tuple(level.colour for level in load_ruleset(ruleset).levels)


def sets_of_colours() -> list[tuple[str, ...]]:
    own = {colours_of(name) for name in list_rulesets()} | {FOUR, FIVE}
    return [(*names, "no_report") for names in sorted(own) if names]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("names", sets_of_colours(), ids=" ".join)
def test_two_fills_of_one_rule_set_differ_for_every_sight(
    names: tuple[str, ...], sight: str
) -> None:
    colour, _ = colour_science()
    lab = {name: seen_by(COLOURS[name].fill, sight) for name in names}

    for one, other in itertools.combinations(names, 2):
        apart = colour.delta_E(lab[one], lab[other], method="CIE 2000")
        assert apart >= 15, (one, other, sight, float(apart))


def test_the_measure_itself_finds_the_colours_that_are_not_apart() -> None:
    """The green and red of a common web kit: a deuteranope sees ΔE2000 of 4."""
    colour, _ = colour_science()
    green, red = (seen_by(fill, "Deuteranomaly") for fill in ("#198754", "#dc3545"))

    assert colour.delta_E(green, red, method="CIE 2000") < 15


def luminance(fill: str) -> float:
    """Compute relative luminance as WCAG 2 defines it."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(fill)
    ]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))


@pytest.mark.parametrize("name", COLOURS)
def test_ink_on_its_fill_has_a_contrast_of_four_and_a_half(name: str) -> None:
    swatch = COLOURS[name]
    high, low = sorted((luminance(swatch.fill), luminance(swatch.ink)), reverse=True)

    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize("name", COLOURS)
def test_every_colour_has_a_pattern_that_the_page_can_draw(name: str) -> None:
    assert COLOURS[name].pattern in HATCHES


def test_levels_of_one_rule_set_have_patterns_of_their_own() -> None:
    for names in sets_of_colours():
        patterns = [COLOURS[name].pattern for name in names]

        assert len(set(patterns)) == len(patterns)


def test_green_is_green_and_red_is_red() -> None:
    green, red = rgb(COLOURS["green"].fill), rgb(COLOURS["red"].fill)

    assert green.argmax() == 1
    assert red.argmax() == 0
    assert red[1] == red[2] == 0
