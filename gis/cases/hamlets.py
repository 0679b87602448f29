"""A case in a hamlet is a case in its commune."""

import pandas as pd


def with_communes(rows: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Give each hamlet's rows to its commune as well.

    Parameters
    ----------
    rows : DataFrame
        Accepted case rows, or the cells of which something is missing
        (`CaseRows.silent`); column `unit`.
    units
        The units frame.

    Returns
    -------
    DataFrame
        `rows`, and below them those of hamlets once more under the code of the commune.

    Notes
    -----
    A hamlet that has no case says nothing of the rest of its commune: rows of zero
    are not passed on, so they never make a commune reported. A hamlet without a report
    leaves its commune without one. Cases are written once, for the hamlet or for the
    commune. Special areas have counts of their own and pass nothing on.
    """
    hamlets = units.loc[units["admin_level"] == "hamlet", "parent"]
    told = rows["unit"].isin(hamlets.index)
    if "cases" in rows:
        told &= (rows["cases"] != 0).fillna(value=True).astype(bool)
    inside = rows[told]
    if inside.empty:
        return rows
    lifted = inside.assign(unit=inside["unit"].map(hamlets))
    return pd.concat([rows, lifted], ignore_index=True)
