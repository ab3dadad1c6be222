"""Waiting answers as XLSX and back, for staff whose closed network does not reach the site: pure reading and writing
of the file, hostile ones refused; the verbs stand in actions."""

import hashlib
import hmac
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from civic.errors import Refused

HEADINGS = (
    "管理番号", "検査値", "課", "会議室", "期限", "寄せられた声", "区分（A〜E）", "回答の本文", "理由・次の予定",
    "次に行う日（年-月-日）", "よりどころの資料", "変える前の文", "変えた後の文",
)  # fmt: skip
WIDTHS = (8, 14, 16, 20, 12, 60, 8, 60, 30, 14, 20, 30, 30)
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_FILES = 60
MOST_ROWS = 500
MOST_LETTERS = 8000
# Not allowed in XML 1.0; the library refuses to write them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One answer on the sheet. `seen` is the digest of the newest draft when the sheet was made."""

    response_id: int
    seen: str
    section: str
    room: str
    due_on: str
    question: str
    category: str = ""
    body: str = ""
    ground: str = ""
    next_on: str = ""
    evidence: str = ""
    before_text: str = ""
    after_text: str = ""


def seal(key: bytes, response_id: int, seen: str) -> str:
    """Binds a row to its duty and to the draft it was made from; nobody else's sheet passes here."""
    return hmac.new(key, f"answer-sheet:{response_id}:{seen}".encode(), hashlib.sha256).hexdigest()[:24]


def write(lines: Sequence[Line], key: bytes) -> bytes:
    """Every cell is text: nothing a resident wrote becomes a formula."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "回答待ち"
    rows = [HEADINGS, *(_row(line, key) for line in lines)]
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=place)
            assert isinstance(cell, Cell)
            cell.value = _CONTROL.sub("", value)
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for place, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "C2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(line: Line, key: bytes) -> tuple[str, ...]:
    return (
        str(line.response_id), f"{line.seen[:16]}.{seal(key, line.response_id, line.seen[:16])}", line.section,
        line.room, line.due_on, line.question, line.category, line.body, line.ground, line.next_on, line.evidence,
        line.before_text, line.after_text,
    )  # fmt: skip


def read(data: bytes, key: bytes) -> list[Line]:
    """Rows with a text, checked: of this city, of this draft, without formulas. Raises Refused with the row."""
    _need_harmless(data)
    try:
        sheet = load_workbook(io.BytesIO(data), data_only=False, keep_links=False, keep_vba=False).worksheets[0]
    except Exception:
        raise Refused("sheets.not_readable") from None
    if (sheet.max_row or 0) > MOST_ROWS + 1:
        raise Refused("sheets.too_many_rows", most=MOST_ROWS)
    rows = [[_text(cell, number) for cell in row[: len(HEADINGS)]] for number, row in enumerate(sheet.iter_rows(), 1)]
    if not rows or tuple(rows[0]) != HEADINGS:
        raise Refused("sheets.other_columns")
    found = [_line(row, number, key) for number, row in enumerate(rows[1:], start=2) if len(row) > 7 and row[7]]
    if len({line.response_id for line in found}) != len(found):
        raise Refused("sheets.twice")
    return found


def _need_harmless(data: bytes) -> None:
    """Before anything is unpacked: size, number and kind of the parts."""
    if len(data) > MOST_BYTES:
        raise Refused("sheets.too_large", megabytes=MOST_BYTES // (1024 * 1024))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Refused("sheets.not_readable") from None
    if len(names) > MOST_FILES or sum(part.file_size for part in names) > MOST_UNPACKED:
        raise Refused("sheets.too_large", megabytes=MOST_BYTES // (1024 * 1024))
    bad = ("vbaProject", "externalLink", "embeddings", "activeX", "connections", "customXml")
    if any(word.lower() in part.filename.lower() for part in names for word in bad):
        raise Refused("sheets.has_macros")


def _text(cell: object, number: int) -> str:
    value = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") == "f" or (isinstance(value, str) and value.startswith("=")):
        raise Refused("sheets.has_formula", row=number)
    if value is None:
        return ""
    isoformat = getattr(value, "date", None)
    text = isoformat().isoformat() if callable(isoformat) else str(value)
    if len(text) > MOST_LETTERS:
        raise Refused("sheets.cell_too_long", row=number, most=MOST_LETTERS)
    return _CONTROL.sub("", text).strip()


def _line(row: Sequence[str], number: int, key: bytes) -> Line:
    id_, stamp, section, room, due_on, question, category, body, *rest = row
    seen, _, sealed = stamp.partition(".")
    if not (id_.isascii() and id_.isdigit() and len(id_) < 10):
        raise Refused("sheets.wrong_seal", row=number)
    if not hmac.compare_digest(seal(key, int(id_), seen).encode(), sealed.encode()):
        raise Refused("sheets.wrong_seal", row=number)
    filled = [*rest, "", "", "", "", ""][:5]
    return Line(int(id_), seen, section, room, due_on, question, category.upper(), body, *filled)
