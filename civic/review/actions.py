"""Verbs of moderation: publish what was held, reject, hide, restore, keep; reports of readers; the rounds."""

import secrets
from datetime import datetime

from civic import clock, ledger
from civic.accounts.queries import people_with
from civic.city import queries as city
from civic.db import Db
from civic.errors import NotFound, Refused, Stale
from civic.notifications.actions import tell
from civic.permissions import Actor, Role, Viewer, require
from civic.review import queries
from civic.review.forms import Decide, FileReport, PublishHeld
from civic.review.models import Act, ActKind, Report
from civic.rooms import actions as rooms
from civic.rooms.models import Post, PostState, Room
from civic.rooms.queries.posts import SHOWN
from moderation import transitions

# Keeping a post moves nothing, so it is no act of the transition table.
MOVES: dict[ActKind, transitions.PostAct] = {
    ActKind.PUBLISH: "publish",
    ActKind.REJECT: "reject",
    ActKind.HIDE: "hide",
    ActKind.RESTORE: "restore",
}
AGAINST_THE_TEXT = (ActKind.REJECT, ActKind.HIDE)


def publish_held(db: Db, actor: Viewer, post: Post, form: PublishHeld, now: datetime) -> Act:
    """A held post appears; the author is told. The article is 0: none was broken."""
    moderator = require(actor, "post.publish_held", queries.case_of(db, post))
    return _decide(db, moderator, post, ActKind.PUBLISH, form, now)


def reject_post(db: Db, actor: Viewer, post: Post, form: Decide, now: datetime) -> Act:
    """A held post does not appear; the author is told why and keeps the text."""
    moderator = require(actor, "post.reject", queries.case_of(db, post))
    return _decide(db, moderator, post, ActKind.REJECT, form, now, form.article)


def hide_post(db: Db, actor: Viewer, post: Post, form: Decide, now: datetime) -> Act:
    """A published post becomes a tombstone with article and date; replies stay; the author is told how to object."""
    moderator = require(actor, "post.hide", queries.case_of(db, post))
    return _decide(db, moderator, post, ActKind.HIDE, form, now, form.article)


def restore_post(db: Db, actor: Viewer, post: Post, form: PublishHeld, now: datetime) -> Act:
    """A hidden or rejected post appears again, by another moderator's decision; the history of both acts stays."""
    moderator = require(actor, "post.restore", queries.case_of(db, post))
    return _decide(db, moderator, post, ActKind.RESTORE, form, now)


def keep_post(db: Db, actor: Viewer, post: Post, form: PublishHeld, now: datetime) -> Act:
    """A reported post breaks no rule and stays; those who reported it hear so, the author is not troubled."""
    moderator = require(actor, "post.keep", queries.case_of(db, post))
    return _decide(db, moderator, post, ActKind.KEEP, form, now)


def _decide(
    db: Db, moderator: Actor, post: Post, kind: ActKind, form: PublishHeld, now: datetime, article: int = 0
) -> Act:
    db.refresh(post, with_for_update=True)
    if form.seen != queries.seen_of(db, post):
        raise Stale("review.already_handled")
    _require_ground(db, post, kind, article, form.reason)
    before, after = post.state, _next_state(db, moderator, post, kind)
    is_tombstone = after in (PostState.HIDDEN, PostState.REJECTED)
    rooms.set_status(db, post, after, article if is_tombstone else None, now)
    salt = secrets.token_hex(16)
    act = Act(
        post_id=post.id, kind=kind, article=article, rule_version=post.rule_version, reason=form.reason, salt=salt,
        digest=ledger.digest(salt, form.reason), decided_by=moderator.person_id, decided_at=now,
        state_before=before.value, state_after=after.value,
    )  # fmt: skip
    db.add(act)
    db.flush()
    _tell_author(db, post, act, now)
    _close_reports(db, list(queries.open_reports(db, post.id)), act.kind.value, now)
    ledger.append(
        db, moderator.person_id, f"review.{kind.value}_post", f"post:{post.id}", at=now,
        act=act.id, article=article, rules=act.rule_version, digest=act.digest,
    )  # fmt: skip
    return act


def _next_state(db: Db, moderator: Actor, post: Post, kind: ActKind) -> PostState:
    if kind is ActKind.KEEP:
        if post.state not in SHOWN or not queries.open_reports(db, post.id):
            raise Refused("review.nothing_reported")
        return post.state
    is_other = queries.last_decider(db, post.id) != moderator.person_id
    if kind is ActKind.RESTORE and not is_other:
        raise Refused("review.restore_needs_another")
    who: transitions.Kind = "second_moderator" if kind is ActKind.RESTORE else "moderator"
    try:
        return PostState(transitions.next_state(post.state.value, MOVES[kind], who))
    except transitions.NotAllowed:
        raise Refused("review.cannot_act") from None


def _require_ground(db: Db, post: Post, kind: ActKind, article: int, reason: str) -> None:
    """No act without a reason, nor against a text without an article in force when it was written that allows
    hiding (DOMAIN §10, 3). Keeping a post back for good weighs as much as hiding it."""
    least = queries.min_reason(db)
    if len(reason) < least:
        raise Refused("review.reason_too_short", least=least, length=len(reason))
    if kind not in AGAINST_THE_TEXT:
        return
    if article not in queries.articles(db, post.rule_version):
        raise Refused("review.no_such_article", article=article)
    if article not in queries.articles_to_hide(db, post.rule_version):
        raise Refused("review.article_does_not_allow", article=article)


def _tell_author(db: Db, post: Post, act: Act, now: datetime) -> None:
    if act.kind is ActKind.KEEP:
        return
    tell(
        db, [post.author_id], f"post_{act.kind.value}", cause=f"act:{act.id}", target=f"post:{post.id}",
        path=f"/acts/{act.id}", now=now, article=act.article, reason=act.reason,
        days=queries.appeal_days(db),
    )  # fmt: skip


def _close_reports(db: Db, reports: list[Report], outcome: str, now: datetime) -> None:
    """Each reader whose report is settled hears the outcome: acted on, no breach found, or gone meanwhile."""
    kinds = {ActKind.REJECT.value: "acted", ActKind.HIDE.value: "acted", ActKind.PUBLISH.value: "kept"}
    kind = kinds.get(outcome, "kept" if outcome == ActKind.KEEP else "gone")
    for report in reports:
        report.closed_at, report.outcome = now, outcome
        db.add(report)
        tell(
            db, [report.reporter_id], f"report_{kind}", cause=f"report:{report.id}", target=f"post:{report.post_id}",
            path=f"/posts/{report.post_id}", now=now,
        )  # fmt: skip


def file_report(db: Db, actor: Viewer, post: Post, form: FileReport, now: datetime) -> Report:
    """One per person and post; a second one returns the first. Raises priority, never hides (PEERS B6)."""
    reporter = require(actor, "report.file")
    db.refresh(post, with_for_update=True)
    if post.state not in SHOWN:
        raise NotFound("rooms.no_such_post")
    if post.author_id == reporter.person_id:
        raise Refused("review.own_post")
    if form.article not in queries.articles(db, post.rule_version):
        raise Refused("review.no_such_article", article=form.article)
    first = queries.report_by(db, post.id, reporter.person_id)
    if first is not None and first.closed_at is None:
        return first
    if first is not None:
        raise Refused("review.report_was_settled")
    report = Report(
        post_id=post.id, reporter_id=reporter.person_id, article=form.article, text=form.text, created_at=now
    )
    db.add(report)
    db.flush()
    people = [one for one in _moderators(db, post, now) if one != reporter.person_id]
    tell(
        db, people, "report_filed", cause=f"report-filed:{report.id}", target=f"post:{post.id}",
        path=f"/desk/{post.id}", now=now, article=form.article,
    )  # fmt: skip
    return report


def _moderators(db: Db, post: Post, now: datetime) -> list[int]:
    """Who may take the case: the room's moderators, not the author."""
    room = db.get_one(Room, post.room_id)
    people = people_with(db, Role.MODERATOR, now, room_id=room.id, section_id=room.section_id)
    return [one for one in people if one != post.author_id]


def escalate_held(db: Db, now: datetime) -> int:
    """The daily round: a post held longer than the city allows (開庁日) is brought before its moderators and the city
    managers, once; it never expires in silence (DOMAIN §3). Returns how many posts."""
    days, closed = queries.held_open_days(db), city.closed_days(db)
    late = [
        post
        for post in queries.held_posts(db)
        if clock.add_open_days(clock.today(post.edited_at or post.created_at), days, closed) < clock.today(now)
    ]
    managers = people_with(db, Role.CITY_MANAGER, now) if late else []
    for post in late:
        cause, target = f"held-late:{post.id}:{post.revision}", f"post:{post.id}"
        moderators = _moderators(db, post, now)
        tell(db, moderators, "held_late", cause=cause, target=target, path=f"/desk/{post.id}", now=now)
        # Managers cannot decide the case; they can appoint somebody who does.
        others = set(managers) - set(moderators)
        tell(db, others, "held_late_for_manager", cause=cause, target=target, path="/staff/roles", now=now)
    return len(late)


def close_stranded_reports(db: Db, now: datetime) -> int:
    """Reports on posts that their author took back, or that went on another road: the reporter is told."""
    stranded = queries.stranded_reports(db)
    for report, state in stranded:
        _close_reports(db, [report], state.value, now)
    return len(stranded)
