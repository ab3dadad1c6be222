"""Verbs of appeals: an author objects, a moderator who decided nothing before decides again, both outcomes are public."""

from datetime import datetime

from civic import clock, ledger
from civic.db import Db
from civic.errors import Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Actor, Viewer, require
from civic.review import queries
from civic.review.actions import grounds
from civic.review.actions.deciding import carry_out
from civic.review.actions.recording import add_act, enter, mark_undone, moderators_of
from civic.review.actions.sanctions import lift_sanction
from civic.review.forms import DecideAppeal, FileAppeal
from civic.review.models import Act, ActKind, AppealCase, AppealState, Claim, Source
from civic.rooms.actions import moderating
from civic.rooms.models import Post, PostState, ThreadLock
from moderation import transitions

K = ActKind
APPEALABLE = (K.HIDE, K.REJECT, K.MASK, K.WARN, K.SUSPEND_USER, K.LOCK_THREAD)
SANCTIONS = (K.WARN, K.SUSPEND_USER)


def file_appeal(db: Db, actor: Viewer, act: Act, form: FileAppeal, now: datetime) -> AppealCase:
    """Within the city's days, once for each act. Twice gives the first one."""
    post = db.get_one(Post, act.post_id)
    author = require(actor, "appeal.file", queries.case_of(db, post))
    known = queries.appeal_of(db, act.id)
    if known is not None:
        return known
    article = queries.articles(db, act.rule_version).get(act.article, {})
    if act.kind not in APPEALABLE or not article.get("appealable", True):
        raise Refused("review.not_appealable")
    if act.undone_at is not None or act.state_after == PostState.PURGED:
        raise Refused("review.undone_already")
    if clock.today(now) > queries.appeal_until(db, act.decided_at):
        raise Refused("review.appeal_too_late", days=queries.appeal_days(db))
    appeal = AppealCase(
        act_id=act.id, filed_by=author.person_id, text=form.text, filed_at=now, due_on=queries.appeal_due_on(db, now)
    )
    db.add(appeal)
    db.flush()
    others = [one for one in moderators_of(db, post, now) if one not in (act.decided_by, act.second_by)]
    tell(
        db, others, "appeal_filed", cause=f"appeal:{appeal.id}", target=f"post:{post.id}",
        path=f"/appeals/{appeal.id}", now=now, day=appeal.due_on.isoformat(),
    )  # fmt: skip
    ledger.append(db, author.person_id, "review.file_appeal", f"post:{post.id}", at=now, appeal=appeal.id, of=act.id)
    return appeal


def decide_appeal(db: Db, actor: Viewer, appeal: AppealCase, form: DecideAppeal, now: datetime) -> AppealCase:
    """Restored or upheld, with a reason, by somebody who decided neither the act nor its confirmation."""
    act = db.get_one(Act, appeal.act_id)
    moderator = require(actor, "appeal.decide", queries.decided(db, act))
    db.refresh(appeal, with_for_update=True)
    if appeal.state is not AppealState.FILED:
        raise Stale("review.appeal_decided")
    grounds.need_trained(db, moderator)
    grounds.need_free(db, moderator, f"appeal:{appeal.id}", now)
    grounds.need_reason(db, form.reason)
    post = db.get_one(Post, act.post_id)
    grounds.need_outside(db, moderator, post, act.about_section_id)
    appeal.state, appeal.reason = AppealState(form.outcome), form.reason
    appeal.decided_by, appeal.decided_at = moderator.person_id, now
    db.add(appeal)
    undoing = _undo(db, moderator, post, act, form, now) if form.outcome == "restored" else None
    tell(
        db, [post.author_id], f"appeal_{form.outcome}", cause=f"appeal-decided:{appeal.id}",
        target=f"post:{post.id}", path=f"/appeals/{appeal.id}", now=now, reason=form.reason,
    )  # fmt: skip
    claim = db.get(Claim, f"appeal:{appeal.id}")
    if claim is not None:
        db.delete(claim)
    if undoing is not None:
        enter(db, undoing, now, appeal=appeal.id)
    ledger.append(
        db, moderator.person_id, "review.decide_appeal", f"post:{post.id}", at=now, appeal=appeal.id, of=act.id,
        outcome=form.outcome,
    )  # fmt: skip
    return appeal


def _undo(db: Db, moderator: Actor, post: Post, act: Act, form: DecideAppeal, now: datetime) -> Act | None:
    """What the act did is undone; None when something else undid it meanwhile (a later edit, a purge)."""
    db.refresh(post, with_for_update=True)
    if act.kind in SANCTIONS:
        return lift_sanction(db, post, act.kind, moderator.person_id, form.reason, now)
    if act.kind is K.LOCK_THREAD:
        return _unlock(db, moderator, post, form, now)
    if post.state.value != act.state_after or act.undone_at is not None:
        return None
    # A text that was masked before it was hidden is masked again: the mask has its own appeal.
    is_masked = act.kind is K.HIDE and queries.sealed_text(db, post.id) is not None
    move: transitions.PostAct = "mask" if is_masked else "restore"
    after = PostState(transitions.next_state(post.state.value, move, "second_moderator"))
    before = post.state.value
    undoing = add_act(
        db, moderator.person_id, post, K.RESTORE, 0, form.reason, now, before=before, source=Source.APPEAL
    )
    carry_out(db, post, K.RESTORE, after, 0, now, [])
    undoing.state_after = post.state.value
    db.add(undoing)
    mark_undone(db, post.id, (act.kind,), now)
    return undoing


def _unlock(db: Db, moderator: Actor, post: Post, form: DecideAppeal, now: datetime) -> Act | None:
    thread = db.get_one(Post, post.thread_id or post.id)
    if db.get(ThreadLock, thread.id) is None:
        return None
    moderating.unlock_thread(db, thread)
    mark_undone(db, post.id, (K.LOCK_THREAD,), now)
    return add_act(db, moderator.person_id, post, K.UNLOCK_THREAD, 0, form.reason, now, source=Source.APPEAL)
