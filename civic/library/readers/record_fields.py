"""Fields of a record of a normalised set, taken with care: what has the wrong shape is left out or told."""

from collections.abc import Iterator
from typing import Any

from civic.library.readers.document import Unread, printable, sample

Record = dict[str, Any]


def text_in(record: Record, name: str) -> str:
    value = record.get(name)
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    return printable(str(value)).strip()


def number_in(record: Record, name: str) -> int | None:
    value = record.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None


def records_in(record: Record, name: str, notes: list[Unread]) -> Iterator[Record]:
    values = record.get(name)
    if values is not None and not isinstance(values, list):
        notes.append(Unread(name, "not_a_list"))
        return
    for position, value in enumerate(values or (), start=1):
        if isinstance(value, dict):
            yield value
        else:
            notes.append(Unread(f"{name} {position}", "not_an_object", sample(str(value))))
