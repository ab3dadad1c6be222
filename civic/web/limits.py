"""How often: per account first, generous per address; counted in their own short transaction before the door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

from sqlmodel import Field, SQLModel

from civic.db import Db
from civic.errors import TooMany

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


def is_shared(address: str, networks: tuple[str, ...]) -> bool:
    try:
        ip = ip_address(address)
        return any(ip in ip_network(n, strict=False) for n in networks)
    except ValueError:
        return False


def count(db: Db, limit: Limit, key: str, now: datetime, factor: int = 1) -> None:
    """Count one use. Raises TooMany with the seconds to wait once the limit is passed."""
    full_key = f"{limit.name}:{key}"
    window = db.get(LimitWindow, full_key)
    if window is None or now - window.started_at > timedelta(seconds=limit.seconds):
        if window is None:
            window = LimitWindow(key=full_key, started_at=now)
        window.started_at, window.count = now, 0
    window.count += 1
    db.add(window)
    if window.count > limit.count * factor:
        wait = limit.seconds - int((now - window.started_at).total_seconds())
        error = TooMany("web.too_many", minutes=max(1, -(-wait // 60)))
        db.flush()
        raise error


def forget(db: Db, before: datetime) -> Any:
    """Retention: windows that ended are erased by the worker."""
    from sqlalchemy import delete

    return db.execute(delete(LimitWindow).where(LimitWindow.started_at < before))  # type: ignore[arg-type]
