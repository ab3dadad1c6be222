"""Brings in a signed delivery: every file is checked against its list first, then read as any other file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from civic.errors import Refused
from civic.library.actions.importing import ImportReport, import_path
from civic.library.actions.originals import fingerprint
from civic.library.manifest import Manifest, ManifestFile, repeated
from civic.library.readers import ReadDocument
from civic.sites import Site


@dataclass(frozen=True, slots=True)
class Delivered:
    """One file of the list: its report, or why it was not opened (missing, changed)."""

    path: str
    report: ImportReport | None = None
    refused: str = ""


def bring_delivery(
    engines: tuple[Engine, Engine], site: Site, manifest: Manifest, folder: Path, actor_id: int | None, *, dry_run: bool
) -> Iterator[Delivered]:
    """File after file. Nothing becomes public: each version waits for an approver who is not `actor_id`."""
    if twice := repeated(manifest.files):
        raise Refused("library.manifest_twice", path=twice[0])
    root = folder.resolve()
    for listed in manifest.files:
        path = (root / listed.path).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            yield Delivered(listed.path, refused="library.file_missing")
            continue
        original = fingerprint(path)
        if (original.sha256, original.bytes) != (listed.sha256, listed.bytes):
            yield Delivered(listed.path, refused="library.file_changed")
            continue
        yield Delivered(listed.path, import_path(
            engines, site, path, listed.kind, actor_id, dry_run=dry_run, said=_said(listed),
            taken=[(one.words, one.ground) for one in listed.redactions],
        ))  # fmt: skip


def _said(listed: ManifestFile) -> Callable[[ReadDocument], ReadDocument]:
    """What the deliverer says of a document goes before what the file says."""

    def say(document: ReadDocument) -> ReadDocument:
        key = listed.supersedes or listed.doc_id or document.key
        return replace(
            document, key=key, title=listed.title or document.title, date=listed.date or document.date,
            effective_from=listed.effective_from or document.effective_from,
            facts={**document.facts, **({"public_from": listed.public_from.isoformat()} if listed.public_from else {})},
        )  # fmt: skip

    return say
