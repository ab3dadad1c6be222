"""Verbs of following: follow, mute, leave; and how one wants to get mail."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import col

from civic.db import Db
from civic.errors import Refused
from civic.notifications import queries
from civic.notifications.forms import ChooseMail
from civic.notifications.models import Follow, FollowKind, Recipient, Rhythm
from civic.permissions import Viewer, require

MOST_FOLLOWS = 500
# Each costs a search a day.
MOST_SEARCHES = 20


def follow(
    db: Db,
    actor: Viewer,
    kind: FollowKind,
    target: str,
    rhythm: Rhythm,
    now: datetime,
    *,
    query: Mapping[str, str] | None = None,
    seen: Sequence[str] = (),
) -> Follow:
    """From now on; a second time changes the rhythm and unmutes. The caller has shown that the actor may see the thing.
    `query` is that of a search, `seen` the hits it has already."""
    person = require(actor, "follow.choose")
    found = queries.follow_of(db, person, kind, target)
    if found is None:
        _need_room(db, person.person_id, kind)
        found = Follow(
            person_id=person.person_id, kind=kind, target=target, rhythm=rhythm, created_at=now,
            query=dict(query) if query is not None else None, seen=list(seen),
        )  # fmt: skip
    elif found.is_muted:
        # What happened while it was muted is not told afterwards.
        found.created_at = now
    found.rhythm, found.is_muted, found.is_own = rhythm, False, False
    db.add_all([found, recipient(db, person.person_id, now)])
    db.flush()
    return found


def mute(db: Db, actor: Viewer, kind: FollowKind, target: str, now: datetime) -> Follow:
    """Nothing of it any more, also where something wider is followed."""
    person = require(actor, "follow.choose")
    found = queries.follow_of(db, person, kind, target)
    if found is None:
        _need_room(db, person.person_id, kind)
        found = Follow(
            person_id=person.person_id, kind=kind, target=target, rhythm=Rhythm.NEVER, created_at=now
        )  # fmt: skip
    found.is_muted, found.is_own = True, False
    db.add_all([found, recipient(db, person.person_id, now)])
    db.flush()
    return found


def unfollow(db: Db, actor: Viewer, kind: FollowKind, target: str) -> None:
    """As if never chosen; twice changes nothing."""
    person = require(actor, "follow.choose")
    found = queries.follow_of(db, person, kind, target)
    if found is not None:
        db.delete(found)
        db.flush()


def choose_mail(db: Db, actor: Viewer, form: ChooseMail, now: datetime) -> Recipient:
    """The rhythms one begins with, the hour and the day, and whether own threads are followed."""
    person = require(actor, "follow.choose")
    row = recipient(db, person.person_id, now)
    row.own_rhythm, row.follow_rhythm = form.own_rhythm, form.follow_rhythm
    row.hour, row.weekday, row.follows_own = form.hour, form.weekday, form.follows_own
    # Whoever chooses here wants mail again.
    row.stopped_at = None
    db.add(row)
    db.flush()
    return row


def stop_mail(db: Db, person_id: int, what: str, now: datetime) -> None:
    """One press in a mail; the signed address stands for the person, so nobody signs in. `what` is `all` (nothing
    followed is mailed any more), `own` (nor what is told directly), or a thing like `room:7` that is muted."""
    row = recipient(db, person_id, now)
    kind, _, target = what.partition(":")
    if what == "all":
        row.stopped_at = row.stopped_at or now
    elif what == "own":
        row.own_rhythm = Rhythm.NEVER
    elif kind in set(FollowKind) and target:
        thing = (col(Follow.person_id) == person_id, col(Follow.kind) == kind, col(Follow.target) == target)
        found = db.execute(select(Follow).where(*thing)).scalars().first()
        muted = found or Follow(
            person_id=person_id, kind=FollowKind(kind), target=target, rhythm=Rhythm.NEVER, created_at=now
        )  # fmt: skip
        muted.is_muted = True
        db.add(muted)
    db.add(row)
    db.flush()


def note_seen(db: Db, follow_id: int, seen: Sequence[str]) -> None:
    """Mechanics of the digest: these hits of a search have been told."""
    db.execute(update(Follow).where(col(Follow.id) == follow_id).values(seen=list(seen)))


def recipient(db: Db, person_id: int, now: datetime) -> Recipient:
    """The person's row; a new one begins with the news after this moment."""
    found = db.get(Recipient, person_id)
    if found is None:
        found = queries.recipient_of(db, person_id, now)
        found.at_once_upto = found.daily_upto = found.weekly_upto = queries.last_news(db)
        db.add(found)
        db.flush()
    return found


def _need_room(db: Db, person_id: int, kind: FollowKind) -> None:
    mine = select(func.count()).select_from(Follow).where(col(Follow.person_id) == person_id)
    if db.execute(mine).scalar_one() >= MOST_FOLLOWS:
        raise Refused("notifications.too_many_follows", most=MOST_FOLLOWS)
    searches = mine.where(col(Follow.kind) == FollowKind.SEARCH)
    if kind is FollowKind.SEARCH and db.execute(searches).scalar_one() >= MOST_SEARCHES:
        raise Refused("notifications.too_many_searches", most=MOST_SEARCHES)
