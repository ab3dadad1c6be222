"""Reads the text of a PDF page by page; PDFium is not thread-safe and runs in the child process only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c
from pypdfium2 import PdfiumError

from civic.library.readers.bill_heads import budget_facts, heads_of
from civic.library.readers.budget_pages import BudgetPages, Cell
from civic.library.readers.document import Kind, ReadDocument, ReadUnit, Unread, printable
from civic.library.readers.failures import ReadFailed
from civic.library.readers.ordinance_lines import Line
from civic.library.readers.page_text import page_quality, repair_page
from civic.library.readers.prose import Text, minutes_of

# A settlement of accounts has about 600 pages; a page of small print about 5,000 letters.
PAGES = 5_000
PAGE_LETTERS = 200_000
TOTAL_LETTERS = 30_000_000
# A page of a budget's details has about 700 separately placed words.
MOST_CELLS = 6_000
# With fewer letters than this a page with a picture is a scan with a stamp or a page number on it.
SCAN_LETTERS = 10
# Text that leaps up the page this often (by a twentieth of its height) is not in reading order:
# a header printed last is one leap, a third column the second.
LEAPS = 3
LEAP_SHARE = 0.05
_PAGE_NUMBER = re.compile(r"[ \u3000\-－―‐]*[0-9０-９]{1,4}[ \u3000\-－―‐]*")


def read_pdf(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One document, one unit a page (minutes: a speech); blank pages are left out, pictures are units of quality D."""
    try:
        pdf = pypdfium2.PdfDocument(path)
    except PdfiumError as problem:
        code = "encrypted" if "password" in str(problem).lower() else "broken"
        raise ReadFailed(code, where="file") from None
    try:
        if len(pdf) > PAGES:
            raise ReadFailed("too_large", limit=PAGES, what="pages")
        notes: list[Unread] = []
        budget = BudgetPages() if kind == "budget" else None
        units = tuple(_pages(pdf, notes, budget))
        pages = len(pdf)
    finally:
        pdf.close()
    if not units:
        raise ReadFailed("broken", where="pages", pages=pages)
    if budget is not None and budget.tree.lines:
        budget.tree.check()
        notes.extend(budget.tree.notes)
        units = (*units, *budget.tree.units(pages + 1))
    heads = heads_of(units)
    spoken = _spoken(units, heads.title, notes, kind)
    if spoken is not None:
        yield replace(spoken, key=name, title=spoken.title or name)
        return
    yield ReadDocument(
        key=name, kind=kind or "other", title=heads.title or name, number=heads.number or None, date=heads.day,
        facts=budget_facts(heads.title) if kind == "budget" else {}, units=units, notes=tuple(notes),
    )  # fmt: skip


def _spoken(pages: Sequence[ReadUnit], title: str, notes: list[Unread], kind: Kind | None) -> ReadDocument | None:
    """The speeches, if these pages are minutes; pages that are pictures stay as they are, behind them."""
    lines: list[Line] = []
    places: list[int] = []
    for page in pages:
        printed = page.text.split("\n")
        kept = [
            line for at, line in enumerate(printed) if 0 < at < len(printed) - 1 or not _PAGE_NUMBER.fullmatch(line)
        ]
        lines.extend(map(Line, kept))
        places.extend([page.page or 1] * len(kept))
    doubtful = frozenset(page.page or 1 for page in pages if page.quality == "C")
    document = minutes_of(Text(lines, title, places, "B", doubtful, notes), "", kind)
    if document is None:
        return None
    pictures = [page for page in pages if page.quality == "D"]
    first = len(document.units) + 1
    units = (*document.units, *(replace(page, seq=seq) for seq, page in enumerate(pictures, first)))
    return replace(document, units=units)


def _pages(pdf: Any, notes: list[Unread], budget: BudgetPages | None) -> Iterator[ReadUnit]:
    letters = 0
    for number in range(1, len(pdf) + 1):
        try:
            unit = _page(pdf, number, notes, budget)
        except PdfiumError:
            notes.append(Unread(f"p{number}", "broken"))
            continue
        if unit is not None:
            letters += len(unit.text)
            if letters > TOTAL_LETTERS:
                raise ReadFailed("too_large", limit=TOTAL_LETTERS, what="letters")
            yield unit


def _page(pdf: Any, number: int, notes: list[Unread], budget: BudgetPages | None) -> ReadUnit | None:
    page = pdf[number - 1]
    try:
        textpage = page.get_textpage()
        try:
            count = textpage.count_chars()
            if count > PAGE_LETTERS:
                notes.append(Unread(f"p{number}", "too_large"))
                return None
            raw = printable(textpage.get_text_bounded()) if count else ""
            leaps = _leaps(textpage, page.get_height())
            if budget is not None:
                budget.page(_cells(textpage), number)
        finally:
            textpage.close()
        is_scan = len(raw.strip()) < SCAN_LETTERS and _is_drawn(page, raw)
    finally:
        page.close()
    text = repair_page(raw)
    if not text and not is_scan:
        return None
    quality = page_quality(text)
    if is_scan:
        quality = "D"
        notes.append(Unread(f"p{number}", "picture_only", text))
    elif quality == "C" or leaps >= LEAPS:
        quality = "C"
        notes.append(Unread(f"p{number}", "order_suspect", text[:30].replace("\n", " ")))
    return ReadUnit(
        seq=number, path=f"p{number}", text=text, label=f"{number}ページ", level="page", quality=quality, page=number
    )


def _cells(textpage: Any) -> list[Cell]:
    """The words of a page with their places."""
    cells: list[Cell] = []
    for index in range(min(textpage.count_rects(), MOST_CELLS)):
        left, bottom, right, top = textpage.get_rect(index)
        text = printable(textpage.get_text_bounded(left, bottom, right, top)).replace("\n", " ")
        cells.append(Cell(left, right, (top + bottom) / 2, text))
    return cells


def _is_drawn(page: Any, raw: str) -> bool:
    """Is there a picture beside the few letters, or anything at all drawn where there are none?"""
    kinds = {drawn.type for drawn in page.get_objects(max_depth=2)}
    return pdfium_c.FPDF_PAGEOBJ_IMAGE in kinds or bool(not raw.strip() and kinds - {pdfium_c.FPDF_PAGEOBJ_TEXT})


def _leaps(textpage: Any, height: float) -> int:
    """How often the text jumps back up the page."""
    leaps = 0
    lowest: float | None = None
    for index in range(textpage.count_rects()):
        _, bottom, _, _ = textpage.get_rect(index)
        if lowest is not None and bottom > lowest + height * LEAP_SHARE:
            leaps += 1
        lowest = bottom
    return leaps
