"""Who answers and until when: assign_response, and the rounds that keep duties and counters right."""

from datetime import date, datetime

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.city.models import Section
from civic.db import Db
from civic.errors import Refused
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.responses import queries
from civic.responses.forms import AssignAnswer
from civic.responses.models import Response
from civic.responses.states import ResponseState
from civic.rooms import actions as rooms
from civic.rooms.models import AnswerUnit, Post, PostType, Room
from civic.rooms.queries.posts import SHOWN


def assign_response(db: Db, actor: Viewer, post: Post, form: AssignAnswer, now: datetime) -> Response:
    """Give a section the duty to answer a post. Assigning it to the same section again changes nothing; another
    section takes over an answer that is not public yet, with the same clock."""
    # Locked before it is read whether a duty exists, so that two clicks make one.
    db.refresh(post, with_for_update=True)
    room = db.get_one(Room, post.room_id)
    first = queries.response_to(db, post.id)
    staff = require(actor, "response.assign", queries.assigned(first, room))
    _need_question(post, room)
    section = _section(db, form.section_id, clock.today(now))
    if first is not None and first.section_id == section.id:
        return first
    if first is not None and first.published_version is not None:
        raise Refused("responses.already_answered")
    if first is None and form.due_on is not None and form.due_on < clock.today(now):
        raise Refused("responses.due_is_past")
    duty = first or Response(
        room_id=room.id, post_id=post.id, section_id=section.id, assigned_at=now,
        due_on=due_day(db, post, room, form.due_on),
    )  # fmt: skip
    duty.section_id = section.id
    if duty.state is ResponseState.AWAITING_APPROVAL:
        duty.state = ResponseState.DRAFTING
    db.add(duty)
    db.flush()
    if first is None:
        rooms.count_waiting(db, room.id, 1)
    rooms.raise_context(db, post)
    _tell_drafters(db, duty, now)
    ledger.append(
        db, staff.person_id, "responses.assign_response", f"response:{duty.id}", at=now,
        post=post.id, section=section.id, due_on=duty.due_on.isoformat(),
    )  # fmt: skip
    return duty


def due_day(db: Db, post: Post, room: Room, asked: date | None = None) -> date:
    """The room's promise: its days counted in open days from the day of the post, however late it is assigned. A day
    on which the offices are closed moves to the next open one (Civil Code art. 142)."""
    closed = city.closed_days(db)
    if asked is None:
        days = room.due_days or int(city.setting(db, "response.default_due_days"))
        return clock.add_open_days(clock.today(post.created_at), days, closed)
    return asked if clock.is_open_day(asked, closed) else clock.add_open_days(asked, 1, closed)


def _need_question(post: Post, room: Room) -> None:
    if room.answer_unit is not AnswerUnit.POST:
        raise Refused("responses.room_does_not_answer_posts")
    if post.state not in SHOWN:
        raise Refused("responses.post_not_shown")
    if post.type is PostType.STAFF:
        raise Refused("responses.post_is_by_staff")


def _section(db: Db, section_id: int, day: date) -> Section:
    """The section that has the duty on that day: the one named, or its successor."""
    if db.get(Section, section_id) is None:
        raise Refused("responses.no_such_section")
    section = city.section_in_charge(db, section_id, day)
    if section.ends_on is not None and section.ends_on < day:
        raise Refused("responses.no_such_section")
    return section


def _tell_drafters(db: Db, duty: Response, now: datetime) -> None:
    people = people_with(db, Role.DRAFTER, now, room_id=duty.room_id, section_id=duty.section_id)
    tell(
        db, people, "response_assigned", cause=f"response-assigned:{duty.id}:{duty.section_id}",
        target=f"response:{duty.id}", path=f"/responses/{duty.id}/draft", now=now,
        month=duty.due_on.month, day=duty.due_on.day,
    )  # fmt: skip


def move_duties(db: Db, now: datetime) -> int:
    """After a reorganisation the duties of a section that ended pass to its successor, public answers too (somebody
    must be able to correct them); what was published keeps the old name. Returns how many moved."""
    today = clock.today(now)
    moved = 0
    for duty in queries.duties_of_ended_sections(db, today):
        section = city.section_in_charge(db, duty.section_id, today)
        if section.id == duty.section_id:
            continue
        duty.section_id = section.id
        db.add(duty)
        db.flush()
        rooms.raise_context(db, db.get_one(Post, duty.post_id))
        if duty.state is not ResponseState.PUBLISHED:
            _tell_drafters(db, duty, now)
        ledger.append(
            db, None, "responses.move_duty", f"response:{duty.id}", at=now, section=section.id
        )  # fmt: skip
        moved += 1
    return moved


def count_waiting(db: Db) -> int:
    """Rooms keep the number of posts that wait; a post hidden, withdrawn or restored on another road changes it.
    Returns how many rooms were put right."""
    wrong = queries.miscounted_rooms(db)
    for room_id, delta in wrong:
        rooms.count_waiting(db, room_id, delta)
    return len(wrong)
