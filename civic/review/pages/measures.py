"""Doors of the rarer acts, each with a page of its own: mask, warn, suspend, move, split, lock, slow down, purge."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from civic.errors import NotFound
from civic.i18n import gettext
from civic.permissions import require
from civic.review import actions, queries
from civic.review.forms import Decide, Mask, MoveThread, PublishHeld, Purge, SlowMode, SplitThread, Suspend, Warn
from civic.review.pages.desk import case_facts, post_of
from civic.rooms import queries as rooms
from civic.web.page import page, route
from civic.web.visit import Visit

# Name in the address -> what an article must allow.
MEASURES = {
    "mask": "mask", "warn": "warn", "suspend": "suspend_user", "move": "move", "split": "move", "lock": "lock_thread",
    "unlock": "", "slow": "slow_mode", "purge": "purge",
}  # fmt: skip


@page()
def measure(visit: Visit) -> Response:
    """One act with its own fields, beside the text and the rules."""
    name = visit.path.rsplit("/", 1)[-1]
    if name not in MEASURES:
        raise NotFound
    post = post_of(visit)
    facts = case_facts(visit, post)
    require(visit.viewer, "proposal.make", facts["case"])
    found = {post.judged_text[one.starts : one.ends] for one in facts["findings"] if one.ends > one.starts}
    return visit.render(
        "review/measure.html",
        **facts | {"grounds": queries.articles_allowing(visit.db, post.rule_version, MEASURES[name])},
        measure=name,
        found_words="\n".join(sorted(word for word in found if "\n" not in word)),
        open_rooms=[
            (one.id, one.title) for one in rooms.open_rooms(visit.db, visit.viewer, visit.now) if one.id != post.room_id
        ],
        earlier=queries.acts_against(visit.db, post.author_id) if post.author_id is not None else (),
        slow_minutes=facts["room"].slow_mode_minutes,
    )


def _done(visit: Visit, verb: Callable[..., Any], form: PublishHeld, told: str) -> Response:
    post = post_of(visit)
    verb(visit.db, visit.viewer, post, form, visit.now)
    visit.say(told)
    return visit.go("review.case", post_id=post.id)


@page(method="POST", again=measure)
def mask_post(visit: Visit) -> Response:
    return _done(visit, actions.mask_post, Mask.read(visit.form), gettext("決定を記録しました。"))


@page(method="POST", again=measure)
def warn_author(visit: Visit) -> Response:
    return _done(visit, actions.warn_author, Warn.read(visit.form), gettext("注意を伝えました。"))


@page(method="POST", again=measure)
def propose_suspension(visit: Visit) -> Response:
    told = gettext("提案しました。別の担当者が認めると、投稿が止まります。")
    return _done(visit, actions.propose_suspension, Suspend.read(visit.form), told)


@page(method="POST", again=measure)
def propose_purge(visit: Visit) -> Response:
    told = gettext("提案しました。システム管理者が認めると、消去されます。")
    return _done(visit, actions.propose_purge, Purge.read(visit.form), told)


@page(method="POST", again=measure)
def move_thread(visit: Visit) -> Response:
    return _done(
        visit, actions.move_thread, MoveThread.read(visit.form), gettext("移しました。元の場所に案内を残しました。")
    )


@page(method="POST", again=measure)
def split_thread(visit: Visit) -> Response:
    return _done(
        visit, actions.split_thread, SplitThread.read(visit.form), gettext("分けました。元の場所に案内を残しました。")
    )


@page(method="POST", again=measure)
def lock_thread(visit: Visit) -> Response:
    return _done(visit, actions.lock_thread, Decide.read(visit.form), gettext("この話題への返信を止めました。"))


@page(method="POST", again=measure)
def unlock_thread(visit: Visit) -> Response:
    told = gettext("この話題に、また返信できるようにしました。")
    return _done(visit, actions.unlock_thread, PublishHeld.read(visit.form), told)


@page(method="POST", again=measure)
def slow_mode(visit: Visit) -> Response:
    return _done(visit, actions.slow_mode, SlowMode.read(visit.form), gettext("投稿の間隔を変えました。"))


routes = [
    route("/desk/{post_id:int}/measures/{measure}", measure),
    route("/posts/{post_id:int}/mask", mask_post),
    route("/posts/{post_id:int}/warn", warn_author),
    route("/posts/{post_id:int}/suspend", propose_suspension),
    route("/posts/{post_id:int}/purge", propose_purge),
    route("/posts/{post_id:int}/move", move_thread),
    route("/posts/{post_id:int}/split", split_thread),
    route("/posts/{post_id:int}/lock", lock_thread),
    route("/posts/{post_id:int}/unlock", unlock_thread),
    route("/posts/{post_id:int}/slow", slow_mode),
]
