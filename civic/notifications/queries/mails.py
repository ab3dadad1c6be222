"""Reads for mails: who wants one now, how many they got, whose address sends mail back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlmodel import Session, col

from civic import clock
from civic.accounts.models import Person, PersonState, RoleGrant
from civic.accounts.queries import IN_FORCE, grants_of
from civic.errors import SignInNeeded
from civic.notifications.models import (
    Follow,
    FollowKind,
    Mail,
    MailKind,
    MailState,
    NewsMark,
    Notice,
    Recipient,
    Rhythm,
)
from civic.notifications.queries.notices import IN_MORNING_MAIL
from civic.permissions import Actor, Viewer, require

# People in one transaction: few enough that an urgent job waits a moment only (benchmarks/notices.py).
BATCH = 200


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a mail goes. `actor` sees what any resident may: rights that need a one-time code do not leave by mail."""

    actor: Actor
    email: str
    language: str


def addressee(db: Session, person_id: int) -> Addressee | None:
    """None for who left, has no address, or whose address sends mail back."""
    person = db.get_one(Person, person_id)
    recipient = db.get(Recipient, person_id)
    if person.state is PersonState.LEFT or not person.email:
        return None
    if recipient is not None and recipient.bounced_email == person.email:
        return None
    actor = Actor(person.id, person.handle, identity_level=person.identity_level)
    return Addressee(actor, person.email, person.language)


def staff_now(db: Session, person_id: int, now: datetime) -> Actor:
    """The same person at work, to list what waits for them: never texts."""
    person = db.get_one(Person, person_id)
    return Actor(person.id, person.handle, grants_of(db, person_id, now))


def staff_ids(db: Session, now: datetime) -> Sequence[int]:
    """Everybody with a role in force."""
    query = select(col(RoleGrant.person_id)).where(*IN_FORCE).distinct().order_by(col(RoleGrant.person_id))
    return db.execute(query, {"day": clock.today(now)}).scalars().all()


def staff_without_mail(db: Session, now: datetime) -> Sequence[int]:
    """Those of them who have not got this morning's mail planned."""
    causes = {f"{MailKind.STAFF.value}:{person_id}:{clock.today(now)}": person_id for person_id in staff_ids(db, now)}
    planned = db.execute(select(col(Mail.cause)).where(col(Mail.cause).in_(list(causes)))).scalars()
    has = set(planned)
    return [person_id for cause, person_id in causes.items() if cause not in has]


def recipient_of(db: Session, person_id: int, now: datetime) -> Recipient:
    """The row, or an unsaved one with the defaults."""
    return db.get(Recipient, person_id) or Recipient.by_default(person_id, now)


def own_choice(db: Session, viewer: Viewer, now: datetime) -> Recipient:
    if viewer is None:
        raise SignInNeeded
    return recipient_of(db, viewer.person_id, now)


def own_email(db: Session, viewer: Viewer) -> str:
    """Empty for those who have none."""
    if viewer is None:
        raise SignInNeeded
    return db.get_one(Person, viewer.person_id).email or ""


def is_stopped(db: Session, person_id: int, what: str, now: datetime) -> bool:
    """Whether what the address in a mail stops is stopped already."""
    row = recipient_of(db, person_id, now)
    if what == "all":
        return row.stopped_at is not None
    if what == "own":
        return row.own_rhythm is Rhythm.NEVER
    return is_muted(db, person_id, what)


def is_muted(db: Session, person_id: int, what: str) -> bool:
    """Whether the person muted that very thing, like `thread:12`."""
    kind, _, target = what.partition(":")
    muted = (col(Follow.kind) == kind, col(Follow.target) == target, col(Follow.is_muted))
    return db.execute(select(col(Follow.id)).where(col(Follow.person_id) == person_id, *muted)).first() is not None


def sent_since(db: Session, person_id: int, start: datetime) -> int:
    """Mails this person got since then, of either road."""
    mails = select(func.count()).where(col(Mail.person_id) == person_id, col(Mail.sent_at) >= start)
    # A digest marks the notices in it at its own moment: those are not mails of their own.
    notices = select(func.count()).where(
        col(Notice.person_id) == person_id, col(Notice.mailed_at) >= start, col(Notice.kind).not_in(IN_MORNING_MAIL),
        ~exists().where(col(Mail.person_id) == person_id, col(Mail.sent_at) == col(Notice.mailed_at)),
    )  # fmt: skip
    return int(db.execute(mails).scalar_one()) + int(db.execute(notices).scalar_one())


_IS_MARKED = and_(col(NewsMark.kind) == col(Follow.kind), col(NewsMark.target) == col(Follow.target))


def _news_after(upto: Any, *clauses: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        col(Follow.person_id) == col(Recipient.person_id), col(Follow.is_muted).is_(False), _IS_MARKED,
        col(NewsMark.news_id) > upto, *clauses,
    )  # fmt: skip


def due_at_once(db: Session, now: datetime, upto: int) -> Sequence[Recipient]:
    """Who follows at once something that has news, BATCH at most."""
    has_news = _news_after(
        col(Recipient.at_once_upto), col(Follow.rhythm) == Rhythm.AT_ONCE, col(NewsMark.news_id) <= upto
    )
    query = select(Recipient).where(
        col(Recipient.at_once_upto) < upto, col(Recipient.at_once_after) <= now,
        col(Recipient.deferred_from).is_(None), col(Recipient.stopped_at).is_(None), has_news,
    )  # fmt: skip
    return db.execute(query.order_by(col(Recipient.person_id)).limit(BATCH)).scalars().all()


def digests_due(db: Session, now: datetime) -> Sequence[tuple[Recipient, bool]]:
    """Whose hour of the day has come, BATCH at most, with whether there may be something to tell. A clock set back
    sends nothing a second time: the day of the last digest only ever grows."""
    today, hour = clock.today(now), clock.tokyo(now).hour
    waits = exists().where(
        col(Notice.person_id) == col(Recipient.person_id), col(Notice.mailed_at).is_(None),
        col(Notice.read_at).is_(None), col(Notice.place) == "", col(Notice.kind).not_in(IN_MORNING_MAIL),
    )  # fmt: skip
    searches = exists().where(col(Follow.person_id) == col(Recipient.person_id), col(Follow.kind) == FollowKind.SEARCH)
    something = or_(
        waits, searches, _news_after(col(Recipient.daily_upto)), col(Recipient.deferred_from).is_not(None),
        _news_after(col(Recipient.weekly_upto), col(Follow.rhythm) == Rhythm.WEEKLY),
    )  # fmt: skip
    query = select(Recipient, something).where(col(Recipient.daily_on) < today, col(Recipient.hour) <= hour)
    rows = db.execute(query.order_by(col(Recipient.person_id)).limit(BATCH))
    return [(row[0], bool(row[1])) for row in rows]


@dataclass(frozen=True, slots=True)
class BouncedLine:
    """Somebody who gets no mail any more; of the address only where it is, which is what staff can help with."""

    handle: str
    domain: str
    at: datetime
    status: str


def bounced(db: Session, viewer: Viewer) -> list[BouncedLine]:
    """The last first."""
    require(viewer, "bounced_mail.see")
    query = (
        select(col(Person.handle), col(Person.email), col(Recipient.bounced_at), col(Recipient.bounce_status))
        .join(Person, col(Person.id) == col(Recipient.person_id))
        .where(col(Recipient.bounced_email) == col(Person.email))
        .order_by(col(Recipient.bounced_at).desc())
        .limit(200)
    )
    return [
        BouncedLine(handle, email.rpartition("@")[2], at, status) for handle, email, at, status in db.execute(query)
    ]


def failed_mails(db: Session, viewer: Viewer) -> int:
    """Mails that could not be handed over after all tries."""
    require(viewer, "bounced_mail.see")
    query = select(func.count()).select_from(Mail).where(col(Mail.state) == MailState.FAILED)
    return int(db.execute(query).scalar_one())


def last_weekday(today: date, weekday: int) -> date:
    """The last day, today included, that is this day of the week (0 is Monday)."""
    return today - timedelta(days=(today.weekday() - weekday) % 7)
