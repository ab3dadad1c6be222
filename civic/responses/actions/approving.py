"""決裁: an approver who wrote nothing of the answer publishes it, or sends it back."""

from datetime import datetime

from civic import clock, ledger
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.notifications.actions import tell
from civic.permissions import Viewer, require
from civic.responses import queries
from civic.responses.actions.drafting import unpublished
from civic.responses.actions.evidence import missing
from civic.responses.forms import SeenVersion, SendBack
from civic.responses.models import Response, ResponseVersion
from civic.responses.states import ResponseState, move
from civic.rooms import actions as rooms
from civic.rooms.models import Post
from civic.rooms.queries.posts import SHOWN


def send_back(db: Db, actor: Viewer, response: Response, form: SendBack, now: datetime) -> None:
    """The approver returns the draft with a reason."""
    approver = require(actor, "response.send_back", response)
    version = _awaiting(db, response, form.seen)
    response.state = move(response.state, ResponseState.DRAFTING)
    version.sent_back_reason = form.reason
    db.add_all([version, response])
    tell(
        db, response.drafter_ids, "response_sent_back",
        cause=f"response-back:{response.id}:{version.number}:{now.isoformat()}", target=f"response:{response.id}",
        path=f"/responses/{response.id}/draft", now=now, reason=form.reason,
    )  # fmt: skip
    ledger.append(
        db, approver.person_id, "responses.send_back", f"response:{response.id}", at=now,
        version=version.number, digest=version.digest,
    )  # fmt: skip


def publish_response(db: Db, actor: Viewer, response: Response, form: SeenVersion, now: datetime) -> ResponseVersion:
    """The approver makes the answer public. Text and version are frozen from here on; participants are told."""
    approver = require(actor, "response.publish", response)
    version = _awaiting(db, response, form.seen)
    lacking = missing(version)
    if lacking:
        raise Refused(lacking)
    post = db.get_one(Post, response.post_id)
    is_first = response.published_version is None
    if is_first and post.state not in SHOWN:
        raise Refused("responses.post_not_shown")
    response.state = move(response.state, ResponseState.PUBLISHED)
    # The office that answers today; the name stays with this version for good.
    version.section_name = city.section_in_charge(db, response.section_id, clock.today(now)).name
    version.approved_by, version.published_at = approver.person_id, now
    response.published_version = version.number
    response.first_published_at = response.first_published_at or now
    response.drafter_ids = []
    db.add_all([version, response])
    if is_first:
        rooms.count_waiting(db, response.room_id, -1)
    rooms.note_city_post(db, response.room_id, now)
    rooms.raise_context(db, post)
    _tell_thread(db, post, response, version, now, "response_published" if is_first else "response_corrected")
    later(db, "responses.index_response", response.id)
    ledger.append(
        db, approver.person_id, "responses.publish_response", f"response:{response.id}", at=now,
        version=version.number, category=version.category, drafted_by=version.drafted_by, digest=version.digest,
    )  # fmt: skip
    return version


def _awaiting(db: Db, response: Response, seen: str) -> ResponseVersion:
    """The text the approver read, still waiting for approval."""
    db.refresh(response, with_for_update=True)
    version = unpublished(db, response, seen)
    if response.state is not ResponseState.AWAITING_APPROVAL:
        raise Stale("responses.changed_meanwhile")
    return version


def _tell_thread(db: Db, post: Post, response: Response, version: ResponseVersion, now: datetime, kind: str) -> None:
    """Everyone who wrote in the thread hears that the city answered."""
    tell(
        db, queries.thread_authors(db, post), kind, cause=f"response:{response.id}:{version.number}",
        target=f"response:{response.id}", path=f"/posts/{post.id}", now=now, section=version.section_name,
    )  # fmt: skip
