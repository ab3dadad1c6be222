"""Posts become items: group_posts, take_out, change_item, drop_item. A person decides each; nothing is lost."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from civic import ledger
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.permissions import Viewer, require
from civic.responses import queries
from civic.responses.forms import ChangeItem, GroupPosts, TakeOut
from civic.responses.summary_models import Proposal, SummaryExclusion, SummaryItem, SummaryObjection, SummarySource
from civic.rooms.actions.contexts import raise_contexts
from civic.rooms.models import Post, Room
from civic.rooms.queries.posts import SHOWN
from civic.rooms.states import RoomState

# Grouping may begin while people still write; after the submission what comes is an addendum.
WORKING = (RoomState.OPEN, RoomState.SUMMARISING, RoomState.SUBMITTED, RoomState.ANSWERED, RoomState.FOLLOW_UP)


def opened(db: Db, room: Room, person_id: int, now: datetime) -> Proposal:
    """The room's proposal, locked, made at the first touch. Whoever changes it does not release it, and what was
    endorsed before is not endorsed any more."""
    db.refresh(room, with_for_update=True)
    if room.state_at(now) not in WORKING:
        raise Refused("summaries.room_is_not_summed_up")
    proposal = queries.proposal_of(db, room.id) or Proposal(room_id=room.id, title=room.title)
    proposal.drafter_ids = sorted({*proposal.drafter_ids, person_id})
    proposal.endorsed_by, proposal.endorsed_at, proposal.endorsed_checksum = None, None, ""
    db.add(proposal)
    db.flush()
    return proposal


def group_posts(db: Db, actor: Viewer, room: Room, form: GroupPosts, now: datetime) -> SummaryItem | None:
    """The ticked posts into a new item, an existing one, or 対象外 with a reason (None)."""
    staff = require(actor, "summary.group", queries.summarised(db, room))
    opened(db, room, staff.person_id, now)
    posts = _posts(db, room, form.post_id)
    if form.into == "out":
        _put_outside(db, room, posts, form)
        item = None
    else:
        item = _new_item(db, room, form, staff.person_id, now) if form.into == "new" else _item(db, room, form.into)
        _put_into(db, item, posts, form.is_moved)
        item.changed_at = now
        db.add(item)
    db.flush()
    ledger.append(
        db, staff.person_id, "responses.group_posts", f"room:{room.id}", at=now, posts=posts,
        item=item.id if item else None,
    )  # fmt: skip
    return item


def _posts(db: Db, room: Room, ids: Sequence[int]) -> list[int]:
    """Those of the ticked posts that stand in the room and can be read."""
    query = select(col(Post.id)).where(
        col(Post.id).in_(list(ids)), col(Post.room_id) == room.id, col(Post.state).in_(SHOWN)
    )
    found = sorted(db.execute(query).scalars())
    if not found:
        raise Refused("summaries.item_needs_source")
    return found


def _new_item(db: Db, room: Room, form: GroupPosts, person_id: int, now: datetime) -> SummaryItem:
    need_text(db, form.text)
    last = db.execute(select(func.max(SummaryItem.number)).where(col(SummaryItem.room_id) == room.id)).scalar()
    item = SummaryItem(
        room_id=room.id, number=(last or 0) + 1, text=form.text, kind=form.kind, is_minority=form.is_minority,
        drafted_by=person_id, changed_at=now,
    )  # fmt: skip
    db.add(item)
    db.flush()
    return item


def _item(db: Db, room: Room, item_id: str) -> SummaryItem:
    found = db.get(SummaryItem, int(item_id))
    if found is None or found.room_id != room.id:
        raise Refused("summaries.no_such_item")
    return found


def need_text(db: Db, text: str) -> None:
    most = int(city.setting(db, "summary.most_letters"))
    if not text:
        raise Refused("summaries.item_needs_text")
    if len(text) > most:
        raise Refused("summaries.item_too_long", most=most, length=len(text))


def _put_into(db: Db, item: SummaryItem, posts: Sequence[int], is_moved: bool) -> None:
    if is_moved:
        _leave_items(db, item.room_id, posts, besides=item.id)
    _leave_outside(db, item.room_id, posts)
    already = set(queries.source_ids(db, item.id, only_public=False))
    db.add_all([SummarySource(item_id=item.id, post_id=post_id) for post_id in posts if post_id not in already])


def _put_outside(db: Db, room: Room, posts: Sequence[int], form: GroupPosts) -> None:
    if len(form.reason) < 5:
        raise Refused("summaries.outside_needs_reason")
    if form.is_moved:
        _leave_items(db, room.id, posts, besides=0)
    inside = select(col(SummarySource.post_id)).where(col(SummarySource.post_id).in_(posts)).limit(1)
    held = db.execute(inside).scalar()
    if held is not None:
        raise Refused("summaries.still_in_item", post=held)
    for post_id in posts:
        row = db.get(SummaryExclusion, post_id) or SummaryExclusion(post_id=post_id, room_id=room.id, reason="")
        if row.since_version is None:
            row.reason = form.reason
        db.add(row)


def _leave_items(db: Db, room_id: int, posts: Sequence[int], besides: int) -> None:
    """Out of every other item; one that is empty then is gone. What was submitted stays where it is."""
    others = select(SummarySource).where(col(SummarySource.post_id).in_(posts), col(SummarySource.item_id) != besides)
    left = list(db.execute(others).scalars())
    if any(source.since_version is not None for source in left):
        raise Refused("summaries.item_is_submitted")
    for source in left:
        db.delete(source)
    db.flush()
    for item_id in sorted({source.item_id for source in left}):
        if not queries.source_ids(db, item_id, only_public=False):
            _forget(db, db.get_one(SummaryItem, item_id))
    if any(source.is_public for source in left):
        raise_contexts(db, room_id, posts)


def _leave_outside(db: Db, room_id: int, posts: Sequence[int]) -> None:
    rows = list(db.execute(select(SummaryExclusion).where(col(SummaryExclusion.post_id).in_(posts))).scalars())
    for row in rows:
        db.delete(row)
    db.flush()
    if any(row.is_public for row in rows):
        raise_contexts(db, room_id, posts)


def take_out(db: Db, actor: Viewer, room: Room, form: TakeOut, now: datetime) -> None:
    """One post out of one item, or back from 対象外; it has to be placed again before the submission."""
    staff = require(actor, "summary.group", queries.summarised(db, room))
    opened(db, room, staff.person_id, now)
    if form.item_id is None:
        _leave_outside(db, room.id, _posts(db, room, [form.post_id]))
    else:
        _take_from(db, room, form.item_id, form.post_id)
    ledger.append(
        db, staff.person_id, "responses.take_out", f"post:{form.post_id}", at=now, item=form.item_id
    )  # fmt: skip


def _take_from(db: Db, room: Room, item_id: int, post_id: int) -> None:
    item = _item(db, room, str(item_id))
    query = select(SummarySource).where(col(SummarySource.item_id) == item.id, col(SummarySource.post_id) == post_id)
    source = db.execute(query).scalars().first()
    if source is None:
        raise Stale("summaries.changed_meanwhile")
    if source.since_version is not None:
        raise Refused("summaries.item_is_submitted")
    if len(queries.source_ids(db, item.id, only_public=False)) == 1:
        raise Refused("summaries.last_source")
    db.delete(source)
    db.flush()
    if source.is_public:
        raise_contexts(db, room.id, [post_id])


def change_item(db: Db, actor: Viewer, item: SummaryItem, form: ChangeItem, now: datetime) -> SummaryItem:
    """Other words or marks. What readers see stays until somebody else releases or submits the change."""
    room = db.get_one(Room, item.room_id)
    staff = require(actor, "summary.group", queries.summarised(db, room))
    opened(db, room, staff.person_id, now)
    db.refresh(item, with_for_update=True)
    if form.rev != item.rev:
        raise Stale("summaries.changed_meanwhile")
    need_text(db, form.text)
    item.text, item.kind, item.is_minority, item.place = form.text, form.kind, form.is_minority, form.place
    item.rev += 1
    item.changed_at, item.drafted_by = now, staff.person_id
    db.add(item)
    ledger.append(db, staff.person_id, "responses.change_item", f"summary_item:{item.id}", at=now, rev=item.rev)
    return item


def drop_item(db: Db, actor: Viewer, item: SummaryItem, now: datetime) -> None:
    """The item is undone; its posts wait to be placed again."""
    room = db.get_one(Room, item.room_id)
    staff = require(actor, "summary.group", queries.summarised(db, room))
    opened(db, room, staff.person_id, now)
    if item.since_version is not None:
        raise Refused("summaries.item_is_submitted")
    item_id, posts = item.id, queries.source_ids(db, item.id, only_public=False)
    db.execute(delete(SummarySource).where(col(SummarySource.item_id) == item.id))
    _forget(db, item)
    raise_contexts(db, room.id, posts)
    ledger.append(db, staff.person_id, "responses.drop_item", f"summary_item:{item_id}", at=now, posts=posts)


def _forget(db: Db, item: SummaryItem) -> None:
    """An objection to it stays and still has to be answered."""
    about = update(SummaryObjection).where(col(SummaryObjection.item_id) == item.id)
    db.execute(about.values(item_id=None), execution_options={"synchronize_session": "fetch"})
    db.delete(item)
    db.flush()
