"""The file store of originals: content addressed, written whole or not at all."""

import errno
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from civic.errors import Refused
from civic.sites import Site

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was handed in."""

    path: Path
    sha256: str
    bytes: int


def original_path(site: Site, sha256: str) -> Path:
    return site.files / sha256


def fingerprint(path: Path) -> Original:
    """Checksum and size of a file where it stands. Raises OSError when it cannot be read."""
    with path.open("rb") as source:
        digest, size = _copy(source, None)
    return Original(path, digest, size)


def keep_original(site: Site, source: BinaryIO) -> Original:
    """Copy a file into the store; the same bytes are kept once. Raises Refused when the disk is full."""
    site.files.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=site.files)
    incoming = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            digest, size = _copy(source, target)
            target.flush()
            os.fsync(target.fileno())
        kept = original_path(site, digest)
        if not kept.exists():
            incoming.replace(kept)
        return Original(kept, digest, size)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise Refused("library.disk_full") from None
        raise
    finally:
        incoming.unlink(missing_ok=True)


def _copy(source: BinaryIO, target: BinaryIO | None) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return digest.hexdigest(), size
