"""Doors of the decisions on one post that stand on its case page."""

from starlette.responses import Response

from civic.errors import NotFound
from civic.i18n import gettext
from civic.permissions import require
from civic.review import actions, queries
from civic.review.forms import Decide, GiveReason, HideUrgently, PublishHeld
from civic.review.models import Act
from civic.review.pages.desk import case, decided, following, post_of
from civic.web.page import page, route
from civic.web.visit import Visit


@page(method="POST", again=case)
def publish_held(visit: Visit) -> Response:
    post = post_of(visit)
    after = following(visit, post)
    actions.publish_held(visit.db, visit.viewer, post, PublishHeld.read(visit.form), visit.now)
    return decided(visit, post, after)


@page(method="POST", again=case)
def reject_post(visit: Visit) -> Response:
    post = post_of(visit)
    after = following(visit, post)
    actions.reject_post(visit.db, visit.viewer, post, Decide.read(visit.form), visit.now)
    return decided(visit, post, after)


@page(method="POST", again=case)
def hide_post(visit: Visit) -> Response:
    post = post_of(visit)
    after = following(visit, post)
    actions.hide_post(visit.db, visit.viewer, post, Decide.read(visit.form), visit.now)
    return decided(visit, post, after)


@page(method="POST", again=case)
def confirm_hide(visit: Visit) -> Response:
    post = post_of(visit)
    after = following(visit, post)
    actions.confirm_hide(visit.db, visit.viewer, post, PublishHeld.read(visit.form), visit.now)
    return decided(visit, post, after)


@page(method="POST", again=case)
def restore_post(visit: Visit) -> Response:
    post = post_of(visit)
    after = following(visit, post)
    actions.restore_post(visit.db, visit.viewer, post, PublishHeld.read(visit.form), visit.now)
    return decided(visit, post, after)


@page(method="POST", again=case)
def keep_post(visit: Visit) -> Response:
    post = post_of(visit)
    after = following(visit, post)
    actions.keep_post(visit.db, visit.viewer, post, PublishHeld.read(visit.form), visit.now)
    return decided(visit, post, after)


@page()
def urgent(visit: Visit) -> Response:
    """One press: which article, and it is hidden; whom to call stands beside it."""
    post = post_of(visit)
    require(visit.viewer, "post.hide_urgently", queries.case_of(visit.db, post))
    return visit.render(
        "review/urgent.html",
        post=post,
        grounds=queries.articles_to_hide(visit.db, post.rule_version),
        contacts=queries.lines(visit.db, "urgent.duty_contacts"),
        counselling=queries.lines(visit.db, "urgent.counselling"),
    )


@page(method="POST", again=urgent)
def hide_urgently(visit: Visit) -> Response:
    post = post_of(visit)
    actions.hide_urgently(visit.db, visit.viewer, post, HideUrgently.read(visit.form), visit.now)
    visit.say(gettext("緊急に非表示にしました。期限までに理由を書いてください。連絡先の担当者にメールを送ります。"))
    return visit.go("review.urgent", post_id=post.id)


@page(method="POST", again=case)
def give_reason(visit: Visit) -> Response:
    post = post_of(visit)
    act = next((one for one in queries.acts_on(visit.db, post.id) if one.reason_due_at and not one.reason), None)
    if act is None:
        last: Act | None = queries.last_act(visit.db, post.id)
        if last is None:
            raise NotFound
        act = last
    actions.give_reason(visit.db, visit.viewer, act, GiveReason.read(visit.form), visit.now)
    return decided(visit, post)


routes = [
    route("/posts/{post_id:int}/publish-held", publish_held),
    route("/posts/{post_id:int}/reject", reject_post),
    route("/posts/{post_id:int}/hide", hide_post),
    route("/posts/{post_id:int}/confirm-hide", confirm_hide),
    route("/posts/{post_id:int}/restore", restore_post),
    route("/posts/{post_id:int}/keep", keep_post),
    route("/posts/{post_id:int}/urgent", urgent, hide_urgently),
    route("/posts/{post_id:int}/give-reason", give_reason),
]
