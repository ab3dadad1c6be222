"""Reads tables (CSV, XLSX): budgets into lines with yen, everything else row by row with its columns named."""

import csv
import io
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from civic.library.readers.archive import checked_archive
from civic.library.readers.budget_table import budget_units, is_budget
from civic.library.readers.document import Kind, ReadDocument, ReadUnit, Unread, printable, sample
from civic.library.readers.encodings import decode
from civic.library.readers.failures import ReadFailed

FILE_BYTES = 40 * 1024 * 1024
ROWS = 200_000
COLUMNS = 500
CELL_LETTERS = 20_000
# The line that names the columns stands among the first ones.
HEADING_LINES = 12
_BLANK_DIVIDED = re.compile(r'"[^"]*"[^\s",]*|[^\s",]+')
# A line of words above a table; 「（単位：千円）」 is none.
TITLE = re.compile("[^（(※].{3,79}", re.DOTALL)
# Columns by which a row is called, best first.
_NAMES = re.compile("名称|施設名|団体名|件名|題名|clubName|^name$|名前|氏名|ID$|番号", re.IGNORECASE)

Row = Sequence[str]


def read_csv(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One table."""
    if path.stat().st_size > FILE_BYTES:
        raise ReadFailed("too_large", limit=FILE_BYTES, what="bytes")
    decoded = decode(path.read_bytes())
    notes = list(decoded.notes)
    yield _document(_divided(decoded.text, notes), name, kind, notes)


def read_xlsx(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One document for each sheet that holds anything."""
    checked_archive(path)
    # A kept original is called by its checksum: openpyxl looks at the ending of a name, not of an open file.
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and filters it does not know
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as problem:  # openpyxl raises whatever its parsers meet
            raise ReadFailed("broken", where="xlsx", sample=sample(str(problem))) from None
        try:
            yield from _sheets(book, name, kind)
        finally:
            book.close()


def _sheets(book: Any, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    is_empty = True
    for sheet in book.worksheets:
        notes: list[Unread] = []
        try:
            rows = [
                [_cell(value) for value in row] for row in _most(sheet.iter_rows(values_only=True, max_col=COLUMNS))
            ]
        except ReadFailed:
            raise
        except Exception as problem:  # a damaged sheet; the others may be whole
            raise ReadFailed("broken", where=sample(str(sheet.title)), sample=sample(str(problem))) from None
        width = max((at for row in rows for at, cell in enumerate(row, start=1) if cell), default=0)
        if not width:
            continue
        rows = [row[:width] for row in rows]
        called = name if len(book.worksheets) == 1 else f"{name}-{printable(str(sheet.title))}"
        is_empty = False
        yield _document(rows, called, kind, notes)
    if is_empty:
        raise ReadFailed("broken", where="xlsx", sample="empty")


def _most(rows: Iterable[Any]) -> Iterator[Any]:
    for number, row in enumerate(rows, start=1):
        if number > ROWS:
            raise ReadFailed("too_large", limit=ROWS, what="rows")
        yield row


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return printable(str(value)).strip()[:CELL_LETTERS]


def _divided(text: str, notes: list[Unread]) -> list[list[str]]:
    """Rows of cells. Commas or tabs as a rule; a table divided by blanks is read as well, and told."""
    head = [line for line in text.split("\n")[:HEADING_LINES] if line.strip()]
    if not head:
        raise ReadFailed("broken", where="csv", sample="empty")
    delimiter = max(",\t;", key=lambda sign: min((line.count(sign) for line in head), default=0))
    if min(line.count(delimiter) for line in head[:2]) == 0 and all(
        len(_BLANK_DIVIDED.findall(line)) > 2 for line in head
    ):
        notes.append(Unread("line 1", "not_commas", sample(head[0])))
        return [
            [cell.replace('"', "") for cell in _BLANK_DIVIDED.findall(line)]
            for line in islice(text.split("\n"), ROWS)
            if line.strip()
        ]
    csv.field_size_limit(CELL_LETTERS * 10)
    rows: list[list[str]] = []
    try:
        for row in _most(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if any(cell.strip() for cell in row):
                rows.append([_cell(cell) for cell in row[:COLUMNS]])
    except csv.Error as problem:
        notes.append(Unread(f"line {len(rows) + 1}", "broken", sample(str(problem))))
    return rows


def _document(rows: list[list[str]], name: str, kind: Kind | None, notes: list[Unread]) -> ReadDocument:
    at = _heading(rows)
    if at is None:
        notes.append(Unread("line 1", "no_heading"))
    heading = _headings(rows, at) if at is not None else [f"列{n}" for n in range(1, len(rows[0]) + 1)]
    body = rows[at + 1 :] if at is not None else rows
    above = " ".join(cell for row in rows[: at or 0] for cell in row if cell)
    facts: dict[str, str] = {}
    if (kind in (None, "budget")) and is_budget(heading):
        units, facts = budget_units(heading, body, above, notes, name)
        kind = "budget"
    else:
        units = tuple(_rows(heading, body, (at or 0) + 2, notes))
    if not units:
        raise ReadFailed("broken", where="table")
    title = _title(rows[: at or 0], name)
    return ReadDocument(key=name, kind=kind or "other", title=title, units=units, notes=tuple(notes), facts=facts)


def _title(above: list[list[str]], name: str) -> str:
    """What stands alone above the columns, where it says more than a unit; with the sheet's name if there are several."""
    alone = [cells[0] for row in above if len(cells := [cell for cell in row if cell]) <= 2 and cells]
    found = next((" ".join(cell.split()) for cell in alone if TITLE.fullmatch(cell)), "")
    return found or name


def _heading(rows: list[list[str]]) -> int | None:
    """The first row that is mostly words, has no figure, and is as wide as the table."""
    width = max(len([cell for cell in row if cell]) for row in rows[:HEADING_LINES])
    for at, row in enumerate(rows[:HEADING_LINES]):
        cells = [cell for cell in row if cell]
        if len(cells) >= max(2, width * 0.7) and not any(
            re.fullmatch(r"[△▲\-]?[0-9.,]+", _plain(cell)) for cell in cells
        ):
            is_group = at + 1 < len(rows) and len(set(cells)) < len(cells) * 0.7 and _is_words(rows[at + 1])
            return at + 1 if is_group else at
    return None


def _is_words(row: Row) -> bool:
    cells = [cell for cell in row if cell]
    return bool(cells) and not any(re.fullmatch(r"[0-9.,]+", _plain(cell)) for cell in cells)


def _headings(rows: list[list[str]], at: int) -> list[str]:
    """Names of the columns, each once: a repeated or missing name gets its place."""
    names: list[str] = []
    for place, cell in enumerate(rows[at], start=1):
        name = " ".join(cell.split()) or f"列{place}"
        names.append(name if name not in names else f"{name}（{place}）")
    return names


def _rows(heading: list[str], rows: list[list[str]], first_line: int, notes: list[Unread]) -> Iterator[ReadUnit]:
    called = next((heading.index(name) for name in heading if _NAMES.search(name)), 0)
    best = next(
        (n for n, name in enumerate(heading) if re.search("名称|施設名|団体名|clubName|^name$", name, re.IGNORECASE)),
        called,
    )
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        extra = [cell for cell in row[len(heading) :] if cell]
        if extra or len(row) < len(heading) * 0.5:
            notes.append(Unread(f"line {number + first_line - 1}", "wrong_columns", sample(" ".join(row))))
        pairs = [f"{name}：{cell}" for name, cell in zip(heading, row, strict=False) if cell]
        yield ReadUnit(
            seq=number, path=f"r{number}", text="\n".join([*pairs, *extra]), label=f"{number}行目",
            caption=row[best][:200] if best < len(row) else "", level="row",
        )  # fmt: skip


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(",", "").strip()
