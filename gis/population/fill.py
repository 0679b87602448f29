"""People as an indicator, where the rows do not give it."""

import numpy as np
import pandas as pd

from gis.indicators import Indicators

POPULATION = "pop"


def fill_population(
    indicators: Indicators, people: "pd.Series[float]"
) -> tuple[Indicators, tuple[str, ...]]:
    """Give counted people to the units whose rows never tell `pop`.

    Parameters
    ----------
    indicators
        What was reported. A unit that reports `pop` on any day keeps its own figures
        and its own silence.
    people : Series, index `code`
        Counted people; NaN where they cannot be told.

    Returns
    -------
    Indicators
        With `pop`, whole people, on all days of the units that were filled.
    tuple of text
        Their codes, in the order of `indicators`.
    """
    shape = (len(indicators.units), indicators.days)
    given = indicators.reports(POPULATION)
    values = np.full(shape, np.nan) if given is None else given.copy()
    counted = np.round(people.reindex(list(indicators.units)).to_numpy(np.float64))
    filled = np.isnan(values).all(axis=1) & ~np.isnan(counted)
    values[filled] = counted[filled, None]
    codes = tuple(np.array(indicators.units, dtype=object)[filled])
    told = {**indicators.values, POPULATION: values}  # noqa: PD011 - of our own class
    return Indicators(indicators.units, indicators.first, told), codes
