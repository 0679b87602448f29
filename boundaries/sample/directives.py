"""Directive periods of the sample: as reported, and marked where they are simulated."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

_ROWS = Path(__file__).with_name("directives.toml")
COLUMNS = (
    *("id", "number", "issuer", "signer", "basis", "unit", "except"),
    *("starts", "ends", "goal", "deadline", "clause"),
)


@dataclass(frozen=True)
class Chosen:
    """What no report names, chosen by the generator.

    Parameters
    ----------
    excepted
        Communes kept out of Directive 15.
    hamlets
        Hamlets under Directive 16 of their own.
    """

    excepted: Sequence[str]
    hamlets: Sequence[str]


def list_directives(province: str, name: str, chosen: Chosen) -> list[dict[str, str]]:
    """Give the rows of ``directives.csv`` for one province, in order of time.

    Parameters
    ----------
    province, name
        Code and name; the issuer is its people's committee.
    chosen
        Fills in what the reports leave out.
    """
    data = tomllib.loads(_ROWS.read_text("utf-8"))
    rows = [row for row in data["row"] if row["province"] == province]
    return [_cells(row, data["goals"], name, chosen) for row in rows]


def _cells(
    row: dict[str, Any], goals: dict[str, str], name: str, chosen: Chosen
) -> dict[str, str]:
    noted = f" ({', '.join(row['noted'])})" if "noted" in row else ""
    units, choice = row.get("units", []), row.get("chosen")
    if choice == "excepted-units":
        units = chosen.excepted
    if choice == "hamlets":
        units = chosen.hamlets
    return {
        "id": row["id"],
        "number": row.get("number", ""),
        "issuer": f"UBND {name[0].lower()}{name[1:]}",
        "signer": "",
        "basis": f"Chỉ thị {row['level']}/CT-TTg{noted}",
        "unit": ";".join(units),
        "except": ";".join(chosen.excepted if choice == "excepted" else ()),
        "starts": _when(row["starts"]),
        "ends": _when(row.get("ends")),
        "goal": goals[row["goal"]] if "goal" in row else "",
        "deadline": _when(row.get("deadline")),
        "clause": "",
    }


def _when(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value else ""


def levels_by_day(
    rows: Sequence[dict[str, str]],
    parents: Mapping[str, Sequence[str]],
    days: Sequence[date],
) -> dict[str, list[str]]:
    """Say which national directive holds in each commune on each day.

    Parameters
    ----------
    rows
        As from `list_directives`; a later row outranks an earlier one.
    parents
        Code of each commune to the codes of its district and province.
    days
        The days asked for.

    Returns
    -------
    dict
        Code of the commune to "16", "15" or "" per day.
    """
    found = {code: [""] * len(days) for code in parents}
    for row in rows:
        covered, excepted = set(row["unit"].split(";")), set(row["except"].split(";"))
        level = row["basis"].removeprefix("Chỉ thị ").partition("/")[0]
        first, last = row["starts"][:10], row["ends"][:10] or "9999"
        for code, above in parents.items():
            named = covered & {code, *above}
            if not named or excepted & {code, *above}:
                continue
            for place, day in enumerate(days):
                if first <= day.isoformat() <= last:
                    found[code][place] = level
    return found
