"""Doors for everyone: the city's answers, what waits for one, and the answer under its post."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from civic import clock
from civic.db import Db
from civic.i18n import gettext
from civic.permissions import Viewer, can
from civic.responses import queries
from civic.rooms import context
from civic.rooms import queries as rooms
from civic.rooms.models import AnswerUnit, Post, PostType, Room
from civic.rooms.queries import CitationCard
from civic.rooms.queries.posts import SHOWN
from civic.web.page import page
from civic.web.show import render
from civic.web.urls import url
from civic.web.visit import Visit


@page()
def answers(visit: Visit) -> Response:
    """Who waits for whom and since when, late ones named; then the newest answers."""
    before = visit.query_number("before")
    found = queries.newest_answers(visit.db, queries.PAGE + 1, before)
    today = clock.today(visit.now)
    return visit.render(
        "responses/answers.html",
        waiting=[] if before else queries.waiting_in_public(visit.db, today),
        counts=queries.counts(visit.db, today),
        answers=found[: queries.PAGE],
        older=found[queries.PAGE - 1].version_id if len(found) > queries.PAGE else 0,
        is_first=not before,
    )


def cards_of(db: Db, answers_: Sequence[queries.Answer]) -> Mapping[int, CitationCard]:
    """The passages these answers stand on, by unit; one that was closed since is missing."""
    ids = [one.evidence_unit_id for one in answers_ if one.evidence_unit_id is not None]
    return {card.unit_id: card for card in rooms.passages(db, ids) if card.unit_id is not None} if ids else {}


@page()
def answer(visit: Visit) -> Response:
    """One answer at its address for good: the version in force, what it said before, and the post it answers."""
    versions = queries.published_versions(visit.db, visit.number("response_id"))
    room = rooms.room_for(visit.db, visit.viewer, versions[0].room_id)
    duty = queries.response_for(visit.db, visit.viewer, versions[0].response_id)
    return visit.render(
        "responses/answer.html",
        answer=versions[0],
        older=versions[1:],
        cards=cards_of(visit.db, versions),
        room=room,
        row=rooms.post_row(visit.db, visit.db.get_one(Post, versions[0].post_id)),
        response=duty,
    )


@context.register
def strips(db: Db, _viewer: Viewer, post_ids: Sequence[int]) -> Mapping[int, str]:
    """The answer in place, or whose answer the post waits for; the same for every viewer."""
    under = queries.under_posts(db, post_ids)
    cards = cards_of(db, [one.answer for one in under.values() if one.answer is not None])
    today = clock.today()
    return {post_id: _strip(one, cards, one.due_on < today) for post_id, one in under.items()}


def _strip(under: queries.Under, cards: Mapping[int, CitationCard], is_overdue: bool) -> str:
    if under.answer is None:
        return render("responses/_waiting.html", under=under, is_overdue=is_overdue)
    return render("responses/_answer.html", answer=under.answer, cards=cards, is_linked=True)


@context.register_controls
def controls(db: Db, viewer: Viewer, post: Post, room: Room) -> Sequence[context.Control]:
    """For staff beside a post: give it to a section, or go on with its answer."""
    if room.answer_unit is not AnswerUnit.POST or post.state not in SHOWN or post.type is PostType.STAFF:
        return ()
    duty = queries.response_to(db, post.id)
    asked = queries.assigned(duty, room)
    found = []
    if (duty is None or duty.published_version is None) and can(viewer, "response.assign", asked):
        found.append(context.Control(gettext("回答する課を決める"), url("responses.new_assignment", post_id=post.id)))
    if duty is not None and can(viewer, "response.see_draft", duty):
        found.append(context.Control(gettext("回答の案を開く"), url("responses.draft", response_id=duty.id)))
    return found
