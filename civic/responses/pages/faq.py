"""Doors of questions often asked: the public list by topic, and how staff write and approve one."""

from itertools import groupby

from starlette.responses import Response

from civic.city import queries as city
from civic.errors import Refused
from civic.i18n import gettext
from civic.permissions import require
from civic.responses import actions, queries
from civic.responses.forms import DraftFaq, EditFaq, SeenFaq
from civic.web.page import page
from civic.web.visit import Visit


@page(revision=queries.faq_stamp)
def faq(visit: Visit) -> Response:
    """By topic, each with the way to the full answer."""
    found = queries.faqs(visit.db)
    return visit.render(
        "responses/faq.html", groups=[(name, list(some)) for name, some in groupby(found, lambda one: one.topic)]
    )


@page()
def faq_desk(visit: Visit) -> Response:
    """What waits for approval and what is public, of the viewer's sections."""
    return visit.render("responses/faq_desk.html", found=queries.faqs_in_hand(visit.db, visit.viewer))


@page()
def faq_form(visit: Visit) -> Response:
    """A question and a short answer, beside the published answer they are drawn from."""
    response = queries.response_for(visit.db, visit.viewer, visit.number("response_id"), visit.now)
    require(visit.viewer, "response.draft", response)
    if not response.published_version:
        raise Refused("responses.faq_of_draft")
    return visit.render(
        "responses/faq_form.html",
        response=response,
        faq=None,
        answer=queries.published_versions(visit.db, response.id)[0],
        topics=city.topics(visit.db),
    )


@page(method="POST", again=faq_form)
def draft_faq(visit: Visit) -> Response:
    response = queries.response_for(visit.db, visit.viewer, visit.number("response_id"), visit.now)
    actions.draft_faq(visit.db, visit.viewer, response, DraftFaq.read(visit.form), visit.now)
    visit.say(gettext("よくある質問の案を書きました。別の人が決裁すると公開されます。"))
    return visit.go("responses.faq_desk")


@page()
def faq_edit(visit: Visit) -> Response:
    """The words of one as they stand, to be changed beside the answer in force."""
    found = queries.faq_row(visit.db, visit.viewer, visit.number("faq_id"))
    require(visit.viewer, "response.draft", found)
    return visit.render(
        "responses/faq_form.html",
        faq=found,
        answer=queries.published_versions(visit.db, found.response_id)[0],
        topics=city.topics(visit.db),
    )


@page(method="POST", again=faq_edit)
def edit_faq(visit: Visit) -> Response:
    found = queries.faq_row(visit.db, visit.viewer, visit.number("faq_id"))
    actions.edit_faq(visit.db, visit.viewer, found, EditFaq.read(visit.form), visit.now)
    visit.say(gettext("よくある質問の新しい文を書きました。別の人が決裁すると、いまの文と入れかわります。"))
    return visit.go("responses.faq_desk")


@page(method="POST", again=faq_desk)
def publish_faq(visit: Visit) -> Response:
    found = queries.faq_row(visit.db, visit.viewer, visit.number("faq_id"))
    actions.publish_faq(visit.db, visit.viewer, found, SeenFaq.read(visit.form), visit.now)
    visit.say(gettext("よくある質問に載せました。"))
    return visit.go("responses.faq_desk")


@page(method="POST", again=faq_desk)
def retire_faq(visit: Visit) -> Response:
    found = queries.faq_row(visit.db, visit.viewer, visit.number("faq_id"))
    actions.retire_faq(visit.db, visit.viewer, found, SeenFaq.read(visit.form), visit.now)
    visit.say(gettext("よくある質問から外しました。もとの回答は残っています。"))
    return visit.go("responses.faq_desk")
