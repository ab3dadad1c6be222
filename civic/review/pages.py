"""Doors of moderation: the desk, decisions, reports, the public log."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from civic.db import Db
from civic.i18n import gettext
from civic.permissions import Viewer, can, require
from civic.review import actions, queries
from civic.review.forms import Decide, FileReport, PublishHeld
from civic.review.marks import marked
from civic.rooms import context
from civic.rooms import queries as rooms
from civic.rooms.models import Post, Room
from civic.rooms.queries.posts import SHOWN
from civic.web.limits import Limit, by_account
from civic.web.page import page, route
from civic.web.urls import url
from civic.web.visit import Visit


@page()
def desk(visit: Visit) -> Response:
    """What waits for this moderator: reported posts first, then the longest waiting."""
    waiting = queries.queue(visit.db, visit.viewer, visit.now)
    return visit.render("review/desk.html", waiting=waiting, is_full=len(waiting) == queries.MOST_WAITING)


def _post(visit: Visit) -> Post:
    return rooms.post_for(visit.db, visit.viewer, visit.number("post_id"))


@page()
def case(visit: Visit) -> Response:
    """One post beside the rule text, what was found, reports, earlier acts, and the decisions open now. After a
    refused decision over htmx only the part with the forms is shown again."""
    post = _post(visit)
    template = "review/_decisions.html" if visit.is_htmx and visit.status != 200 else "review/case.html"
    return visit.render(template, **_case(visit, post))


def _case(visit: Visit, post: Post) -> dict[str, Any]:
    db = visit.db
    facts = queries.case_of(db, post)
    require(visit.viewer, "case.see", facts)
    found = queries.findings(db, [post.id]).get(post.id, [])
    return {
        "post": post,
        # As readers get it: a tombstone without its text.
        "row": rooms.post_row(db, post),
        "case": facts,
        "room": rooms.room_for(db, visit.viewer, post.room_id),
        "findings": found,
        "pieces": marked(post.judged_text, [(one.starts, one.ends) for one in found]),
        # Who is a party does not read what others reported about the conversation.
        "reports": queries.open_reports(db, post.id) if can(visit.viewer, "post.keep", facts) else (),
        "acts": queries.acts_on(db, post.id),
        "articles": queries.articles(db, post.rule_version),
        "grounds": queries.articles_to_hide(db, post.rule_version),
        "least": queries.min_reason(db),
        "seen": queries.seen_of(db, post),
        "is_own_act": visit.viewer is not None and queries.last_decider(db, post.id) == visit.viewer.person_id,
        # Which of the forms was sent: the last part of its address.
        "sent": visit.path.rsplit("/", 1)[-1] if visit.status != 200 else "",
    }


def _decided(visit: Visit, post: Post) -> Response:
    """With htmx the case as it now stands and the post as readers get it, without it the case again."""
    if visit.is_htmx:
        return visit.render("review/_decided.html", **_case(visit, post))
    visit.say(gettext("決定を記録しました。"))
    return visit.go("review.case", post_id=post.id)


@page(method="POST", again=case)
def publish_held(visit: Visit) -> Response:
    post = _post(visit)
    actions.publish_held(visit.db, visit.viewer, post, PublishHeld.read(visit.form), visit.now)
    return _decided(visit, post)


@page(method="POST", again=case)
def reject_post(visit: Visit) -> Response:
    post = _post(visit)
    actions.reject_post(visit.db, visit.viewer, post, Decide.read(visit.form), visit.now)
    return _decided(visit, post)


@page(method="POST", again=case)
def hide_post(visit: Visit) -> Response:
    post = _post(visit)
    actions.hide_post(visit.db, visit.viewer, post, Decide.read(visit.form), visit.now)
    return _decided(visit, post)


@page(method="POST", again=case)
def restore_post(visit: Visit) -> Response:
    post = _post(visit)
    actions.restore_post(visit.db, visit.viewer, post, PublishHeld.read(visit.form), visit.now)
    return _decided(visit, post)


@page(method="POST", again=case)
def keep_post(visit: Visit) -> Response:
    post = _post(visit)
    actions.keep_post(visit.db, visit.viewer, post, PublishHeld.read(visit.form), visit.now)
    return _decided(visit, post)


@page()
def new_report(visit: Visit) -> Response:
    """The form of a report; signing in comes first, and leads back here."""
    require(visit.viewer, "report.file")
    post = _post(visit)
    return visit.render(
        "review/new_report.html",
        post=post,
        is_shown=post.state in SHOWN,
        articles=queries.articles(visit.db, post.rule_version),
    )


@page(method="POST", again=new_report, limits=(Limit("report", 20, 3600, by_account),))
def file_report(visit: Visit) -> Response:
    post = _post(visit)
    actions.file_report(visit.db, visit.viewer, post, FileReport.read(visit.form), visit.now)
    visit.say(gettext("受け付けました。担当者が読んで判断し、結果を「届いたお知らせ」でお伝えします。"))
    return visit.go("rooms.post", post_id=post.id)


@page()
def act(visit: Visit) -> Response:
    """One act: the author (and moderators) see the reason and how to object; others only what the log shows."""
    shown = queries.act_for(visit.db, visit.viewer, visit.number("act_id"))
    return visit.render(
        "review/act.html",
        act=shown,
        article=queries.articles(visit.db, shown.rule_version).get(shown.article),
        until=queries.appeal_until(visit.db, shown.decided_at),
        contact=queries.contact(visit.db),
    )


@page()
def log(visit: Visit) -> Response:
    """The public log: every act with its article, without persons."""
    before, counts = visit.query_number("before"), queries.log_counts(visit.db)
    lines = queries.log(visit.db, before)
    return visit.render(
        "review/log.html",
        lines=lines[: queries.PAGE],
        totals=counts.totals,
        by_article=counts.by_article,
        texts=queries.article_texts(visit.db),
        older=lines[queries.PAGE - 1].act_id if len(lines) > queries.PAGE else 0,
        is_first=not before,
    )


@context.register_controls
def controls(db: Db, viewer: Viewer, post: Post, room: Room) -> Sequence[context.Control]:
    """Beside a post: report it, or take the case."""
    found = []
    # Anybody may report; whoever has not signed in is led there first.
    may_report = viewer is None or (can(viewer, "report.file") and viewer.person_id != post.author_id)
    if post.state in SHOWN and may_report:
        found.append(context.Control(gettext("ルール違反を知らせる"), url("review.new_report", post_id=post.id)))
    if can(viewer, "case.see", queries.case_of(db, post)):
        found.append(context.Control(gettext("この投稿を確認する"), url("review.case", post_id=post.id)))
    return found


routes = [
    route("/desk", desk),
    route("/desk/{post_id:int}", case),
    route("/posts/{post_id:int}/publish-held", publish_held),
    route("/posts/{post_id:int}/reject", reject_post),
    route("/posts/{post_id:int}/hide", hide_post),
    route("/posts/{post_id:int}/restore", restore_post),
    route("/posts/{post_id:int}/keep", keep_post),
    route("/posts/{post_id:int}/report", new_report, file_report),
    route("/acts/{act_id:int}", act),
    route("/log", log),
]
