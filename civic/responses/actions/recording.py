"""Mechanics of the public record, without an actor: when it begins, and each archive made of it."""

from datetime import date, datetime

from civic import clock, ledger
from civic.city import queries as city
from civic.db import Db
from civic.jobs import later
from civic.responses import queries
from civic.responses.record_models import RecordEdition, RoomRecord


def kept_until(archived_on: date, years: int) -> date | None:
    """保存期間 counts from the first day of the next fiscal year; 0 years: for good."""
    return date(clock.fiscal_year(archived_on) + 1 + years, 3, 31) if years else None


def begin_record(db: Db, room_id: int, now: datetime) -> RoomRecord:
    """The room is a record from now on, for as long as the city's setting says today. Twice is once."""
    found = queries.record_of(db, room_id)
    if found is None:
        years = int(city.setting(db, "record.retention_years"))
        until = kept_until(clock.today(now), years)
        found = RoomRecord(room_id=room_id, archived_at=now, retention_years=years, kept_until=until)
        db.add(found)
        db.flush()
    return found


def ask_for_archive(db: Db, room_id: int) -> None:
    later(db, "responses.make_record", room_id, lane="long")


def keep_edition(
    db: Db, room_id: int, room_rev: int, sha256: str, size: int, file_count: int, now: datetime
) -> list[str]:
    """The archive in force from now on. Returns the checksums of files that must be destroyed."""
    known = queries.editions(db, room_id)
    current = next((one for one in known if one.withdrawn_at is None), None)
    if current is not None and current.sha256 == sha256:
        # Something changed that the archive does not show.
        current.room_rev = room_rev
        db.add(current)
        return []
    if current is not None:
        current.withdrawn_at = now
        db.add(current)
    number = known[0].number + 1 if known else 1
    db.add(
        RecordEdition(
            room_id=room_id, number=number, sha256=sha256, bytes=size, file_count=file_count, room_rev=room_rev,
            made_at=now,
        )
    )  # fmt: skip
    db.flush()
    ledger.append(
        db, None, "responses.make_record", f"room:{room_id}", at=now, number=number, sha256=sha256, room_rev=room_rev
    )
    return [current.sha256] if current is not None else []
