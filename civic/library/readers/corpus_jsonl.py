"""Reads normalised JSON Lines (plain or gzip): one document a line, streamed, so memory holds two documents at most."""

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

from civic.library.readers.document import Kind, ReadDocument, ReadUnit, Unread, printable, sample
from civic.library.readers.failures import ReadFailed
from civic.library.readers.page_text import page_quality, repair_page

# The longest real line (a tax law) has 1.3 MB; the largest real file 45 MB unpacked.
LINE_BYTES = 16 * 1024 * 1024
FILE_BYTES = 512 * 1024 * 1024
UNITS = 50_000

KIND_OF: dict[str, Kind] = {
    "minutes": "minutes",
    "law": "law",
    "ordinance": "ordinance",
    "rule": "ordinance",
    "guideline": "ordinance",
    "ordinance_bill": "ordinance",
    "budget": "budget",
    "plan": "plan",
    "public_comment": "public_comment",
    "petition": "petition",
    "group": "group",
    "other": "other",
}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Record = dict[str, Any]


class _BadLine(Exception):
    """One line is not a document; the others may be."""


def read_corpus_jsonl(path: Path) -> Iterator[ReadDocument]:
    """Bad lines are skipped and listed in the notes of the next document (of the last one, at the end of the file)."""
    held: ReadDocument | None = None
    waiting: list[Unread] = []
    for where, line in _lines(path, waiting):
        try:
            document = _document(line)
        except _BadLine as problem:
            waiting.append(Unread(where, str(problem), sample(line.decode("utf-8", errors="replace"))))
            continue
        if held is not None:
            yield held
        held = _with_notes(document, waiting)
        waiting.clear()
    if held is None:
        raise ReadFailed("broken", **_first(waiting))
    yield _with_notes(held, waiting)


def read_set(path: Path, _name: str, _kind: Kind | None) -> Iterator[ReadDocument]:
    """As the other readers are called; lines of a set name their key and kind themselves."""
    yield from read_corpus_jsonl(path)


def _lines(path: Path, problems: list[Unread]) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        lines: gzip.GzipFile | IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw
        number = unpacked = 0
        try:
            while line := lines.readline(LINE_BYTES):
                number += 1
                unpacked += len(line)
                is_whole = line.endswith(b"\n") or len(line) < LINE_BYTES
                if not is_whole:
                    problems.append(Unread(f"line {number}", "line_too_long"))
                while not is_whole:
                    rest = lines.readline(LINE_BYTES)
                    unpacked += len(rest)
                    is_whole = rest.endswith(b"\n") or not rest or unpacked > FILE_BYTES
                    line = b""
                if unpacked > FILE_BYTES:
                    raise ReadFailed("too_large", limit=FILE_BYTES, what="bytes")
                if line.strip():
                    yield f"line {number}", line
        except EOFError:
            problems.append(Unread(f"line {number + 1}", "truncated"))
        except (gzip.BadGzipFile, zlib.error):
            problems.append(Unread(f"line {number + 1}", "broken"))


def _first(problems: list[Unread]) -> dict[str, str]:
    return {"where": problems[0].where, "why": problems[0].why} if problems else {"where": "line 1", "why": "empty"}


def _with_notes(document: ReadDocument, notes: list[Unread]) -> ReadDocument:
    return replace(document, notes=(*document.notes, *notes)) if notes else document


def _document(line: bytes) -> ReadDocument:
    try:
        record = json.loads(line)
    except RecursionError:
        raise _BadLine("too_deep") from None
    except ValueError:  # also UnicodeDecodeError and numbers too long to convert
        raise _BadLine("not_json") from None
    if not isinstance(record, dict):
        raise _BadLine("not_an_object")
    key, source_kind = _text(record, "id"), _text(record, "kind")
    title = _text(record, "title") or _text(record, "name")
    if not key or not title:
        raise _BadLine("no_id" if not key else "no_title")
    if source_kind not in KIND_OF:
        raise _BadLine("unknown_kind")
    notes: list[Unread] = []
    units = tuple(_SHAPES.get(source_kind, _passages)(record, notes))
    if len(units) > UNITS:
        raise _BadLine("too_many_units")
    printed_date = _text(record, "date") or _text(record, "received")
    return ReadDocument(
        key=key,
        kind=KIND_OF[source_kind],
        source_kind=source_kind,
        title=title,
        units=units,
        number=_text(record, "number") or None,
        date=_date(printed_date, notes),
        body=_text(record, "body"),
        city=_text(record, "city"),
        meeting=_text(record, "meeting"),
        source_url=_text(record, "source_url") or _text(record, "url"),
        licence=_text(record, "licence"),
        notes=tuple(notes),
    )


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    return printable(str(value)).strip()


def _number(record: Record, name: str) -> int | None:
    value = record.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


def _records(record: Record, name: str, notes: list[Unread]) -> Iterator[Record]:
    values = record.get(name)
    if values is not None and not isinstance(values, list):
        notes.append(Unread(name, "not_a_list"))
        return
    for position, value in enumerate(values or (), start=1):
        if isinstance(value, dict):
            yield value
        else:
            notes.append(Unread(f"{name} {position}", "not_an_object", sample(str(value))))


def _date(printed: str, notes: list[Unread]) -> date | None:
    try:
        if _ISO_DATE.fullmatch(printed):
            return date.fromisoformat(printed)
    except ValueError:
        pass
    if printed:
        notes.append(Unread("date", "not_a_day", sample(printed)))
    return None


def _passages(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    seen: set[int | str] = set()
    for position, passage in enumerate(_records(record, "passages", notes), start=1):
        seq, page = _number(passage, "seq"), _number(passage, "page")
        text = printable(passage["text"]) if isinstance(passage.get("text"), str) else ""
        where = f"passage {position if seq is None else seq}"
        path = str(seq) if page is None else f"p{page}"
        if seq is None or seq in seen or path in seen:
            notes.append(Unread(where, "no_seq" if seq is None else "duplicate_seq", sample(text)))
            continue
        seen |= {seq, path}
        if page is not None:
            text = repair_page(text)
        if not text.strip():
            notes.append(Unread(where, "no_text"))
        yield ReadUnit(
            seq=seq,
            path=path,
            text=text,
            label=_text(passage, "label") or (f"{page}ページ" if page is not None else ""),
            caption=_text(passage, "caption"),
            speaker=_text(passage, "speaker"),
            role=_text(passage, "role"),
            section=_text(passage, "section"),
            level=_level(record, page),
            quality="A" if page is None else page_quality(text),
            page=page,
        )


def _level(record: Record, page: int | None) -> str:
    if page is not None:
        return "page"
    return "speech" if record.get("kind") == "minutes" else "article"


def _petition(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    yield ReadUnit(seq=1, path="title", label="件名", text=_text(record, "title"), level="title")
    seq = 1
    for name, label in (
        ("committee", "付託委員会"),
        ("committee_result", "委員会の結果"),
        ("plenary_result", "本会議の結果"),
    ):
        if text := _text(record, name):
            seq += 1
            yield ReadUnit(seq=seq, path=name, label=label, text=text, level="result")
    for position, sitting in enumerate(_records(record, "discussed_in", notes), start=1):
        yield ReadUnit(
            seq=seq + position,
            path=f"d{position}",
            label=" ".join(filter(None, (_text(sitting, "date"), _text(sitting, "committee")))),
            text=_text(sitting, "agenda"),
            level="sitting",
            refers_to=_text(sitting, "minutes_id"),
        )


def _public_comment(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    topic = " ".join(filter(None, (_text(record, "topic"), _text(record, "group"))))
    seq = 0
    for position, opinion in enumerate(_records(record, "opinions", notes), start=1):
        number = _number(opinion, "number")
        seq = position
        yield ReadUnit(
            seq=seq,
            path=f"o{position}",
            label=f"意見{position if number is None else number}",
            text=_text(opinion, "text"),
            role="opinion",
            section=topic,
            level="opinion",
            page=_number(opinion, "page"),
        )
    if reply := _text(record, "reply"):
        yield ReadUnit(
            seq=seq + 1,
            path="reply",
            label="回答",
            text=reply,
            speaker=_text(record, "body"),
            role="reply",
            section=topic,
            level="reply",
            page=_number(record, "page"),
        )


def _group(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    areas = (
        " ".join(filter(None, (_text(area, "town"), _text(area, "range")))) for area in _records(record, "areas", notes)
    )
    parts = (
        ("description", "紹介", _text(record, "description")),
        ("kana", "よみ", _text(record, "kana")),
        ("region", "地域", _text(record, "region")),
        ("areas", "区域", "\n".join(areas)),
        ("activity_schedule", "活動日", _text(record, "activity_schedule")),
        ("target", "対象", _text(record, "target")),
    )
    written = [part for part in parts if part[2]]
    for seq, (path, label, text) in enumerate(written, start=1):
        yield ReadUnit(seq=seq, path=path, label=label, text=text, level="field")


_SHAPES: dict[str, Callable[[Record, list[Unread]], Iterator[ReadUnit]]] = {
    "petition": _petition,
    "public_comment": _public_comment,
    "group": _group,
}
