"""A room before it is public: draft_room, edit_room, and what must be set before anybody may approve it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col

from civic import clock, ledger
from civic.city.models import RuleSet, RuleSetState, Section, Topic
from civic.city.queries import rules_in_force, setting
from civic.db import Db
from civic.errors import Refused
from civic.library.models import Document, Unit
from civic.permissions import Viewer, require
from civic.rooms import queries
from civic.rooms.forms import DraftRoom
from civic.rooms.models import AnswerUnit, NamePolicy, Phase, Room, RoomDocument, RoomKind, RoomTopic
from civic.rooms.queries.citations import REFERENCE
from civic.rooms.states import RoomState

# Fields of the form that are the room's own columns.
PLAIN = (
    "kind", "title", "purpose", "background", "plain_text", "policy_stage", "decider", "section_id", "rule_version",
    "answer_unit", "due_days", "publish_place", "reflection_scheme", "eligibility", "identity_level", "name_policy",
    "min_age", "planned_answer_on", "no_documents_reason", "election_policy", "is_pre_moderated", "slow_mode_minutes",
    "per_day_limit", "period_reason",
)  # fmt: skip


def draft_room(db: Db, actor: Viewer, form: DraftRoom, now: datetime) -> Room:
    """A new room in draft; nobody but the offices concerned sees it."""
    who = require(actor, "room.draft")
    room = Room(kind=form.kind, title=form.title, drafted_by=who.person_id)
    _fill(db, actor, room, form, now)
    ledger.append(db, who.person_id, "rooms.draft_room", f"room:{room.id}", at=now)
    return room


def edit_room(db: Db, actor: Viewer, room: Room, form: DraftRoom, now: datetime) -> Room:
    """A draft is changed freely; whoever changes it is its drafter now, and cannot approve it (DOMAIN §10, 10)."""
    who = require(actor, "room.edit", room)
    if room.state is not RoomState.DRAFT:
        raise Refused("rooms.only_drafts")
    room.drafted_by = who.person_id
    _fill(db, actor, room, form, now)
    ledger.append(db, who.person_id, "rooms.edit_room", f"room:{room.id}", at=now)
    return room


def _fill(db: Db, actor: Viewer, room: Room, form: DraftRoom, now: datetime) -> None:
    _need_known(db, form)
    for name in PLAIN:
        setattr(room, name, getattr(form, name))
    if room.rule_version is None:
        rules = rules_in_force(db, now)
        room.rule_version = rules.version if rules else None
    room.opens_at = clock.start_of(form.opens_on) if form.opens_on else None
    room.closes_at = clock.end_of(form.closes_on) if form.closes_on else None
    _fill_comment(db, room, form)
    room.rev += 1
    db.add(room)
    db.flush()
    # A drafter of one section cannot put a room under another.
    require(actor, "room.edit", room)
    _put_phases(db, room, form)
    _put_topics(db, room, form)
    _put_documents(db, room, form)
    db.flush()


def _fill_comment(db: Db, room: Room, form: DraftRoom) -> None:
    """The draft that opinions are asked about, and what is asked of those who send one."""
    is_comment = form.kind is RoomKind.COMMENT
    room.identity_fields = " ".join(form.identity_fields) if is_comment else ""
    room.draft_document_id = None
    if is_comment:
        room.answer_unit = AnswerUnit.SUMMARY
    if is_comment and form.draft_document:
        known = col(Document.key) == form.draft_document, col(Document.current_version_id).is_not(None)
        room.draft_document_id = db.execute(select(col(Document.id)).where(*known)).scalar()
        if room.draft_document_id is None:
            raise Refused("rooms.no_such_passage", reference=form.draft_document[:60])


def _need_known(db: Db, form: DraftRoom) -> None:
    if form.section_id is not None and db.get(Section, form.section_id) is None:
        raise Refused("rooms.no_such_section")
    rules = db.get(RuleSet, form.rule_version) if form.rule_version is not None else None
    if form.rule_version is not None and (rules is None or rules.state is not RuleSetState.ADOPTED):
        raise Refused("rooms.no_such_rules")


def _put_phases(db: Db, room: Room, form: DraftRoom) -> None:
    db.execute(delete(Phase).where(col(Phase.room_id) == room.id))
    for position, phase in enumerate(form.phases, start=1):
        if phase.starts_on is None or phase.ends_on is None or phase.starts_on > phase.ends_on:
            raise Refused("rooms.phase_without_dates", name=phase.name)
        db.add(
            Phase(
                room_id=room.id, position=position, name=phase.name, prompt=phase.prompt,
                starts_at=clock.start_of(phase.starts_on), ends_at=clock.end_of(phase.ends_on),
            )
        )  # fmt: skip


def _put_topics(db: Db, room: Room, form: DraftRoom) -> None:
    db.execute(delete(RoomTopic).where(col(RoomTopic.room_id) == room.id))
    known = set(db.execute(select(col(Topic.id)).where(col(Topic.id).in_(form.topics))).scalars())
    for topic_id in sorted(known):
        db.add(RoomTopic(room_id=room.id, topic_id=topic_id))


def _put_documents(db: Db, room: Room, form: DraftRoom) -> None:
    db.execute(delete(RoomDocument).where(col(RoomDocument.room_id) == room.id))
    for reference in form.references:
        named = REFERENCE.fullmatch(reference)
        key, seq = (named["key"], int(named["seq"])) if named else (reference, None)
        document = db.execute(
            select(Document).where(col(Document.key) == key, col(Document.current_version_id).is_not(None))
        ).scalar()
        passage = (col(Unit.version_id) == document.current_version_id, col(Unit.seq) == seq) if document else ()
        if document is None or (seq is not None and db.execute(select(col(Unit.id)).where(*passage)).first() is None):
            raise Refused("rooms.no_such_passage", reference=reference[:60])
        db.add(RoomDocument(room_id=room.id, document_id=document.id, unit_seq=seq))


def missing(db: Db, room: Room, now: datetime) -> list[str]:
    """Codes of everything that must be set before approval (DOMAIN §1, 1 and §3), each a sentence."""
    return [f"rooms.missing.{name}" for name in _gaps(db, room, now)]


def _gaps(db: Db, room: Room, now: datetime) -> Iterator[str]:
    promises_answer = room.answer_unit is not AnswerUnit.NONE
    is_comment = room.kind is RoomKind.COMMENT
    required = {
        "purpose": room.purpose,
        "rule_version": room.rule_version,
        "answer_unit": room.answer_unit,
        "due_days": room.due_days or not promises_answer or is_comment,
        "publish_place": room.publish_place or not promises_answer,
        "reflection_scheme": room.reflection_scheme or not promises_answer,
        "section": room.section_id,
        "facilitator": is_comment or queries.facilitator_ids(db, room.id, now),
        "period": room.opens_at and room.closes_at and room.opens_at < room.closes_at,
        "planned_answer_on": room.planned_answer_on or not promises_answer,
        "topic": db.execute(select(col(RoomTopic.topic_id)).where(col(RoomTopic.room_id) == room.id)).first(),
        "draft_document": room.draft_document_id or not is_comment,
        "documents": is_comment
        or room.no_documents_reason
        or db.execute(select(col(RoomDocument.id)).where(col(RoomDocument.room_id) == room.id)).first(),
    }
    if room.is_for_children:
        # こども基本法 11条: words children read, and no real names (DOMAIN §6.2).
        required |= {"child_plain_text": room.plain_text, "child_handle": room.name_policy is NamePolicy.HANDLE}
    if room.kind is not RoomKind.BOARD:
        required |= {"policy_stage": room.policy_stage, "decider": room.decider}
    yield from (name for name, value in required.items() if not value)
    yield from _wrong_dates(db, room)


def period_days(db: Db, room: Room) -> int:
    """Days people have; whether the first one counts is the city's own rule (起算日)."""
    assert room.opens_at is not None
    assert room.last_day is not None
    return (room.last_day - clock.today(room.opens_at)).days + int(bool(setting(db, "comment.counts_first_day")))


def _wrong_dates(db: Db, room: Room) -> Iterator[str]:
    if room.planned_answer_on and room.closes_at and room.planned_answer_on < clock.today(room.closes_at):
        yield "answer_before_close"
    if room.opens_at is None or room.closes_at is None:
        return
    if (
        room.kind is RoomKind.COMMENT
        and not room.period_reason
        and period_days(db, room) < int(setting(db, "comment.least_days"))
    ):
        yield "short_period"
    phases = db.execute(select(Phase).where(col(Phase.room_id) == room.id)).scalars().all()
    if any(phase.starts_at < room.opens_at or phase.ends_at > room.closes_at for phase in phases):
        yield "phase_outside_period"
