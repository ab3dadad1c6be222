"""Verbs of identity requests: who stands behind handles is read with a reason, logged, in bulk only with a second."""

from datetime import datetime, timedelta

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Role, Viewer, require
from civic.review import queries
from civic.review.actions.grounds import need_reason
from civic.review.forms import AskIdentity
from civic.review.models import IdentityRequest, Training

MOST_POSTS = 100
# One after the other within this time is reading in bulk too.
ALONE = timedelta(hours=24)


def ask_identity(db: Db, actor: Viewer, form: AskIdentity, now: datetime) -> IdentityRequest:
    """For the posts named; up to the city's number a day they may be read directly, more wait for a second person."""
    who = require(actor, "identity.ask")
    need_reason(db, form.reason)
    numbers = list(dict.fromkeys(form.posts.replace("、", " ").replace(",", " ").split()))
    posts = [queries.post_numbered(db, number) for number in numbers]
    if not posts or None in posts or len(posts) > MOST_POSTS:
        raise Refused("review.no_such_posts", most=MOST_POSTS)
    asked = IdentityRequest(
        post_ids=",".join(str(post.id) for post in posts if post is not None), reason=form.reason,
        asked_by=who.person_id, asked_at=now,
    )  # fmt: skip
    alone = queries.asked_alone(db, who.person_id, now - ALONE) + len(posts)
    db.add(asked)
    db.flush()
    if alone > int(city.setting(db, "moderation.identities_at_once")):
        tell(
            db, people_with(db, Role.CITY_MANAGER, now), "identity_asked", cause=f"identity:{asked.id}",
            target=f"identity:{asked.id}", path=f"/staff/identities/{asked.id}", now=now, count=len(posts),
        )  # fmt: skip
    else:
        asked.approved_at = now
    db.add(asked)
    ledger.append(
        db, who.person_id, "review.ask_identity", f"identity:{asked.id}", at=now,
        posts=[post.id for post in posts if post is not None],
    )  # fmt: skip
    return asked


def approve_identity(db: Db, actor: Viewer, asked: IdentityRequest, now: datetime) -> IdentityRequest:
    who = require(actor, "identity.approve", queries.asked_identity(asked))
    db.refresh(asked, with_for_update=True)
    if asked.approved_at is not None:
        raise Stale("review.identity_approved")
    asked.approved_by, asked.approved_at = who.person_id, now
    db.add(asked)
    ledger.append(db, who.person_id, "review.approve_identity", f"identity:{asked.id}", at=now)
    return asked


def read_identity(db: Db, actor: Viewer, asked: IdentityRequest, now: datetime) -> list[queries.Identity]:
    """Once, by the one who asked; that it was read is written before anything is shown."""
    who = require(actor, "identity.ask")
    db.refresh(asked, with_for_update=True)
    if asked.asked_by != who.person_id or asked.approved_at is None:
        raise Refused("review.identity_not_yours")
    if asked.read_at is not None:
        raise Stale("review.identity_read")
    asked.read_at = now
    db.add(asked)
    ledger.append(db, who.person_id, "review.read_identity", f"identity:{asked.id}", at=now)
    return queries.identities(db, asked)


def complete_practice(db: Db, actor: Viewer, now: datetime) -> Training:
    """Every practice case was answered rightly: the day is written down, once."""
    who = require(actor, "practice.see")
    known = db.get(Training, who.person_id)
    if known is not None:
        return known
    made = Training(person_id=who.person_id, completed_on=clock.today(now))
    db.add(made)
    ledger.append(db, who.person_id, "review.complete_practice", f"person:{who.person_id}", at=now)
    return made
