"""The sample city's public comments: opinions sent on the web and brought on paper, grouped, answered, approved."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Literal, cast

from sqlalchemy import select
from sqlmodel import col

from civic.db import Db
from civic.permissions import Actor
from civic.rooms.models import Room
from civic.sample.story import Event, Row, Story, rows
from civic.submissions import actions, queries
from civic.submissions.forms import EnterSubmission, PlaceTexts, SendComment, WriteOpinion, WriteResult
from civic.submissions.models import CommentOpinion, Decision, Submission

Category = Literal["", "A", "B", "C", "D", "E"]


def events(story: Story) -> Iterator[Event]:
    for row in rows("comments"):
        sent: dict[str, int] = {}
        for one in row["submissions"]:
            act = enter if "entered_by" in one else send
            yield Event(story.moment(one["days_ago"], one["time"]), partial(act, story, row, one, sent))
        result = row["result"]
        if result:
            grouped = story.moment(result["grouped_days_ago"], "10:00")
            yield Event(grouped, partial(group, story, row, sent))
            yield Event(story.moment(result["written_days_ago"], "15:00"), partial(write, story, row))
            yield Event(story.moment(result["approved_days_ago"], "11:00"), partial(approve, story, row))


def _room(story: Story, row: Row, db: Db) -> Room:
    return db.get_one(Room, story.rooms[row["room"]])


def _once(one: Row) -> str:
    return f"sample-submission-{one['key']}"


def send(story: Story, row: Row, one: Row, sent: dict[str, int], db: Db, now: datetime) -> None:
    room = _room(story, row, db)
    form = SendComment(
        once=_once(one), place=one["place"], body=one["body"], name=one.get("name", ""), address=one.get("address", ""),
        is_eligible=True, knows_purpose=True,
    )  # fmt: skip
    actions.send_comment(db, room, form, story.site.key, now)
    here = (col(Submission.room_id) == room.id) & (col(Submission.once) == form.once)
    sent[one["key"]] = db.execute(select(col(Submission.text_id)).where(here)).scalar_one()


def enter(story: Story, row: Row, one: Row, sent: dict[str, int], db: Db, now: datetime) -> None:
    form = EnterSubmission.model_validate(
        {name: one[name] for name in ("channel", "original", "place", "body", "is_publishable")}
        | {"once": _once(one), "received_on": story.day(-one["received"]), "name": one.get("name", "")}
    )
    who = story.actor(db, one["entered_by"], now)
    sent[one["key"]] = actions.enter_submission(db, who, _room(story, row, db), form, now).text_id


def group(story: Story, row: Row, sent: dict[str, int], db: Db, now: datetime) -> None:
    """Near copies are looked for as the worker does, then each text gets its place, near copies with it."""
    room = _room(story, row, db)
    actions.group_texts(db, db, room.id)
    who = story.actor(db, row["result"]["drafter"], now)
    for one in row["out"]:
        ids = [sent[key] for key in one["texts"]]
        actions.place_texts(db, who, room, PlaceTexts(text_id=ids, into="out", reason=one["reason"]), now)
    for number, one in enumerate(row["opinions"], start=1):
        form = PlaceTexts(
            text_id=[sent[key] for key in one["texts"]], into="new", summary=one["summary"], place=one["place"],
            with_alike=True,
        )  # fmt: skip
        actions.place_texts(db, who, room, form, now)
        _answer(story, who, room, queries.opinions(db, room.id)[-1], one, number, db, now)


def _answer(
    story: Story, who: Actor, room: Room, opinion: CommentOpinion, one: Row, number: int, db: Db, now: datetime
) -> None:
    place = one.get("evidence", "")
    form = WriteOpinion(
        rev=opinion.rev, position=number, place=one["place"], summary=one["summary"], answer=one["answer"],
        category=cast(Category, one["category"]), ground=one["ground"],
        next_on=story.day(one["next_in"]) if "next_in" in one else None, before_text=one.get("before", ""),
        after_text=one.get("after", ""),
        reference=f"{place.partition('#')[0]}#{story.units[place][1]}" if place else "",
    )  # fmt: skip
    actions.write_opinion(db, who, room, opinion, form, now)


def write(story: Story, row: Row, db: Db, now: datetime) -> None:
    facts = row["result"]
    form = WriteResult(decision=Decision(facts["decision"]), account=facts["account"], is_submitted=True)
    actions.write_result(db, story.actor(db, facts["drafter"], now), _room(story, row, db), form, now)


def approve(story: Story, row: Row, db: Db, now: datetime) -> None:
    room = _room(story, row, db)
    result = queries.drafted_result(db, room.id)
    assert result is not None
    actions.approve_result(db, story.actor(db, row["result"]["approver"], now), room, result, now)
