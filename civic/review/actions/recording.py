"""One act on record: its row, who is told, which reports it settles, and last its entry in the ledger."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.jobs import later
from civic.notifications.actions import tell
from civic.permissions import Role
from civic.review import queries
from civic.review.models import Act, ActKind, Claim, Report
from civic.rooms.models import Post, Room

# Acts the author of the post is told of; kept posts do not trouble them, a confirmation changes nothing for them.
TOLD = frozenset(set(ActKind) - {ActKind.KEEP, ActKind.CONFIRM, ActKind.SLOW_MODE})


def add_act(
    db: Db,
    actor_id: int | None,
    post: Post,
    kind: ActKind,
    article: int,
    reason: str,
    now: datetime,
    *,
    before: str = "",
    **facts: Any,
) -> Act:
    """The row of the act, with how long the case had waited and whether that was too long."""
    salt = secrets.token_hex(16)
    since = queries.waiting_since_of(db, post, now)
    due_on = clock.add_open_days(clock.today(since), queries.held_open_days(db), city.closed_days(db))
    act = Act(
        post_id=post.id, kind=kind, article=article, rule_version=post.rule_version, reason=reason, salt=salt,
        digest=ledger.digest(salt, reason), decided_by=actor_id, decided_at=now,
        state_before=before or post.state.value, state_after=post.state.value,
        waited_minutes=int((now - since).total_seconds() // 60), is_late=clock.today(now) > due_on,
        **({"source": queries.source_of(db, post)} | facts),
    )  # fmt: skip
    db.add(act)
    db.flush()
    return act


def enter(db: Db, act: Act, now: datetime, **data: object) -> None:
    """The ledger's entry, the last write of every act."""
    ledger.append(
        db, act.decided_by, f"review.{act.kind.value}_post", f"post:{act.post_id}", at=now, act=act.id,
        article=act.article, rules=act.rule_version, digest=act.digest, **data,
    )  # fmt: skip


def mark_undone(db: Db, post_id: int, kinds: Sequence[ActKind], now: datetime) -> None:
    """The acts of these kinds that still held on this post hold no more."""
    db.execute(
        update(Act)
        .where(col(Act.post_id) == post_id, col(Act.kind).in_(kinds), col(Act.undone_at).is_(None))
        .values(undone_at=now)
    )


def settle(db: Db, post: Post, act: Act, now: datetime) -> None:
    """The author is told, the reports of the post are answered, nobody has the case in hand any more."""
    if act.kind in TOLD:
        tell(
            db, [post.author_id], f"post_{act.kind.value}", cause=f"act:{act.id}", target=f"post:{post.id}",
            path=f"/acts/{act.id}", now=now, article=act.article, reason=act.reason, days=queries.appeal_days(db),
        )  # fmt: skip
    close_reports(db, list(queries.open_reports(db, post.id)), act.kind.value, now)
    claim = db.get(Claim, f"post:{post.id}")
    if claim is not None:
        db.delete(claim)


# What the reporter hears, by the act or the state that settled the report.
ANSWERS = {
    **dict.fromkeys(("reject", "hide", "mask", "move", "split", "warn", "purge"), "acted"),
    **dict.fromkeys(("publish", "keep", "restore", "return"), "kept"),
}


def close_reports(db: Db, reports: Sequence[Report], outcome: str, now: datetime) -> None:
    """Each reader whose report is settled hears the outcome: acted on, no breach found, or gone meanwhile."""
    answer = ANSWERS.get(outcome, "gone")
    for report in reports:
        report.closed_at, report.outcome = now, outcome
        db.add(report)
        tell(
            db, [report.reporter_id], f"report_{answer}", cause=f"report:{report.id}",
            target=f"post:{report.post_id}", path=f"/posts/{report.post_id}", now=now,
        )  # fmt: skip
        if report.email is not None:
            later(db, "review.mail_outcome", report.id)


def moderators_of(db: Db, post: Post, now: datetime) -> list[int]:
    """Who may take the case: the room's moderators, not the author."""
    room = db.get_one(Room, post.room_id)
    people = people_with(db, Role.MODERATOR, now, room_id=room.id, section_id=room.section_id)
    return [one for one in people if one != post.author_id]
