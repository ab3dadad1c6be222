"""The text of an answer on its way to approval: acknowledge_response, draft_response, submit_response."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city.models import Section
from civic.db import Db
from civic.errors import Invalid, Refused, Stale
from civic.markup import render
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.responses import queries
from civic.responses.actions.assigning import raise_strips
from civic.responses.actions.evidence import missing, passage_of
from civic.responses.forms import DraftAnswer, SubmitAnswer
from civic.responses.models import Response, ResponseVersion, ReviewStep
from civic.responses.states import ResponseState, move


def acknowledge_response(db: Db, actor: Viewer, response: Response, now: datetime) -> None:
    """受付: the section has read it and answers; shown where the answer will stand. Twice changes nothing."""
    staff = require(actor, "response.draft", response)
    db.refresh(response, with_for_update=True)
    if response.acknowledged_at is not None:
        return
    _acknowledge(db, response, staff.person_id, now)
    ledger.append(db, staff.person_id, "responses.acknowledge_response", f"response:{response.id}", at=now)


def _acknowledge(db: Db, response: Response, person_id: int, now: datetime) -> None:
    response.acknowledged_at = now
    response.assignee_id = response.assignee_id or person_id
    db.add(response)
    raise_strips(db, response)


def draft_response(db: Db, actor: Viewer, response: Response, form: DraftAnswer, now: datetime) -> ResponseVersion:
    """Write or change the draft, finished or not. A published answer gets a new version; the old one stays readable
    meanwhile."""
    staff = require(actor, "response.draft", response)
    if not any((form.body, form.category, form.ground, form.evidence, form.before_text, form.after_text)):
        raise Invalid({"body": [("forms.missing", {})]}, form.model_dump())
    if response.joined_to is not None:
        raise Refused("responses.is_joined")
    html = render(form.body)
    evidence_id = passage_of(db, form.evidence)
    db.refresh(response, with_for_update=True)
    newest = queries.newest_version(db, response.id)
    if form.seen != (newest.digest if newest else ""):
        raise Stale("responses.changed_meanwhile")
    response.state = move(response.state, ResponseState.DRAFTING)
    note_drafter(response, staff.person_id)
    if response.acknowledged_at is None:
        _acknowledge(db, response, staff.person_id, now)
    version = newest
    if version is None or version.published_at is not None:
        version = ResponseVersion(
            response_id=response.id, number=newest.number + 1 if newest else 1, body="", html="", salt="", digest="",
            section_name="", drafted_by=staff.person_id, drafted_at=now,
        )  # fmt: skip
    version.body, version.html, version.salt = form.body, html, secrets.token_hex(16)
    version.digest = ledger.digest(version.salt, form.body)
    version.category, version.ground, version.evidence_unit_id = form.category, form.ground, evidence_id
    version.before_text, version.after_text, version.next_on = form.before_text, form.after_text, form.next_on
    version.section_name = db.get_one(Section, response.section_id).name
    version.drafted_by, version.drafted_at = staff.person_id, now
    version.approved_by, version.approved_for = None, None
    db.add_all([version, response])
    db.flush()
    ledger.append(
        db, staff.person_id, "responses.draft_response", f"response:{response.id}", at=now,
        version=version.number, digest=version.digest,
    )  # fmt: skip
    return version


def note_drafter(response: Response, person_id: int) -> None:
    """Nobody who touched the text approves it, however small the last change was."""
    response.drafted_by = person_id
    response.drafter_ids = sorted({*response.drafter_ids, person_id})


def submit_response(db: Db, actor: Viewer, response: Response, form: SubmitAnswer, now: datetime) -> None:
    """Hand the draft in: first to the readers that were named, in order, then for approval (決裁). Refused when the
    category lacks its evidence; twice changes nothing."""
    staff = require(actor, "response.submit", response)
    db.refresh(response, with_for_update=True)
    version = unpublished(db, response, form.seen)
    if response.state in (ResponseState.IN_REVIEW, ResponseState.AWAITING_APPROVAL):
        return
    lacking = missing(version, clock.today(now))
    if lacking:
        raise Refused(lacking)
    version.sent_back_reason = ""
    note_drafter(response, staff.person_id)
    db.add_all([response, version])
    name_readers(db, response, form.reader_id, now)
    to = ResponseState.IN_REVIEW if form.reader_id else ResponseState.AWAITING_APPROVAL
    response.state = move(response.state, to)
    db.add(response)
    db.flush()
    tell_next(db, response, version, now)
    ledger.append(
        db, staff.person_id, "responses.submit_response", f"response:{response.id}", at=now,
        version=version.number, digest=version.digest, readers=list(form.reader_id),
    )  # fmt: skip


def name_readers(db: Db, response: Response, people: Sequence[int], now: datetime) -> None:
    """合議: people of the section's offices, each once, nobody who wrote the text."""
    known = set(reader_ids(db, response, now))
    if len(set(people)) != len(people) or not set(people) <= known:
        raise Refused("responses.no_such_reader")
    db.execute(delete(ReviewStep).where(col(ReviewStep.response_id) == response.id))
    for position, person_id in enumerate(people, start=1):
        db.add(ReviewStep(response_id=response.id, position=position, person_id=person_id))
    db.flush()


def reader_ids(db: Db, response: Response, now: datetime) -> list[int]:
    """Whom a drafter may ask to read: drafters, approvers and managers of the section or room."""
    found: set[int] = set()
    for role in (Role.DRAFTER, Role.APPROVER, Role.ROOM_MANAGER):
        found |= set(people_with(db, role, now, room_id=response.room_id, section_id=response.section_id))
    return sorted(found - set(response.drafter_ids))


def tell_next(db: Db, response: Response, version: ResponseVersion, now: datetime) -> None:
    """Whose turn it is: the next reader, or those who may approve."""
    step = queries.next_reader(db, response)
    if step is not None:
        people, kind = [step.person_id], "response_to_read"
    else:
        people = people_with(db, Role.APPROVER, now, room_id=response.room_id, section_id=response.section_id)
        people += [one.deputy_id for one in queries.deputies_on(db, response.section_id, clock.today(now))]
        kind = "response_submitted"
    tell(
        db, [one for one in people if one not in response.drafter_ids], kind,
        cause=f"{kind}:{response.id}:{version.number}:{version.digest[:12]}",
        target=f"response:{response.id}", path=f"/responses/{response.id}/approve", now=now,
    )  # fmt: skip


def unpublished(db: Db, response: Response, seen: str) -> ResponseVersion:
    """The text on its way, which must be the one that was read."""
    version = queries.newest_version(db, response.id)
    if version is None:
        raise Refused("responses.nothing_to_approve")
    if version.published_at is not None or version.digest != seen:
        raise Stale("responses.changed_meanwhile")
    return version
