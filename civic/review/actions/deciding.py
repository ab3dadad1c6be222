"""Verbs on one post: publish what was held, reject, hide, confirm a hide, mask, restore, keep."""

from datetime import datetime, timedelta

from civic.db import Db
from civic.errors import Refused, Stale
from civic.permissions import Actor, Viewer, require
from civic.review import queries
from civic.review.actions import grounds
from civic.review.actions.recording import add_act, enter, mark_undone, settle
from civic.review.forms import Decide, Mask, PublishHeld
from civic.review.models import Act, ActKind, SealedText
from civic.rooms import actions as rooms
from civic.rooms.actions import moderating
from civic.rooms.models import Post, PostState
from civic.rooms.queries.posts import SHOWN
from moderation import transitions

K = ActKind
# Keeping a post moves nothing, so it is no act of the transition table.
MOVES: dict[ActKind, transitions.PostAct] = {
    K.PUBLISH: "publish", K.REJECT: "reject", K.HIDE: "hide", K.RESTORE: "restore", K.MASK: "mask",
    K.CONFIRM: "confirm",
}  # fmt: skip
BY_ANOTHER = (K.RESTORE, K.CONFIRM)


def publish_held(db: Db, actor: Viewer, post: Post, form: PublishHeld, now: datetime) -> Act:
    """A held post appears; the author is told. The article is 0: none was broken."""
    moderator = require(actor, "post.publish_held", queries.case_of(db, post))
    return _decide(db, moderator, post, K.PUBLISH, form, now)


def reject_post(db: Db, actor: Viewer, post: Post, form: Decide, now: datetime) -> Act:
    """A held post does not appear; the author is told why and keeps the text."""
    moderator = require(actor, "post.reject", queries.case_of(db, post))
    return _decide(db, moderator, post, K.REJECT, form, now, form.article)


def hide_post(db: Db, actor: Viewer, post: Post, form: Decide, now: datetime) -> Act:
    """A published post becomes a tombstone with article and date; replies stay; the author is told how to object. A
    second person must agree in time, else it returns by itself."""
    moderator = require(actor, "post.hide", queries.case_of(db, post))
    return _decide(db, moderator, post, K.HIDE, form, now, form.article)


def restore_post(db: Db, actor: Viewer, post: Post, form: PublishHeld, now: datetime) -> Act:
    """A hidden, masked or rejected post appears again as it was, by another moderator; the history of both stays."""
    moderator = require(actor, "post.restore", queries.case_of(db, post))
    return _decide(db, moderator, post, K.RESTORE, form, now)


def keep_post(db: Db, actor: Viewer, post: Post, form: PublishHeld, now: datetime) -> Act:
    """A reported post breaks no rule and stays; those who reported it hear so, the author is not troubled."""
    moderator = require(actor, "post.keep", queries.case_of(db, post))
    return _decide(db, moderator, post, K.KEEP, form, now)


def confirm_hide(db: Db, actor: Viewer, post: Post, form: PublishHeld, now: datetime) -> Act:
    """A second person agrees to the hide: it holds for good, as far as no appeal undoes it."""
    hidden = queries.unseconded(db, post.id)
    if hidden is None:
        require(actor, "case.see", queries.case_of(db, post))
        grounds.need_fresh(db, post, form.seen)
        raise Stale("review.nothing_to_confirm")
    moderator = require(actor, "act.confirm", queries.decided(db, hidden))
    act = _decide(db, moderator, post, K.CONFIRM, form, now, hidden.article)
    hidden.second_by, hidden.second_at = moderator.person_id, now
    db.add(hidden)
    return act


def mask_post(db: Db, actor: Viewer, post: Post, form: Mask, now: datetime) -> Act:
    """Part of a post is blacked out, everywhere it can be read; the original is sealed."""
    moderator = require(actor, "post.mask", queries.case_of(db, post))
    words = [line.strip() for line in form.words.splitlines() if line.strip()]
    missing = [word for word in words if word not in post.title and word not in post.body]
    if not words or missing:
        raise Refused("review.words_not_found", words="、".join(missing[:3]))
    return _decide(db, moderator, post, K.MASK, form, now, form.article, words)


def _decide(
    db: Db,
    moderator: Actor,
    post: Post,
    kind: ActKind,
    form: PublishHeld,
    now: datetime,
    article: int = 0,
    words: list[str] | None = None,
) -> Act:
    grounds.need_trained(db, moderator)
    grounds.need_fresh(db, post, form.seen)
    grounds.need_free(db, moderator, f"post:{post.id}", now)
    grounds.need_reason(db, form.reason)
    if kind in grounds.ALLOWED:
        grounds.need_article(db, post, kind, article)
    about = grounds.need_outside(db, moderator, post, form.about) if kind in grounds.AGAINST_THE_TEXT else None
    before, after = post.state, _next_state(db, moderator, post, kind)
    act = add_act(
        db, moderator.person_id, post, kind, article, form.reason, now, before=before.value,
        about_section_id=about,
        second_due_at=now + timedelta(hours=queries.second_hours(db)) if kind is K.HIDE else None,
    )  # fmt: skip
    carry_out(db, post, kind, after, article, now, words or [])
    act.state_after = post.state.value
    if kind is K.RESTORE:
        mark_undone(db, post.id, (K.HIDE,) if after is PostState.MASKED else (K.HIDE, K.REJECT, K.MASK), now)
    db.add(act)
    settle(db, post, act, now)
    enter(db, act, now, about=about)
    return act


def carry_out(
    db: Db, post: Post, kind: ActKind, after: PostState, article: int, now: datetime, words: list[str]
) -> None:
    """Moves the post; a mask seals what it said before, a restored one gets its own words back."""
    if kind is K.MASK:
        seal(db, post, now)
        moderating.mask_post(db, post, words, article, now)
        return
    if kind is K.RESTORE and after is PostState.PUBLISHED:
        unseal(db, post, now)
    is_tombstone = after in (PostState.HIDDEN, PostState.REJECTED)
    rooms.set_status(db, post, after, article if is_tombstone else None, now)


def seal(db: Db, post: Post, now: datetime) -> None:
    """Keeps the author's words; of a post that is masked already, the first ones."""
    if db.get(SealedText, post.id) is None:
        db.add(
            SealedText(
                post_id=post.id, title=post.title, body=post.body, salt=post.salt, digest=post.digest, sealed_at=now
            )
        )  # fmt: skip


def unseal(db: Db, post: Post, now: datetime) -> None:
    sealed = db.get(SealedText, post.id)
    if sealed is not None:
        moderating.unmask_post(db, post, sealed.title, sealed.body, sealed.salt, sealed.digest, now)
        db.delete(sealed)
        db.flush()


def _next_state(db: Db, moderator: Actor, post: Post, kind: ActKind) -> PostState:
    if kind is K.KEEP:
        if post.state not in SHOWN or not queries.open_reports(db, post.id):
            raise Refused("review.nothing_reported")
        return post.state
    if kind in BY_ANOTHER and moderator.person_id in queries.deciders_against(db, post.id):
        raise Refused("review.restore_needs_another")
    who: transitions.Kind = "second_moderator" if kind in BY_ANOTHER else "moderator"
    move = MOVES[kind]
    if kind is K.RESTORE and post.state is PostState.HIDDEN and db.get(SealedText, post.id) is not None:
        # Before it was hidden it was masked, and that act stands.
        move = "mask"
    try:
        return PostState(transitions.next_state(post.state.value, move, who))
    except transitions.NotAllowed:
        raise Refused("review.cannot_act") from None
