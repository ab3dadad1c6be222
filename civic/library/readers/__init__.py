"""Files in, documents out: `read` finds the format by content, then by name, and hands the file to its reader.

Uploaded files go through `civic.library.readers.child.read_in_child`, never through `read` in the web process.
"""

import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Literal

from civic.library.readers.document import KINDS, Kind, ReadDocument, ReadUnit, Unread, printable
from civic.library.readers.failures import FAILURE_CODES, UNREAD_CODES, ReadFailed

__all__ = [
    "FAILURE_CODES",
    "KINDS",
    "UNREAD_CODES",
    "Kind",
    "ReadDocument",
    "ReadFailed",
    "ReadUnit",
    "Unread",
    "format_of",
    "read",
]

Format = Literal["corpus_jsonl", "law_xml", "council_html", "pdf", "plain_text"]

HEAD_BYTES = 64 * 1024
NAME_LETTERS = 200
TEXT_ENDINGS = ("", ".txt", ".text", ".md")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def read(path: Path, kind: Kind | None = None, name: str | None = None) -> Iterator[ReadDocument]:
    """The documents of a file, one at a time.

    `kind` is what the person who hands in the file says it is; lines of a normalised set say it themselves.
    `name` is what the file was called where it came from, if the path does not tell; it becomes key and title
    where the content has none. Raises ReadFailed, possibly after some documents.
    """
    if kind is not None and kind not in KINDS:
        raise ValueError(f"unknown kind of document: {kind}")
    called = stem_of(name or path.name)
    try:
        found = format_of(path, name)
        if found == "corpus_jsonl":
            from civic.library.readers.corpus_jsonl import read_corpus_jsonl

            yield from read_corpus_jsonl(path)
        elif found == "law_xml":
            from civic.library.readers.law_xml import read_law_xml

            yield from read_law_xml(path, called, kind)
        elif found == "council_html":
            from civic.library.readers.council_html import read_council_html

            yield from read_council_html(path, called, kind)
        elif found == "pdf":
            from civic.library.readers.pdf_text import read_pdf

            yield from read_pdf(path, called, kind)
        else:
            from civic.library.readers.plain_text import read_plain_text

            yield from read_plain_text(path, called, kind)
    except OSError:
        raise ReadFailed("not_found", name=called) from None


def stem_of(name: str) -> str:
    """The bare name without folders, ending and control characters: it is shown, never used as a path."""
    last = PurePosixPath(printable(name).replace("\\", "/").replace("\n", " ")).name
    for ending in (".gz", ".jsonl", ".xml", ".html", ".htm", ".pdf", ".txt", ".text", ".md"):
        if last.lower().endswith(ending) and len(last) > len(ending):
            last = last[: -len(ending)]
    return unicodedata.normalize("NFC", last).strip()[:NAME_LETTERS] or "document"


def format_of(path: Path, name: str | None = None) -> Format:
    """The format by the first bytes; only plain text also needs a fitting name. Raises ReadFailed("unknown_format")."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    called = name or path.name
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"\x1f\x8b"):
        head = _unpacked(head)
        if not head.lstrip().startswith(b"{"):
            raise ReadFailed("unknown_format", name=stem_of(called))
    text = _opening(head)
    if text.startswith("{") and '"kind"' in text and '"id"' in text:
        return "corpus_jsonl"
    if text.startswith("<"):
        return "council_html" if "<html" in text.lower() or "<!doctype html" in text.lower() else "law_xml"
    ending = PurePosixPath(called).suffix.lower()
    if text and not text.startswith(("{", "PK\x03\x04")) and "\x00" not in text and ending in TEXT_ENDINGS:
        return "plain_text"
    raise ReadFailed("unknown_format", name=stem_of(called))


def _unpacked(packed: bytes) -> bytes:
    """The beginning of what a gzip file holds, as far as its first bytes give it."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(packed, HEAD_BYTES)
    except zlib.error:
        return b""


def _opening(head: bytes) -> str:
    """The first characters, enough to recognise ASCII signs whatever the encoding is."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace").lstrip()
    return head.decode("latin-1").lstrip()
