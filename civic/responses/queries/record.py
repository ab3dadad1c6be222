"""A closed room as a public record: what its archive holds, which archive is in force, which has to be made again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from civic import clock
from civic.library.units import units_by_id
from civic.responses.queries.answers import Answer, published_versions
from civic.responses.queries.following import Change, changes
from civic.responses.queries.reports import room_report
from civic.responses.queries.summaries import exclusions, items, placements, proposal_versions
from civic.responses.record_models import RecordEdition, RoomRecord
from civic.rooms import queries as rooms
from civic.rooms.models import Citation, Post, PostRevision, Room
from civic.rooms.queries.posts import SHOWN, TOMBSTONES
from civic.rooms.states import RoomState
from civic.rooms.tree import shown_depth
from civic.submissions.queries import published_results, shown_table

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordContent:
    """Everything an anonymous visitor may read of the room, without names: people are numbers of this record alone."""

    room: Plain
    posts: list[Plain]
    items: list[Plain]
    proposals: list[Plain]
    answers: list[Plain]
    results: list[Plain]
    passages: list[Plain]
    report: Plain


def record_of(db: Session, room_id: int) -> RoomRecord | None:
    return db.get(RoomRecord, room_id)


def editions(db: Session, room_id: int) -> Sequence[RecordEdition]:
    """Every archive that was made, the newest first."""
    query = select(RecordEdition).where(col(RecordEdition.room_id) == room_id)
    return db.execute(query.order_by(col(RecordEdition.number).desc())).scalars().all()


def edition_in_force(db: Session, room: Room) -> RecordEdition | None:
    """The archive that shows the room as it is now; None while one has to be made (again)."""
    found = next((one for one in editions(db, room.id) if one.withdrawn_at is None), None)
    if found is None or found.room_rev != room.rev or room.state is not RoomState.ARCHIVED:
        return None
    return found


def stale_records(db: Session) -> list[int]:
    """Closed rooms whose archive is missing or shows what they were before."""
    fresh = and_(
        col(RecordEdition.room_id) == col(Room.id), col(RecordEdition.withdrawn_at).is_(None),
        col(RecordEdition.room_rev) == col(Room.rev),
    )  # fmt: skip
    query = select(col(Room.id)).outerjoin(RecordEdition, fresh)
    query = query.where(col(Room.state) == RoomState.ARCHIVED, col(RecordEdition.id).is_(None))
    return list(db.execute(query.order_by(col(Room.id))).scalars())


def records_past(db: Session, today: date) -> list[tuple[RoomRecord, str]]:
    """Records whose time is over, for the office that decides what becomes of them."""
    query = select(RoomRecord, col(Room.title)).join(Room, col(Room.id) == col(RoomRecord.room_id))
    query = query.where(col(RoomRecord.kept_until) < today).order_by(col(RoomRecord.kept_until))
    return [(record, title) for record, title in db.execute(query)]


def record_content(db: Session, room: Room, archived_at: datetime) -> RecordContent:
    posts = list(_posts(db, room))
    found = changes(db, room.id)
    passage_ids = [one["passage"] for post in posts for one in post.get("cites", ()) if "passage" in one]
    passage_ids += [one for change in found for one in (*change.unit_ids, *change.budget_ids)]
    report = asdict(room_report(db, room))
    report.pop("coverage")
    return RecordContent(
        room=_room(db, room, archived_at),
        posts=posts,
        items=list(_items(db, room)),
        proposals=[
            {
                "number": one.number, "receipt": one.receipt, "checksum": one.checksum,
                "submitted_at": _at(one.submitted_at), "content": one.content,
            }
            for one in proposal_versions(db, room.id)
        ],
        answers=[_answer(db, change) for change in found],
        results=[
            {"number": one.number, "decision": one.decision.value, "account": one.account, "table": shown_table(db, room, one)}
            for one in published_results(db, room.id)
        ],
        passages=_passages(db, dict.fromkeys(passage_ids)),
        report=report,
    )  # fmt: skip


def _at(moment: datetime | None) -> str:
    return clock.tokyo(moment).isoformat(timespec="seconds") if moment else ""


def _room(db: Session, room: Room, archived_at: datetime) -> Plain:
    head = rooms.room_head(db, room, archived_at)
    words = (
        "title",
        "purpose",
        "background",
        "plain_text",
        "decider",
        "publish_place",
        "eligibility",
        "house_rules",
        "conclusion",
    )
    return {name: getattr(room, name) for name in words} | {
        "id": room.id, "kind": room.kind.value, "section": head.section, "rule_version": room.rule_version,
        "policy_stage": room.policy_stage.value if room.policy_stage else "",
        "opens_at": _at(room.opens_at), "closes_at": _at(room.closes_at), "archived_at": _at(archived_at),
        "topics": [name for _code, name in head.topics],
        "phases": [
            {"name": one.name, "prompt": one.prompt, "starts_at": _at(one.starts_at), "ends_at": _at(one.ends_at)}
            for one in head.phases
        ],
        "documents": [{"key": one.key, "title": one.title, "label": one.label} for one in head.documents],
    }  # fmt: skip


def _posts(db: Session, room: Room) -> Iterator[Plain]:
    """Posts in reading order; what cannot be read on the page stands here as a tombstone without a word of it."""
    query = select(Post).where(col(Post.room_id) == room.id, col(Post.state).in_((*SHOWN, *TOMBSTONES)))
    found = db.execute(query.order_by(col(Post.order_key))).scalars().all()
    numbers = _numbers(db, room)
    shown = [one.id for one in found if one.state in SHOWN]
    cites, placed, older = _cites(db, shown), placements(db, shown), _older(db, room)
    for post in found:
        place = {
            "id": post.id, "thread": post.thread_id, "reply_to": post.parent_id, "level": shown_depth(post.depth),
            "state": post.state.value,
        }  # fmt: skip
        if post.state in TOMBSTONES:
            yield place | {"article": post.tombstone_article, "since": _at(post.tombstone_at)}
            continue
        where = placed.get(post.id)
        yield place | {
            "type": post.type.value, "stance": post.stance.value if post.stance else "", "by": _by(post, numbers), "is_facilitator": post.is_facilitator,
            "section": post.staff_section, "title": post.title, "text": post.body, "html": post.html,
            "channel": post.channel, "written_at": _at(post.created_at), "changed_at": _at(post.edited_at),
            "digest": post.digest, "salt": post.salt, "cites": cites.get(post.id, []),
            "items": [number for _id, number, _text, _minority in where.items] if where else [],
            "outside": where.reason if where else "", "earlier": older.get(post.id, []),
        }  # fmt: skip


def _numbers(db: Session, room: Room) -> Mapping[int, int]:
    """Who wrote, as numbers in the order of their first post: the same person is the same number, and nobody is named."""
    query = select(col(Post.author_id)).where(col(Post.room_id) == room.id, col(Post.author_id).is_not(None))
    authors = dict.fromkeys(db.execute(query.order_by(col(Post.id))).scalars())
    return {author: number for number, author in enumerate((one for one in authors if one is not None), start=1)}


def _by(post: Post, numbers: Mapping[int, int]) -> int:
    """0: nobody who has an account (any more), or a member of staff."""
    return 0 if post.staff_section or post.author_id is None else numbers[post.author_id]


def _cites(db: Session, post_ids: Sequence[int]) -> Mapping[int, list[Plain]]:
    found: dict[int, list[Plain]] = {}
    query = select(Citation).where(col(Citation.post_id).in_(post_ids))
    for one in db.execute(query.order_by(col(Citation.post_id), col(Citation.position))).scalars():
        what = {"passage": one.unit_id} if one.unit_id is not None else {"post": one.quoted_post_id}
        found.setdefault(one.post_id, []).append(what)
    return found


def _older(db: Session, room: Room) -> Mapping[int, list[Plain]]:
    """Earlier wordings, as far as they are open."""
    query = select(PostRevision).join(Post, col(Post.id) == col(PostRevision.post_id))
    query = query.where(col(Post.room_id) == room.id, col(Post.state).in_(SHOWN), ~col(PostRevision.is_closed))
    found: dict[int, list[Plain]] = {}
    for one in db.execute(query.order_by(col(PostRevision.post_id), col(PostRevision.number))).scalars():
        wording = {"number": one.number, "title": one.title, "text": one.body, "written_at": _at(one.written_at)}
        found.setdefault(one.post_id, []).append(wording)
    return found


def _items(db: Session, room: Room) -> Iterator[Plain]:
    for one in items(db, room.id, only_public=True):
        yield {
            "number": one.number, "text": one.public_text, "kind": one.kind.value, "place": one.place,
            "is_minority": one.is_minority, "posts": list(one.post_ids),
        }  # fmt: skip
    for post_id, reason in exclusions(db, room.id, only_public=True):
        yield {"number": 0, "text": reason, "kind": "outside", "place": "", "is_minority": False, "posts": [post_id]}


def _answer(db: Session, change: Change) -> Plain:
    newest, *older = published_versions(db, change.answer.response_id)
    reports = [
        {
            "number": one.number, "state": one.state.value, "horizon": one.horizon.value, "text": one.text,
            "section": one.section_name, "reported_at": _at(one.reported_at),
            "next_report_on": one.next_report_on.isoformat() if one.next_report_on else "",
        }
        for one in reversed(change.reports)
    ]  # fmt: skip
    return _version(newest) | {
        "id": newest.response_id, "item": newest.item_number, "post": newest.post_id if not newest.item_id else 0,
        "question": newest.question, "posts": list(change.post_ids), "follow_up": reports,
        "older": [_version(one) for one in older],
    }  # fmt: skip


def _version(answer: Answer) -> Plain:
    return {
        "version": answer.number, "section": answer.section_name, "category": answer.category,
        "ground": answer.ground, "html": answer.html, "passage": answer.evidence_unit_id,
        "before": answer.before_text, "after": answer.after_text,
        "next_on": answer.next_on.isoformat() if answer.next_on else "", "published_at": _at(answer.published_at),
    }  # fmt: skip


def _passages(db: Session, ids: Mapping[int, None]) -> list[Plain]:
    """The cited passages in full, as anybody may read them now."""
    known = units_by_id(db, None, ids)
    return [
        {
            "id": one.id, "key": one.key, "title": one.title, "version": one.version, "path": one.path,
            "label": one.label, "speaker": one.speaker, "text": one.text,
        }
        for one in sorted(known.values(), key=lambda one: one.id)
    ]  # fmt: skip
