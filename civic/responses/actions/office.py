"""The office behind the answers: hand_over, name_deputy, end_deputy, write_template, retire_template, mark_post."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.db import Db
from civic.errors import Refused
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.responses import queries
from civic.responses.follow_models import FacilitatorMark, MarkKind
from civic.responses.forms import HandOver, MarkPost, NameDeputy, WriteTemplate
from civic.responses.models import AnswerTemplate, ApprovalDeputy, Response
from civic.rooms.models import Post, Room
from civic.rooms.queries.posts import SHOWN


def hand_over(db: Db, actor: Viewer, form: HandOver, now: datetime) -> Sequence[Response]:
    """事務引継ぎ: duties pass to a colleague of the section, with what they should know. Nothing else changes."""
    query = select(Response).where(col(Response.id).in_(form.response_id)).order_by(col(Response.id))
    duties: Sequence[Response] = db.execute(query.with_for_update()).scalars().all()
    if not duties:
        raise Refused("responses.nothing_chosen")
    for duty in duties:
        require(actor, "response.hand_over", duty)
        drafters = people_with(db, Role.DRAFTER, now, room_id=duty.room_id, section_id=duty.section_id)
        if form.person_id not in drafters:
            raise Refused("responses.no_such_colleague")
        duty.assignee_id, duty.handover_note = form.person_id, form.note
        db.add(duty)
    staff = require(actor, "response.hand_over", duties[0])
    tell(
        db, [form.person_id], "response_handed_over", cause=f"response-handed:{duties[0].id}:{now.isoformat()}",
        target=f"response:{duties[0].id}", path="/staff/answers?show=mine", now=now, count=len(duties),
    )  # fmt: skip
    ledger.append(
        db, staff.person_id, "responses.hand_over", f"person:{form.person_id}", at=now, duties=[d.id for d in duties]
    )
    return duties


def name_deputy(db: Db, actor: Viewer, form: NameDeputy, now: datetime) -> ApprovalDeputy:
    """代決者 from one day to another, within 400 days; the approver keeps their own right."""
    about = queries.InSection(form.section_id)
    staff = require(actor, "deputy.name", about)
    approvers = people_with(db, Role.APPROVER, now, section_id=form.section_id)
    if form.person_id in approvers or form.person_id not in queries.office_of(db, form.section_id, now):
        raise Refused("responses.no_such_deputy")
    if form.ends_on < form.starts_on or form.starts_on < clock.today(now):
        raise Refused("responses.deputy_dates")
    if (form.ends_on - form.starts_on).days > 400:
        raise Refused("responses.deputy_too_long")
    approver = staff.person_id if staff.person_id in approvers else next(iter(approvers), staff.person_id)
    made = ApprovalDeputy(
        approver_id=approver, deputy_id=form.person_id, section_id=form.section_id, starts_on=form.starts_on,
        ends_on=form.ends_on, named_by=staff.person_id,
    )  # fmt: skip
    db.add(made)
    db.flush()
    tell(
        db, [form.person_id], "deputy_named", cause=f"deputy:{made.id}", target=f"section:{form.section_id}",
        path="/staff/answers", now=now, month=form.starts_on.month, day=form.starts_on.day,
    )  # fmt: skip
    ledger.append(
        db, staff.person_id, "responses.name_deputy", f"person:{form.person_id}", at=now, section=form.section_id,
        starts_on=form.starts_on.isoformat(), ends_on=form.ends_on.isoformat(),
    )  # fmt: skip
    return made


def end_deputy(db: Db, actor: Viewer, deputy: ApprovalDeputy, now: datetime) -> None:
    """Before the day that was set; twice changes nothing."""
    staff = require(actor, "deputy.name", queries.InSection(deputy.section_id))
    if deputy.ended_at is not None:
        return
    deputy.ended_at = now
    db.add(deputy)
    ledger.append(
        db, staff.person_id, "responses.end_deputy", f"person:{deputy.deputy_id}", at=now, section=deputy.section_id
    )


def write_template(db: Db, actor: Viewer, form: WriteTemplate, now: datetime) -> AnswerTemplate:
    """A text of the section to begin answers with."""
    staff = require(actor, "answer_template.write", queries.InSection(form.section_id))
    made = AnswerTemplate(section_id=form.section_id, name=form.name, body=form.body)
    db.add(made)
    db.flush()
    ledger.append(db, staff.person_id, "responses.write_template", f"answer_template:{made.id}", at=now)
    return made


def retire_template(db: Db, actor: Viewer, template: AnswerTemplate, now: datetime) -> None:
    staff = require(actor, "answer_template.write", queries.InSection(template.section_id))
    template.is_retired = True
    db.add(template)
    ledger.append(db, staff.person_id, "responses.retire_template", f"answer_template:{template.id}", at=now)


def mark_post(db: Db, actor: Viewer, post: Post, form: MarkPost, now: datetime) -> None:
    """進行役の印: set, or taken away when it is there. It moves and hides nothing; it tells those who may."""
    room = db.get_one(Room, post.room_id)
    staff = require(actor, "post.mark", queries.summarised(db, room))
    if post.state not in SHOWN:
        raise Refused("responses.post_not_shown")
    kind = MarkKind(form.kind)
    db.refresh(post, with_for_update=True)
    there = db.get(FacilitatorMark, (post.id, kind))
    if there is not None:
        db.delete(there)
    else:
        db.add(FacilitatorMark(post_id=post.id, kind=kind, room_id=room.id, marked_by=staff.person_id, marked_at=now))
        _tell_of_mark(db, room, post, kind, now)
    ledger.append(
        db, staff.person_id, "responses.mark_post", f"post:{post.id}", at=now, kind=kind.value, is_set=there is None
    )


def _tell_of_mark(db: Db, room: Room, post: Post, kind: MarkKind, now: datetime) -> None:
    """To be answered: the section; off the topic: the moderators, who may move it."""
    role = {MarkKind.ANSWER: Role.DRAFTER, MarkKind.OFF_TOPIC: Role.MODERATOR}.get(kind)
    if role is None:
        return
    people = people_with(db, role, now, room_id=room.id, section_id=room.section_id)
    tell(
        db, people, f"post_marked_{kind.value}", cause=f"post-marked:{post.id}:{kind.value}",
        target=f"post:{post.id}", path=f"/posts/{post.id}", now=now, room=room.title,
    )  # fmt: skip
