"""The demo: make the sample, publish both provinces, say where to look."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from api.services.publish import Published, publish_province
from api.settings import Settings
from boundaries.sample import write_sample
from maps.publication.write import Progress

DAY = date(2021, 9, 20)


def run_demo(out: Path, *, progress: Progress | None = None) -> list[Published]:
    """Write the sample and publish it under `out`.

    Parameters
    ----------
    out
        Gets ``sample/`` (what provinces hand in) and ``published/``. Run again, the
        sample is written anew and nothing is published twice.
    progress
        As ``write_publication`` calls it.
    """
    sample = write_sample(out / "sample")
    published = out / "published"
    settings = replace(Settings(), publications=published)
    return [
        publish_province(path, DAY, published, settings=settings, progress=progress)
        for path in sample.provinces.values()
    ]
