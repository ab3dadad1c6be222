"""Doors of proposals: a second person carries a suspension or a purge, or does not."""

from starlette.responses import Response

from civic.i18n import gettext
from civic.permissions import can, require
from civic.review import actions, queries
from civic.review.models import ActKind
from civic.rooms.models import Post
from civic.web.page import page, route
from civic.web.visit import Visit


@page()
def proposals(visit: Visit) -> Response:
    """Purges that wait for the system manager; the text is not shown here."""
    require(visit.viewer, "purge.see")
    return visit.render("review/proposals.html", proposals=queries.open_purges(visit.db))


@page()
def proposal(visit: Visit) -> Response:
    found = queries.proposal_for(visit.db, visit.viewer, visit.number("proposal_id"))
    thing = queries.proposed(visit.db, found)
    post = visit.db.get_one(Post, found.post_id)
    is_purge = found.kind is ActKind.PURGE
    return visit.render(
        "review/proposal.html",
        proposal=found,
        post=post,
        article=queries.articles(visit.db, post.rule_version).get(found.article, {}),
        is_purge=is_purge,
        # Who destroys need not read it; who moderates the room does.
        text=post.judged_text if can(visit.viewer, "case.see", thing.post) else "",
        may_carry=can(visit.viewer, "purge.carry", thing) if is_purge else can(visit.viewer, "suspension.carry", thing),
        earlier=queries.acts_against(visit.db, post.author_id) if post.author_id is not None else (),
    )


@page(method="POST", again=proposal)
def carry_proposal(visit: Visit) -> Response:
    found = queries.proposal_for(visit.db, visit.viewer, visit.number("proposal_id"))
    actions.carry_proposal(visit.db, visit.viewer, found, visit.now)
    visit.say(gettext("認めました。記録に残りました。"))
    return visit.go("review.proposal", proposal_id=found.id)


@page(method="POST", again=proposal)
def decline_proposal(visit: Visit) -> Response:
    found = queries.proposal_for(visit.db, visit.viewer, visit.number("proposal_id"))
    actions.decline_proposal(visit.db, visit.viewer, found, visit.now)
    visit.say(gettext("認めませんでした。提案した人に伝えます。"))
    return visit.go("review.proposal", proposal_id=found.id)


routes = [
    route("/desk/proposals", proposals),
    route("/desk/proposals/{proposal_id:int}", proposal),
    route("/desk/proposals/{proposal_id:int}/carry", carry_proposal),
    route("/desk/proposals/{proposal_id:int}/decline", decline_proposal),
]
