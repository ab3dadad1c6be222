"""Reads the API answers of the DiscussNet council system: a sitting's speeches, or a session's days with their lists."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from civic.library.readers.council_html import page_text
from civic.library.readers.council_lines import BLANKS
from civic.library.readers.council_sitting import Sitting, day_in, profile_for
from civic.library.readers.document import Kind, ReadDocument, Unread, printable, sample
from civic.library.readers.failures import ReadFailed
from civic.library.readers.signs import DISCUSSNET_LISTS

# Records hold HTML under one of these names.
_TEXTS = ("body", "member_list")
# 名簿: who was there and the order of the day.
_ROLL = 2
_TAG = re.compile(r"</?(?:pre|br|p|div|span|b|font|a|i|u)\b[^<>]{0,300}>", re.IGNORECASE)
_BREAK = re.compile(r"<br\b[^<>]{0,50}>\n?", re.IGNORECASE)


def read_discussnet(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One sitting, or one session with a unit for each of its days."""
    decoded = page_text(path)
    try:
        answer = json.loads(decoded.text)
    except RecursionError:
        raise ReadFailed("too_deep") from None
    except ValueError:
        is_cut = not decoded.text.rstrip().endswith("}")
        raise ReadFailed("truncated" if is_cut else "broken", where="json") from None
    which = next(
        (one for one in DISCUSSNET_LISTS if isinstance(answer, dict) and isinstance(answer.get(one), list)), None
    )
    if which is None:
        raise ReadFailed("unknown_format", name=name)
    records = [record for record in answer[which] if isinstance(record, dict)]
    texts = [_text(record) for record in records]
    sitting = Sitting(profile_for("\n".join(texts)), notes=list(decoded.notes))
    for position in range(len(answer[which]) - len(records)):
        sitting.notes.append(Unread(f"{which} {position + 1}", "not_an_object"))
    for position, (record, text) in enumerate(zip(records, texts, strict=True), start=1):
        _take(record, text, position, sitting)
    head = texts[0] if texts else ""
    title = " ".join(next((line for line in head.split("\n") if line.strip(BLANKS)), "").split())
    yield sitting.document(name, kind, title[:200], day_in(head), which)


def _take(record: dict[str, Any], text: str, position: int, sitting: Sitting) -> None:
    number = _number(record, "minute_id") or _number(record, "schedule_id") or position
    page = _number(record, "page_no")
    if not text.strip(BLANKS):
        sitting.notes.append(Unread(f"speech {number}", "no_text", sample(str(record.get("title", "")))))
    elif record.get("minute_type_code") == _ROLL or "schedule_id" in record:
        label = printable(str(record.get("name") or record.get("title") or "")).strip("（）() \u3000")
        sitting.attach(text, label or "名簿", str(number), page)
    else:
        declared = printable(str(record.get("title") or "")).strip(BLANKS)
        marked = text.lstrip(BLANKS)[1:].lstrip(BLANKS).startswith(declared)
        sitting.say(str(number), text.split("\n"), declared if marked else "", page)


def _number(record: dict[str, Any], name: str) -> int | None:
    value = record.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9 else None


def _text(record: dict[str, Any]) -> str:
    """The words of a record: HTML in a <pre>, where only these tags are markup and everything else was said."""
    printed = next((record[name] for name in _TEXTS if isinstance(record.get(name), str)), "")
    bare = _TAG.sub("", _BREAK.sub("\n", printable(printed)))
    return "\n".join(line.rstrip(BLANKS) for line in printable(html.unescape(bare)).split("\n"))
