"""Reads for the public file register and for the report of what was erased."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from civic.ledger import LedgerEntry
from civic.permissions import Viewer, require
from civic.records.file_register import FILES


def file_counts(db: Session) -> Mapping[str, int]:
    """How many rows the file's people are counted by."""
    tables = SQLModel.metadata.tables
    return {
        one.counted: db.execute(select(func.count()).select_from(tables[one.counted])).scalar_one() for one in FILES
    }


def files_revision(_db: Session, _params: Mapping[str, Any], now: datetime) -> tuple[str, datetime | None]:
    return f"files-{now:%Y-%m-%d-%H}", None


PAGE = 50


def erasures(db: Session, viewer: Viewer, before: int = 0) -> Sequence[LedgerEntry]:
    """What retention jobs erased, newest first, PAGE + 1 at a time: verbs named `….erase_…` with counts by table."""
    require(viewer, "audit.see")
    query = select(LedgerEntry).where(col(LedgerEntry.verb).contains(".erase_", autoescape=True))
    if before:
        query = query.where(col(LedgerEntry.seq) < before)
    return db.execute(query.order_by(col(LedgerEntry.seq).desc()).limit(PAGE + 1)).scalars().all()


def whole_ledger(db: Session, viewer: Viewer, after: int = 0) -> Sequence[LedgerEntry]:
    """For the auditor's export, oldest first."""
    require(viewer, "audit.see")
    query = select(LedgerEntry).where(col(LedgerEntry.seq) > after).order_by(col(LedgerEntry.seq))
    return db.execute(query.limit(MOST_EXPORTED)).scalars().all()


# Entries in one file; the next file begins after the last of this one.
MOST_EXPORTED = 20_000
