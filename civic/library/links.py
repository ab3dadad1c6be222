"""What a passage names and what names it, for the reading pages; and what waits for staff because nothing fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from civic.library.models import Document, DocumentVersion, Unit, UnitReference, VersionState
from civic.library.queries import UnitShown
from civic.permissions import Viewer, require

MOST_LINKS = 50


@dataclass(frozen=True, slots=True)
class Link:
    """`words` as printed; `key` and `path` are empty while nothing in the library fits."""

    words: str
    title: str
    key: str = ""
    path: str = ""


def named_in(db: Session, unit: UnitShown) -> list[Link]:
    """What this passage names, in the order it was found; documents everybody may read."""
    query = (
        select(
            col(UnitReference.words), col(UnitReference.target_path), col(Document.title), col(Document.key),
            col(Document.current_version_id),
        )
        .select_from(UnitReference)
        .outerjoin(Document, col(Document.id) == col(UnitReference.target_id))
        .where(col(UnitReference.unit_id) == unit.id)
        .order_by(col(UnitReference.id))
        .limit(MOST_LINKS)
    )  # fmt: skip
    return [
        Link(words, title or "", key or "", _nearest(db, version_id, path) if key else "")
        for words, path, title, key, version_id in db.execute(query)
    ]


def _nearest(db: Session, version_id: int | None, path: str) -> str:
    """The passage itself, or the first one under it, or the article it would stand in."""
    while version_id and path:
        exact = select(col(Unit.path)).where(col(Unit.version_id) == version_id)
        found = db.execute(
            exact.where(or_(col(Unit.path) == path, col(Unit.path).like(f"{path}-%"))).order_by(col(Unit.seq)).limit(1)
        ).scalar()
        if found:
            return str(found)
        path = path.rpartition("-")[0]
    return ""


@dataclass(frozen=True, slots=True)
class NamedBy:
    """A passage elsewhere that names this one."""

    title: str
    name: str
    key: str
    path: str


def naming(db: Session, unit: UnitShown) -> list[NamedBy]:
    """Passages of public documents that name this one, or the article it stands in."""
    paths = [unit.path[: at or None] for at in (*(i for i, c in enumerate(unit.path) if c == "-"), 0)]
    query = (
        select(col(Document.title), col(Unit.label), col(Unit.speaker), col(Unit.seq), col(Document.key), col(Unit.path))
        .select_from(UnitReference)
        .join(Unit, col(Unit.id) == col(UnitReference.unit_id))
        .join(Document, col(Document.current_version_id) == col(Unit.version_id))
        .join(DocumentVersion, col(DocumentVersion.id) == col(Unit.version_id))
        .where(
            col(UnitReference.target_id) == unit.document_id, col(UnitReference.target_path).in_(paths),
            col(DocumentVersion.state) == VersionState.PUBLISHED, col(Unit.id) != unit.id,
        )
        .order_by(col(Document.dated_on).desc(), col(Unit.seq))
        .limit(MOST_LINKS)
    )  # fmt: skip
    return [
        NamedBy(title, label or speaker or str(seq), key, path)
        for title, label, speaker, seq, key, path in db.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Unresolved:
    wanted: str
    words: str
    count: int


def unresolved(db: Session, viewer: Viewer, most: int = 200) -> Sequence[Unresolved]:
    """What documents name and the library does not have, most often named first."""
    require(viewer, "document.work")
    query = (
        select(col(UnitReference.wanted), func.min(col(UnitReference.words)), func.count())
        .where(col(UnitReference.target_id).is_(None))
        .group_by(col(UnitReference.wanted))
        .order_by(func.count().desc(), col(UnitReference.wanted))
        .limit(most)
    )
    return [Unresolved(*row) for row in db.execute(query)]
