"""The catalogue of 出前講座: themes that sections offer, requests of groups, and the answer."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.registry.actions.introducing import weigh_here
from civic.registry.fields import NOTICE_VERSION
from civic.registry.opportunity_forms import DecideApplication, OfferLecture, RequestLecture
from civic.registry.opportunity_models import Lecture, LectureRequest
from civic.registry.states import REQUEST_NEXT, RequestState, step


def offer_lecture(db: Db, actor: Viewer, form: OfferLecture, now: datetime) -> Lecture:
    """In the catalogue from now on."""
    person = require(actor, "lecture.offer", form)
    made = Lecture(**form.model_dump())
    db.add(made)
    db.flush()
    ledger.append(db, person.person_id, "registry.offer_lecture", f"lecture:{made.id}", at=now)
    return made


def end_lecture(db: Db, actor: Viewer, lecture: Lecture, now: datetime) -> None:
    """Out of the catalogue; requests that wait are still answered."""
    person = require(actor, "lecture.offer", lecture)
    if lecture.is_offered:
        lecture.is_offered = False
        db.add(lecture)
        ledger.append(db, person.person_id, "registry.end_lecture", f"lecture:{lecture.id}", at=now)


def request_lecture(db: Db, actor: Viewer, lecture: Lecture, form: RequestLecture, now: datetime) -> LectureRequest:
    """Waits for the section. A second click gives the first one back."""
    person = require(actor, "lecture.request", lecture)
    mine = (col(LectureRequest.person_id) == person.person_id) & (col(LectureRequest.once) == form.once)
    first = db.exec(select(LectureRequest).where(mine)).first()
    if first is not None:
        return first
    if form.notice_version != NOTICE_VERSION:
        raise Refused("registry.notice_changed")
    if not lecture.is_offered:
        raise Refused("registry.lecture_is_over")
    weigh_here(db, "\n".join((form.wanted, form.place, form.question)), now)
    days = int(city.setting(db, "registry.retention_days"))
    made = LectureRequest(
        lecture_id=lecture.id, person_id=person.person_id, consent_at=now,
        erase_on=clock.today(now) + timedelta(days=days), **form.model_dump(exclude={"consent"}),
    )  # fmt: skip
    db.add(made)
    db.flush()
    staff = people_with(db, Role.DRAFTER, now, section_id=lecture.section_id)
    _tell(db, staff, "lecture_requested", lecture, made, now, f"/staff/lectures/{lecture.id}")
    return made


def decide_lecture(
    db: Db, actor: Viewer, lecture: Lecture, asked: LectureRequest, form: DecideApplication, now: datetime
) -> LectureRequest:
    """The section comes, or says why not."""
    person = require(actor, "lecture.decide", lecture)
    if asked.rev != form.seen:
        raise Stale("registry.already_decided")
    to = RequestState.ACCEPTED if form.answer == "yes" else RequestState.DECLINED
    asked.state, asked.reason, asked.rev = step(REQUEST_NEXT, asked.state, to), form.reason, asked.rev + 1
    db.add(asked)
    _tell(db, [asked.person_id], f"lecture_{to.value}", lecture, asked, now, f"/lectures/{lecture.id}")
    facts = {"request": asked.id, "state": asked.state.value}
    ledger.append(db, person.person_id, "registry.decide_lecture", f"lecture:{lecture.id}", at=now, **facts)
    return asked


def cancel_lecture(db: Db, actor: Viewer, asked: LectureRequest) -> None:
    """Who asked takes it back. A second time changes nothing."""
    require(actor, "lecture.cancel", asked)
    if asked.state is not RequestState.CANCELLED:
        asked.state = step(REQUEST_NEXT, asked.state, RequestState.CANCELLED)
        asked.rev += 1
        db.add(asked)


def _tell(
    db: Db, people: list[int], kind: str, lecture: Lecture, asked: LectureRequest, now: datetime, path: str
) -> None:
    cause = f"lecture_request:{asked.id}:{asked.rev}"
    tell(db, people, kind, cause=cause, target=f"lecture:{lecture.id}", path=path, now=now, title=lecture.title)
