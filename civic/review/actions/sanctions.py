"""Verbs on people and on what must not be kept: warn; suspend and purge, each proposed by one and carried by another."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from civic import ledger
from civic.accounts.actions.holding import stop_writing
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Actor, Role, Viewer, require
from civic.review import queries
from civic.review.actions import grounds
from civic.review.actions.recording import add_act, enter, mark_undone, moderators_of, settle
from civic.review.forms import Decide, Purge, Suspend, Warn
from civic.review.models import Act, ActKind, CaseNote, Proposal, SealedText
from civic.rooms import actions as rooms
from civic.rooms.models import Post, PostState

K = ActKind


def warn_author(db: Db, actor: Viewer, post: Post, form: Warn, now: datetime) -> Act:
    """The lightest sanction: the author is told which rule, and that the next step would be a pause."""
    moderator = require(actor, "post.warn", queries.case_of(db, post))
    _need_ground(db, moderator, post, K.WARN, form, now)
    about = grounds.need_outside(db, moderator, post, form.about)
    act = add_act(db, moderator.person_id, post, K.WARN, form.article, form.reason, now, about_section_id=about)
    settle(db, post, act, now)
    enter(db, act, now)
    return act


def propose_suspension(db: Db, actor: Viewer, post: Post, form: Suspend, now: datetime) -> Proposal:
    """Graduated: after a warning or an act against a text of the same author, at most the city's days for the first,
    second, third suspension. Takes effect when a second person carries it."""
    moderator = require(actor, "proposal.make", queries.case_of(db, post))
    _need_ground(db, moderator, post, K.SUSPEND_USER, form, now)
    about = grounds.need_outside(db, moderator, post, form.about)
    if post.author_id is None:
        raise Refused("review.no_author")
    if not queries.acts_against(db, post.author_id, without=(K.SUSPEND_USER,)):
        raise Refused("review.warn_first")
    steps = [int(days) for days in city.setting(db, "moderation.suspension_days")] or [7]
    before = len(queries.acts_against(db, post.author_id, only=(K.SUSPEND_USER,)))
    most = steps[min(before, len(steps) - 1)]
    if form.days > most:
        raise Refused("review.too_many_days", most=most, before=before)
    return _propose(db, moderator, post, K.SUSPEND_USER, form, now, days=form.days, about=about)


def propose_purge(db: Db, actor: Viewer, post: Post, form: Purge, now: datetime) -> Proposal:
    """For what is unlawful to keep: a moderator who has read it proposes, the system manager destroys it."""
    moderator = require(actor, "proposal.make", queries.case_of(db, post))
    _need_ground(db, moderator, post, K.PURGE, form, now)
    about = grounds.need_outside(db, moderator, post, form.about)
    if post.state is PostState.PURGED:
        raise Refused("review.cannot_act")
    return _propose(db, moderator, post, K.PURGE, form, now, ground=form.ground, about=about)


def _need_ground(db: Db, moderator: Actor, post: Post, kind: ActKind, form: Decide, now: datetime) -> None:
    grounds.need_trained(db, moderator)
    grounds.need_fresh(db, post, form.seen)
    grounds.need_free(db, moderator, f"post:{post.id}", now)
    grounds.need_reason(db, form.reason)
    grounds.need_article(db, post, kind, form.article)


def _propose(
    db: Db,
    moderator: Actor,
    post: Post,
    kind: ActKind,
    form: Decide,
    now: datetime,
    *,
    days: int = 0,
    ground: str = "",
    about: int | None,
) -> Proposal:
    if queries.open_proposal(db, post.id, kind) is not None:
        raise Refused("review.proposed_already")
    made = Proposal(
        post_id=post.id, kind=kind, article=form.article, reason=form.reason, days=days, ground=ground,
        about_section_id=about, proposed_by=moderator.person_id, proposed_at=now,
    )  # fmt: skip
    db.add(made)
    db.flush()
    is_purge = kind is K.PURGE
    people = people_with(db, Role.SYSTEM_MANAGER, now) if is_purge else moderators_of(db, post, now)
    tell(
        db, [one for one in people if one != moderator.person_id], f"proposal_{kind.value}",
        cause=f"proposal:{made.id}", target=f"post:{post.id}",
        path=f"/desk/proposals/{made.id}", now=now, article=form.article,
    )  # fmt: skip
    ledger.append(
        db, moderator.person_id, f"review.propose_{kind.value}", f"post:{post.id}", at=now, proposal=made.id,
        article=form.article, days=days, ground=ground,
    )  # fmt: skip
    return made


def carry_proposal(db: Db, actor: Viewer, proposal: Proposal, now: datetime) -> Act:
    """The second person agrees, and it happens."""
    post = db.get_one(Post, proposal.post_id)
    thing = queries.proposed(db, proposal)
    is_purge = proposal.kind is K.PURGE
    who = require(actor, "purge.carry", thing) if is_purge else require(actor, "suspension.carry", thing)
    if not is_purge:
        grounds.need_trained(db, who)
    _need_open(db, proposal)
    if proposal.about_section_id is not None:
        grounds.need_outside(db, who, post, proposal.about_section_id)
    db.refresh(post, with_for_update=True)
    before = post.state.value
    act = add_act(
        db, proposal.proposed_by, post, proposal.kind, proposal.article, proposal.reason, now, before=before,
        second_by=who.person_id, second_at=now, about_section_id=proposal.about_section_id,
        role="system_manager" if is_purge else "moderator",
        ends_at=now + timedelta(days=proposal.days) if proposal.days else None,
    )  # fmt: skip
    if is_purge:
        _destroy(db, post, proposal.article, now)
    elif post.author_id is not None:
        stop_writing(db, post.author_id, act.ends_at)
    act.state_after = post.state.value
    proposal.closed_at, proposal.closed_by, proposal.act_id = now, who.person_id, act.id
    db.add_all([act, proposal])
    settle(db, post, act, now)
    enter(db, act, now, second=who.person_id, ground=proposal.ground, days=proposal.days)
    return act


def decline_proposal(db: Db, actor: Viewer, proposal: Proposal, now: datetime) -> Proposal:
    """The second person does not agree: nothing happens, and it is on record that it was asked."""
    thing = queries.proposed(db, proposal)
    is_purge = proposal.kind is K.PURGE
    who = require(actor, "purge.carry", thing) if is_purge else require(actor, "suspension.carry", thing)
    _need_open(db, proposal)
    proposal.closed_at, proposal.closed_by = now, who.person_id
    db.add(proposal)
    tell(
        db, [proposal.proposed_by], "proposal_declined", cause=f"proposal-declined:{proposal.id}",
        target=f"post:{proposal.post_id}", path=f"/desk/{proposal.post_id}", now=now,
    )  # fmt: skip
    ledger.append(
        db, who.person_id, "review.decline_proposal", f"post:{proposal.post_id}", at=now, proposal=proposal.id
    )
    return proposal


def _need_open(db: Db, proposal: Proposal) -> None:
    db.refresh(proposal, with_for_update=True)
    if proposal.closed_at is not None:
        raise Stale("review.proposal_closed")


def _destroy(db: Db, post: Post, article: int, now: datetime) -> None:
    """The words, what was sealed of them and what was noted about them; the acts and digests stay."""
    if post.state is PostState.PURGED:
        raise Stale("review.hidden_already")
    db.execute(delete(SealedText).where(col(SealedText.post_id) == post.id))
    db.execute(delete(CaseNote).where(col(CaseNote.target) == f"post:{post.id}"))
    rooms.set_status(db, post, PostState.PURGED, article, now)


def lift_sanction(db: Db, post: Post, kind: ActKind, decided_by: int, reason: str, now: datetime) -> Act:
    """Mechanics of an appeal won against a warning or a suspension."""
    if kind is K.SUSPEND_USER and post.author_id is not None:
        stop_writing(db, post.author_id, None)
    act = add_act(db, decided_by, post, K.LIFT, 0, reason, now)
    mark_undone(db, post.id, (kind,), now)
    return act
