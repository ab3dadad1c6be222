"""Verbs of notices: telling people, and marking what they have read."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from civic import jobs
from civic.accounts.actions import count_unread
from civic.accounts.models import Person, PersonState
from civic.db import Db
from civic.notifications.actions.following import recipient
from civic.notifications.models import Notice
from civic.permissions import Viewer, require


def tell(
    db: Db,
    people: Iterable[int | None],
    kind: str,
    *,
    cause: str,
    target: str,
    path: str,
    now: datetime,
    **data: object,
) -> int:
    """One notice for each, never twice for one cause, and a mail later. `kind` names the sentence `notice.<kind>`,
    `data` fills it (titles and dates, never the text of a post); `path` leads to the place. Returns how many were told.
    None among the people (an author who left) is passed over."""
    new = _write(db, people, kind, cause=cause, target=target, path=path, now=now, data=data)
    for notice in new:
        jobs.later(db, "notifications.mail_notice", notice.id)
    return len(new)


def remind(
    db: Db, people: Iterable[int], kind: str, *, cause: str, target: str, path: str, now: datetime, **data: object
) -> int:
    """A notice without a mail of its own: what is due stands in the morning mail of those who work on it."""
    new = _write(db, people, kind, cause=cause, target=target, path=path, now=now, data=data)
    for notice in new:
        notice.mailed_at = now
    return len(new)


def _write(
    db: Db, people: Iterable[int | None], kind: str, *, cause: str, target: str, path: str, now: datetime,
    data: dict[str, object],
) -> list[Notice]:  # fmt: skip
    plain = json.loads(json.dumps(data, ensure_ascii=False, default=str))
    wanted = {person for person in people if person is not None}
    told = set(
        db.exec(select(Notice.person_id).where(col(Notice.cause) == cause, col(Notice.person_id).in_(wanted))).all()
    )
    here = select(Person.id).where(col(Person.id).in_(wanted - told), col(Person.state) != PersonState.LEFT)
    new = [
        Notice(person_id=person_id, kind=kind, cause=cause, target=target, path=path, data=plain, created_at=now)
        for person_id in sorted(db.exec(here).all())
    ]
    db.add_all(new)
    db.flush()
    for notice in new:
        count_unread(db, notice.person_id, 1)
    return new


def mark_read(db: Db, actor: Viewer, notice: Notice, now: datetime) -> Notice:
    """Once: a second time changes nothing."""
    require(actor, "notice.mark_read", notice)
    if notice.read_at is None:
        notice.read_at = now
        db.add(notice)
        count_unread(db, notice.person_id, -1)
    return notice


def mark_all_read(db: Db, actor: Viewer, now: datetime) -> None:
    """All the actor's own, however many."""
    person = require(actor, "follow.choose")
    mine = update(Notice).where(col(Notice.person_id) == person.person_id, col(Notice.read_at).is_(None))
    how_many = db.execute(mine.values(read_at=now)).rowcount  # type: ignore[attr-defined]
    count_unread(db, person.person_id, -how_many)


def note_mailed(db: Db, notice_ids: Iterable[int], now: datetime) -> None:
    """Mechanics of the mail jobs: from now on these notices are never mailed again."""
    if told := list(notice_ids):
        waiting = (col(Notice.id).in_(told), col(Notice.mailed_at).is_(None))
        db.execute(update(Notice).where(*waiting).values(mailed_at=now))


def defer_own(db: Db, person_id: int, now: datetime) -> None:
    """Mechanics of the mail job: this day's mails are used up; what is left stands in the next digest."""
    row = recipient(db, person_id, now)
    if row.deferred_from is None:
        row.deferred_from = row.at_once_upto
    db.add(row)
