"""Verbs of notices: telling people, and marking what they have read."""

import json
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select

from civic import jobs
from civic.accounts.actions import count_unread
from civic.accounts.models import Person, PersonState
from civic.db import Db
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
        jobs.later(db, "notifications.mail_notice", notice.id)
    return len(new)


def mark_read(db: Db, actor: Viewer, notice: Notice, now: datetime) -> Notice:
    """Once: a second time changes nothing."""
    require(actor, "notice.mark_read", notice)
    if notice.read_at is None:
        notice.read_at = now
        db.add(notice)
        count_unread(db, notice.person_id, -1)
    return notice


def note_mailed(db: Db, notice_id: int, now: datetime) -> None:
    """Mechanics of the mail job: from now on this notice is never mailed again."""
    notice = db.get_one(Notice, notice_id)
    notice.mailed_at = now
    db.add(notice)
