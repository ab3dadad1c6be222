"""Tables of a closed room kept as a public record: how long, and every archive that was made of it."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import pk


class RoomRecord(SQLModel, table=True):
    """保存: since when the room is a record, and until when it is kept (none: for good)."""

    __tablename__ = "room_record"

    room_id: int = Field(foreign_key="room.id", primary_key=True)
    archived_at: datetime
    retention_years: int
    kept_until: date | None = Field(default=None, index=True)


class RecordEdition(SQLModel, table=True):
    """One archive of a record. When what the public may read of the room changes, the next number replaces it: its
    file is destroyed, its checksum stays."""

    __tablename__ = "record_edition"
    __table_args__ = (UniqueConstraint("room_id", "number"),)

    id: int = pk()
    room_id: int = Field(foreign_key="room.id")
    number: int
    sha256: str = Field(max_length=64)
    bytes: int
    file_count: int
    # The revision of the room this archive shows; another one, and it is not handed out.
    room_rev: int
    made_at: datetime
    withdrawn_at: datetime | None = None
