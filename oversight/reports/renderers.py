"""A report as text, as a workbook and as a document."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from django.utils.translation import pgettext

from organizations.large_libraries import LargeLibrary
from oversight.reports.definition import Figure, Report, Table, plain

if TYPE_CHECKING:
    import docx
    import xlsxwriter
else:
    docx = LargeLibrary("docx")
    xlsxwriter = LargeLibrary("xlsxwriter")

GAP = "  "
PER_CENT = '0.0" %"'
NARROWEST, WIDEST = 8, 48


def heading(report: Report) -> list[tuple[str, str]]:
    """What stands above the figures: scope, period, as-of instant."""
    if report.since or report.until:
        period = f"{report.since or '…'} – {report.until or '…'}"
    else:
        period = pgettext("report", "whole time")
    return [
        (pgettext("report", "Scope"), report.scope),
        (pgettext("report", "Period"), period),
        (pgettext("report", "As of"), report.as_of),
    ]


def explained(report: Report, figure: Figure) -> str:
    """The numbers a figure was made from, in words."""
    parts = "，".join(f"{report.label(name)} {count}" for name, count in figure.parts.items())
    return f"{figure.numerator}/{figure.denominator}（{parts}）"


def as_text(report: Report) -> Iterator[str]:
    """The report in lines, its tables aligned by the width of Chinese characters."""
    yield str(report.title)
    for name, value in heading(report):
        yield f"{name}：{value}"
    for name, count in report.counts.items():
        yield f"{report.label(name)}：{count}"
    for figure in report.figures:
        yield f"{figure.label}：{figure.text}  {explained(report, figure)}"
    for table in report.tables:
        if table.rows:
            yield ""
            yield str(table.title)
            yield from _aligned(table)
    for note in report.notes:
        yield ""
        yield pgettext("report", "Note: %(note)s") % {"note": note}


def _aligned(table: Table) -> Iterator[str]:
    lines = [[str(column.heading) for column in table.columns], *table.lines()]
    widths = [max(_width(line[n]) for line in lines) for n in range(len(table.columns))]
    for line in lines:
        cells = zip(line, widths, table.columns, strict=True)
        yield GAP.join(_padded(text, width, right=c.amount) for text, width, c in cells).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def write_xlsx(report: Report, path: Path) -> None:
    """A sheet of figures and one for each table; shares are numbers with two decimals kept."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bottom": 1}),
            "share": book.add_format({"num_format": PER_CENT}),
        }
        _figures_sheet(book.add_worksheet(pgettext("report", "Figures")[:31]), report, styles)
        for table in report.tables:
            _table_sheet(book.add_worksheet(str(table.title)[:31]), table, styles)


def _figures_sheet(sheet: Any, report: Report, styles: dict[str, Any]) -> None:
    sheet.write(0, 0, str(report.title), styles["title"])
    facts = [*heading(report), *((report.label(n), c) for n, c in report.counts.items())]
    for row, (name, value) in enumerate(facts, start=1):
        sheet.write_row(row, 0, [name, value])
    top = len(facts) + 2
    heads = [
        pgettext("report", "Figure"),
        pgettext("report", "Value (%)"),
        pgettext("report", "Numerator"),
        pgettext("report", "Denominator"),
        pgettext("report", "Made from"),
    ]
    sheet.write_row(top, 0, heads, styles["head"])
    for row, figure in enumerate(report.figures, start=top + 1):
        sheet.write(row, 0, str(figure.label))
        _put(sheet, (row, 1), figure.precise, styles)
        sheet.write_row(row, 2, [figure.numerator, figure.denominator, explained(report, figure)])
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 3, 12)
    sheet.set_column(4, 4, 60)


def _table_sheet(sheet: Any, table: Table, styles: dict[str, Any]) -> None:
    sheet.write_row(0, 0, [str(column.heading) for column in table.columns], styles["head"])
    for row, values in enumerate(table.rows, start=1):
        for n, column in enumerate(table.columns):
            _put(sheet, (row, n), values.get(column.key), styles)
    sheet.freeze_panes(1, 0)
    for n, width in enumerate(_widths(table)):
        sheet.set_column(n, n, width)


def _put(sheet: Any, cell: tuple[int, int], value: Any, styles: dict[str, Any]) -> None:
    share = isinstance(value, Decimal)
    sheet.write(*cell, plain(value), *([styles["share"]] if share else []))


def _widths(table: Table) -> Sequence[int]:
    lines = [[str(column.heading) for column in table.columns], *table.lines()]
    widest = [max(_width(line[n]) for line in lines) + 2 for n in range(len(table.columns))]
    return [min(max(width, NARROWEST), WIDEST) for width in widest]


def write_docx(report: Report, path: Path) -> None:
    """The report as a document: a heading, the figures with their numbers, the tables."""
    document = docx.Document()
    document.add_heading(str(report.title), level=1)
    for name, value in heading(report):
        document.add_paragraph(f"{name}：{value}")
    for name, count in report.counts.items():
        document.add_paragraph(f"{report.label(name)}：{count}", style="List Bullet")
    for figure in report.figures:
        text = f"{figure.label}：{figure.text}，{explained(report, figure)}"
        document.add_paragraph(text, style="List Bullet")
    for table in report.tables:
        if table.rows:
            document.add_heading(str(table.title), level=2)
            _docx_table(document, table)
    for note in report.notes:
        document.add_paragraph(str(note))
    document.save(str(path))


def _docx_table(document: Any, table: Table) -> None:
    lines = [[str(column.heading) for column in table.columns], *table.lines()]
    grid = document.add_table(rows=len(lines), cols=len(table.columns), style="Light Grid Accent 1")
    for row, line in zip(grid.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
