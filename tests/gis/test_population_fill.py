from datetime import date

import numpy as np
import pandas as pd

from gis.indicators import Indicators
from gis.population import fill_population


def test_counted_people_go_where_the_rows_never_tell_them() -> None:
    """A reports its own on the second day and keeps its silence on the first."""
    nan = float("nan")
    pop = np.array([[nan, 900.0], [nan, nan], [nan, nan]])
    told = Indicators(("A", "B", "C"), date(2021, 9, 14), {"pop": pop})
    people = pd.Series({"A": 1000.0, "B": 250.4, "C": nan})

    filled, codes = fill_population(told, people)

    assert codes == ("B",)
    values = filled.reports("pop")
    assert values is not None
    assert np.array_equal(values, [[nan, 900], [250, 250], [nan, nan]], equal_nan=True)


def test_people_stand_beside_what_was_reported() -> None:
    cases = np.array([[1.0, 0.0]])
    told = Indicators(("A",), date(2021, 9, 14), {"cases": cases})

    filled, _ = fill_population(told, pd.Series({"A": 12.0, "Z": 9.0}))

    cases = filled.reports("cases")
    assert cases is not None
    assert cases.tolist() == [[1, 0]]
    pop = filled.reports("pop")
    assert pop is not None
    assert pop.tolist() == [[12, 12]]
