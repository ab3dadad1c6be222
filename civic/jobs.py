"""Work for later: `later` writes a row in the same transaction; the worker (roof) runs it and retries with back-off."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, bindparam, exists, insert
from sqlalchemy import select as sa_select
from sqlmodel import Field, Session, SQLModel

from civic import clock
from civic.db import Db, one_of, pk
from civic.prepared import Prepared
from civic.sites import Site, Sites

# Retries after 5 s, 25 s, 2 min, 10 min, 1 h, 5 h; then the job is listed for staff as failed.
BACK_OFF = (5, 25, 125, 625, 3600, 18000)
# A job whose worker died is taken again after this time.
LEASE = timedelta(minutes=10)


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"
    PARKED = "parked"


class Job(SQLModel, table=True):
    """One piece of work; finished jobs are deleted. `key` and `name` together wait only once."""

    __tablename__ = "job"

    id: int = pk()
    name: str = Field(max_length=60, index=True)
    key: str = Field(max_length=120, index=True)
    args: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    lane: str = Field(default="urgent", max_length=10)
    state: JobState = Field(default=JobState.WAITING, sa_type=one_of(JobState, "state"), index=True)
    run_at: datetime = Field(index=True)
    tries: int = 0
    leased_until: datetime | None = None
    last_error: str = Field(default="", max_length=500)
    created_at: datetime


@dataclass(slots=True)
class Work:
    """What a job function gets: its site, a writing session (the worker commits), the moment, its arguments."""

    site: Site
    db: Session
    now: datetime
    key: str
    args: dict[str, Any]
    sites: Sites
    # Called after the commit: closing files, waking others.
    after: list[Callable[[], None]] = field(default_factory=list)

    def reading(self) -> Session:
        """A reading session of its own, for slow work (mail, index) that must not hold the write lock: `db` begins
        its transaction at its first statement, so read and send first, write last."""
        return Session(self.sites.engines(self.site)[0])


REGISTRY: dict[str, Callable[[Work], None]] = {}


def job(name: str) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Registers `def index_post(work: Work)` under `rooms.index_post`. A job may run twice; it must not mind."""

    def register(function: Callable[[Work], None]) -> Callable[[Work], None]:
        if name in REGISTRY:
            raise ValueError(f"job {name} is registered twice")
        REGISTRY[name] = function
        return function

    return register


_JOBS = Job.metadata.tables["job"]
_NEW = {column.name: bindparam(f"new_{column.name}", type_=column.type) for column in _JOBS.c if column.name != "id"}
_WAITS = exists().where(
    _JOBS.c.name == _NEW["name"], _JOBS.c.key == _NEW["key"], _JOBS.c.state == JobState.WAITING,
    _JOBS.c.run_at <= _NEW["run_at"],
)  # fmt: skip
_ADD = Prepared(insert(_JOBS), _NEW)
_ADD_UNLESS_WAITING = Prepared(
    insert(_JOBS).from_select(list(_NEW), sa_select(*_NEW.values()).where(~_WAITS), include_defaults=False)
)


def later(
    db: Db, name: str, key: str | int, run_at: datetime | None = None, lane: str = "urgent", **args: object
) -> None:
    """Ask the worker to run `name` for `key` once this transaction commits. A waiting job is not doubled."""
    moment = clock.now()
    row = {
        "name": name, "key": str(key), "args": args, "lane": lane, "state": JobState.WAITING, "tries": 0,
        "run_at": run_at or moment, "leased_until": None, "last_error": "", "created_at": moment,
    }  # fmt: skip
    if args:
        _ADD.run(db, row)
    else:
        _ADD_UNLESS_WAITING.run(db, {f"new_{column}": value for column, value in row.items()})
