"""The lines that pass between the reading child and its parent; the parent believes nothing it has not checked."""

import datetime as dt
import json
from typing import Any

from civic.library.readers.document import KINDS, QUALITIES, ReadDocument, ReadUnit, Unread, printable
from civic.library.readers.failures import FAILURE_CODES, ReadFailed

UNIT_TEXTS = (
    "path", "text", "label", "caption", "speaker", "role", "section", "level", "refers_to",
    "stance", "speaker_name", "mark",
)  # fmt: skip
DOCUMENT_TEXTS = ("key", "title", "source_kind", "body", "city", "meeting", "source_url", "licence")
DONE = b'{"done":true}\n'
LARGEST_NUMBER = 10**15

Message = ReadDocument | ReadFailed | None


def document_line(document: ReadDocument) -> bytes:
    """One document as one line of JSON."""
    record: dict[str, Any] = {name: getattr(document, name) for name in DOCUMENT_TEXTS}
    record["kind"] = document.kind
    record["number"] = document.number
    record["date"] = document.date.isoformat() if document.date else None
    record["effective_from"] = document.effective_from.isoformat() if document.effective_from else None
    record["facts"] = dict(document.facts)
    record["notes"] = [[note.where, note.why, note.sample] for note in document.notes]
    record["units"] = [
        [
            unit.seq,
            unit.quality,
            unit.page,
            unit.thread,
            dict(unit.numbers),
            *(getattr(unit, name) for name in UNIT_TEXTS),
        ]
        for unit in document.units
    ]
    return _line({"document": record})


def failure_line(failure: ReadFailed) -> bytes:
    """Why reading stopped, as one line of JSON."""
    return _line({"failed": failure.code, "detail": failure.detail})


def message(line: bytes) -> Message:
    """What a line of the child says; None is its farewell. Raises ReadFailed("reader_died") on anything else."""
    try:
        record = json.loads(line)
        if "document" in record:
            return _document(record["document"])
        if "failed" in record:
            return _failure(record)
        if record == {"done": True}:
            return None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise ReadFailed("reader_died", status="unintelligible")


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace") + b"\n"


def _failure(record: dict[str, Any]) -> ReadFailed:
    detail = {str(name): _scalar(value) for name, value in record["detail"].items()}
    if record["failed"] not in FAILURE_CODES:
        raise ValueError
    return ReadFailed(record["failed"], **detail)


def _document(record: dict[str, Any]) -> ReadDocument:
    if record["kind"] not in KINDS:
        raise ValueError
    return ReadDocument(
        kind=record["kind"],
        number=None if record["number"] is None else _text(record["number"]),
        date=_day(record["date"]),
        effective_from=_day(record["effective_from"]),
        facts={_text(name): _text(value) for name, value in record["facts"].items()},
        notes=tuple(Unread(*(_text(part) for part in note)) for note in record["notes"]),
        units=tuple(_unit(*unit) for unit in record["units"]),
        **{name: _text(record[name]) for name in DOCUMENT_TEXTS},
    )


def _unit(seq: Any, quality: Any, page: Any, thread: Any, numbers: Any, *texts: Any) -> ReadUnit:
    if quality not in QUALITIES:
        raise ValueError
    return ReadUnit(
        seq=_integer(seq),
        quality=quality,
        page=None if page is None else _integer(page),
        thread=_integer(thread),
        numbers={_text(name): _integer(value) for name, value in numbers.items()},
        **{name: _text(text) for name, text in zip(UNIT_TEXTS, texts, strict=True)},
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return printable(value)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -LARGEST_NUMBER < value < LARGEST_NUMBER:
        raise TypeError
    return value


def _scalar(value: Any) -> str | int:
    return value if isinstance(value, int) else _text(value)


def _day(value: Any) -> dt.date | None:
    return None if value is None else dt.date.fromisoformat(value)
