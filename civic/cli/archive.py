"""The archive of a backup: its list of members comes first, and nothing that is not on the list is ever unpacked."""

import gzip
import hashlib
import io
import json
import re
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

LIST = "manifest.json"
FORMAT = 1
DATABASE = "civic.sqlite"
DUMP = "civic.dump"
# Names an archive may hold; an original is named by its SHA-256, so nothing can point elsewhere.
MEMBER = re.compile(r"site\.json|key|ledger-heads\.jsonl|civic\.sqlite|civic\.dump|files/[0-9a-f]{64}")
CHUNK = 1024 * 1024
# A list of 300,000 originals; also the most that one header of the archive may ask to be read at once.
LONGEST_LIST = 64 * CHUNK
# Left free on the disk when an archive is unpacked.
RESERVE = 100 * CHUNK

Progress = Callable[[int, int], None]


class BadArchive(Exception):
    """Not a whole backup; the message says what is wrong. Nothing of it was put in place."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup: its name in the archive, where it stands, its size and checksum."""

    name: str
    path: Path
    bytes: int
    sha256: str


def member(name: str, path: Path) -> Member:
    with path.open("rb") as file:
        return Member(name, path, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def pack(target: Path, members: list[Member], facts: Mapping[str, Any], progress: Progress) -> None:
    """Write the archive; raises OSError when the disk is full or a file changed its size meanwhile."""
    listed = {"format": FORMAT, **facts, "members": {m.name: [m.bytes, m.sha256] for m in members}}
    head = json.dumps(listed, ensure_ascii=False).encode()
    total, done = sum(m.bytes for m in members), 0
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        archive.addfile(_info(LIST, len(head)), io.BytesIO(head))
        for one in members:
            with one.path.open("rb") as file:
                archive.addfile(_info(one.name, one.bytes), file)
            done += one.bytes
            progress(done, total)


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Careful(gzip.GzipFile):
    """Refuses the single huge read that a hostile header asks for."""

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= LONGEST_LIST:
            raise BadArchive("a header of the archive is larger than any real one")
        return super().read(size)


def unpack(source: Path, folder: Path, progress: Progress) -> Mapping[str, Any]:
    """Unpack into `folder`, which is new; every byte is checked against the list. Returns the list's facts."""
    folder.mkdir(parents=True)
    try:
        with _Careful(source, "rb") as plain, tarfile.open(fileobj=plain, mode="r:") as archive:
            listed = _listed(archive, folder)
            _members(archive, folder, listed["members"], progress)
            return listed
    except (tarfile.TarError, zlib.error, EOFError, ValueError, OverflowError) as wrong:
        raise BadArchive(str(wrong) or type(wrong).__name__) from None
    except gzip.BadGzipFile as wrong:
        raise BadArchive(str(wrong)) from None


def _listed(archive: tarfile.TarFile, folder: Path) -> dict[str, Any]:
    first = archive.next()
    if first is None or first.name != LIST or not first.isreg() or first.size > LONGEST_LIST:
        raise BadArchive("it does not begin with the list of a backup")
    listed = json.loads(_content(archive, first).read())
    if not isinstance(listed, dict) or listed.get("format") != FORMAT or not isinstance(listed.get("members"), dict):
        raise BadArchive("its list is of another format")
    total = 0
    for name, facts in listed["members"].items():
        if not MEMBER.fullmatch(name):
            raise BadArchive(f"it holds something that is no part of a backup: {name[:80]!r}")
        size, digest = facts
        if type(size) is not int or size < 0 or not isinstance(digest, str):
            raise BadArchive("its list is damaged")
        total += size
    if total > shutil.disk_usage(folder).free - RESERVE:
        raise BadArchive(f"it needs {total:,} bytes, more than the disk has free")
    return listed


def _members(archive: tarfile.TarFile, folder: Path, members: Mapping[str, list[Any]], progress: Progress) -> None:
    waiting, total, done = dict(members), sum(facts[0] for facts in members.values()), 0
    (folder / "files").mkdir()
    for info in _rest(archive):
        size, digest = waiting.pop(info.name, (None, ""))
        if size is None or info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or info.size != size:
            raise BadArchive(f"it holds something that is not on its list: {info.name[:80]!r}")
        if _copy(_content(archive, info), folder / info.name) != digest:
            raise BadArchive(f"{info.name} was changed since the backup")
        done += size
        progress(done, total)
    if waiting:
        raise BadArchive(f"{len(waiting)} files are missing, the first is {next(iter(waiting))}")


def _rest(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (info := archive.next()) is not None:
        yield info


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(info)
    if content is None:
        raise BadArchive(f"{info.name[:80]!r} is no file")
    return content


def _copy(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    target.touch(mode=0o600)
    with target.open("wb") as file:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
