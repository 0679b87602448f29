"""The units that a directive can name: those of a province today, without shapes."""

from datetime import datetime

import pandas as pd

from api.services.editions import newest_edition
from api.store.engine import Connection
from api.store.units import load_words
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from boundaries.units import within


def places_of(connection: Connection, unit: str, now: datetime) -> pd.DataFrame:
    """Give a unit and everything below it, from the edition in force.

    Parameters
    ----------
    connection
        Of ``reading`` or ``writing``.
    unit
        Its code.
    now
        The edition of this day is taken.

    Returns
    -------
    DataFrame, index `code`
        `name`, `kind`, `admin_level`, `parent`.

    Raises
    ------
    Refused
        ``units-none-imported``, ``unit-unknown``.
    """
    day = now.astimezone(VIETNAM).date()
    edition = newest_edition(connection, day, unit)
    if edition is None:
        raise Refused("units-none-imported")
    places = within(load_words(connection, edition), unit).copy()
    if unit not in places.index:  # files of communes often hold no province
        places.loc[unit] = [unit, "", "province", ""]
    return places
