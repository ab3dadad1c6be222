"""Tables of records: who read which private data, and why."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from civic.db import pk


class Reading(SQLModel, table=True):
    """A member of staff read private data: written before the data is shown."""

    __tablename__ = "reading"

    id: int = pk()
    person_id: int = Field(foreign_key="person.id", index=True)
    what: str = Field(max_length=60)
    target: str = Field(max_length=60, index=True)
    reason: str = Field(max_length=300)
    at: datetime
