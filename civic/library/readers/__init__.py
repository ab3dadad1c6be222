"""Files in, documents out: `read` finds the format by content, then by name, and hands the file to its reader.

Uploaded files go through `civic.library.readers.child.read_in_child`, never through `read` in the web process.
"""

import importlib
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Literal, NoReturn

from civic.library.readers.archive import checked_archive
from civic.library.readers.council_profiles import PAGE_SHAPES
from civic.library.readers.document import KINDS, Kind, ReadDocument, ReadUnit, Unread, printable
from civic.library.readers.encodings import decode
from civic.library.readers.failures import FAILURE_CODES, UNREAD_CODES, ReadFailed
from civic.library.readers.signs import is_discussnet, is_gijiroku, is_kensaku_page, is_kensaku_text, is_ordinance_page

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

Format = Literal[
    "corpus_jsonl", "law_xml", "council_html", "discussnet", "gijiroku", "kensaku_text", "kensaku_page", "ordinance_html",
    "any_page", "pdf", "csv", "xlsx", "docx", "plain_text",
]  # fmt: skip

HEAD_BYTES = 64 * 1024
# A page is recognised by all of it: scripts and style sheets may fill its first half.
PAGE_BYTES = 4 * 1024 * 1024
NAME_LETTERS = 200
TEXT_ENDINGS = ("", ".txt", ".text", ".md")
TABLE_ENDINGS = (".csv", ".tsv")
_ENDINGS = (
    ".gz",
    ".jsonl",
    ".json",
    ".xml",
    ".html",
    ".htm",
    ".pdf",
    ".txt",
    ".text",
    ".md",
    ".csv",
    ".tsv",
    ".xlsx",
    ".docx",
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
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
        yield from _reader(format_of(path, name))(path, called, kind)
    except OSError:
        raise ReadFailed("not_found", name=called) from None


def _reader(found: Format) -> Callable[[Path, str, Kind | None], Iterator[ReadDocument]]:
    """The reader of a format; a process opens only the libraries it needs."""
    module, function = _READERS[found]
    reader: Callable[[Path, str, Kind | None], Iterator[ReadDocument]] = getattr(
        importlib.import_module(f"civic.library.readers.{module}"), function
    )
    return reader


_READERS: dict[Format, tuple[str, str]] = {
    "corpus_jsonl": ("corpus_jsonl", "read_set"),
    "law_xml": ("law_xml", "read_law_xml"),
    "council_html": ("council_html", "read_council_html"),
    "discussnet": ("discussnet", "read_discussnet"),
    "gijiroku": ("gijiroku", "read_gijiroku"),
    "kensaku_text": ("kensaku", "read_kensaku_text"),
    "kensaku_page": ("kensaku", "read_kensaku_page"),
    "ordinance_html": ("reiki_html", "read_ordinance_html"),
    "any_page": ("any_page", "read_any_page"),
    "pdf": ("pdf_text", "read_pdf"),
    "csv": ("tables", "read_csv"),
    "xlsx": ("tables", "read_xlsx"),
    "docx": ("docx_text", "read_docx"),
    "plain_text": ("text_file", "read_text_file"),
}


def stem_of(name: str) -> str:
    """The bare name without folders, ending and control characters: it is shown, never used as a path."""
    last = PurePosixPath(printable(name).replace("\\", "/").replace("\n", " ")).name
    for ending in _ENDINGS:
        if last.lower().endswith(ending) and len(last) > len(ending):
            last = last[: -len(ending)]
    return unicodedata.normalize("NFC", last).strip()[:NAME_LETTERS] or "document"


def format_of(path: Path, name: str | None = None) -> Format:
    """The format by its content; only tables and plain text also need a fitting name. Raises ReadFailed."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        called = name or path.name
        if b"%PDF-" in head[:1024]:
            return "pdf"
        if head.startswith(b"PK\x03\x04"):
            return _office(path, called)
        if head.startswith(b"\x1f\x8b"):
            head = _unpacked(head, stem_of(called))
            if not head.lstrip().startswith(b"{"):
                raise ReadFailed("unknown_format", name=stem_of(called))
        text = _opening(head)
        if text.startswith("<"):
            return _page(_opening(head + file.read(PAGE_BYTES)), head)
    if is_discussnet(text):
        return "discussnet"
    if text.startswith("{") and '"kind"' in text and '"id"' in text:
        return "corpus_jsonl"
    return _text_format(head, text, PurePosixPath(called).suffix.lower()) or _no_format(called)


def _no_format(called: str) -> NoReturn:
    raise ReadFailed("unknown_format", name=stem_of(called))


def _page(text: str, head: bytes) -> Format:
    """Which system laid out this page: by signs in ASCII, so that the encoding does not matter yet; else any page."""
    lower = text.lower()
    if "<html" not in lower and "<!doctype html" not in lower:
        return "law_xml"
    if any(shape.sign in text for shape in PAGE_SHAPES):
        return "council_html"
    if is_gijiroku(text):
        return "gijiroku"
    if is_kensaku_page(text):
        return "kensaku_page"
    return "ordinance_html" if is_ordinance_page(_decoded(head, text)) else "any_page"


def _decoded(head: bytes, text: str) -> str:
    return decode(text.encode("latin-1", errors="ignore") if not head.startswith(_MARKS) else text.encode()).text


def _text_format(head: bytes, text: str, ending: str) -> Format | None:
    if not text or text.startswith("{") or "\x00" in text:
        return None
    if ending in TABLE_ENDINGS:
        return "csv"
    if ending in TEXT_ENDINGS:
        return "kensaku_text" if is_kensaku_text(_loosely(head)) else "plain_text"
    return None


def _loosely(head: bytes) -> str:
    """The first lines in the encoding that fits them best; a letter cut in two at the end does not matter here."""
    lines = head[:4000].rsplit(b"\n", 1)[0]
    try:
        return decode(lines).text
    except ReadFailed:
        return ""


def _office(path: Path, called: str) -> Format:
    """XLSX or DOCX by the parts inside. Raises ReadFailed for anything else in a ZIP, and for a cut or swollen one."""
    names = checked_archive(path)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    raise ReadFailed("unknown_format", name=stem_of(called))


def _unpacked(packed: bytes, called: str) -> bytes:
    """The beginning of what a gzip file holds. Raises ReadFailed for one cut before anything can be unpacked."""
    try:
        head = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(packed, HEAD_BYTES)
    except zlib.error:
        raise ReadFailed("unknown_format", name=called) from None
    if not head:
        raise ReadFailed("truncated", name=called)
    return head


def _opening(head: bytes) -> str:
    """The first characters, enough to recognise ASCII signs whatever the encoding is."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace").lstrip()
    return head.decode("latin-1").lstrip()
