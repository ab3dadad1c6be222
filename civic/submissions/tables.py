"""「意見の概要と市の考え方」 as files: CSV, XLSX and DOCX of one table, every cell a text and no formula. Pure."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
WIDTHS = (6, 16, 44, 8, 60, 14, 40)
# Points a line of 11-point letters needs, and the tallest row a spreadsheet allows.
LINE, TALLEST = 16.5, 409.0
# A row with more letters in a cell may go on over the page: kept whole it would leave the page before it empty.
WHOLE = 300
# Columns of the A4 page on its side, in millimetres.
PAGE_WIDTHS = (12, 28, 72, 14, 82, 22, 35)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in the reader's words: title, (label, value) of its head, headings, rows of text."""

    title: str
    head: Sequence[tuple[str, str]]
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def harmless(text: str) -> str:
    """For CSV: a cell that a spreadsheet would compute begins with an apostrophe instead; the same after blanks."""
    return f"'{text}" if text.lstrip(" \u3000\n")[:1] in tuple("=+-@\t\r＝＋－＠") else text


def _lines(sheet: Sheet) -> Iterator[Sequence[str]]:
    yield [sheet.title]
    yield from ([label, value] for label, value in sheet.head)
    yield []
    yield sheet.headings
    yield from sheet.rows


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a mark, which spreadsheet programs ask for."""
    out = io.StringIO()
    writer = csv.writer(out)
    for line in _lines(sheet):
        writer.writerow([harmless(_CONTROL.sub("", cell)) for cell in line])
    return ("\ufeff" + out.getvalue()).encode()


def _height(line: Sequence[str]) -> float:
    """Tall enough for the longest cell: not every program measures wrapped text when it opens a file. A column of
    width n holds (n - 2) / 2 full-width letters a line (measured in LibreOffice)."""
    lines = (
        sum(-(-max(len(part), 1) // max((width - 2) // 2, 1)) for part in text.split("\n"))
        for text, width in zip(line, WIDTHS, strict=False)
    )
    return min(max(lines) * LINE, TALLEST)


def as_xlsx(sheet: Sheet) -> bytes:
    """Prints on A4, the headings on every page."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "意見と市の考え方"
    start = len(sheet.head) + 3
    edge = Side(style="thin", color="808080")
    for number, line in enumerate(_lines(sheet), start=1):
        if 1 < number < start - 1:
            line = ["：".join(line)]
        for place, value in enumerate(line, start=1):
            cell = page.cell(row=number, column=place)
            assert isinstance(cell, Cell)
            cell.value, cell.data_type, cell.number_format = _CONTROL.sub("", value), "s", "@"
            cell.alignment = Alignment(wrap_text=number >= start, vertical="top")
            cell.font = Font(bold=number in (1, start))
            if number >= start:
                cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)
        if number > start:
            page.row_dimensions[number].height = _height(line)
    for place, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.print_title_rows = f"{start}:{start}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_docx(sheet: Sheet) -> bytes:
    """A4 on its side; headings repeat on every page, and a short row is not torn apart."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "MS Mincho", Pt(9.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "ＭＳ 明朝")
    page = paper.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(16)
    paper.add_heading(_CONTROL.sub("", sheet.title), level=1)
    for label, value in sheet.head:
        paper.add_paragraph(_CONTROL.sub("", f"{label}：{value}")).paragraph_format.space_after = Pt(2)
    table = paper.add_table(rows=0, cols=len(sheet.headings))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, PAGE_WIDTHS, strict=True):
        column.width = Mm(width)
    for number, line in enumerate([sheet.headings, *sheet.rows]):
        row = table.add_row()
        settings = row._tr.get_or_add_trPr()
        if max(map(len, line)) <= WHOLE:
            settings.append(settings.makeelement(qn("w:cantSplit"), {}))
        if number == 0:
            settings.append(settings.makeelement(qn("w:tblHeader"), {}))
        for cell, value, width in zip(row.cells, line, PAGE_WIDTHS, strict=True):
            cell.width = Mm(width)
            cell.text = _CONTROL.sub("", value)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()
