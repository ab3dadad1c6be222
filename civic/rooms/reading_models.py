"""Tables of what people have read: how far a room, and the rules; a part of rooms.models, which names them."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class ReadingPosition(SQLModel, table=True):
    """How far a person has read a room: everything up to `post_id` in the order of writing."""

    __tablename__ = "reading_position"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    room_id: int = Field(foreign_key="room.id", primary_key=True)
    post_id: int
    read_at: datetime


class Acknowledgement(SQLModel, table=True):
    """A person read and accepted this version of the rules before their first post."""

    __tablename__ = "rule_acknowledgement"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    rule_version: int = Field(foreign_key="rule_set.version", primary_key=True)
    at: datetime
