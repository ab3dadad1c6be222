"""Reads plain text files: finds the encoding, joins what was wrapped, then minutes, an ordinance or running text."""

from collections.abc import Iterator
from pathlib import Path

from civic.library.readers.document import Kind, ReadDocument
from civic.library.readers.encodings import decode
from civic.library.readers.failures import ReadFailed
from civic.library.readers.lines import column_width, join_wrapped
from civic.library.readers.ordinance_lines import Line
from civic.library.readers.plain_text import units_of
from civic.library.readers.prose import Text, structured

# The longest document of a city (a whole day's verbatim minutes) has under 2 MB; the text is held in memory.
FILE_BYTES = 20 * 1024 * 1024


def read_text_file(path: Path, name: str, kind: Kind | None) -> Iterator[ReadDocument]:
    """One document. Order is never changed: where it looks scrambled the unit is quality C and listed."""
    if path.stat().st_size > FILE_BYTES:
        raise ReadFailed("too_large", limit=FILE_BYTES, what="bytes")
    decoded = decode(path.read_bytes())
    notes = list(decoded.notes)
    printed = decoded.text.replace("\f", "\n").split("\n")
    lines = [Line(line) for line in join_wrapped(printed, column_width(printed))]
    document = structured(Text(lines, notes=notes), name, kind)
    if document is not None:
        yield document
        return
    units = units_of(decoded.text, notes)
    if not units:
        raise ReadFailed("unknown_format", name=name)
    yield ReadDocument(key=name, kind=kind or "other", title=name, units=units, notes=tuple(notes))
