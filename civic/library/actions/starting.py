"""Takes a file from a member of staff and asks the worker to read it."""

import os
import unicodedata
from datetime import datetime
from typing import BinaryIO

from civic import ledger
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.library.actions.originals import keep_original
from civic.library.models import DocumentImport, DocumentKind
from civic.library.readers.child import DEFAULT_LIMITS, MEGABYTE
from civic.library.readers.document import printable
from civic.permissions import Viewer, require
from civic.sites import Site

NAME_LENGTH = 200


def start_import(
    db: Db, actor: Viewer, site: Site, file: BinaryIO, name: str, kind: DocumentKind | None, now: datetime
) -> DocumentImport:
    """Keep the file, then one row that the worker picks up; the page of that row shows how far it is."""
    person = require(actor, "document.import")
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise Refused("library.empty_file")
    if size > DEFAULT_LIMITS.file_bytes:
        raise Refused("library.file_too_large", megabytes=DEFAULT_LIMITS.file_bytes // MEGABYTE)
    original = keep_original(site, file)
    brought = DocumentImport(
        name=bare_name(name), kind=kind.value if kind else "", sha256=original.sha256, bytes=original.bytes,
        drafted_by=person.person_id, created_at=now,
    )  # fmt: skip
    db.add(brought)
    db.flush()
    later(db, "library.import_file", brought.id, lane="long")
    ledger.append(db, person.person_id, "library.start_import", f"import:{brought.id}", at=now, sha256=original.sha256)
    return brought


def bare_name(name: str) -> str:
    """The file's own name without folders and odd characters: it is shown, never used as a path."""
    last = printable(name).replace("\n", " ").replace("\\", "/").rsplit("/", 1)[-1]
    return unicodedata.normalize("NFC", last).strip()[-NAME_LENGTH:] or "document"
