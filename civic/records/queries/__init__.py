"""Reads of the records: what was done, what was read and why, the published heads of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from civic.accounts.models import Connection, Person
from civic.ledger import LedgerEntry, PublishedHead
from civic.permissions import Viewer, require
from civic.records.models import Reading

PAGE = 50


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the ledger, with the handle of whoever acted."""

    seq: int
    at: datetime
    handle: str
    verb: str
    target: str
    data: Mapping[str, object]


def acts(db: Session, viewer: Viewer, verb: str = "", target: str = "", before: int = 0) -> list[Act]:
    """Newest first, PAGE + 1 at a time; `verb` and `target` by how they begin."""
    require(viewer, "audit.see")
    query = (
        sa_select(
            col(LedgerEntry.seq), col(LedgerEntry.at), func.coalesce(col(Person.handle), ""), col(LedgerEntry.verb),
            col(LedgerEntry.target), col(LedgerEntry.data),
        )
        .outerjoin(Person, col(Person.id) == col(LedgerEntry.actor_id))
        .order_by(col(LedgerEntry.seq).desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    if verb:
        query = query.where(col(LedgerEntry.verb).startswith(verb, autoescape=True))
    if target:
        query = query.where(col(LedgerEntry.target).startswith(target, autoescape=True))
    if before:
        query = query.where(col(LedgerEntry.seq) < before)
    return [Act(*row) for row in db.execute(query)]


@dataclass(frozen=True, slots=True)
class ShownReading:
    """Who read which private data, when and why."""

    id: int
    at: datetime
    handle: str
    what: str
    target: str
    reason: str


def readings(db: Session, viewer: Viewer, before: int = 0) -> list[ShownReading]:
    require(viewer, "audit.see")
    query = (
        sa_select(
            col(Reading.id), col(Reading.at), col(Person.handle), col(Reading.what), col(Reading.target),
            col(Reading.reason),
        )
        .join(Person, col(Person.id) == col(Reading.person_id))
        .order_by(col(Reading.id).desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    if before:
        query = query.where(col(Reading.id) < before)
    return [ShownReading(*row) for row in db.execute(query)]


def connections(db: Session, viewer: Viewer, target: str) -> list[Connection]:
    """Only for the verb that has logged the reading; newest first."""
    require(viewer, "connection.read")
    query = select(Connection).where(col(Connection.target) == target).order_by(col(Connection.id).desc())
    return list(db.exec(query.limit(PAGE)).all())


def heads(db: Session, before: int = 0) -> list[PublishedHead]:
    """Public: the newest first, PAGE + 1 at a time."""
    query = select(PublishedHead).order_by(col(PublishedHead.id).desc()).limit(PAGE + 1)
    if before:
        query = query.where(col(PublishedHead.id) < before)
    return list(db.exec(query).all())


def heads_revision(db: Session, _params: Mapping[str, Any], _now: datetime) -> tuple[str, datetime | None]:
    newest = db.exec(select(PublishedHead.seq).order_by(col(PublishedHead.id).desc()).limit(1)).first()
    return f"heads-{newest or 0}", None
