"""Reads of opportunities and lectures: drafts for their section, everything else for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from civic import clock
from civic.city import queries as city
from civic.city.models import Section
from civic.errors import NotFound
from civic.permissions import Viewer, can, require
from civic.registry.matching import Offered, Reason, Wanted, reasons
from civic.registry.models import Entry
from civic.registry.opportunity_models import (
    Lecture,
    LectureRequest,
    Opportunity,
    OpportunityApplication,
    OpportunityRole,
)
from civic.registry.queries import listed_on
from civic.registry.states import OpportunityState, RequestState

S = OpportunityState
MOST = 100
MOST_MATCHES = 50
MOST_EVENTS = 20


def opportunity_row(db: Session, viewer: Viewer, number: int) -> Opportunity:
    """The row for a page or a verb. NotFound when this viewer may not see it."""
    one = db.get(Opportunity, number) if 0 < number < 2**31 else None
    if one is None or not can(viewer, "opportunity.see", one):
        raise NotFound
    return one


def open_opportunities(db: Session, today: date) -> Sequence[Opportunity]:
    """Those one can still apply to, the nearest deadline first."""
    query = select(Opportunity).where(col(Opportunity.state) == S.OPEN, col(Opportunity.deadline_on) >= today)
    return db.execute(query.order_by(col(Opportunity.deadline_on), col(Opportunity.id)).limit(MOST)).scalars().all()


def past_opportunities(db: Session, today: date) -> Sequence[Opportunity]:
    """Closed, held, reported and cancelled ones, the latest first."""
    is_past = col(Opportunity.state).not_in((S.DRAFT, S.OPEN)) | (
        (col(Opportunity.state) == S.OPEN) & (col(Opportunity.deadline_on) < today)
    )
    query = select(Opportunity).where(is_past).order_by(col(Opportunity.starts_at).desc(), col(Opportunity.id).desc())
    return db.execute(query.limit(MOST)).scalars().all()


def desk(db: Session, viewer: Viewer) -> list[Opportunity]:
    """The drafts and what is under way in the viewer's own sections."""
    require(viewer, "opportunity_desk.see")
    query = select(Opportunity).order_by(col(Opportunity.starts_at).desc()).limit(300)
    return [one for one in db.execute(query).scalars() if can(viewer, "opportunity.manage", one)]


def sections_of(db: Session, viewer: Viewer, today: date) -> list[Section]:
    """Sections for which this viewer may draft."""

    @dataclass(frozen=True)
    class Place:
        section_id: int

    return [s for s in city.sections_on(db, today) if can(viewer, "opportunity.draft", Place(s.id))]


def roles(db: Session, opportunity_id: int) -> Sequence[OpportunityRole]:
    query = select(OpportunityRole).where(col(OpportunityRole.opportunity_id) == opportunity_id)
    return db.execute(query.order_by(col(OpportunityRole.id))).scalars().all()


def taken(db: Session, opportunity_id: int) -> Mapping[int, int]:
    """Role -> how many were accepted."""
    accepted = col(OpportunityApplication.state) == RequestState.ACCEPTED
    query = select(col(OpportunityApplication.role_id), func.count()).where(
        col(OpportunityApplication.opportunity_id) == opportunity_id, accepted
    )
    return dict(db.execute(query.group_by(col(OpportunityApplication.role_id))).all())


@dataclass(frozen=True, slots=True)
class Applied:
    """An application with the public name of its entry."""

    id: int
    role_id: int
    entry_id: int
    entry_name: str
    message: str
    state: RequestState
    reason: str
    at: datetime
    rev: int


def applications(db: Session, viewer: Viewer, one: Opportunity) -> list[Applied]:
    """All for the section, one's own for everybody else."""
    a = OpportunityApplication
    query = select(a, col(Entry.display_name)).join(Entry, col(Entry.id) == col(a.entry_id))
    query = query.where(col(a.opportunity_id) == one.id)
    if not can(viewer, "opportunity.manage", one):
        query = query.where(col(a.person_id) == (viewer.person_id if viewer else 0))
    rows = db.execute(query.order_by(col(a.id)).limit(500))
    return [Applied(r.id, r.role_id, r.entry_id, name, r.message, r.state, r.reason, r.at, r.rev) for r, name in rows]


def events_of(db: Session, entry_id: int) -> Sequence[Opportunity]:
    """Public opportunities that a listed group was taken for, newest first."""
    a = OpportunityApplication
    query = select(Opportunity).join(a, col(a.opportunity_id) == col(Opportunity.id)).where(
        col(a.entry_id) == entry_id, col(a.state) == RequestState.ACCEPTED,
        col(Opportunity.state).not_in((OpportunityState.DRAFT, OpportunityState.CANCELLED)),
    )  # fmt: skip
    return db.execute(query.distinct().order_by(col(Opportunity.starts_at).desc()).limit(MOST_EVENTS)).scalars().all()


def application_row(db: Session, one: Opportunity, number: int) -> OpportunityApplication:
    found = db.get(OpportunityApplication, number) if 0 < number < 2**31 else None
    if found is None or found.opportunity_id != one.id:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Match:
    """A listed entry that suits, and why."""

    entry_id: int
    entry_name: str
    reasons: list[Reason]


def matches(db: Session, viewer: Viewer, one: Opportunity, today: date) -> list[Match]:
    """By kana and number, not by merit (DOMAIN §5: no ranking); only entries that suit by field or skill."""
    require(viewer, "opportunity.manage", one)
    skills = " ".join(role.skills for role in roles(db, one.id))
    wanted = Wanted(one.fields, one.areas, clock.tokyo(one.starts_at).date(), skills)
    query = select(
        col(Entry.id), col(Entry.display_name), col(Entry.fields), col(Entry.areas), col(Entry.days), col(Entry.skills)
    ).where(listed_on(today))
    found = []
    for number, name, fields, areas, days, can_do in db.execute(query.order_by(col(Entry.kana), col(Entry.id))):
        if why := reasons(wanted, Offered(fields, areas, days, can_do)):
            found.append(Match(number, name, why))
            if len(found) == MOST_MATCHES:
                break
    return found


def dated_opportunities(db: Session, since: date) -> Sequence[Opportunity]:
    """Public ones from that day on, for calendars; cancelled ones take their day back."""
    query = select(Opportunity).where(
        col(Opportunity.state) != S.DRAFT, col(Opportunity.starts_at) >= clock.start_of(since)
    )
    rows = db.execute(query.order_by(col(Opportunity.starts_at)).limit(500)).scalars()
    return [one for one in rows if one.published_at is not None]


@dataclass(frozen=True, slots=True)
class LectureShown:
    """A theme with the name of its section."""

    id: int
    section_id: int
    section_name: str
    title: str
    text: str
    minutes: int
    audience: str
    is_offered: bool


def lectures(db: Session, words: str = "") -> list[LectureShown]:
    """The catalogue, by section."""
    query = select(Lecture, col(Section.name)).join(Section, col(Section.id) == col(Lecture.section_id))
    query = query.where(col(Lecture.is_offered).is_(True))
    for word in words.split()[:8]:
        query = query.where((col(Lecture.title) + col(Lecture.text)).contains(word, autoescape=True))
    rows = db.execute(query.order_by(col(Section.code), col(Lecture.id)).limit(300))
    return [_lecture(one, name) for one, name in rows]


def _lecture(one: Lecture, name: str) -> LectureShown:
    return LectureShown(
        one.id, one.section_id, name, one.title, one.text, one.minutes, one.audience, one.is_offered
    )  # fmt: skip


def lecture_row(db: Session, viewer: Viewer, number: int) -> Lecture:
    """NotFound for one that is no longer offered, but to its section."""
    one = db.get(Lecture, number) if 0 < number < 2**31 else None
    if one is None or not (one.is_offered or can(viewer, "lecture.decide", one)):
        raise NotFound
    return one


def lecture_for(db: Session, viewer: Viewer, number: int) -> LectureShown:
    one = lecture_row(db, viewer, number)
    return _lecture(one, db.get_one(Section, one.section_id).name)


def lecture_requests(db: Session, viewer: Viewer, lecture: Lecture) -> Sequence[LectureRequest]:
    """All for the section, one's own for everybody else; the newest first."""
    query = select(LectureRequest).where(col(LectureRequest.lecture_id) == lecture.id)
    if not can(viewer, "lecture.decide", lecture):
        query = query.where(col(LectureRequest.person_id) == (viewer.person_id if viewer else 0))
    return db.execute(query.order_by(col(LectureRequest.id).desc()).limit(MOST)).scalars().all()


def lecture_request_row(db: Session, lecture: Lecture, number: int) -> LectureRequest:
    found = db.get(LectureRequest, number) if 0 < number < 2**31 else None
    if found is None or found.lecture_id != lecture.id:
        raise NotFound
    return found
