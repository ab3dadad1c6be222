"""Reads DOCX files: paragraphs and tables in order, as an ordinance where articles stand in them, else as plain text."""

from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.table import Table

from civic.library.readers.archive import checked_archive
from civic.library.readers.document import Kind, ReadDocument, ReadUnit, Unread, printable, sample
from civic.library.readers.failures import ReadFailed
from civic.library.readers.law_words import ordinance_form
from civic.library.readers.ordinance_lines import ARTICLE, Line, OrdinanceLines
from civic.library.readers.plain_text import units_of
from civic.library.readers.signs import ORDINANCE_NUMBER

FILE_BYTES = 40 * 1024 * 1024
BLOCKS = 100_000
# So many articles make a text an ordinance; a letter may name one or two.
ARTICLES = 3


def read_docx(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One document. Pictures and text boxes are not read."""
    if path.stat().st_size > FILE_BYTES:
        raise ReadFailed("too_large", limit=FILE_BYTES, what="bytes")
    checked_archive(path)
    try:
        document = Document(str(path))
        lines = list(_lines(document))
        title = printable(document.core_properties.title or "").strip()
        pictures = len(document.inline_shapes)
    except ReadFailed:
        raise
    except Exception as problem:  # python-docx raises whatever its parsers meet
        raise ReadFailed("broken", where="docx", sample=sample(str(problem))) from None
    notes = [Unread(f"picture {number}", "figure") for number in range(1, min(pictures, 100) + 1)]
    first = next((line.text.strip() for line in lines if line.text.strip()), "")
    articles = sum(1 for line in lines if ARTICLE.fullmatch(line.text.strip()))
    number = next((found for line in lines[:8] if (found := ORDINANCE_NUMBER.search(line.text))), None)
    if kind == "ordinance" or (kind is None and articles >= ARTICLES):
        reading = OrdinanceLines(notes=notes)
        reading.take(lines[1:] if not ARTICLE.match(first) else lines)
        units: tuple[ReadUnit, ...] = reading.done()
        kind, notes = "ordinance", reading.notes
    else:
        units = units_of("\n".join(line.text for line in lines), notes)
    if not units:
        raise ReadFailed("broken", where="docx", sample="empty")
    called = (first if kind == "ordinance" else title).lstrip("○◯〇")[:200] or name
    yield ReadDocument(
        key=name, kind=kind or "other", title=called, units=units, notes=tuple(notes),
        number=number.group() if number else None, source_kind=ordinance_form(called) if kind == "ordinance" else "",
    )  # fmt: skip


def _lines(document: object) -> Iterator[Line]:
    for count, block in enumerate(document.iter_inner_content(), start=1):  # type: ignore[attr-defined]
        if count > BLOCKS:
            raise ReadFailed("too_large", limit=BLOCKS, what="blocks")
        if isinstance(block, Table):
            for row in block.rows:
                yield Line("\t".join(" ".join(printable(cell.text).split()) for cell in row.cells), is_table=True)
        else:
            for text in printable(block.text).split("\n"):
                yield Line(text.rstrip())
