"""A sheet of official paper: A4, Times New Roman, margins, page numbers, tables.

The form is that of Decree 30/2020/NĐ-CP on clerical work (appendix I): A4, margins of
20, 20, 30 and 15 mm (top, bottom, left, right), Times New Roman 13 to 14, page numbers
in the middle of the top margin from the second page on, annexes numbered anew.
"""

from collections.abc import Sequence
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from maps.letters.grid import Grid
from maps.letters.seal import seal
from maps.letters.text import plain
from maps.words.letters import letter_words
from maps.words.said import Lang

FONT = "Times New Roman"
BODY, SMALL = 14, 12
_WIDTH, _HEIGHT = 210, 297
_TOP, _BOTTOM, _LEFT, _RIGHT = 20, 20, 30, 15
_HEAD = 10
_DRAFT = RGBColor(0xC0, 0x00, 0x00)
Align = Literal["left", "center", "right", "both"]
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


class Paper:
    """One DOCX in the making.

    Parameters
    ----------
    title
        Of the file's properties.
    lang
        ``en`` marks every page as a translation.
    draft
        Marks every page DỰ THẢO.
    """

    def __init__(self, title: str, lang: Lang, *, draft: bool) -> None:
        self.document = Document()
        self.lang = lang
        self._draft = draft
        self._title = plain(title)
        _set_styles(self.document, lang)
        self._shape(self.document.sections[0])

    def _shape(self, section: Any, *, landscape: bool = False) -> None:
        sides = (_HEIGHT, _WIDTH) if landscape else (_WIDTH, _HEIGHT)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(sides[0]), Mm(sides[1])
        section.top_margin, section.bottom_margin = Mm(_TOP), Mm(_BOTTOM)
        section.left_margin, section.right_margin = Mm(_LEFT), Mm(_RIGHT)
        section.header_distance = section.footer_distance = Mm(_HEAD)
        section.different_first_page_header_footer = True
        section.header.is_linked_to_previous = False
        section.first_page_header.is_linked_to_previous = False
        self._head(section.first_page_header, numbered=False)
        self._head(section.header, numbered=True)

    def _head(self, header: Any, *, numbered: bool) -> None:
        line = header.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _tighten(line)
        if numbered:
            _page_number(line)
        marks = []
        if self._draft:
            marks.append(letter_words("shared.draft", self.lang))
        if self.lang == "en":
            marks.append(letter_words("shared.translation", self.lang))
        for mark in marks:
            below = header.add_paragraph() if line.runs else line
            below.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _tighten(below)
            run = below.add_run(mark)
            run.bold, run.font.size, run.font.color.rgb = True, Pt(SMALL), _DRAFT

    def section(self, *, landscape: bool = False) -> None:
        """Begin an annex on a page of its own, numbered from 1."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._shape(section, landscape=landscape)
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        for old in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001 - no API
            section._sectPr.remove(old)  # noqa: SLF001 - python-docx has no page start
        margins = section._sectPr.find(qn("w:pgMar"))  # noqa: SLF001 - no API
        margins.addnext(start)

    def paragraph(  # noqa: PLR0913 - one argument for each thing that sets type
        self,
        text: str = "",
        *,
        lead: str = "",
        align: Align = "both",
        bold: bool = False,
        italic: bool = False,
        size: float = BODY,
        indent: bool = False,
        after: float = 6,
        keep: bool = False,
        cell: Any = None,
    ) -> Any:
        """Add a paragraph; `lead` stands bold before the text."""
        line = (cell or self.document).add_paragraph()
        line.alignment = _ALIGN[align]
        form = line.paragraph_format
        form.space_before, form.space_after = Pt(0), Pt(after)
        form.keep_with_next = keep
        if indent:
            form.first_line_indent = Mm(10)
        for part, strong in ((lead, True), (text, bold)):
            if part:
                run = line.add_run(part)
                run.bold, run.italic, run.font.size = strong, italic, Pt(size)
        return line

    def rule(self, cell: Any, share: float, width: float) -> None:
        """Draw a short line in the middle of a cell `width` mm wide."""
        line = self.paragraph(cell=cell, size=2, after=4)
        form = line.paragraph_format
        form.left_indent = form.right_indent = Mm(width * (1 - share) / 2)
        form.line_spacing = Pt(2)
        borders = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "1")):
            bottom.set(qn(f"w:{key}"), value)
        bottom.set(qn("w:color"), "000000")
        borders.append(bottom)
        properties = line._p.get_or_add_pPr()  # noqa: SLF001 - no API for borders
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def columns(self, widths: Sequence[float]) -> list[Any]:
        """Give the cells of one row without borders, `widths` in mm, emptied."""
        table = self.document.add_table(1, len(widths))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _set_widths(table, widths)
        _keep_whole(table.rows[0])
        return [_emptied(cell) for cell in table.rows[0].cells]

    def table(self, grid: Grid) -> None:
        """Add a table, and a little room below it."""
        self.document.element.body[-1].addprevious(grid.element())
        self.paragraph(after=4, size=4)

    def content(self) -> bytes:
        """Give the file: the same words, the same bytes."""
        return seal(self.document, self._title)


def _set_styles(document: Any, lang: Lang) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    fonts = style.element.rPr.rFonts
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN" if lang == "vi" else "en-GB")
    style.element.rPr.append(language)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    style.paragraph_format.space_after = Pt(0)


def _tighten(line: Any) -> None:
    line.paragraph_format.space_after = Pt(0)
    line.paragraph_format.space_before = Pt(0)


def _page_number(line: Any) -> None:
    run = line.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 - python-docx has no fields


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    for column, width in zip(table.columns, widths):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths):
            cell.width = Mm(width)


def _emptied(cell: Any) -> Any:
    """Take the paragraph out that a new cell has: what is added stands alone."""
    for line in list(cell.paragraphs):
        line._p.getparent().remove(line._p)  # noqa: SLF001 - python-docx cannot remove
    return cell


def _keep_whole(row: Any) -> None:
    """Let a row stand on one page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - no API for row marks
    properties.append(OxmlElement("w:cantSplit"))
