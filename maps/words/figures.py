"""Figures as people read them: 1.300 and 0,5 in Vietnamese, 1,300 and 0.5 else."""

from maps.words.said import Lang


def figure_words(value: float, lang: Lang = "vi") -> str:
    """Write a number: whole where it is whole, else with at most two decimals."""
    text = f"{value:,.0f}" if value == round(value) else f"{value:,.2f}".rstrip("0")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def percent_words(share: float, lang: Lang = "vi") -> str:
    """Write a share of 1 in percent, with at most one decimal."""
    value = round(share * 100, 1)
    return figure_words(value, lang) + ("%" if lang == "en" else " %")
