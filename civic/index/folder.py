"""The folder of an index: its marker says which engine made it and in which format; waiting for a lock in it."""

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from civic.index.engine import IndexBroken, IndexBusy

MARKER = "civic-index.json"
_WAIT_SECONDS = 0.02

Stamp = tuple[int, int]
T = TypeVar("T")


def begin(folder: Path, expected: Mapping[str, object]) -> bool:
    """True when the folder was empty and now bears the marker; raises IndexBroken when it holds something else."""
    if not folder.exists() or not any(folder.iterdir()):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).write_text(json.dumps(expected), encoding="utf-8")
        return True
    found = marker(folder)
    if found is None:
        raise IndexBroken("The folder of the search index holds something else, or lost its marker.")
    if found != expected:
        raise IndexBroken(f"The search index has the format {found}, not {expected}.")
    return False


def marker(folder: Path) -> object:
    """What the marker says; None when there is none that can be read."""
    with contextlib.suppress(OSError, ValueError):
        return json.loads((folder / MARKER).read_text(encoding="utf-8"))
    return None


def changed_at(folder: Path) -> datetime | None:
    """When the index was last written to; None when there is none."""
    with contextlib.suppress(OSError, ValueError), os.scandir(folder) as files:
        return datetime.fromtimestamp(max(file.stat().st_mtime for file in files), UTC)
    return None


def must_be(folder: Path, expected: Mapping[str, object]) -> None:
    """Asked with the lock held, before writing: another engine may have taken the folder meanwhile."""
    if marker(folder) != expected:
        raise IndexBusy("The search index has just been replaced.")


def stamp(file: Path) -> Stamp | None:
    """What changes when a file is replaced or written; None when it is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


@contextlib.contextmanager
def turn(writing: Any, seconds: float) -> Iterator[None]:
    """Writers of one process take turns; one that would wait too long is told to come again."""
    if not writing.acquire(timeout=seconds):
        raise IndexBusy("Another thread is writing to the search index.")
    try:
        yield
    finally:
        writing.release()


def patiently(open_it: Callable[[], T], seconds: float) -> T:
    """Try again while another process holds the lock; raises IndexBusy in the end."""
    until = time.monotonic() + seconds
    while True:
        try:
            return open_it()
        except IndexBusy:
            if time.monotonic() >= until:
                raise
            time.sleep(_WAIT_SECONDS)
