"""Urgent verbs: one press hides a notice of suicide, a threat or a doxxing; the reason follows within the city's hours."""

from datetime import datetime, timedelta

from civic import clock, ledger
from civic.accounts.actions.holding import keep_connections
from civic.city import queries as city
from civic.city.actions import put_setting
from civic.db import Db
from civic.errors import Refused, Stale
from civic.jobs import later
from civic.notifications.actions import tell
from civic.permissions import Viewer, require
from civic.review import queries
from civic.review.actions import grounds
from civic.review.actions.recording import add_act, enter, moderators_of, settle
from civic.review.forms import GiveReason, HideUrgently
from civic.review.models import Act, ActKind, Source
from civic.rooms import actions as rooms
from civic.rooms.models import Post, PostState
from civic.rooms.queries.posts import SHOWN

# Whoever wrote it may be sought by the police for as long as this after an urgent hide.
EVIDENCE_DAYS = 365


def hide_urgently(db: Db, actor: Viewer, post: Post, form: HideUrgently, now: datetime) -> Act:
    """Hidden at once by any moderator; claims, parties and forms do not hold it up. Never returns by itself."""
    moderator = require(actor, "post.hide_urgently", queries.case_of(db, post))
    db.refresh(post, with_for_update=True)
    if post.state not in (*SHOWN, PostState.HELD):
        raise Stale("review.hidden_already")
    grounds.need_article(db, post, ActKind.HIDE, form.article)
    before, is_held = post.state.value, post.state is PostState.HELD
    hours = int(city.setting(db, "urgent.reason_hours"))
    act = add_act(
        db, moderator.person_id, post, ActKind.REJECT if is_held else ActKind.HIDE, form.article, "", now,
        before=before, source=Source.URGENT, reason_due_at=now + timedelta(hours=hours),
        second_due_at=None if is_held else now + timedelta(hours=queries.second_hours(db)),
    )  # fmt: skip
    rooms.set_status(db, post, PostState.REJECTED if is_held else PostState.HIDDEN, form.article, now)
    act.state_after = post.state.value
    db.add(act)
    keep_connections(db, f"post:{post.id}", now + timedelta(days=EVIDENCE_DAYS))
    settle(db, post, act, now)
    people = [one for one in moderators_of(db, post, now) if one != moderator.person_id]
    tell(
        db, people, "urgent_hide", cause=f"urgent:{act.id}", target=f"post:{post.id}", path=f"/desk/{post.id}",
        now=now, article=form.article,
    )  # fmt: skip
    later(db, "review.mail_duty", act.id)
    enter(db, act, now, urgent=True)
    return act


def give_reason(db: Db, actor: Viewer, act: Act, form: GiveReason, now: datetime) -> Act:
    """The reason of an urgent hide; the author gets it. Only once: what was said stays said."""
    post = db.get_one(Post, act.post_id)
    moderator = require(actor, "post.give_reason", queries.case_of(db, post))
    db.refresh(act, with_for_update=True)
    if act.reason_due_at is None or act.reason:
        raise Stale("review.reason_given")
    grounds.need_reason(db, form.reason)
    act.reason = form.reason
    act.digest = ledger.digest(act.salt, form.reason)
    db.add(act)
    tell(
        db, [post.author_id], f"post_{act.kind.value}", cause=f"act-reason:{act.id}", target=f"post:{post.id}",
        path=f"/acts/{act.id}", now=now, article=act.article, reason=act.reason, days=queries.appeal_days(db),
    )  # fmt: skip
    ledger.append(
        db, moderator.person_id, "review.give_reason", f"post:{post.id}", at=now, act=act.id, digest=act.digest,
        late=now > act.reason_due_at,
    )  # fmt: skip
    return act


def pause_site(db: Db, actor: Viewer, reason: str, now: datetime) -> None:
    """Nobody can post anywhere, with a public reason; an empty reason ends the pause."""
    who = require(actor, "site.pause")
    if reason:
        grounds.need_reason(db, reason)
    if city.setting(db, "posting.pause_reason") == reason:
        raise Refused("review.pause_as_it_is")
    put_setting(db, "posting.pause_reason", reason, who.person_id, now)
    verb = "review.pause_site" if reason else "review.resume_site"
    ledger.append(db, who.person_id, verb, "site:1", at=now, on=clock.today(now))
