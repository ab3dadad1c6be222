"""Reads DOCX files: paragraphs and tables in order, as minutes or an ordinance where they are one, else as plain text."""

import re
from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.table import Table

from civic.library.readers.archive import checked_archive
from civic.library.readers.council_profiles import SPEAKER_MARKS
from civic.library.readers.document import Kind, ReadDocument, Unread, printable, sample
from civic.library.readers.failures import ReadFailed
from civic.library.readers.ordinance_lines import Line
from civic.library.readers.prose import Text, document_of

FILE_BYTES = 40 * 1024 * 1024
BLOCKS = 100_000
TITLE_LETTERS = 60


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
    found = document_of(Text(lines, title or _heading(lines), notes=notes), name, kind)
    if found is None:
        raise ReadFailed("broken", where="docx", sample="empty")
    yield found


def _heading(lines: list[Line]) -> str:
    """What the paper begins with, where it is short enough to be its title and no sentence."""
    first = next((line.text.strip() for line in lines if line.text.strip()), "")
    return "" if len(first) > TITLE_LETTERS or first.endswith("。") or first[0] in SPEAKER_MARKS else first


def _lines(document: object) -> Iterator[Line]:
    for count, block in enumerate(document.iter_inner_content(), start=1):  # type: ignore[attr-defined]
        if count > BLOCKS:
            raise ReadFailed("too_large", limit=BLOCKS, what="blocks")
        if isinstance(block, Table):
            for row in block.rows:
                yield Line("\t".join(" ".join(printable(cell.text).split()) for cell in row.cells), is_table=True)
        else:
            is_heading = re.match("(?:heading|見出し)", str(block.style.name or ""), re.IGNORECASE) is not None
            for text in printable(block.text).split("\n"):
                yield Line(text.rstrip(), is_heading=is_heading and bool(text.strip()))
