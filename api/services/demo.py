"""The demo: make the sample, publish both provinces, say where to look."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from api.services.demo_closing import PERIMETER, PLAN, close_sample
from api.services.publish import Published, publish_province
from api.settings import Settings
from boundaries.refusal import Refused
from boundaries.sample import Sample, write_sample
from maps.publication.write import Progress
from maps.words.phrases import say

DAY = date(2021, 9, 20)


def run_demo(out: Path, *, progress: Progress | None = None) -> list[Published]:
    """Write the sample, lock what its planners would, and publish it under `out`.

    Parameters
    ----------
    out
        Gets ``sample/`` (what provinces hand in), ``closing/`` (perimeters, plans of
        posts, needs and letters) and ``published/``. Run again, the
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

    done = []
    for code, path in sample.provinces.items():
        _close(sample, code, out / "closing" / code)
        try:
            done.append(publish(path))
        except Refused as refused:
            if refused.code != "publication-reason-missing":
                raise
            text = path.read_text("utf-8")
            reason = say("demo.again")
            path.write_text(f'reason = "{reason}"\n{text}', "utf-8", newline="\n")
            done.append(publish(path))
    return done


def _close(sample: Sample, code: str, closing: Path) -> None:
    """Lay out one province's locked area, and name it in the province's file."""
    path = sample.provinces[code]
    units, people = sample.folder / "units.parquet", sample.folder / "population.tif"
    close_sample(path.parent, units, people, closing)
    beside = f"../../closing/{code}"
    keys = f'perimeters = "{beside}/{PERIMETER}"\nposts = ["{beside}/{PLAN}"]\n'
    path.write_text(f"{keys}{path.read_text('utf-8')}", "utf-8", newline="\n")
