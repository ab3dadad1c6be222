"""The table of how far people have read; a part of rooms.models, which names it."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class ReadingPosition(SQLModel, table=True):
    """How far a person has read a room: everything up to `post_id` in the order of writing."""

    __tablename__ = "reading_position"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    room_id: int = Field(foreign_key="room.id", primary_key=True)
    post_id: int
    read_at: datetime
