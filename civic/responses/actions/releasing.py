"""Answers go out: one by one, for several questions at once, or all approved ones of a room at a set moment."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from civic import clock, ledger
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.notifications.actions import tell
from civic.permissions import Viewer, require
from civic.responses import queries
from civic.responses.actions.assigning import raise_strips
from civic.responses.forms import JoinAnswers, SetRelease
from civic.responses.models import AnswerRelease, Response, ResponseVersion
from civic.responses.states import ResponseState, move
from civic.rooms import actions as rooms
from civic.rooms.models import Post, Room
from civic.rooms.queries.posts import SHOWN
from civic.rooms.states import RoomState


def need_live_room(room: Room, now: datetime) -> None:
    """A room that is suspended or cancelled takes no answer; it waits for the room."""
    if room.state_at(now) in (RoomState.SUSPENDED, RoomState.CANCELLED):
        raise Refused("responses.room_is_suspended")


def let_out(db: Db, response: Response, version: ResponseVersion, now: datetime) -> None:
    """Mechanics of publication: the version is in force for its duty and for those answered together with it."""
    is_first = response.published_version is None
    version.section_name = city.section_in_charge(db, response.section_id, clock.today(now)).name
    version.published_at = now
    db.add(version)
    for duty in (response, *queries.joined(db, response.id)):
        _put_in_force(db, duty, version, now)
    rooms.note_city_post(db, response.room_id, now)
    tell(
        db, readers_of(db, response), "response_published" if is_first else "response_corrected",
        cause=f"response:{response.id}:{version.number}", target=f"response:{response.id}",
        path=_path(response), now=now, section=version.section_name,
    )  # fmt: skip


def _put_in_force(db: Db, duty: Response, version: ResponseVersion, now: datetime) -> None:
    if duty.published_version is None:
        rooms.count_waiting(db, duty.room_id, -1)
    duty.state = ResponseState.PUBLISHED if duty.joined_to else move(duty.state, ResponseState.PUBLISHED)
    duty.published_version = version.number
    duty.first_published_at = duty.first_published_at or now
    duty.drafter_ids = []
    db.add(duty)
    db.flush()
    raise_strips(db, duty)
    later(db, "responses.index_response", duty.id)


def _path(response: Response) -> str:
    return f"/posts/{response.post_id}" if response.post_id is not None else f"/answers/{response.id}"


def readers_of(db: Db, response: Response) -> list[int]:
    """Everybody whose words are answered: the thread, the posts of the items, the room's sources."""
    found: set[int] = set()
    for duty in (response, *queries.joined(db, response.id)):
        if duty.post_id is not None:
            found |= set(queries.thread_authors(db, db.get_one(Post, duty.post_id)))
        elif duty.item_id is not None:
            found |= set(queries.authors_of(db, queries.source_ids(db, duty.item_id, only_public=True)))
        else:
            found |= set(queries.source_authors(db, duty.room_id))
    return sorted(found)


def join_answers(db: Db, actor: Viewer, response: Response, form: JoinAnswers, now: datetime) -> Sequence[Response]:
    """The duties this answer serves besides its own; those left out again wait for their own answer."""
    staff = require(actor, "response.draft", response)
    db.refresh(response, with_for_update=True)
    if response.published_version is not None or response.state is not ResponseState.DRAFTING:
        raise Refused("responses.join_while_drafting")
    if response.joined_to is not None:
        raise Refused("responses.is_joined")
    open_ids = {one.response_id for one in queries.same_room(db, response, clock.today(now))}
    if not set(form.response_id) <= open_ids:
        raise Refused("responses.cannot_join")
    for duty in queries.joined(db, response.id):
        duty.joined_to = None
        db.add(duty)
    taken = [db.get_one(Response, one) for one in sorted(set(form.response_id))]
    for duty in taken:
        require(actor, "response.draft", duty)
        if queries.joined(db, duty.id):
            raise Refused("responses.cannot_join")
        duty.joined_to = response.id
        db.add(duty)
    db.flush()
    ledger.append(
        db, staff.person_id, "responses.join_answers", f"response:{response.id}", at=now,
        joined=[duty.id for duty in taken],
    )  # fmt: skip
    return taken


def set_release(db: Db, actor: Viewer, room: Room, form: SetRelease, now: datetime) -> AnswerRelease | None:
    """The moment at which the approved answers of the room come out together; without one they come out one by one."""
    staff = require(actor, "response.release", queries.assigned(None, room))
    plan = queries.release_of(db, room.id)
    moment = form.moment()
    if moment is not None and moment <= now:
        raise Refused("responses.release_is_past")
    if moment is None:
        if plan is not None:
            db.delete(plan)
            db.flush()
        plan = None
    else:
        plan = plan or AnswerRelease(room_id=room.id, at=moment, set_by=staff.person_id)
        plan.at, plan.set_by = moment, staff.person_id
        db.add(plan)
    ledger.append(
        db, staff.person_id, "responses.set_release", f"room:{room.id}", at=now,
        release_at=moment.isoformat() if moment else None,
    )  # fmt: skip
    return plan


def release_due(db: Db, now: datetime) -> int:
    """Approved answers whose room has come to its moment, or has none any more. What cannot go out now (the question
    hidden, the room suspended) waits. Returns how many went out."""
    query = select(Response).where(col(Response.state) == ResponseState.APPROVED).order_by(col(Response.id))
    out = 0
    for response in db.execute(query).scalars().all():
        plan = queries.release_of(db, response.room_id)
        if (plan is not None and plan.at > now) or not _may_go_out(db, response, now):
            continue
        version = queries.newest_version(db, response.id)
        assert version is not None
        let_out(db, response, version, now)
        ledger.append(
            db, version.approved_by, "responses.publish_response", f"response:{response.id}", at=now,
            version=version.number, category=version.category, drafted_by=version.drafted_by, digest=version.digest,
        )  # fmt: skip
        out += 1
    return out


def _may_go_out(db: Db, response: Response, now: datetime) -> bool:
    room = db.get_one(Room, response.room_id)
    post = db.get_one(Post, response.post_id) if response.post_id is not None else None
    is_live = room.state_at(now) not in (RoomState.SUSPENDED, RoomState.CANCELLED)
    return is_live and (post is None or post.state in SHOWN)
