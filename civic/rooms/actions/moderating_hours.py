"""When the city takes posts at all: its posting hours (夜間は保留), a pause of the whole site, threads that are locked."""

from datetime import datetime, time

from sqlalchemy import select
from sqlmodel import Session, col

from civic import clock
from civic.city import queries as city
from civic.errors import Refused
from civic.i18n import sentence
from civic.rooms.models import ThreadLock


def is_outside_hours(db: Session, now: datetime) -> bool:
    """`7:00-22:00` in Tokyo; `22:00-6:00` goes over midnight. No setting: every hour is inside."""
    hours = str(city.setting(db, "posting.hours"))
    if not hours:
        return False
    (first, start), (last, end) = (part.split(":") for part in hours.split("-"))
    begin, over = int(first) * 60 + int(start), int(last) * 60 + int(end)
    at: time = clock.tokyo(now).time()
    minute = at.hour * 60 + at.minute
    return not (begin <= minute < over if begin < over else minute >= begin or minute < over)


def need_site_open(db: Session, now: datetime) -> None:
    """Refused while the whole site is paused, and outside the hours where the city takes nothing then."""
    reason = str(city.setting(db, "posting.pause_reason"))
    if reason:
        raise Refused("review.site_paused", reason=reason)
    if city.setting(db, "posting.is_closed_outside") and is_outside_hours(db, now):
        raise Refused("review.outside_hours", hours=city.setting(db, "posting.hours"))


def waits_for_morning(db: Session, now: datetime) -> bool:
    """A post of a resident written outside the hours is held until a moderator is there."""
    return is_outside_hours(db, now) and not city.setting(db, "posting.is_closed_outside")


def need_unlocked(db: Session, thread_id: int | None) -> None:
    """A locked thread takes no replies."""
    locked = select(col(ThreadLock.thread_id)).where(col(ThreadLock.thread_id) == thread_id)
    if thread_id is not None and db.execute(locked).first() is not None:
        raise Refused("review.thread_locked")


def posting_notice(db: Session, now: datetime) -> str:
    """What a form for writing says about the hours and a pause, in the reader's language; empty when nothing is special."""
    reason, hours = str(city.setting(db, "posting.pause_reason")), str(city.setting(db, "posting.hours"))
    if reason:
        return sentence("review.site_paused", {"reason": reason})
    if not hours:
        return ""
    is_closed = bool(city.setting(db, "posting.is_closed_outside"))
    return sentence("review.hours_closed" if is_closed else "review.hours_held", {"hours": hours})
