"""Lists as cities have them: CSV, tab-separated text or XLSX as rows of text, where in them the headings stand; and CSV
written for spreadsheets."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from civic.errors import Refused

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
# What an XLSX of five megabytes may unpack to, and up to where it is read whole, so that merged cells are known.
MOST_UNPACKED = 100 * 1024 * 1024
MOST_WHOLE = 20 * 1024 * 1024
# Titles, dates and notes that stand above the headings.
MOST_ABOVE = 12
MOST_SHEETS = 10
# A spreadsheet would run a cell that begins so.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# What stands alone in a row and is none of the list: a note, a sum, a number before nothing.
NOTE = re.compile(r"[※＊*注（(]|(合計|総計|出典|備考|以上)|\d+$")
ENCODINGS = ("utf-8-sig", "cp932")

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` begins at line 2 of the file, as spreadsheets count; a line that is no row of the list is empty."""

    header: list[str]
    rows: Rows


def heading(text: str) -> str:
    """What a column is called, without what the maker of the list added: 「団 体 名（正式名称）※」 is 団体名."""
    plain = re.sub(r"[(\[【〔].*?[)\]】〕]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[\s・*※:：]+", "", plain).casefold()


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """CSV as spreadsheets here expect it: UTF-8 with a mark, and no cell that would run."""
    out = io.StringIO()
    csv.writer(out).writerows([f"'{text}" if text.startswith(FORMULA) else text for text in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read(data: bytes, filename: str, known: Collection[str]) -> Table:
    """The table of the file, found by its headings: `known` are headings as `heading` writes them. Raises Refused with
    what is wrong with the file."""
    if len(data) > MOST_BYTES:
        raise Refused("lists.too_big", most=MOST_BYTES // 1024 // 1024)
    sheets = _sheets(data) if filename.lower().endswith((".xlsx", ".xlsm")) else [_lines(data)]
    best = max(sheets, key=lambda rows: _score(rows[_headings(rows, known)] if rows else [], known), default=[])
    return _table(best, known)


def _score(row: Sequence[str], known: Collection[str]) -> int:
    return len({heading(cell) for cell in row} & set(known))


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _headings(rows: Rows, known: Collection[str]) -> int:
    """The row with most known headings; in a list that has none, the first that is wider than a title."""
    above = range(min(len(rows), MOST_ABOVE))
    best = max(above, key=lambda n: _score(rows[n], known), default=0)
    if rows and _score(rows[best], known):
        return best
    return next((n for n in above if _filled(rows[n]) > 1), next((n for n in above if _filled(rows[n])), 0))


def _is_second(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the row below the headings is their second half: 代表者 | (blank) over 氏名 | 電話."""
    cells = [(head.strip(), cell.strip()) for head, cell in zip(header, row, strict=False)]
    says = [not cell or cell == head for head, cell in cells]
    spans = [bool(head) and n + 1 < len(cells) and not cells[n + 1][0] for n, (head, _) in enumerate(cells)]
    return any(not head and cell for head, cell in cells) and all(
        silent or not head or span for (head, _), silent, span in zip(cells, says, spans, strict=True)
    )


def _joined(header: Sequence[str], row: Sequence[str]) -> list[str]:
    found, over = [], ""
    for head, cell in zip(header, row, strict=False):
        over = head.strip() or over
        found.append(over + ("" if cell.strip() == over else cell.strip()) if cell.strip() else head.strip())
    return found


def _table(rows: Rows, known: Collection[str]) -> Table:
    at = _headings(rows, known)
    if not rows or not _filled(rows[at]):
        raise Refused("lists.is_empty")
    header, body = rows[at], rows[at + 1 :]
    start = at + 2
    if body and _score(header, known) and _is_second(header, body[0]):
        header, body, start = _joined(header, body[0]), body[1:], start + 1
    header = [re.sub(r"\s+", " ", cell).strip() for cell in header]
    while header and not header[-1] and not any(row[len(header) - 1 :][:1] not in ([], [""]) for row in body):
        header.pop()
    kept = [_cells(row, len(header)) for row in body]
    while kept and not kept[-1]:
        kept.pop()
    if not kept:
        raise Refused("lists.is_empty")
    if len(header) > MOST_COLUMNS or sum(map(bool, kept)) > MOST_ROWS:
        raise Refused("lists.too_long", rows=MOST_ROWS, columns=MOST_COLUMNS)
    return Table(header, [[]] * (start - 2) + kept)


def _cells(row: Sequence[str], width: int) -> list[str]:
    """As wide as the headings, or wider where it says more; empty for a note, and for a numbered line left empty."""
    cells = [" ".join(cell.split()) for cell in row]
    while len(cells) > width and not cells[-1]:
        cells.pop()
    said = [cell for cell in cells if cell]
    return [] if not said or (len(said) == 1 < width and NOTE.match(said[0])) else cells


def _lines(data: bytes) -> Rows:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding).replace("\x00", "")
            by = "\t" if text.count("\t") > text.count(",") else ","
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=by, strict=True))
        except (UnicodeError, csv.Error):
            continue
    raise Refused("lists.no_list")


def _sheets(data: bytes) -> list[Rows]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(one.file_size for one in packed.infolist())
        if size > MOST_UNPACKED:
            raise Refused("lists.too_big", most=MOST_BYTES // 1024 // 1024)
        book = load_workbook(io.BytesIO(data), read_only=size > MOST_WHOLE, data_only=True)
        return [_sheet(sheet) for sheet in book.worksheets[:MOST_SHEETS]]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, TypeError):
        raise Refused("lists.no_list") from None


def _sheet(sheet: Worksheet) -> Rows:
    """As wide as the widest row that says something; what is merged over several rows stands in each of them."""
    cut = {"max_row": MOST_ROWS + MOST_ABOVE + 2, "max_col": MOST_COLUMNS + 1}
    rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(**cut, values_only=True)]
    for merged in getattr(getattr(sheet, "merged_cells", None), "ranges", ()):
        for n in range(merged.min_row, min(merged.max_row, len(rows))):
            if merged.min_col <= len(rows[n]):
                rows[n][merged.min_col - 1] = rows[merged.min_row - 1][merged.min_col - 1]
    width = max((n for row in rows for n, value in enumerate(row, start=1) if value.strip()), default=0)
    return [(row + [""] * width)[:width] for row in rows]
