"""Lists of groups and places as CSV or XLSX: read, columns matched to fields, each row checked before anything is kept."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from civic.errors import Refused
from civic.registry.fields import ACTIVITIES
from civic.registry.forms import WEB
from civic.registry.models import EntryKind

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
# What an XLSX of five megabytes may unpack to.
MOST_UNPACKED = 100 * 1024 * 1024
MOST_LETTERS = {
    "display_name": 100, "kana": 200, "skills": 500, "introduction": 2000, "areas": 200, "days": 200, "languages": 100,
    "accessibility": 300, "representative": 100, "website": 300,
}  # fmt: skip
# Field -> how lists call the column; the first is what the page shows.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "display_name": ("名称", "団体名", "施設名", "名前", "name", "clubName"),
    "kind": ("種別", "種類", "kind"),
    "kana": ("名称_カナ", "フリガナ", "ふりがな", "カナ", "よみ", "kana"),
    "fields": ("分野", "活動分野", "fields"),
    "introduction": ("紹介", "活動内容", "説明", "概要", "description"),
    "skills": ("できること", "skills"),
    "areas": ("活動地域", "地域", "地区", "所在地", "areas", "region", "address", "implementationLocation"),
    "days": ("曜日・時間", "活動日", "日時", "activity_schedule", "availableDate"),
    "languages": ("言語", "ことば"),
    "accessibility": ("配慮", "バリアフリー"),
    "representative": ("代表者", "代表者名"),
    "website": ("URL", "ホームページ", "url"),
    "number": ("ID", "登録番号"),
}
KINDS = {
    "団体": EntryKind.GROUP,
    "group": EntryKind.GROUP,
    "場所": EntryKind.PLACE,
    "施設": EntryKind.PLACE,
    "place": EntryKind.PLACE,
}
PEOPLE = ("人", "個人", "person")


@dataclass(frozen=True, slots=True)
class Table:
    header: list[str]
    rows: list[list[str]]


@dataclass(slots=True)
class Row:
    """One line of the list; `errors` are codes with the column they speak of."""

    line: int
    values: dict[str, Any]
    errors: list[str] = field(default_factory=list)


def read(data: bytes, filename: str) -> Table:
    """The first sheet or the CSV (UTF-8 or Shift_JIS). Raises Refused with what is wrong with the file."""
    if len(data) > MOST_BYTES:
        raise Refused("registry.list_too_big", most=MOST_BYTES // 1024 // 1024)
    rows = _sheet(data) if filename.lower().endswith(".xlsx") else _lines(data)
    rows = [[value.strip() for value in row] for row in rows if any(value.strip() for value in row)]
    if len(rows) < 2:
        raise Refused("registry.list_is_empty")
    header, body = rows[0], rows[1:]
    if len(header) > MOST_COLUMNS or len(body) > MOST_ROWS:
        raise Refused("registry.list_too_long", rows=MOST_ROWS, columns=MOST_COLUMNS)
    return Table(header, body)


def _lines(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
            return list(csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Refused("registry.no_list")


def _sheet(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise Refused("registry.list_too_big", most=MOST_BYTES // 1024 // 1024)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True)
        return _even([["" if value is None else str(value) for value in row] for row in rows])
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError):
        raise Refused("registry.no_list") from None


def _even(rows: list[list[str]]) -> list[list[str]]:
    """A sheet has no row lengths of its own: all are as wide as the widest that says something."""
    width = max((n for row in rows for n, value in enumerate(row, start=1) if value.strip()), default=0)
    return [(row + [""] * width)[:width] for row in rows]


def guess(header: Sequence[str]) -> dict[str, int]:
    """Field -> column, where the heading says it plainly."""
    plain = [name.strip().casefold() for name in header]
    found: dict[str, int] = {}
    for target, names in TARGETS.items():
        column = next((plain.index(name.casefold()) for name in names if name.casefold() in plain), None)
        if column is not None:
            found[target] = column
    return found


def need_columns(mapping: Mapping[str, int], header: Sequence[str]) -> None:
    """Refused where the name has no column, or a column is meant that is not there."""
    if "display_name" not in mapping or any(not 0 <= column < len(header) for column in mapping.values()):
        raise Refused("registry.list_lacks_columns", columns=TARGETS["display_name"][0])


def check(
    table: Table, mapping: Mapping[str, int], gone: frozenset[int], known: frozenset[str], otherwise: str = "団体"
) -> list[Row]:
    """Every row with its errors. `gone`: numbers of entries that were withdrawn; `known`: names listed already;
    `otherwise`: the kind of rows that name none."""
    seen: set[str] = set()
    found = []
    for number, cells in enumerate(table.rows, start=2):
        row = Row(number, {})
        if len(cells) != len(table.header):
            row.errors.append("registry.row.columns")
        for target, column in mapping.items():
            row.values[target] = cells[column].lstrip("'") if column < len(cells) else ""
        row.values["kind"] = row.values.get("kind") or otherwise
        _check_row(row, gone, known | seen)
        seen.add(row.values["display_name"])
        found.append(row)
    return found


def _check_row(row: Row, gone: frozenset[int], known: frozenset[str] | set[str]) -> None:
    values = row.values
    if not values["display_name"]:
        row.errors.append("registry.row.no_name")
    elif values["display_name"] in known:
        row.errors.append("registry.row.known")
    if any(len(values.get(name, "")) > most for name, most in MOST_LETTERS.items()):
        row.errors.append("registry.row.too_long")
    kind = values["kind"]
    if kind in PEOPLE:
        row.errors.append("registry.row.person")
    elif kind not in KINDS:
        row.errors.append("registry.row.kind")
    values["kind"] = KINDS.get(kind, EntryKind.GROUP)
    named = [part.strip() for part in values.get("fields", "").replace(";", "；").split("；") if part.strip()]
    values["fields"] = [name for name in ACTIVITIES if name in named] or ["その他の活動"]
    if any(name not in ACTIVITIES for name in named):
        row.errors.append("registry.row.field")
    if values.get("website") and not WEB.fullmatch(values["website"]):
        row.errors.append("registry.row.website")
    number = values.pop("number", "")
    if number.isdigit() and int(number[:9]) in gone:
        row.errors.append("registry.row.withdrawn")
