"""Reads normalised JSON Lines (plain or gzip): one document a line, streamed, so memory holds two documents at most."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO

from civic.library.readers.council_profiles import role_of
from civic.library.readers.document import Kind, ReadDocument, ReadUnit, Unread, printable, sample
from civic.library.readers.failures import ReadFailed
from civic.library.readers.page_text import page_quality, repair_page
from civic.library.readers.plan_nodes import plan_units
from civic.library.readers.record_fields import Record, number_in, records_in, text_in
from civic.text.eras import parse_era_date

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
    key, source_kind = text_in(record, "id"), text_in(record, "kind")
    title = text_in(record, "title") or text_in(record, "name")
    if not key or not title:
        raise _BadLine("no_id" if not key else "no_title")
    if source_kind not in KIND_OF:
        raise _BadLine("unknown_kind")
    notes: list[Unread] = []
    units = tuple(_SHAPES.get(source_kind, _passages)(record, notes))
    if len(units) > UNITS:
        raise _BadLine("too_many_units")
    printed_date = text_in(record, "date") or text_in(record, "received")
    return ReadDocument(
        key=key,
        kind=KIND_OF[source_kind],
        source_kind=source_kind,
        title=title,
        units=units,
        number=text_in(record, "number") or None,
        date=_date(printed_date, notes),
        body=text_in(record, "body"),
        city=text_in(record, "city"),
        meeting=text_in(record, "meeting"),
        source_url=text_in(record, "source_url") or text_in(record, "url"),
        licence=text_in(record, "licence"),
        notes=tuple(notes),
    )


def _date(printed: str, notes: list[Unread]) -> date | None:
    """A day in either reckoning (2026-03-05, 令和8年3月5日)."""
    on = parse_era_date(printed)
    if printed and on is None:
        notes.append(Unread("date", "not_a_day", sample(printed)))
    return on


def _passages(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    seen: set[int | str] = set()
    for position, passage in enumerate(records_in(record, "passages", notes), start=1):
        seq, page = number_in(passage, "seq"), number_in(passage, "page")
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
            label=text_in(passage, "label") or (f"{page}ページ" if page is not None else ""),
            caption=text_in(passage, "caption"),
            speaker=text_in(passage, "speaker"),
            role=text_in(passage, "role") or _role(record, passage),
            section=text_in(passage, "section"),
            level=_level(record, page),
            quality="A" if page is None else page_quality(text),
            page=page,
        )


def _role(record: Record, passage: Record) -> str:
    """What the printed office tells where a file of minutes gives no role: it weighs in search, and narrows."""
    return role_of(text_in(passage, "speaker")) if record.get("kind") == "minutes" else ""


def _level(record: Record, page: int | None) -> str:
    if page is not None:
        return "page"
    return "speech" if record.get("kind") == "minutes" else "article"


def _petition(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    yield ReadUnit(seq=1, path="title", label="件名", text=text_in(record, "title"), level="title")
    seq = 1
    for name, label in (
        ("committee", "付託委員会"),
        ("committee_result", "委員会の結果"),
        ("plenary_result", "本会議の結果"),
    ):
        if text := text_in(record, name):
            seq += 1
            yield ReadUnit(seq=seq, path=name, label=label, text=text, level="result")
    for position, sitting in enumerate(records_in(record, "discussed_in", notes), start=1):
        yield ReadUnit(
            seq=seq + position,
            path=f"d{position}",
            label=" ".join(filter(None, (text_in(sitting, "date"), text_in(sitting, "committee")))),
            text=text_in(sitting, "agenda"),
            level="sitting",
            refers_to=text_in(sitting, "minutes_id"),
        )


def _public_comment(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    topic = " ".join(filter(None, (text_in(record, "topic"), text_in(record, "group"))))
    seq = 0
    for position, opinion in enumerate(records_in(record, "opinions", notes), start=1):
        number = number_in(opinion, "number")
        seq = position
        yield ReadUnit(
            seq=seq,
            path=f"o{position}",
            label=f"意見{position if number is None else number}",
            text=text_in(opinion, "text"),
            role="opinion",
            section=topic,
            level="opinion",
            page=number_in(opinion, "page"),
        )
    if reply := text_in(record, "reply"):
        yield ReadUnit(
            seq=seq + 1,
            path="reply",
            label="回答",
            text=reply,
            speaker=text_in(record, "body"),
            role="reply",
            section=topic,
            level="reply",
            page=number_in(record, "page"),
        )


def _group(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    areas = (
        " ".join(filter(None, (text_in(area, "town"), text_in(area, "range"))))
        for area in records_in(record, "areas", notes)
    )
    parts = (
        ("description", "紹介", text_in(record, "description")),
        ("kana", "よみ", text_in(record, "kana")),
        ("region", "地域", text_in(record, "region")),
        ("areas", "区域", "\n".join(areas)),
        ("activity_schedule", "活動日", text_in(record, "activity_schedule")),
        ("target", "対象", text_in(record, "target")),
    )
    written = [part for part in parts if part[2]]
    for seq, (path, label, text) in enumerate(written, start=1):
        yield ReadUnit(seq=seq, path=path, label=label, text=text, level="field")


def _plan(record: Record, notes: list[Unread]) -> Iterator[ReadUnit]:
    """A tree where its passages carry codes, else passages in order."""
    passages = record.get("passages")
    has_codes = isinstance(passages, list) and any(isinstance(one, dict) and "code" in one for one in passages)
    return plan_units(record, notes) if has_codes else _passages(record, notes)


_SHAPES: dict[str, Callable[[Record, list[Unread]], Iterator[ReadUnit]]] = {
    "petition": _petition,
    "public_comment": _public_comment,
    "group": _group,
    "plan": _plan,
}
