"""Figures as people read them: 1.300 and 0,5 in Vietnamese, 1,300 and 0.5 else."""

from collections.abc import Iterable

from maps.words.said import Lang

_MOST_DECIMALS = 9
_SAME = 1e-12  # as close as the engine takes two figures for one
_SWAPPED = str.maketrans(",.", ".,")


def figure_words(value: float, lang: Lang = "vi", apart: Iterable[float] = ()) -> str:
    """Write a number: whole where it is whole, else with at most two decimals.

    Parameters
    ----------
    value
        The number, finite.
    lang
        ``vi`` or ``en``.
    apart
        Figures that it was compared with. It gets as many decimals as show on which
        side of them it lies: 149.998 beside 150 is not 150.
    """
    text = _decimals(value, tuple(apart))
    return text if lang == "en" else text.translate(_SWAPPED)


def percent_words(share: float, lang: Lang = "vi", apart: Iterable[float] = ()) -> str:
    """Write a share of 1 in percent, with at most two decimals; see `figure_words`."""
    # 12 digits are what a product with 100 leaves untouched: 0.29 is 29 %
    value = float(f"{share * 100:.12g}")
    beside = [float(f"{one * 100:.12g}") for one in apart]
    return figure_words(value, lang, beside) + ("%" if lang == "en" else " %")


def _decimals(value: float, apart: tuple[float, ...]) -> str:
    if value == round(value):
        return f"{value:,.0f}"
    sides = [_side(value, one) for one in apart]
    for places in range(2, _MOST_DECIMALS):
        shown = round(value, places)
        if [_side(shown, one) for one in apart] == sides:
            break
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".")


def _side(value: float, edge: float) -> int:
    if abs(value - edge) <= _SAME * abs(edge):
        return 0
    return 1 if value > edge else -1
