"""An author says that the summary misrepresents them, and is answered: object_to_item, answer_objection."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from civic import ledger
from civic.accounts.queries import people_with
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.responses import queries
from civic.responses.forms import AnswerObjection, ObjectToItem
from civic.responses.summary_models import SummaryObjection
from civic.rooms.models import Post, Room
from civic.rooms.queries import facilitator_ids
from civic.rooms.states import RoomState


def object_to_item(db: Db, actor: Viewer, post: Post, form: ObjectToItem, now: datetime) -> SummaryObjection:
    """By the author of the post, before the submission. Said twice about one item, the first one counts until it is
    answered."""
    who = require(actor, "summary.object", queries.authored(post))
    room = db.get_one(Room, post.room_id)
    proposal = queries.proposal_of(db, room.id)
    if proposal is None or proposal.shown_at is None or room.state_at(now) is not RoomState.SUMMARISING:
        raise Refused("summaries.objections_closed")
    placed = queries.placements(db, [post.id]).get(post.id, queries.Placement())
    if form.item_id not in [item[0] for item in placed.items] and not (form.item_id is None and placed.reason):
        raise Refused("summaries.no_such_item")
    db.refresh(post, with_for_update=True)
    query = select(SummaryObjection).where(
        col(SummaryObjection.post_id) == post.id, col(SummaryObjection.answered_at).is_(None)
    )
    waiting: Sequence[SummaryObjection] = db.execute(query).scalars().all()
    first = next((one for one in waiting if one.item_id == form.item_id), None)
    if first is not None:
        return first
    made = SummaryObjection(
        room_id=room.id, item_id=form.item_id, post_id=post.id, person_id=who.person_id, text=form.text, made_at=now
    )
    db.add(made)
    db.flush()
    managers = people_with(db, Role.ROOM_MANAGER, now, room_id=room.id, section_id=room.section_id)
    tell(
        db, sorted({*managers, *facilitator_ids(db, room.id, now)}), "summary_objection",
        cause=f"summary-objection:{made.id}", target=f"room:{room.id}", path=f"/staff/rooms/{room.id}/proposal",
        now=now, room=room.title,
    )  # fmt: skip
    return made


def answer_objection(
    db: Db, actor: Viewer, objection: SummaryObjection, form: AnswerObjection, now: datetime
) -> SummaryObjection:
    """What was changed, or why it stays; the author is told."""
    room = db.get_one(Room, objection.room_id)
    staff = require(actor, "summary.answer_objection", queries.summarised(db, room))
    db.refresh(objection, with_for_update=True)
    if objection.answered_at is not None:
        raise Stale("summaries.objection_answered")
    objection.answer, objection.is_changed = form.answer, form.is_changed
    objection.answered_by, objection.answered_at = staff.person_id, now
    db.add(objection)
    tell(
        db, [objection.person_id], "summary_objection_answered", cause=f"summary-objection-answered:{objection.id}",
        target=f"room:{room.id}", path=f"/posts/{objection.post_id}/objection", now=now, room=room.title,
    )  # fmt: skip
    ledger.append(
        db, staff.person_id, "responses.answer_objection", f"summary_objection:{objection.id}", at=now,
        is_changed=objection.is_changed,
    )  # fmt: skip
    return objection
