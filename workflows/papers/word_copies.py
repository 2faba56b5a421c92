"""A paper as a Word file: a copy to work on, in the layout of GB/T 9704. The record is the PDF."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from organizations.large_libraries import LargeLibrary
from workflows.papers.paper_content import Block, PaperContent, Part, Span, Table

if TYPE_CHECKING:
    import docx
    from docx import shared
    from docx.enum import text as alignments
    from docx.oxml import ns
else:
    docx, shared = LargeLibrary("docx"), LargeLibrary("docx.shared")
    alignments, ns = LargeLibrary("docx.enum.text"), LargeLibrary("docx.oxml.ns")

SONG, FANGSONG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"
"""The faces that GB/T 9704 names; Word takes another where the machine has none of them."""


class Style(NamedTuple):
    """How a line of its own looks; sizes in points."""

    face: str = FANGSONG
    size: float = 16
    side: str = "LEFT"
    colour: str = "000000"


LETTERHEAD: Final = Style(SONG, 28, "CENTER", "C8102E")
NUMBER: Final = Style(side="CENTER")
TITLE: Final = Style(SONG, 22, "CENTER")
SIGNATURE: Final = Style(side="RIGHT")
BODY, NOTE = 16.0, 13.0
LINE: Final = 29.0
"""Points from one line of the body to the next: 22 lines on a page."""


def word_copy(content: PaperContent) -> bytes:
    """The .docx of a paper's content."""
    document = docx.Document()
    _lay_out(document)
    _line(document, "".join(content.letterhead), LETTERHEAD)
    _line(document, content.number, NUMBER)
    _line(document, content.heading, TITLE)
    _line(document, content.addressee, Style())
    _write(document, content.body)
    _line(document, content.signed_by, SIGNATURE)
    _line(document, content.signed_on, SIGNATURE)
    for note in content.notes:
        _write(document, note, size=NOTE)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _lay_out(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = shared.Mm(210), shared.Mm(297)
    page.top_margin, page.bottom_margin = shared.Mm(37), shared.Mm(35)
    page.left_margin, page.right_margin = shared.Mm(28), shared.Mm(26)


def _write(document: Any, parts: Sequence[Part], size: float = BODY) -> None:
    for part in parts:
        if isinstance(part, Table):
            _table(document, part)
        else:
            _block(document, part, size)


def _block(document: Any, block: Block, size: float) -> None:
    spans = list(block.spans)
    if block.kind == "li":
        spans.insert(0, Span(f"{block.number}. " if block.number else "· "))
    paragraph = document.add_paragraph()
    for each in spans:
        is_head = block.kind == "h2" or each.strong
        _run(paragraph, each.text, HEI if is_head else FANGSONG, size)
    _space(paragraph, size)
    paragraph.paragraph_format.first_line_indent = shared.Pt(2 * size)
    if block.quoted:
        paragraph.paragraph_format.left_indent = shared.Pt(size)
    paragraph.paragraph_format.keep_with_next = block.kind == "h2"


def _table(document: Any, table: Table) -> None:
    columns = max(sum(cell.span for cell in row) for row in table.rows)
    grid = document.add_table(rows=len(table.rows), cols=columns)
    if table.has_lines:
        grid.style = "Table Grid"
    for line, row in zip(grid.rows, table.rows, strict=True):
        at = 0
        for cell in row:
            place = line.cells[at].merge(line.cells[at + cell.span - 1])
            _run(place.paragraphs[0], cell.text, HEI if cell.is_head else FANGSONG, NOTE)
            at += cell.span


def _line(document: Any, text: str, style: Style) -> None:
    """A paragraph of its own; none where there is nothing to say."""
    if not text:
        return
    paragraph = document.add_paragraph()
    run = _run(paragraph, text, style.face, style.size)
    run.font.color.rgb = shared.RGBColor.from_string(style.colour)
    paragraph.alignment = getattr(alignments.WD_ALIGN_PARAGRAPH, style.side)
    _space(paragraph, style.size)


def _run(paragraph: Any, text: str, face: str, size: float) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, shared.Pt(size)
    run._element.rPr.rFonts.set(ns.qn("w:eastAsia"), face)
    return run


def _space(paragraph: Any, size: float) -> None:
    spacing = paragraph.paragraph_format
    spacing.space_before = spacing.space_after = shared.Pt(0)
    spacing.line_spacing = shared.Pt(max(LINE, size * 1.3) if size >= BODY else size * 1.6)
