"""Tables of what people are told: notices in the product and the mails sent for them."""

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from civic.db import pk


class Notice(SQLModel, table=True):
    """One thing one person was told. `kind` names the sentence; `path` leads to the place; `cause` makes it single."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("person_id", "cause"),)

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=60)
    cause: str = Field(max_length=120)
    target: str = Field(default="", max_length=60, index=True)
    path: str = Field(max_length=200)
    data: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime
    read_at: datetime | None = None
    mailed_at: datetime | None = None
