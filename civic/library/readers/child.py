"""Reads a file somebody uploaded in a child process with limits, so that no file can harm the process that asked.

The child gets no secrets (an empty environment, no open files), may not write files, and is killed when it takes
more time or memory than its limits. On macOS the kernel does not enforce the memory limit; the readers' own ceilings
on file, line and page sizes still hold there.
"""

import contextlib
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from civic.library.readers import Kind, ReadDocument, ReadFailed, read
from civic.library.readers.wire import DONE, document_line, failure_line, message

MEGABYTE = 1024 * 1024
MODULE = "civic.library.readers.child"
SOURCE_ROOT = Path(__file__).resolve().parents[3]
PIPE_BYTES = 64 * 1024
# After the soft limit's signal, in case a library blocks it.
CPU_GRACE_SECONDS = 2
# Enough for the libraries a reader opens, too few to harm.
OPEN_FILES = 64


@dataclass(frozen=True)
class Limits:
    """What a child may use: seconds of processor, seconds of our waiting for it, and bytes in, inside and out."""

    cpu_seconds: int = 60
    waiting_seconds: float = 120.0
    memory_bytes: int = 1536 * MEGABYTE
    file_bytes: int = 64 * MEGABYTE
    line_bytes: int = 96 * MEGABYTE
    output_bytes: int = 512 * MEGABYTE


DEFAULT_LIMITS = Limits()


def read_in_child(
    path: Path, kind: Kind | None = None, limits: Limits = DEFAULT_LIMITS, name: str | None = None
) -> Iterator[ReadDocument]:
    """As `read`, one document in memory at a time. The child ends with the iterator, also when it is closed early.

    Only time spent waiting for the child counts, not what the caller does between two documents.
    """
    if not path.is_file():
        raise ReadFailed("not_found", name=name or path.name)
    if path.stat().st_size > limits.file_bytes:
        raise ReadFailed("too_large", limit=limits.file_bytes, what="bytes")
    child = _start(path, kind, limits, name)
    try:
        for line in _lines(child, limits):
            said = message(line)
            if said is None:
                return
            if isinstance(said, ReadFailed):
                raise said
            yield said
        raise _died(child, limits)
    finally:
        _end(child)


def _start(path: Path, kind: Kind | None, limits: Limits, name: str | None) -> subprocess.Popen[bytes]:
    request = {
        "path": str(path.resolve()),
        "kind": kind,
        "name": name or path.name,
        "cpu_seconds": limits.cpu_seconds,
        "memory_bytes": limits.memory_bytes,
    }
    # -E -s -B: no settings from the environment, no user packages, no cache files.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module; the file's name is data inside JSON
        [sys.executable, "-E", "-s", "-B", "-m", MODULE, json.dumps(request)],
        cwd=SOURCE_ROOT,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        start_new_session=True,
    )


def _lines(child: subprocess.Popen[bytes], limits: Limits) -> Iterator[bytes]:
    assert child.stdout is not None
    parts: list[bytes] = []
    held = total = 0
    for chunk in _chunks(child.stdout, limits):
        total += len(chunk)
        *whole, rest = chunk.split(b"\n")
        for end in whole:
            yield b"".join([*parts, end])
            parts, held = [], 0
        parts.append(rest)
        held += len(rest)
        if held > limits.line_bytes or total > limits.output_bytes:
            raise ReadFailed("too_large", limit=limits.output_bytes, what="output")


def _chunks(stdout: IO[bytes], limits: Limits) -> Iterator[bytes]:
    waited = 0.0
    with selectors.DefaultSelector() as selector:
        selector.register(stdout, selectors.EVENT_READ)
        while True:
            started = time.monotonic()
            is_ready = selector.select(max(0.0, limits.waiting_seconds - waited))
            waited += time.monotonic() - started
            if not is_ready:
                raise ReadFailed("time_limit", seconds=int(limits.waiting_seconds))
            chunk = os.read(stdout.fileno(), PIPE_BYTES)
            if not chunk:
                return
            yield chunk


def _died(child: subprocess.Popen[bytes], limits: Limits) -> ReadFailed:
    """The pipe closed without a farewell: the system or a crash ended the child."""
    try:
        status = child.wait(timeout=CPU_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        return ReadFailed("reader_died", status="silent")
    if status == -signal.SIGXCPU:
        return ReadFailed("time_limit", seconds=limits.cpu_seconds)
    return ReadFailed("reader_died", status=status)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    if child.stdout is not None:
        child.stdout.close()
    child.wait()


def main(argument: str) -> None:
    """The child's life: limits first, then documents as lines, then a farewell."""
    request = json.loads(argument)
    # Libraries that print must not write between our lines.
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        _limit(request["cpu_seconds"], request["memory_bytes"])
        try:
            for document in read(Path(request["path"]), request["kind"], request["name"]):
                answers.write(document_line(document))
                answers.flush()
            answers.write(DONE)
        except ReadFailed as failure:
            answers.write(failure_line(failure))
        except MemoryError:
            answers.write(failure_line(ReadFailed("memory_limit", bytes=request["memory_bytes"])))
        except RecursionError:
            answers.write(failure_line(ReadFailed("too_deep")))
        except Exception as problem:
            answers.write(failure_line(ReadFailed("reader_died", status=type(problem).__name__)))


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    wanted = (
        ("RLIMIT_CPU", cpu_seconds, cpu_seconds + CPU_GRACE_SECONDS),
        ("RLIMIT_AS", memory_bytes, memory_bytes),
        ("RLIMIT_FSIZE", 0, 0),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_NOFILE", OPEN_FILES, OPEN_FILES),
    )
    for name, soft, hard in wanted:
        # macOS lacks or refuses some of them; the others still hold.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (soft, hard))


if __name__ == "__main__":
    main(sys.argv[1])
