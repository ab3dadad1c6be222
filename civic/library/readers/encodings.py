"""Finds the encoding of Japanese bytes without guessing: strict decoding first, then a score, else a refusal."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from civic.library.readers.document import Unread, printable, sample
from civic.library.readers.failures import ReadFailed

# The longest mark first: UTF-32's begins with UTF-16's.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# cp932, not shift_jis: 髙, ① and ㈱ fail there. EUC bytes often decode as cp932 too, so the best score decides.
LEGACY = ("cp932", "euc_jp", "euc_jis_2004")
# The score needs no more than this, and a long file is decoded several times.
SCORED_BYTES = 100_000
# A long file with a stray bad byte is still read, with the line reported; beyond one in a thousand it is refused.
BAD_SHARE = 1000
REPLACEMENT = "\ufffd"

_COMMON = re.compile("[\t\n\r\x20-\x7e\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and the lines with letters that could not be read."""

    text: str
    encoding: str
    notes: tuple[Unread, ...] = ()


def decode(data: bytes) -> Decoded:
    """Raises ReadFailed("bad_encoding") when no encoding fits."""
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded(data, name)
    # ISO-2022-JP is seven-bit and so also valid UTF-8: its escape must be looked for first.
    for name in ("iso2022_jp", "iso2022_jp_ext") if b"\x1b$" in data else ():
        if _is_strict(data, name):
            return _decoded(data, name)
    if _is_strict(data, "utf-8"):
        return _decoded(data, "utf-8")
    strict = [name for name in LEGACY if _is_strict(data, name)]
    if strict:
        return _decoded(data, max(strict, key=lambda name: score(_head(data, name))))
    return _decoded(data, max(("utf-8", *LEGACY), key=lambda name: score(_head(data, name))))


def score(text: str) -> float:
    """How much like written Japanese a text is, per character: 1.0 is all common letters."""
    good = len(_COMMON.findall(text))
    kana = len(_HALF_WIDTH_KANA.findall(text))
    private = len(_PRIVATE_USE.findall(text))
    lost = text.count(REPLACEMENT)
    return (good - 3 * kana - 5 * (private + lost)) / max(len(text), 1)


def _is_strict(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _head(data: bytes, encoding: str) -> str:
    return data[:SCORED_BYTES].decode(encoding, errors="replace")


def _decoded(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    lost = text.count(REPLACEMENT)
    if lost * BAD_SHARE > max(len(text), BAD_SHARE):
        raise ReadFailed("bad_encoding", encoding=encoding, bad=lost)
    text = printable(text)
    return Decoded(text, encoding, tuple(_notes(text)))


def _notes(text: str) -> Iterator[Unread]:
    """Lines with letters that are lost, or that only the sender's own font can show (外字, common in names)."""
    if not _PRIVATE_USE.search(text) and REPLACEMENT not in text:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if REPLACEMENT in line:
            yield Unread(f"line {number}", "bad_bytes", sample(line))
        elif _PRIVATE_USE.search(line):
            yield Unread(f"line {number}", "unmapped_letter", sample(line))
