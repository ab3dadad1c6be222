"""How often: per account first, generous per address; counted in their own short transaction before the door."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, bindparam, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel

from civic.db import Db
from civic.errors import TooMany
from civic.prepared import Prepared

if TYPE_CHECKING:
    from civic.web.visit import Visit

# A library or a city hall shares one address among many people: its limits are this much wider.
SHARED_FACTOR = 20


class LimitWindow(SQLModel, table=True):
    """How often a key was used since the window began."""

    __tablename__ = "limit_window"

    key: str = Field(primary_key=True, max_length=160)
    started_at: datetime
    count: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in `seconds` for one `key(visit)`; an empty key is not counted."""

    name: str
    count: int
    seconds: int
    key: Callable[["Visit"], str]


def by_address(visit: "Visit") -> str:
    return visit.address


def by_account(visit: "Visit") -> str:
    return str(visit.viewer.person_id) if visit.viewer else ""


def by_field(field: str) -> Callable[["Visit"], str]:
    """By what was typed in a field (an e-mail address): protects one account from many addresses."""

    def key(visit: "Visit") -> str:
        return str(visit.form.get(field, "")).strip().casefold()[:100]

    return key


@lru_cache(maxsize=4096)
def is_shared(address: str, networks: tuple[str, ...]) -> bool:
    try:
        ip = ip_address(address)
        return any(ip in ip_network(n, strict=False) for n in networks)
    except ValueError:
        return False


_WINDOW: Table = LimitWindow.metadata.tables["limit_window"]
_NOW = bindparam("now", type_=_WINDOW.c.started_at.type)
_HAS_ENDED = _WINDOW.c.started_at < bindparam("horizon", type_=_WINDOW.c.started_at.type)


def _counted(dialect: str) -> Prepared:
    """One use more, or the first of a new window; what the window then holds comes back in the same statement."""
    insert = postgresql.insert(_WINDOW) if dialect == "postgresql" else sqlite.insert(_WINDOW)
    new = {"key": bindparam("window_key"), "started_at": _NOW, "count": 1}
    return Prepared(
        insert.values(new)
        .on_conflict_do_update(
            index_elements=[_WINDOW.c.key],
            set_={
                "count": case((_HAS_ENDED, 1), else_=_WINDOW.c.count + 1),
                "started_at": case((_HAS_ENDED, _NOW), else_=_WINDOW.c.started_at),
            },
        )
        .returning(_WINDOW.c.count, _WINDOW.c.started_at)
    )


_COUNTED: Mapping[str, Prepared] = {name: _counted(name) for name in ("sqlite", "postgresql")}


@contextmanager
def brief(connection: Connection) -> Iterator[None]:
    """A transaction that need not survive a power cut: counts of the last minutes do not wait for the disk."""
    raw: Any = connection.connection.dbapi_connection
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        raw.execute("PRAGMA synchronous=NORMAL")
    try:
        with connection.execution_options(begin="IMMEDIATE").begin():
            if not is_sqlite:
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            yield
    finally:
        if is_sqlite:
            raw.execute("PRAGMA synchronous=FULL")


def count(connection: Connection, limit: Limit, key: str, now: datetime, factor: int = 1) -> TooMany | None:
    """Count one use. TooMany, with the minutes to wait, once the limit is passed; it is counted all the same."""
    values = {"window_key": f"{limit.name}:{key}", "now": now, "horizon": now - timedelta(seconds=limit.seconds)}
    ((uses, started_at),) = _COUNTED[connection.dialect.name].rows(connection, values)
    if uses <= limit.count * factor:
        return None
    wait = limit.seconds - int((now - started_at).total_seconds())
    return TooMany("web.too_many", minutes=max(1, -(-wait // 60)))


class Pace:
    """How often one address may ask for something small, counted in this process alone: nothing is written down."""

    def __init__(self, most: int, seconds: int) -> None:
        self.most = most
        self.seconds = seconds
        self._lock = threading.Lock()
        self._began = datetime.min.replace(tzinfo=UTC)
        self._counts: Counter[str] = Counter()

    def allows(self, visit: "Visit") -> bool:
        """Count one; False beyond the limit. Addresses shared by many have a wider one."""
        with self._lock:
            if abs((visit.now - self._began).total_seconds()) >= self.seconds:
                self._began = visit.now
                self._counts.clear()
            key = f"{visit.site.slug}:{visit.address}"
            self._counts[key] += 1
            factor = SHARED_FACTOR if is_shared(visit.address, visit.facts.shared_networks) else 1
            return self._counts[key] <= self.most * factor


def forget(db: Db, before: datetime) -> Any:
    """Retention: windows that ended are erased by the worker."""
    from sqlalchemy import delete

    return db.execute(delete(LimitWindow).where(LimitWindow.started_at < before))  # type: ignore[arg-type]
