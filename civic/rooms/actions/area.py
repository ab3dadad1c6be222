"""Residents' rooms: propose_area, support_area, withdraw_area; open_area and decline_area by the committee;
conclude_room by the residents who run it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from civic import clock, ledger
from civic.accounts.actions import add_grant
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.city.models import Topic
from civic.db import Db
from civic.errors import Refused
from civic.jobs import later
from civic.notifications import actions as notifications
from civic.permissions import Role, Viewer, require
from civic.rooms import queries
from civic.rooms.actions.mechanics import move_room
from civic.rooms.area_models import AreaProposal, AreaState, AreaSupport
from civic.rooms.forms import ConcludeRoom, DeclineArea, OpenArea, ProposeArea
from civic.rooms.judging import grounds, judge_words, policy_of
from civic.rooms.models import AnswerUnit, NamePolicy, Room, RoomKind, RoomTopic
from civic.rooms.states import RoomState

S = AreaState


def propose_area(db: Db, actor: Viewer, form: ProposeArea, now: datetime) -> AreaProposal:
    """A resident says what a room would be for, by which rules, and what the city does in it. The rules are asked
    before anybody reads it; what they would hold is refused, with the place to mend."""
    who = require(actor, "area.propose")
    words = "\n".join((form.title, form.purpose, form.house_rules))
    judgement = judge_words(db, words, now)
    if judgement is not None and judgement.verdict in ("refuse", "hold"):
        raise Refused("area.breaks_rules", grounds=grounds(judgement, words))
    most = int(city.setting(db, "area.most_weeks"))
    if form.weeks > most:
        raise Refused("area.too_long", most=most)
    mine = select(col(AreaProposal.id)).where(
        col(AreaProposal.proposer_id) == who.person_id, col(AreaProposal.state) == S.GATHERING
    )
    if db.execute(mine).first() is not None:
        raise Refused("area.one_at_a_time")
    if form.topic_id is not None and db.get(Topic, form.topic_id) is None:
        raise Refused("area.no_such_topic")
    made = AreaProposal(proposer_id=who.person_id, display_name=who.display_name, created_at=now, **form.model_dump())
    db.add(made)
    db.flush()
    ledger.append(db, who.person_id, "rooms.propose_area", f"area_proposal:{made.id}", at=now)
    return made


def support_area(db: Db, actor: Viewer, proposal: AreaProposal, now: datetime) -> AreaProposal:
    """賛同. Twice is once; the committee is told when there are enough."""
    who = require(actor, "area.support", queries.concerned(db, proposal))
    _need_gathering(db, proposal)
    if db.get(AreaSupport, (proposal.id, who.person_id)) is not None:
        return proposal
    db.add(AreaSupport(proposal_id=proposal.id, person_id=who.person_id, at=now))
    proposal.supporters += 1
    db.add(proposal)
    db.flush()
    if proposal.supporters == queries.supporters_needed(db):
        committee = people_with(db, Role.COMMITTEE_MEMBER, now)
        _tell(db, committee, "area_ready", proposal, now)
    ledger.append(
        db, None, "rooms.support_area", f"area_proposal:{proposal.id}", at=now, supporters=proposal.supporters
    )
    return proposal


def withdraw_area(db: Db, actor: Viewer, proposal: AreaProposal, now: datetime) -> AreaProposal:
    who = require(actor, "area.withdraw", queries.concerned(db, proposal))
    _need_gathering(db, proposal)
    proposal.state, proposal.decided_at = S.WITHDRAWN, now
    db.add(proposal)
    ledger.append(db, who.person_id, "rooms.withdraw_area", f"area_proposal:{proposal.id}", at=now)
    return proposal


def open_area(db: Db, actor: Viewer, proposal: AreaProposal, form: OpenArea, now: datetime) -> Room:
    """運営委員会 opens it, with a reason: a room of its own kind, run by who proposed it, from the next day on."""
    who = require(actor, "area.decide", queries.concerned(db, proposal))
    _need_gathering(db, proposal)
    needed = queries.supporters_needed(db)
    if proposal.supporters < needed:
        raise Refused("area.too_few", needed=needed, count=proposal.supporters)
    rules = city.rules_in_force(db, now)
    if rules is None or proposal.proposer_id is None:
        raise Refused("area.cannot_open")
    first = clock.today(now) + timedelta(days=1)
    room = Room(
        kind=RoomKind.CITIZEN, state=RoomState.ANNOUNCED, title=proposal.title, purpose=proposal.purpose,
        house_rules=proposal.house_rules, city_part=proposal.city_part.value, rule_version=rules.version,
        answer_unit=AnswerUnit.NONE, name_policy=NamePolicy.HANDLE, opens_at=clock.start_of(first),
        closes_at=clock.end_of(first + timedelta(weeks=proposal.weeks, days=-1)), announced_at=now,
        drafted_by=proposal.proposer_id, approved_by=who.person_id, approved_at=now, rev=1,
    )  # fmt: skip
    db.add(room)
    db.flush()
    if proposal.topic_id is not None:
        db.add(RoomTopic(room_id=room.id, topic_id=proposal.topic_id))
    add_grant(
        db, proposal.proposer_id, Role.FACILITATOR, now=now, scope="room", scope_id=room.id, granted_by=who.person_id
    )
    proposal.room_id = room.id
    _decide(db, proposal, S.OPENED, form.reason, who.person_id, now)
    later(db, "rooms.index_room", room.id)
    _tell(db, [proposal.proposer_id], "area_opened", proposal, now)
    ledger.append(
        db, who.person_id, "rooms.open_area", f"area_proposal:{proposal.id}", at=now, room=room.id,
        rule_version=rules.version,
    )  # fmt: skip
    return room


def decline_area(db: Db, actor: Viewer, proposal: AreaProposal, form: DeclineArea, now: datetime) -> AreaProposal:
    """見送り with a reason everybody can read. With an article of the rules, the words are shown no more."""
    who = require(actor, "area.decide", queries.concerned(db, proposal))
    _need_gathering(db, proposal)
    rules = city.rules_in_force(db, now)
    known = policy_of(db, rules.version).articles if rules is not None else {}
    if form.article is not None and form.article not in known:
        raise Refused("area.no_such_article")
    proposal.article = form.article
    _decide(db, proposal, S.DECLINED, form.reason, who.person_id, now)
    if proposal.proposer_id is not None:
        _tell(db, [proposal.proposer_id], "area_declined", proposal, now)
    ledger.append(db, who.person_id, "rooms.decline_area", f"area_proposal:{proposal.id}", at=now, article=form.article)
    return proposal


def conclude_room(db: Db, actor: Viewer, room: Room, form: ConcludeRoom, now: datetime) -> Room:
    """The residents who ran the room say how it ended; with that it is a record (PEERS A15)."""
    who = require(actor, "room.conclude", room)
    if room.kind is not RoomKind.CITIZEN or room.state_at(now) is not RoomState.SUMMARISING:
        raise Refused("area.not_over")
    judgement = judge_words(db, form.conclusion, now)
    if judgement is not None and judgement.verdict in ("refuse", "hold"):
        raise Refused("area.breaks_rules", grounds=grounds(judgement, form.conclusion))
    move_room(db, room, RoomState.ARCHIVED, now)
    room.conclusion, room.concluded_at = form.conclusion, now
    db.add(room)
    ledger.append(
        db, who.person_id, "rooms.conclude_room", f"room:{room.id}", at=now,
        digest=ledger.digest(str(room.id), form.conclusion),
    )  # fmt: skip
    return room


def _need_gathering(db: Db, proposal: AreaProposal) -> None:
    db.refresh(proposal, with_for_update=True)
    if proposal.state is not S.GATHERING:
        raise Refused("area.already_decided")


def _decide(db: Db, proposal: AreaProposal, state: AreaState, reason: str, person_id: int, now: datetime) -> None:
    proposal.state, proposal.reason = state, reason
    proposal.decided_by, proposal.decided_at = person_id, now
    db.add(proposal)
    db.flush()


def _tell(db: Db, people: list[int], kind: str, proposal: AreaProposal, now: datetime) -> None:
    notifications.tell(
        db, people, kind, cause=f"{kind}:{proposal.id}", target=f"area_proposal:{proposal.id}",
        path=f"/area/{proposal.id}", now=now, title=proposal.title,
    )  # fmt: skip
