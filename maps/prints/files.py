"""map.png and map-a4.pdf, map-a3.pdf: one sheet, three files."""

import io
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal

from matplotlib import style
from matplotlib.backends.backend_pdf import PdfPages

from maps.prints.annex import draw_annex, has_annex
from maps.prints.sheet import PAPERS, draw_sheet
from maps.publication.record import Publication

_PNG_WIDTH = 2000
_STYLE = {"pdf.fonttype": 42, "pdf.compression": 9, "hatch.linewidth": 0.35}


def write_png(publication: Publication, path: Path) -> None:
    """Write the sheet as a picture, 2000 pixels wide."""
    with style.context(["default", _STYLE]):
        figure = draw_sheet(publication, "a4")
        dpi = _PNG_WIDTH / figure.get_figwidth()
        memory = io.BytesIO()
        figure.savefig(memory, format="png", dpi=dpi, metadata={"Software": None})
    path.write_bytes(memory.getvalue())


def write_pdf(
    publication: Publication, path: Path, *, paper: Literal["a4", "a3"]
) -> None:
    """Write the sheet as one vector page with embedded, searchable fonts.

    Locked areas and posts follow on a second page, near by and listed.

    The date inside is the published day, so that the same inputs give the same
    bytes.
    """
    if paper not in PAPERS:
        raise ValueError(f"{paper} is none of {sorted(PAPERS)}")
    metadata = {
        "Title": f"{publication.province_name} {publication.day.isoformat()}",
        "Author": publication.drafted_by,
        "Creator": "vungxanh",
        "Producer": None,
        "CreationDate": datetime.combine(publication.day, time(), tzinfo=UTC),
    }
    with style.context(["default", _STYLE]):
        memory = io.BytesIO()
        with PdfPages(memory, metadata=metadata) as pages:
            pages.savefig(draw_sheet(publication, paper))
            if has_annex(publication):
                pages.savefig(draw_annex(publication, paper))
    path.write_bytes(memory.getvalue())
