"""Reads of minutes: a question with its answers, the next answer, and what one person said over the years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic.library.models import Document, DocumentKind, DocumentVersion, Unit, VersionState
from civic.library.queries import UnitShown, VersionShown

SPEECHES_ON_PAGE = 50
MOST_SPEAKERS = 500


@dataclass(frozen=True, slots=True)
class Turn:
    """One speech of a thread: who, whether asking or answering, where."""

    path: str
    speaker: str
    stance: str
    is_here: bool


def thread_of(db: Session, unit: UnitShown) -> list[Turn]:
    """The question this speech belongs to, from its first word to its last answer; empty outside of a thread."""
    if not unit.thread:
        return []
    query = select(col(Unit.path), col(Unit.speaker), col(Unit.stance)).where(
        col(Unit.version_id) == unit.version_id, col(Unit.thread) == unit.thread
    )
    rows = db.execute(query.order_by(col(Unit.seq)).limit(200))
    return [Turn(path, speaker, stance, path == unit.path) for path, speaker, stance in rows]


def next_answers(db: Session, version: VersionShown, units: Sequence[UnitShown]) -> dict[str, str]:
    """Path of every question on this page -> path of the next answer in its thread, in one statement."""
    threads = {unit.thread for unit in units if unit.stance == "question" and unit.thread}
    if not threads:
        return {}
    query = select(col(Unit.thread), col(Unit.seq), col(Unit.path)).where(
        col(Unit.version_id) == version.id, col(Unit.thread).in_(threads), col(Unit.stance) == "answer"
    )
    answers: dict[int, list[tuple[int, str]]] = {}
    for thread, seq, path in db.execute(query.order_by(col(Unit.seq))):
        answers.setdefault(thread, []).append((seq, path))
    found: dict[str, str] = {}
    for unit in units:
        if unit.stance == "question":
            later = next((path for seq, path in answers.get(unit.thread, ()) if seq > unit.seq), "")
            if later:
                found[unit.path] = later
    return found


@dataclass(frozen=True, slots=True)
class Speaker:
    name: str
    body: str
    speeches: int
    questions: int
    first_on: date | None
    last_on: date | None


_PUBLIC = (
    col(Document.current_version_id) == col(Unit.version_id),
    col(DocumentVersion.id) == col(Unit.version_id),
    col(DocumentVersion.state) == VersionState.PUBLISHED,
)


def speakers(db: Session, starting: str = "", body: str = "") -> list[Speaker]:
    """Who spoke in the published minutes, by how often; `starting` narrows to names that begin so."""
    query: Any = (
        select(
            col(Unit.speaker_name), col(Document.body), func.count(),
            func.count().filter(col(Unit.stance) == "question"),
            func.min(col(Document.dated_on)), func.max(col(Document.dated_on)),
        )
        .where(*_PUBLIC, col(Document.kind) == DocumentKind.MINUTES, col(Unit.speaker_name) != "")
        .group_by(col(Unit.speaker_name), col(Document.body))
        .order_by(func.count().desc(), col(Unit.speaker_name))
        .limit(MOST_SPEAKERS)
    )  # fmt: skip
    if starting:
        query = query.where(func.substr(col(Unit.speaker_name), 1, len(starting)) == starting)
    if body:
        query = query.where(col(Document.body) == body)
    return [Speaker(*row) for row in db.execute(query)]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One speech of a person: where, when, and its first words."""

    key: str
    title: str
    dated_on: date | None
    path: str
    speaker: str
    stance: str
    agenda: str
    text: str


def spoken_by(db: Session, name: str, body: str, page: int) -> list[Spoken]:
    """Newest first; one more than a page holds means that there is another."""
    query: Any = select(
        col(Document.key), col(Document.title), col(Document.dated_on), col(Unit.path), col(Unit.speaker),
        col(Unit.stance), col(Unit.chapter), func.substr(col(Unit.text), 1, 400),
    ).where(*_PUBLIC, col(Document.kind) == DocumentKind.MINUTES, col(Unit.speaker_name) == name)  # fmt: skip
    if body:
        query = query.where(col(Document.body) == body)
    order = (col(Document.dated_on).desc(), col(Document.id).desc(), col(Unit.seq))
    rows = db.execute(query.order_by(*order).offset((page - 1) * SPEECHES_ON_PAGE).limit(SPEECHES_ON_PAGE + 1))
    return [Spoken(*row) for row in rows]
