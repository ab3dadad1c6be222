"""What was decided about a person's texts, proposals before a second person, hides nobody seconded, identities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from civic.accounts.models import Person
from civic.errors import NotFound
from civic.permissions import Viewer, can
from civic.review.models import Act, ActKind, IdentityRequest, Proposal
from civic.review.queries.cases import MOST_ID, case_of
from civic.review.queries.facts import AGAINST, Decided
from civic.rooms.models import Post

SANCTIONS = (*AGAINST, ActKind.WARN, ActKind.SUSPEND_USER)


def acts_against(
    db: Session, person_id: int, *, only: tuple[ActKind, ...] = SANCTIONS, without: tuple[ActKind, ...] = ()
) -> Sequence[Act]:
    """Acts against this author that still stand, oldest first."""
    kinds = [kind for kind in only if kind not in without]
    query = (
        select(Act)
        .join(Post, col(Post.id) == col(Act.post_id))
        .where(col(Post.author_id) == person_id, col(Act.kind).in_(kinds), col(Act.undone_at).is_(None))
    )
    return db.execute(query.order_by(col(Act.id))).scalars().all()


def open_proposal(db: Session, post_id: int, kind: ActKind) -> Proposal | None:
    query = select(Proposal).where(
        col(Proposal.post_id) == post_id, col(Proposal.kind) == kind, col(Proposal.closed_at).is_(None)
    )
    return db.execute(query).scalars().first()


def proposed(db: Session, proposal: Proposal) -> Decided:
    """As permissions see it: whoever proposed does not carry it."""
    return Decided(case_of(db, db.get_one(Post, proposal.post_id)), frozenset({proposal.proposed_by}))


def proposal_for(db: Session, viewer: Viewer, proposal_id: int) -> Proposal:
    """For the room's moderators; a purge also for the system manager. Anybody else does not learn that it is there."""
    found = db.get(Proposal, proposal_id) if 0 < proposal_id <= MOST_ID else None
    if found is None:
        raise NotFound
    thing = proposed(db, found)
    is_for_manager = found.kind is ActKind.PURGE and can(viewer, "purge.see")
    if not is_for_manager and not can(viewer, "case.see", thing.post):
        raise NotFound
    return found


def open_purges(db: Session) -> Sequence[Proposal]:
    query = select(Proposal).where(col(Proposal.kind) == ActKind.PURGE, col(Proposal.closed_at).is_(None))
    return db.execute(query.order_by(col(Proposal.id))).scalars().all()


def second_overdue(db: Session, now: datetime) -> Sequence[Act]:
    """Hides whose time for a second person is over."""
    query = select(Act).where(
        col(Act.kind) == ActKind.HIDE, col(Act.second_due_at) <= now, col(Act.second_by).is_(None),
        col(Act.undone_at).is_(None),
    )  # fmt: skip
    return db.execute(query.order_by(col(Act.id))).scalars().all()


@dataclass(frozen=True, slots=True)
class AskedIdentity:
    decider_ids: frozenset[int]
    author_id: int | None = None


def asked_identity(asked: IdentityRequest) -> AskedIdentity:
    """As permissions see it: whoever asked does not approve."""
    return AskedIdentity(frozenset({asked.asked_by}))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who stands behind a handle, as far as the city knows."""

    post_id: int
    handle: str
    name: str
    email: str


def identities(db: Session, asked: IdentityRequest) -> list[Identity]:
    """Only for the verb that has logged the reading."""
    ids = [int(one) for one in asked.post_ids.split(",") if one]
    query = (
        select(col(Post.id), col(Person.handle), col(Person.name), col(Person.email))
        .join(Person, col(Person.id) == col(Post.author_id))
        .where(col(Post.id).in_(ids))
        .order_by(col(Post.id))
    )
    return [Identity(post_id, handle, name, email or "") for post_id, handle, name, email in db.execute(query)]


def asked_alone(db: Session, person_id: int, since: datetime) -> int:
    """Posts whose author this person may read without a second one, asked for since then; one row at a time may pass,
    so the asker's account is locked first."""
    db.execute(select(col(Person.id)).where(col(Person.id) == person_id).with_for_update())
    query = select(col(IdentityRequest.post_ids)).where(
        col(IdentityRequest.asked_by) == person_id, col(IdentityRequest.asked_at) > since,
        col(IdentityRequest.approved_at).is_not(None), col(IdentityRequest.approved_by).is_(None),
    )  # fmt: skip
    return sum(len(posts.split(",")) for posts in db.execute(query).scalars())


def identity_requests(db: Session) -> Sequence[IdentityRequest]:
    """Newest first."""
    return db.execute(select(IdentityRequest).order_by(col(IdentityRequest.id).desc()).limit(100)).scalars().all()
