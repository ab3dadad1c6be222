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
from civic.rooms.actions.contexts import raise_contexts
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
    if first is not None:
        return _pass_on(db, first, section, form, staff.person_id, now)
    if form.due_on is not None and form.due_on < clock.today(now):
        raise Refused("responses.due_is_past")
    due_on = due_day(db, post, room, form.due_on)
    return open_duty(db, room, now, post_id=post.id, section=section, due_on=due_on, by=staff.person_id)


def assign_proposal(db: Db, actor: Viewer, room: Room, form: AssignAnswer, now: datetime) -> Response:
    """Give a section the duty to answer a submitted proposal as a whole."""
    proposal = queries.proposal_of(db, room.id)
    staff = require(actor, "response.assign", queries.assigned(None, room))
    if proposal is None or not proposal.version:
        raise Refused("responses.proposal_not_submitted")
    db.refresh(proposal, with_for_update=True)
    section = _section(db, form.section_id, clock.today(now))
    first = queries.response_to_proposal(db, proposal.id)
    if first is not None:
        return _pass_on(db, first, section, form, staff.person_id, now)
    due_on = open_day(db, form.due_on) if form.due_on is not None else promised(db, room, now)
    if due_on < clock.today(now):
        raise Refused("responses.due_is_past")
    return open_duty(db, room, now, proposal_id=proposal.id, section=section, due_on=due_on, by=staff.person_id)


def transfer_response(db: Db, actor: Viewer, response: Response, form: AssignAnswer, now: datetime) -> Response:
    """Another section takes over, with the same clock and a note of what was done so far."""
    room = db.get_one(Room, response.room_id)
    staff = require(actor, "response.assign", queries.assigned(response, room))
    db.refresh(response, with_for_update=True)
    return _pass_on(db, response, _section(db, form.section_id, clock.today(now)), form, staff.person_id, now)


def _pass_on(db: Db, duty: Response, section: Section, form: AssignAnswer, person_id: int, now: datetime) -> Response:
    if duty.section_id == section.id:
        return duty
    if duty.published_version is not None:
        raise Refused("responses.already_answered")
    duty.section_id, duty.assignee_id, duty.handover_note = section.id, None, form.note
    duty.joined_to = None
    if duty.state is not ResponseState.ASSIGNED:
        duty.state = ResponseState.DRAFTING
    db.add(duty)
    db.flush()
    raise_strips(db, duty)
    _tell_drafters(db, duty, now)
    ledger.append(
        db, person_id, "responses.assign_response", f"response:{duty.id}", at=now, section=section.id,
        due_on=duty.due_on.isoformat(),
    )  # fmt: skip
    return duty


def open_duty(
    db: Db,
    room: Room,
    now: datetime,
    *,
    post_id: int | None = None,
    item_id: int | None = None,
    proposal_id: int | None = None,
    section: Section | None = None,
    due_on: date | None = None,
    by: int | None = None,
) -> Response:
    """A new duty to answer one thing, with its clocks; without a section that of the room."""
    assert room.section_id is not None
    charged = section or city.section_in_charge(db, room.section_id, clock.today(now))
    closed = city.closed_days(db)
    acknowledge = int(city.setting(db, "response.acknowledge_open_days"))
    duty = Response(
        room_id=room.id, post_id=post_id, item_id=item_id, proposal_id=proposal_id, section_id=charged.id,
        assigned_at=now, acknowledge_by=clock.add_open_days(clock.today(now), acknowledge, closed),
        due_on=due_on or promised(db, room, now),
    )  # fmt: skip
    db.add(duty)
    db.flush()
    rooms.count_waiting(db, room.id, 1)
    raise_strips(db, duty)
    _tell_drafters(db, duty, now)
    ledger.append(
        db, by, "responses.assign_response", f"response:{duty.id}", at=now, post=post_id, item=item_id,
        proposal=proposal_id, section=charged.id, due_on=duty.due_on.isoformat(),
    )  # fmt: skip
    return duty


def raise_strips(db: Db, duty: Response) -> None:
    """Whatever shows this duty under posts has changed."""
    posts = [duty.post_id] if duty.post_id is not None else []
    if duty.item_id is not None:
        posts = queries.source_ids(db, duty.item_id, only_public=True)
    raise_contexts(db, duty.room_id, posts)


def promised(db: Db, room: Room, now: datetime) -> date:
    """The room's days, counted in open days from today."""
    days = room.due_days or int(city.setting(db, "response.default_due_days"))
    return clock.add_open_days(clock.today(now), days, city.closed_days(db))


def open_day(db: Db, asked: date) -> date:
    """The day itself, or the next on which the offices are open (Civil Code art. 142)."""
    closed = city.closed_days(db)
    return asked if clock.is_open_day(asked, closed) else clock.add_open_days(asked, 1, closed)


def due_day(db: Db, post: Post, room: Room, asked: date | None = None) -> date:
    """The room's promise: its days counted in open days from the day of the post, however late it is assigned. A day
    on which the offices are closed moves to the next open one (Civil Code art. 142)."""
    if asked is None:
        days = room.due_days or int(city.setting(db, "response.default_due_days"))
        return clock.add_open_days(clock.today(post.created_at), days, city.closed_days(db))
    return open_day(db, asked)


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
        raise_strips(db, duty)
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
