"""Doors for everyone: the city's answers, what waits for one, and the answer under its post."""

from collections.abc import Mapping, Sequence
from datetime import date

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
        waiting=[] if before else _waiting(visit, today),
        sections=queries.waiting_by_section(visit.db, today),
        section=visit.query_number("section"),
        counts=queries.counts(visit.db, today),
        answers=found[: queries.PAGE],
        older=found[queries.PAGE - 1].version_id if len(found) > queries.PAGE else 0,
        is_first=not before,
    )


def _waiting(visit: Visit, today: date) -> list[queries.Duty]:
    """All that waits, or what one section owes."""
    return queries.waiting_in_public(visit.db, today, section_id=visit.query_number("section") or None)


def cards_of(db: Db, answers_: Sequence[queries.Answer]) -> Mapping[int, CitationCard]:
    """The passages these answers stand on, by unit; one that was closed since is missing."""
    ids = [one.evidence_unit_id for one in answers_ if one.evidence_unit_id is not None]
    return {card.unit_id: card for card in rooms.passages(db, ids) if card.unit_id is not None} if ids else {}


@page()
def answer(visit: Visit) -> Response:
    """One answer at its address for good: the version in force, what it said before, what it answers and what came of
    it. An answer given together with another stands at that one's address."""
    versions = queries.published_versions(visit.db, visit.number("response_id"))
    room = rooms.room_for(visit.db, visit.viewer, versions[0].room_id)
    duty = queries.response_for(visit.db, visit.viewer, versions[0].response_id, visit.now)
    chain = queries.change_of(visit.db, versions[0])
    ids = [*chain.unit_ids, *chain.budget_ids]
    cards = {card.unit_id: card for card in rooms.passages(visit.db, ids)} | dict(cards_of(visit.db, versions))
    next_on = chain.follow_up.next_report_on if chain.follow_up is not None else None
    return visit.render(
        "responses/answer.html",
        answer=versions[0],
        older=versions[1:],
        cards=cards,
        chain=chain,
        feedback=queries.feedback(visit.db, versions[0].version_id),
        is_late=next_on is not None and next_on < clock.today(visit.now),
        room=room,
        row=rooms.post_row(visit.db, visit.db.get_one(Post, duty.post_id)) if duty.post_id is not None else None,
        response=duty,
    )


@context.register
def strips(db: Db, _viewer: Viewer, post_ids: Sequence[int]) -> Mapping[int, str]:
    """The answer in place, or whose answer the post waits for, and where it went in the summary; the same for every
    viewer."""
    under = queries.under_posts(db, post_ids)
    cards = cards_of(db, [one.answer for one in under.values() if one.answer is not None])
    today = clock.today()
    found = {post_id: _strip(one, cards, one.due_on < today) for post_id, one in under.items()}
    for post_id, placement in _placed(db, post_ids).items():
        found[post_id] = placement + found.get(post_id, "")
    return found


def _placed(db: Db, post_ids: Sequence[int]) -> Mapping[int, str]:
    """The items a post went into, with the city's answer to each."""
    placements = queries.placements(db, post_ids)
    if not placements:
        return {}
    answers_ = queries.under_items(db, sorted({item[0] for one in placements.values() for item in one.items}))
    open_ids = queries.open_to_objection(db, list(placements))
    return {
        post_id: render(
            "responses/_placement.html", placement=one, answers=answers_, post_id=post_id, is_open=post_id in open_ids
        )
        for post_id, one in placements.items()
    }


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
