"""Doors of appeals: object to an act, follow it, decide it."""

from starlette.responses import Response

from civic.accounts.queries import display_names
from civic.errors import NotFound
from civic.i18n import gettext
from civic.permissions import can, require
from civic.review import actions, queries
from civic.review.forms import DecideAppeal, FileAppeal
from civic.review.models import Act, AppealCase
from civic.rooms.models import Post
from civic.web.limits import Limit, by_account
from civic.web.page import page, route
from civic.web.visit import Visit


def _act(visit: Visit) -> Act:
    act = visit.db.get(Act, visit.number("act_id"))
    if act is None:
        raise NotFound
    require(visit.viewer, "appeal.file", queries.case_of(visit.db, visit.db.get_one(Post, act.post_id)))
    return act


@page()
def new_appeal(visit: Visit) -> Response:
    """The form, with the act it is against; one that was sent leads to where it is followed."""
    act = _act(visit)
    known = queries.appeal_of(visit.db, act.id)
    if known is not None:
        return visit.go("review.appeal", appeal_id=known.id)
    return visit.render(
        "review/new_appeal.html",
        act=act,
        article=queries.articles(visit.db, act.rule_version).get(act.article, {}),
        until=queries.appeal_until(visit.db, act.decided_at),
    )


@page(method="POST", again=new_appeal, limits=(Limit("appeal", 20, 3600, by_account),))
def file_appeal(visit: Visit) -> Response:
    appeal = actions.file_appeal(visit.db, visit.viewer, _act(visit), FileAppeal.read(visit.form), visit.now)
    visit.say(gettext("異議を受け付けました。このページで、進み具合を見られます。"))
    return visit.go("review.appeal", appeal_id=appeal.id)


def _appeal(visit: Visit) -> AppealCase:
    return queries.appeal_for(visit.db, visit.viewer, visit.number("appeal_id"))


@page()
def appeal(visit: Visit) -> Response:
    """For the author: how it stands. For a moderator: what was decided, what is objected, the form of the decision."""
    found = _appeal(visit)
    act = visit.db.get_one(Act, found.act_id)
    post = visit.db.get_one(Post, act.post_id)
    sealed = queries.sealed_text(visit.db, post.id)
    claim = queries.claim_on(visit.db, f"appeal:{found.id}")
    is_desk = can(visit.viewer, "case.see", queries.case_of(visit.db, post))
    notes = queries.notes_on(visit.db, f"appeal:{found.id}") if is_desk else ()
    return visit.render(
        "review/appeal.html",
        appeal=found,
        act=act,
        post=post,
        text=f"{sealed.title}\n{sealed.body}".strip() if sealed is not None else post.judged_text,
        article=queries.articles(visit.db, act.rule_version).get(act.article, {}),
        is_desk=is_desk,
        may_decide=can(visit.viewer, "appeal.decide", queries.decided(visit.db, act)),
        least=queries.min_reason(visit.db),
        claim=claim,
        claimer=queries.name_of(visit.db, claim.person_id) if claim else "",
        notes=notes,
        names=display_names(visit.db, [one.person_id for one in notes]),
    )


@page(method="POST", again=appeal)
def decide_appeal(visit: Visit) -> Response:
    found = _appeal(visit)
    actions.decide_appeal(visit.db, visit.viewer, found, DecideAppeal.read(visit.form), visit.now)
    visit.say(gettext("決定を記録しました。"))
    return visit.go("review.appeal", appeal_id=found.id)


routes = [
    route("/acts/{act_id:int}/appeal", new_appeal, file_appeal),
    route("/appeals/{appeal_id:int}", appeal, decide_appeal),
]
