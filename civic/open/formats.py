"""Records as CSV, JSON and JSON Lines, a page at a time.

CSV is UTF-8 with a mark (spreadsheets here expect it) and CRLF; lists are joined with 「;」; a cell that a spreadsheet
would run as a formula begins with an apostrophe. JSON and JSON Lines hold the records exactly as the API gives them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from civic.open.records import Record

TYPES = {
    "csv": "text/csv; charset=utf-8", "json": "application/json", "jsonl": "application/x-ndjson; charset=utf-8",
}  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> str:
    """One value as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        value = ";".join(map(str, value))
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def written(form: str, model: type[Record], pages: Iterable[Sequence[Record]]) -> Iterator[str]:
    """The file in pieces; `form` is one of TYPES."""
    if form == "csv":
        return _csv(model, pages)
    return _json(pages) if form == "json" else _lines(pages)


def _csv(model: type[Record], pages: Iterable[Sequence[Record]]) -> Iterator[str]:
    names = list(model.model_fields)
    yield "\ufeff" + _rows([names])
    for page in pages:
        yield _rows([[cell(value) for value in one.model_dump(mode="json").values()] for one in page])


def _rows(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _lines(pages: Iterable[Sequence[Record]]) -> Iterator[str]:
    for page in pages:
        yield "".join(one.model_dump_json() + "\n" for one in page)


def _json(pages: Iterable[Sequence[Record]]) -> Iterator[str]:
    yield "["
    before = "\n"
    for page in pages:
        for one in page:
            yield before + one.model_dump_json()
            before = ",\n"
    yield "\n]\n"
