"""The demo: make the sample, publish both provinces, say where to look."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from api.services.checkpoints_verify import Verified
from api.services.demo_closing import (
    BORDERS,
    PERIMETER,
    PLAN,
    close_sample,
    record_names,
)
from api.services.demo_permits import Issued, issue_sample
from api.services.publish import Published, publish_province
from api.settings import Settings
from boundaries.refusal import Refused
from boundaries.sample import Sample, write_sample
from boundaries.spans import day_start
from maps.publication.write import Progress
from maps.words.phrases import say

DAY = date(2021, 9, 20)
_AT = day_start(DAY) + timedelta(hours=8)
"""When the sample's offices issue permits."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo left.

    Parameters
    ----------
    published
        One publication for each province.
    closing
        Folder of the perimeters, plans, needs and letters of each province, and what
        the proof says of its plan.
    issued
        Permits of each province, printed.
    """

    published: list[Published]
    closing: dict[Path, Verified]
    issued: list[Issued]


def run_demo(out: Path, *, progress: Progress | None = None) -> Demo:
    """Write the sample, lock what its planners would, and publish it under `out`.

    Parameters
    ----------
    out
        Gets ``sample/`` (what provinces hand in), ``closing/`` (perimeters, plans of
        posts, needs and letters), ``published/`` and ``permits/``. Run again, the
        sample is written anew and nothing is published twice; what another version
        of the software published there is replaced, with that as the reason.
    progress
        As ``write_publication`` calls it.
    """
    sample = write_sample(out / "sample")
    published = out / "published"
    settings = replace(Settings(), publications=published)

    def publish(path: Path) -> Published:
        return publish_province(
            path, DAY, published, settings=settings, progress=progress
        )

    done, closing = [], {}
    for code, path in sample.provinces.items():
        folder = out / "closing" / code
        closing[folder] = _close(sample, code, folder)
        try:
            done.append(publish(path))
        except Refused as refused:
            if refused.code != "publication-reason-missing":
                raise
            text = path.read_text("utf-8")
            reason = say("demo.again")
            path.write_text(f'reason = "{reason}"\n{text}', "utf-8", newline="\n")
            done.append(publish(path))
    units = sample.folder / "units.parquet"
    permits = out / "permits"
    plans = {folder.name: folder / BORDERS / PLAN for folder in closing}
    issued = issue_sample(sample.provinces, units, plans, settings, permits, _AT)
    return Demo(done, closing, issued)


def _close(sample: Sample, code: str, closing: Path) -> Verified:
    """Lay out one province's locked area, and name it in the province's file."""
    path = sample.provinces[code]
    units, people = sample.folder / "units.parquet", sample.folder / "population.tif"
    verified = close_sample(path.parent, units, people, closing, DAY)
    beside = f"../../closing/{code}"
    records = [f"{beside}/{name}" for name in record_names(closing)]
    keys = (
        f'perimeters = "{beside}/{PERIMETER}"\n'
        f"perimeter_records = {json.dumps(records)}\n"
        f'posts = ["{beside}/{PLAN}"]\n'
    )
    path.write_text(f"{keys}{path.read_text('utf-8')}", "utf-8", newline="\n")
    return verified
