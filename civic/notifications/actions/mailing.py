"""Mails as rows: planned, claimed, handed over, marked; mechanics of the worker's rounds (docs/decisions, mail)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, insert, select, update
from sqlmodel import col

from civic import clock
from civic.db import Db
from civic.jobs import BACK_OFF
from civic.notifications import queries
from civic.notifications.models import Mail, MailKind, MailState, Recipient
from civic.notifications.queries.mails import last_weekday

# A mail whose worker died is taken again after this time: longer than one mail can take at a slow server.
LEASE = timedelta(minutes=5)
KEPT_FOR = timedelta(days=30)


def plan_at_once(db: Db, now: datetime, pause_minutes: int) -> int:
    """A mail for everybody who follows at once something that has news, up to a batch. After it comes a pause, so that
    what happens in quick succession is one mail."""
    upto = queries.last_news(db)
    due = queries.due_at_once(db, now, upto)
    mails = [
        _row(MailKind.AT_ONCE, one.person_id, str(upto), {"at_once": [one.at_once_upto, upto]}, now) for one in due
    ]
    if mails:
        db.execute(insert(Mail), mails)
        told = update(Recipient).where(col(Recipient.person_id).in_([one.person_id for one in due]))
        db.execute(told.values(at_once_upto=upto, at_once_after=now + timedelta(minutes=pause_minutes)))
    return len(due)


def plan_digests(db: Db, now: datetime) -> int:
    """The day's mail, with the week's in it on its day, for everybody whose hour has come, up to a batch."""
    upto, today = queries.last_news(db), clock.today(now)
    due = queries.digests_due(db, now)
    mails: list[dict[str, Any]] = []
    for one, may_tell in due:
        is_week = one.weekly_on < last_weekday(today, one.weekday)
        if may_tell:
            scope = {"daily": [one.daily_upto, upto]}
            if is_week:
                scope["weekly"] = [one.weekly_upto, upto]
            if one.deferred_from is not None:
                scope["at_once"] = [one.deferred_from, upto]
            mails.append(_row(MailKind.DIGEST, one.person_id, today.isoformat(), scope, now))
    if mails:
        db.execute(insert(Mail), mails)
    _note_digests(db, due, now, upto)
    return len(due)


def _note_digests(db: Db, due: Sequence[tuple[Recipient, bool]], now: datetime, upto: int) -> None:
    today = clock.today(now)
    weekly = [one.person_id for one, _may in due if one.weekly_on < last_weekday(today, one.weekday)]
    everyone = update(Recipient).where(col(Recipient.person_id).in_([one.person_id for one, _may in due]))
    was_deferred = col(Recipient.deferred_from).is_not(None)
    caught_up = case((was_deferred, upto), else_=col(Recipient.at_once_upto))
    db.execute(everyone.values(daily_on=today, daily_upto=upto, at_once_upto=caught_up, deferred_from=None))
    if weekly:
        these = update(Recipient).where(col(Recipient.person_id).in_(weekly))
        db.execute(these.values(weekly_on=today, weekly_upto=upto))


def plan_staff_mail(db: Db, person_id: int, now: datetime) -> None:
    """The morning's line, once a day and person."""
    row = _row(MailKind.STAFF, person_id, clock.today(now).isoformat(), {}, now)
    if db.execute(select(col(Mail.id)).where(col(Mail.cause) == row["cause"])).first() is None:
        db.execute(insert(Mail), [row])


def _row(kind: MailKind, person_id: int, of: str, scope: dict[str, list[int]], now: datetime) -> dict[str, Any]:
    return {
        "kind": kind, "person_id": person_id, "cause": f"{kind.value}:{person_id}:{of}", "scope": scope,
        "state": MailState.WAITING, "run_at": now, "created_at": now, "tries": 0, "error": "",
    }  # fmt: skip


def claim_mail(db: Db, now: datetime) -> Mail | None:
    """The next one that is due or whose worker died, held for LEASE."""
    due = (col(Mail.state).in_((MailState.WAITING, MailState.CLAIMED)), col(Mail.run_at) <= now)
    query = select(Mail).where(*due).order_by(col(Mail.run_at), col(Mail.id)).limit(1)
    found = db.execute(query.with_for_update(skip_locked=True)).scalars().first()
    if found is not None:
        found.state, found.run_at, found.tries = MailState.CLAIMED, now + LEASE, found.tries + 1
        db.add(found)
        db.flush()
        db.refresh(found)
    return found


def finish_mail(db: Db, mail_id: int, state: MailState, now: datetime, error: str = "") -> None:
    """Handed over, or nothing to send, or given up: it is not looked at again."""
    found = db.get_one(Mail, mail_id)
    found.state, found.error = state, error[:200]
    found.sent_at = now if state is MailState.SENT else None
    db.add(found)


def defer_mail(db: Db, mail: Mail, now: datetime) -> None:
    """Too much for a mail at once: it stands in the next digest, and until then nothing is sent at once."""
    finish_mail(db, mail.id, MailState.DEFERRED, now)
    recipient = db.get_one(Recipient, mail.person_id)
    after = mail.scope["at_once"][0]
    recipient.deferred_from = min(after, recipient.deferred_from if recipient.deferred_from is not None else after)
    db.add(recipient)


def later_again(db: Db, mail_id: int, now: datetime, error: str) -> timedelta | None:
    """The server does not take it just now: after a while again, and at the end given up (None)."""
    found = db.get_one(Mail, mail_id)
    if found.tries > len(BACK_OFF):
        finish_mail(db, mail_id, MailState.FAILED, now, error)
        return None
    wait = timedelta(seconds=BACK_OFF[found.tries - 1])
    found.state, found.run_at, found.error = MailState.WAITING, now + wait, error[:200]
    db.add(found)
    return wait


def forget_mails(db: Db, now: datetime) -> None:
    """What was sent is kept a month, to answer whether it was."""
    db.execute(delete(Mail).where(col(Mail.created_at) < now - KEPT_FOR, col(Mail.state) != MailState.WAITING))
