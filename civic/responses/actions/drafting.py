"""The text of an answer on its way to approval: draft_response, submit_response."""

import secrets
from datetime import datetime

from civic import ledger
from civic.accounts.queries import people_with
from civic.city.models import Section
from civic.db import Db
from civic.errors import Refused, Stale
from civic.markup import render
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.responses import queries
from civic.responses.actions.evidence import missing, passage_of
from civic.responses.forms import DraftAnswer, SeenVersion
from civic.responses.models import Response, ResponseVersion
from civic.responses.states import ResponseState, move


def draft_response(db: Db, actor: Viewer, response: Response, form: DraftAnswer, now: datetime) -> ResponseVersion:
    """Write or change the draft. A published answer gets a new version; the old one stays readable meanwhile."""
    staff = require(actor, "response.draft", response)
    html = render(form.body)
    evidence_id = passage_of(db, form.evidence)
    db.refresh(response, with_for_update=True)
    newest = queries.newest_version(db, response.id)
    if form.seen != (newest.digest if newest else ""):
        raise Stale("responses.changed_meanwhile")
    response.state = move(response.state, ResponseState.DRAFTING)
    _note_drafter(response, staff.person_id)
    version = newest
    if version is None or version.published_at is not None:
        version = ResponseVersion(
            response_id=response.id, number=newest.number + 1 if newest else 1, body="", html="", salt="", digest="",
            section_name="", drafted_by=staff.person_id, drafted_at=now,
        )  # fmt: skip
    version.body, version.html, version.salt = form.body, html, secrets.token_hex(16)
    version.digest = ledger.digest(version.salt, form.body)
    version.category, version.ground, version.evidence_unit_id = form.category, form.ground, evidence_id
    version.before_text, version.after_text = form.before_text, form.after_text
    version.section_name = db.get_one(Section, response.section_id).name
    version.drafted_by, version.drafted_at = staff.person_id, now
    db.add_all([version, response])
    db.flush()
    ledger.append(
        db, staff.person_id, "responses.draft_response", f"response:{response.id}", at=now,
        version=version.number, digest=version.digest,
    )  # fmt: skip
    return version


def _note_drafter(response: Response, person_id: int) -> None:
    """Nobody who touched the text approves it, however small the last change was."""
    response.drafted_by = person_id
    response.drafter_ids = sorted({*response.drafter_ids, person_id})


def submit_response(db: Db, actor: Viewer, response: Response, form: SeenVersion, now: datetime) -> None:
    """Hand the draft in for approval (決裁). Refused when the category lacks its evidence; twice changes nothing."""
    staff = require(actor, "response.submit", response)
    db.refresh(response, with_for_update=True)
    version = unpublished(db, response, form.seen)
    if response.state is ResponseState.AWAITING_APPROVAL:
        return
    lacking = missing(version)
    if lacking:
        raise Refused(lacking)
    response.state = move(response.state, ResponseState.AWAITING_APPROVAL)
    version.sent_back_reason = ""
    _note_drafter(response, staff.person_id)
    db.add_all([response, version])
    people = people_with(db, Role.APPROVER, now, room_id=response.room_id, section_id=response.section_id)
    tell(
        db, [p for p in people if p not in response.drafter_ids], "response_submitted",
        cause=f"response-submitted:{response.id}:{version.number}:{version.digest[:12]}",
        target=f"response:{response.id}", path=f"/responses/{response.id}/approve", now=now,
    )  # fmt: skip
    ledger.append(
        db, staff.person_id, "responses.submit_response", f"response:{response.id}", at=now,
        version=version.number, digest=version.digest,
    )  # fmt: skip


def unpublished(db: Db, response: Response, seen: str) -> ResponseVersion:
    """The text on its way, which must be the one that was read."""
    version = queries.newest_version(db, response.id)
    if version is None:
        raise Refused("responses.nothing_to_approve")
    if version.published_at is not None or version.digest != seen:
        raise Stale("responses.changed_meanwhile")
    return version
