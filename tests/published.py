"""The sample and the real provinces, published once for all who look at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from api.cli import commands
from api.cli.door import run
from api.services.publish import Published, publish_province
from api.settings import Settings
from boundaries.sample import write_sample
from tests.realprovinces import write_real_province

SAMPLE_DAY, REAL_DAY = date(2021, 9, 20), date(2021, 9, 19)


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


def call(capsys: pytest.CaptureFixture[str], *args: object) -> Said:
    """Run the command line in this process."""
    with pytest.raises(SystemExit) as ended:
        run(commands, [str(arg) for arg in args])
    said = capsys.readouterr()
    return Said(int(str(ended.value.code)), said.out, said.err)


def publish_sample(folder: Path, provinces: Sequence[str]) -> dict[str, Published]:
    """Publish provinces of the sample."""
    sample = write_sample(folder / "sample")
    return {
        code: publish_province(
            sample.provinces[code],
            SAMPLE_DAY,
            folder / "published",
            settings=Settings(database_url=f"sqlite:///{folder / 'store.sqlite'}"),
        )
        for code in provinces
    }


def publish_real(realdata: Path, folder: Path, code: str) -> Published:
    """Publish a real province with simulated rows."""
    return publish_province(
        write_real_province(realdata, folder, code),
        REAL_DAY,
        folder / "published",
        settings=Settings(database_url=f"sqlite:///{folder / 'store.sqlite'}"),
    )
