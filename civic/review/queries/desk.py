"""The desk: every kind of case that waits for this person, in one queue with clocks, claims and filters."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from civic import clock
from civic.accounts.models import RoleGrant
from civic.accounts.queries import IN_FORCE, display_names, grants_of
from civic.city import queries as city
from civic.permissions import Actor, Role, Viewer, require
from civic.review.models import (
    Act,
    ActKind,
    AppealCase,
    AppealState,
    Claim,
    Proposal,
    RemovalRequest,
    Report,
    RequestKind,
    RequestState,
)
from civic.review.queries import rules
from civic.review.queries.cases import COUNTED, findings, in_my_rooms
from civic.rooms.models import Post, PostState, Room
from civic.rooms.queries.posts import SHOWN


class CaseKind(StrEnum):
    HELD = "held"
    REPORTED = "reported"
    SECOND = "second"
    REASON = "reason"
    APPEAL = "appeal"
    REQUEST = "request"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the desk. `since` is when it began to wait, `due_at` the end of the time set for it; `seen` is given
    back with a decision taken from the list; `claimer` is empty when nobody has it in hand."""

    kind: CaseKind
    target: str
    path: str
    since: datetime
    due_at: datetime
    is_late: bool
    title: str = ""
    body: str = ""
    room_id: int = 0
    room_title: str = ""
    display_name: str = ""
    post_id: int = 0
    reports: int = 0
    is_many: bool = False
    codes: tuple[str, ...] = ()
    seen: str = ""
    claimer: str = ""
    claimer_id: int = 0

    @property
    def due_on(self) -> date:
        return clock.today(self.due_at - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the desk is shown."""

    kind: str = ""
    room_id: int = 0
    whose: str = ""
    only_late: bool = False

    def holds(self, case: Waiting, actor: Actor) -> bool:
        return (
            (not self.kind or case.kind == self.kind)
            and (not self.room_id or case.room_id == self.room_id)
            and (self.whose != "mine" or case.claimer_id == actor.person_id)
            and (self.whose != "free" or not case.claimer_id)
            and (not self.only_late or case.is_late)
        )


@dataclass(slots=True)
class _Desk:
    """What every row needs, read once."""

    db: Session
    actor: Actor
    now: datetime
    days: int
    closed: tuple[tuple[int, int], ...]
    many: int
    rows: list[Waiting] = field(default_factory=list)

    def end(self, since: datetime) -> datetime:
        return clock.end_of(clock.add_open_days(clock.today(since), self.days, self.closed))

    def add(self, kind: CaseKind, target: str, path: str, since: datetime, due_at: datetime, **facts: Any) -> None:
        self.rows.append(Waiting(kind, target, path, since, due_at, self.now >= due_at, **facts))


_PLACE = (col(Room.id), col(Room.title), col(Post.id), col(Post.title), col(Post.body), col(Post.display_name))


def _place(row: Any) -> dict[str, Any]:
    room_id, room, post_id, title, body, name = row
    return {
        "room_id": room_id, "room_title": room, "post_id": post_id, "title": title, "body": body,
        "display_name": name,
    }  # fmt: skip


def _posts(desk: _Desk) -> None:
    """Held and reported posts."""
    reports = (
        select(col(Report.post_id), func.count().label("n"), func.min(col(Report.created_at)).label("first"))
        .where(col(Report.closed_at).is_(None), COUNTED)
        .group_by(col(Report.post_id))
        .subquery()
    )
    last = select(col(Act.post_id), func.max(col(Act.id)).label("id")).group_by(col(Act.post_id)).subquery()
    query = (
        select(
            *_PLACE, col(Post.state), col(Post.revision), func.coalesce(last.c.id, 0), func.coalesce(reports.c.n, 0),
            col(Post.created_at), col(Post.edited_at), reports.c.first,
        )
        .join(Room, col(Room.id) == col(Post.room_id))
        .outerjoin(reports, reports.c.post_id == col(Post.id))
        .outerjoin(last, last.c.post_id == col(Post.id))
        .where(
            or_(col(Post.state) == PostState.HELD, and_(reports.c.n > 0, col(Post.state).in_(SHOWN))),
            in_my_rooms(desk.actor),
        )
    )  # fmt: skip
    rows = desk.db.execute(query).all()
    found = findings(desk.db, [row[2] for row in rows])
    for *place, state, revision, act_id, reported, written_at, edited_at, reported_at in rows:
        is_held = state is PostState.HELD
        since = (edited_at or written_at) if is_held else reported_at
        post_id = place[2]
        desk.add(
            CaseKind.HELD if is_held else CaseKind.REPORTED, f"post:{post_id}", f"/desk/{post_id}", since,
            desk.end(since), **_place(place), reports=reported, is_many=reported >= desk.many,
            codes=tuple(dict.fromkeys(f.code for f in found.get(post_id, ()))),
            seen=f"{state.value}.{revision}.{act_id}",
        )  # fmt: skip


def _acts(desk: _Desk) -> None:
    """Hides that wait for a second person, and urgent ones without their reason."""
    waits = and_(
        col(Act.kind) == ActKind.HIDE, col(Act.second_due_at).is_not(None), col(Act.second_by).is_(None),
        col(Post.state) == PostState.HIDDEN,
    )  # fmt: skip
    lacks = and_(col(Act.reason_due_at).is_not(None), col(Act.reason) == "")
    query = (
        select(*_PLACE, Act)
        .join(Post, col(Post.id) == col(Act.post_id))
        .join(Room, col(Room.id) == col(Post.room_id))
        .where(or_(waits, lacks), col(Act.undone_at).is_(None), in_my_rooms(desk.actor))
    )
    for *place, act in desk.db.execute(query).all():
        path, facts = f"/desk/{act.post_id}", _place(place)
        if act.reason_due_at is not None and not act.reason:
            desk.add(CaseKind.REASON, f"post:{act.post_id}", path, act.decided_at, act.reason_due_at, **facts)
        if act.second_due_at is not None and act.second_by is None and act.decided_by != desk.actor.person_id:
            desk.add(CaseKind.SECOND, f"post:{act.post_id}", path, act.decided_at, act.second_due_at, **facts)


def _appeals(desk: _Desk) -> None:
    query = (
        select(*_PLACE, AppealCase, Act)
        .join(Act, col(Act.id) == col(AppealCase.act_id))
        .join(Post, col(Post.id) == col(Act.post_id))
        .join(Room, col(Room.id) == col(Post.room_id))
        .where(col(AppealCase.state) == AppealState.FILED, in_my_rooms(desk.actor))
    )
    for *place, appeal, act in desk.db.execute(query).all():
        if desk.actor.person_id not in (act.decided_by, act.second_by):
            end = clock.end_of(appeal.due_on)
            desk.add(
                CaseKind.APPEAL, f"appeal:{appeal.id}", f"/appeals/{appeal.id}", appeal.filed_at, end, **_place(place)
            )


def _proposals(desk: _Desk) -> None:
    query = (
        select(*_PLACE, Proposal)
        .join(Post, col(Post.id) == col(Proposal.post_id))
        .join(Room, col(Room.id) == col(Post.room_id))
        .where(
            col(Proposal.closed_at).is_(None), col(Proposal.kind) == ActKind.SUSPEND_USER, in_my_rooms(desk.actor),
            col(Proposal.proposed_by) != desk.actor.person_id,
        )
    )  # fmt: skip
    for *place, one in desk.db.execute(query).all():
        desk.add(
            CaseKind.PROPOSAL, f"proposal:{one.id}", f"/desk/proposals/{one.id}", one.proposed_at,
            desk.end(one.proposed_at), **_place(place),
        )  # fmt: skip


DONE = (RequestState.NOTIFIED, RequestState.CLOSED, RequestState.HANDED_OVER)


def _requests(desk: _Desk) -> None:
    """Removal requests hold names: only for moderators of the whole city."""
    if not desk.actor.has(Role.MODERATOR):
        return
    query = select(RemovalRequest).where(
        col(RemovalRequest.state).not_in(DONE), col(RemovalRequest.kind) == RequestKind.REMOVAL
    )
    for one in desk.db.execute(query).scalars():
        desk.add(
            CaseKind.REQUEST, f"request:{one.id}", f"/desk/requests/{one.id}", one.received_at,
            clock.end_of(one.due_on), body=one.reasons,
        )  # fmt: skip


def queue(db: Session, actor: Viewer, now: datetime) -> list[Waiting]:
    """Everything this moderator can take up: what is dangerous or runs out first, then what many complained of, then
    the longest waiting (DOMAIN: reports raise priority, they never hide)."""
    moderator = require(actor, "desk.see")
    desk = _Desk(db, moderator, now, rules.held_open_days(db), city.closed_days(db), rules.many_reports(db))
    for part in (_posts, _acts, _appeals, _proposals, _requests):
        part(desk)
    first = (CaseKind.REASON, CaseKind.REQUEST, CaseKind.SECOND)
    desk.rows.sort(key=lambda one: (one.kind not in first, -one.reports, one.since))
    return _with_claims(db, desk.rows, now)


def _with_claims(db: Session, rows: list[Waiting], now: datetime) -> list[Waiting]:
    fresh = now - timedelta(hours=rules.claim_hours(db))
    found = db.execute(select(col(Claim.target), col(Claim.person_id)).where(col(Claim.claimed_at) > fresh)).all()
    names = display_names(db, [person_id for _target, person_id in found])
    by_target = {target: (names.get(person_id, ""), person_id) for target, person_id in found}
    for place, row in enumerate(rows):
        if row.target in by_target:
            name, person_id = by_target[row.target]
            rows[place] = replace(row, claimer=name, claimer_id=person_id)
    return rows


def waiting_by_moderator(db: Session, now: datetime) -> list[tuple[int, int, int]]:
    """(person, waiting cases, late ones) for everybody who has any, for the morning's word."""
    found = []
    for person_id in moderator_ids(db, now):
        rows = queue(db, Actor(person_id, "", grants_of(db, person_id, now)), now)
        if rows:
            found.append((person_id, len(rows), sum(row.is_late for row in rows)))
    return found


def moderator_ids(db: Session, now: datetime) -> Sequence[int]:
    """Everybody with the role anywhere, today."""
    query = select(col(RoleGrant.person_id)).where(col(RoleGrant.role) == Role.MODERATOR, *IN_FORCE).distinct()
    return sorted(db.execute(query, {"day": clock.today(now)}).scalars())


def late_work(db: Session, now: datetime) -> int:
    """Appeals, requests, reasons and proposals past their day, over the whole city, for its managers."""
    today = clock.today(now)
    appeals = select(func.count()).where(col(AppealCase.state) == AppealState.FILED, col(AppealCase.due_on) < today)
    requests = select(func.count()).where(
        col(RemovalRequest.state).not_in(DONE), col(RemovalRequest.kind) == RequestKind.REMOVAL,
        col(RemovalRequest.due_on) < today,
    )  # fmt: skip
    reasons = select(func.count()).where(col(Act.reason_due_at) < now, col(Act.reason) == "")
    days, closed = rules.held_open_days(db), city.closed_days(db)
    proposed = db.execute(select(col(Proposal.proposed_at)).where(col(Proposal.closed_at).is_(None))).scalars()
    late = sum(clock.add_open_days(clock.today(at), days, closed) < today for at in proposed)
    counted: list[int] = [db.execute(query).scalar_one() for query in (appeals, requests, reasons)]
    return late + sum(counted)
