"""Units and tables of directives that several tests use."""

from datetime import datetime
from pathlib import Path

import pandas as pd

from boundaries.spans import VIETNAM

HEAD = "id,number,issuer,signer,basis,unit,except,starts,ends,goal,deadline,clause\n"
UNITS = pd.DataFrame(
    [
        ("91", "province", ""),
        ("899", "district", "91"),
        ("911", "district", "91"),
        ("30001", "commune", "899"),
        ("30002", "commune", "899"),
        ("30003", "commune", "911"),
        ("30001-1", "hamlet", "30001"),
        ("82", "province", ""),
        ("28001", "commune", "815"),
    ],
    columns=["code", "admin_level", "parent"],
).set_index("code")


def table(folder: Path, *rows: str) -> Path:
    path = folder / "directives.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def row(name: str, unit: str, starts: str, ends: str = "", excepted: str = "") -> str:
    return f"{name},,UBND tỉnh,,Chỉ thị 16/CT-TTg,{unit},{excepted},{starts},{ends},,,"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
