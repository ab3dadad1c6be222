"""Looks into a ZIP before anything opens it: names and sizes, so that no archive can swell in memory."""

import zipfile
from pathlib import Path

from civic.library.readers.failures import ReadFailed

# A workbook of a million cells unpacks to about 100 MB; real ones shrink to a tenth, rarely to a fiftieth.
UNPACKED_BYTES = 256 * 1024 * 1024
RATIO = 200
# Below this size any ratio is harmless.
SMALL_BYTES = 4 * 1024 * 1024
PARTS = 10_000


def checked_archive(path: Path) -> frozenset[str]:
    """Names of the parts. Raises ReadFailed for an archive that is cut, locked, or much larger inside than outside."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise ReadFailed("truncated" if _is_cut(path) else "broken", where="zip") from None
    if any(part.flag_bits & 1 for part in parts):
        raise ReadFailed("encrypted")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > PARTS or unpacked > UNPACKED_BYTES:
        raise ReadFailed("too_large", limit=UNPACKED_BYTES, what="bytes")
    if unpacked > SMALL_BYTES and unpacked > RATIO * max(packed, 1):
        raise ReadFailed("too_large", limit=RATIO, what="ratio")
    return frozenset(part.filename for part in parts)


def _is_cut(path: Path) -> bool:
    """A ZIP ends with its directory; one without it was cut on the way."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        return b"PK\x05\x06" not in file.read()
