"""決裁: readers pass a draft on, an approver who wrote nothing of it lets it out or sends it back."""

from datetime import datetime

from civic import clock, ledger
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Actor, Role, Viewer, require
from civic.responses import queries
from civic.responses.actions.drafting import tell_next, unpublished
from civic.responses.actions.evidence import missing
from civic.responses.actions.releasing import let_out, need_live_room
from civic.responses.forms import ExternalApproval, SeenVersion, SendBack
from civic.responses.models import Response, ResponseVersion
from civic.responses.states import ResponseState, move
from civic.rooms.models import Post, Room
from civic.rooms.queries.posts import SHOWN


def review_response(db: Db, actor: Viewer, response: Response, form: SeenVersion, now: datetime) -> None:
    """合議: the one whose turn it is has read it and passes it on."""
    reader = require(actor, "response.review", queries.ready(db, response, now))
    version = _in(db, response, form.seen, ResponseState.IN_REVIEW)
    step = queries.next_reader(db, response)
    assert step is not None
    step.passed_digest, step.passed_at = version.digest, now
    db.add(step)
    db.flush()
    if queries.next_reader(db, response) is None:
        response.state = move(response.state, ResponseState.AWAITING_APPROVAL)
        db.add(response)
        db.flush()
    tell_next(db, response, version, now)
    ledger.append(
        db, reader.person_id, "responses.review_response", f"response:{response.id}", at=now,
        version=version.number, position=step.position, digest=version.digest,
    )  # fmt: skip


def return_review(db: Db, actor: Viewer, response: Response, form: SendBack, now: datetime) -> None:
    """合議: the reader asks for changes."""
    reader = require(actor, "response.review", queries.ready(db, response, now))
    version = _in(db, response, form.seen, ResponseState.IN_REVIEW)
    _give_back(db, response, version, form.reason, reader.person_id, now)


def send_back(db: Db, actor: Viewer, response: Response, form: SendBack, now: datetime) -> None:
    """The approver returns the draft with a reason."""
    approver = require(actor, "response.send_back", queries.ready(db, response, now))
    version = _in(db, response, form.seen, ResponseState.AWAITING_APPROVAL)
    _give_back(db, response, version, form.reason, approver.person_id, now)


def _give_back(
    db: Db, response: Response, version: ResponseVersion, reason: str, person_id: int, now: datetime
) -> None:
    response.state = move(response.state, ResponseState.DRAFTING)
    version.sent_back_reason = reason
    db.add_all([version, response])
    tell(
        db, response.drafter_ids, "response_sent_back",
        cause=f"response-back:{response.id}:{version.number}:{now.isoformat()}", target=f"response:{response.id}",
        path=f"/responses/{response.id}/draft", now=now, reason=reason,
    )  # fmt: skip
    ledger.append(
        db, person_id, "responses.send_back", f"response:{response.id}", at=now,
        version=version.number, digest=version.digest,
    )  # fmt: skip


def publish_response(db: Db, actor: Viewer, response: Response, form: SeenVersion, now: datetime) -> ResponseVersion:
    """The approver lets the answer out: at once, or at the moment set for the room. The text is frozen from here on."""
    approver = require(actor, "response.publish", queries.ready(db, response, now))
    version = _approvable(db, response, form.seen, now)
    version.approved_by = approver.person_id
    version.approved_for = _stood_in_for(db, response, approver, now)
    return _approve(db, response, version, approver.person_id, now)


def record_approval(
    db: Db, actor: Viewer, response: Response, form: ExternalApproval, now: datetime
) -> ResponseVersion:
    """外部決裁: number, date and approver of the decision taken elsewhere, recorded by somebody who drafted nothing."""
    staff = require(actor, "response.record_approval", response)
    version = _approvable(db, response, form.seen, now)
    if form.approved_on > clock.today(now):
        raise Refused("responses.approved_in_future")
    version.approved_by = staff.person_id
    version.external_number, version.external_on = form.number, form.approved_on
    version.external_approver = form.approver
    return _approve(db, response, version, staff.person_id, now)


def _approvable(db: Db, response: Response, seen: str, now: datetime) -> ResponseVersion:
    version = _in(db, response, seen, ResponseState.AWAITING_APPROVAL)
    lacking = missing(version, clock.today(now))
    if lacking:
        raise Refused(lacking)
    need_live_room(db.get_one(Room, response.room_id), now)
    if response.published_version is None and response.post_id is not None:
        post = db.get_one(Post, response.post_id)
        if post.state not in SHOWN:
            raise Refused("responses.post_not_shown")
    return version


def _approve(db: Db, response: Response, version: ResponseVersion, person_id: int, now: datetime) -> ResponseVersion:
    release = queries.release_of(db, response.room_id)
    is_waiting = release is not None and release.at > now and response.published_version is None
    db.add(version)
    if is_waiting:
        response.state = move(response.state, ResponseState.APPROVED)
        db.add(response)
    else:
        let_out(db, response, version, now)
    ledger.append(
        db, person_id, "responses.approve_response" if is_waiting else "responses.publish_response",
        f"response:{response.id}", at=now, version=version.number, category=version.category,
        drafted_by=version.drafted_by, digest=version.digest, external=version.external_number or None,
        approved_for=version.approved_for,
    )  # fmt: skip
    return version


def _stood_in_for(db: Db, response: Response, approver: Actor, now: datetime) -> int | None:
    """代決: the approver in whose place this person acts; None when they are an approver themselves."""
    if approver.has(Role.APPROVER, room_id=response.room_id, section_id=response.section_id):
        return None
    named = queries.deputies_on(db, response.section_id, clock.today(now))
    return next((one.approver_id for one in named if one.deputy_id == approver.person_id), None)


def _in(db: Db, response: Response, seen: str, state: ResponseState) -> ResponseVersion:
    """The text that was read, still in that state."""
    db.refresh(response, with_for_update=True)
    version = unpublished(db, response, seen)
    if response.state is not state:
        raise Stale("responses.changed_meanwhile")
    return version
