"""Tables of official papers, written as markup: thousands of rows in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from maps.letters.text import PASSAGE, plain

_TWENTIETHS = 1440 / 25.4  # of a point, in a millimetre
_SPACE = 50
"""Beside the letters of a cell, in twentieths of a point: figures stand narrow."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with lines.

    Parameters
    ----------
    headings, rows
        Text of strangers and ours. The headings stand again on every page; no row
        breaks across two.
    widths
        Of the columns, in mm.
    numbers
        Columns that are set to the right.
    size
        Of the letters, in points; halves are kept.
    total
        The last row is a sum, in bold.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    numbers: Sequence[int] = ()
    size: float = 10.5
    total: bool = False

    def element(self) -> Any:
        """Give the table as an element of a document's body."""
        widths = [round(width * _TWENTIETHS) for width in self.widths]
        head = self._row(self.headings, widths, mark="<w:tblHeader/>", bold=True)
        last = len(self.rows) - 1
        rows = (
            self._row(row, widths, bold=self.total and at == last)
            for at, row in enumerate(self.rows)
        )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return parse_xml(
            f"<w:tbl {nsdecls('w')}><w:tblPr>"
            '<w:tblStyle w:val="TableGrid"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblCellMar><w:left w:w="{_SPACE}" w:type="dxa"/>'
            f'<w:right w:w="{_SPACE}" w:type="dxa"/></w:tblCellMar>'
            f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{head}{''.join(rows)}</w:tbl>"
        )

    def _row(
        self,
        texts: Sequence[str],
        widths: Sequence[int],
        *,
        mark: str = "",
        bold: bool = False,
    ) -> str:
        cells = []
        for at, (text, width) in enumerate(zip(texts, widths)):
            aside = "right" if at in self.numbers else "left"
            align = "center" if mark else aside
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
                '<w:p><w:pPr><w:spacing w:before="0" w:after="0"/>'
                f'<w:jc w:val="{align}"/></w:pPr>'
                f"{self._run(text, bold=bold)}</w:p></w:tc>"
            )
        return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{''.join(cells)}</w:tr>"

    def _run(self, text: str, *, bold: bool) -> str:
        half = round(self.size * 2)
        strong = "<w:b/>" if bold else ""
        sizes = f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        said = escape(plain(text, PASSAGE))
        if not said:
            return ""
        return (
            f"<w:r><w:rPr>{strong}{sizes}</w:rPr>"
            f'<w:t xml:space="preserve">{said}</w:t></w:r>'
        )
