"""The sample city's rooms: drafted, approved by another person, announced; then suspended, cancelled, answered, closed."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from civic.accounts import actions as accounts
from civic.db import Db
from civic.permissions import Role
from civic.responses.actions import ask_for_archive, begin_record
from civic.rooms import actions as rooms_actions
from civic.rooms.forms import CancelRoom, DraftRoom, SuspendRoom
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from civic.sample.founding import FIRST
from civic.sample.story import Event, Row, Story, rows

ELIGIBILITY = {"anyone": "anyone", "living_working_studying": "local"}
# Reached by summaries and answers to them, which come with later work: until then by the mechanics, on the day.
LATER = {"submitted": RoomState.SUBMITTED, "answered": RoomState.ANSWERED, "archived": RoomState.ARCHIVED}


def events(story: Story) -> Iterator[Event]:
    for row in rows("rooms"):
        yield from _life(story, row)


def _life(story: Story, row: Row) -> Iterator[Event]:
    days = row["milestones"]
    yield Event(story.moment(1 - days.get("approved", 0), "10:00"), partial(draft, story, row))
    if "approved" in days:
        yield Event(story.moment(-days["approved"], "14:00"), partial(approve, story, row))
    if "announced" in days:
        yield Event(story.moment(-days["announced"], "10:00"), partial(announce, story, row))
    for name, state in LATER.items():
        if name in days:
            yield Event(story.moment(-days[name], "17:00"), partial(move, story, row, state))
    for name, act in (("suspended", suspend), ("cancelled", cancel)):
        if row[name]:
            yield Event(story.moment(row[name]["days_ago"], row[name]["time"]), partial(act, story, row))


def draft(story: Story, row: Row, db: Db, now: datetime) -> None:
    room = rooms_actions.draft_room(db, story.actor(db, row["drafted_by"], now), _form(story, row), now)
    story.rooms[row["key"]] = room.id
    manager = story.actor(db, FIRST, now)
    for person in rows("people"):
        for one in person["roles"]:
            if one["scope"] == f"room:{row['key']}" and one["role"] != Role.ROOM_MANAGER:
                accounts.grant_role(
                    db, manager, story.people[person["key"]], Role(one["role"]), scope="room", scope_id=room.id, now=now
                )


def _form(story: Story, row: Row) -> DraftRoom:
    handling = row["handling"]
    plain = (
        "kind", "title", "purpose", "background", "plain_text", "policy_stage", "decider", "identity_level",
        "name_policy", "min_age", "no_documents_reason", "election_policy", "is_pre_moderated", "slow_mode_minutes",
        "per_day_limit",
    )  # fmt: skip
    fields: Row = {name: row[name] for name in plain} | handling
    fields |= {
        "section_id": story.sections[row["section"]],
        "eligibility": ELIGIBILITY[row["eligibility"]],
        "opens_on": story.day(row["opens_in"]),
        "closes_on": story.day(row["closes_in"]),
        "topics": [story.topics[code] for code in row["topics"]],
        "documents": " ".join(_reference(story, one) for one in row["documents"]),
    }
    fields |= {name: row[name] for name in ("draft_document", "identity_fields") if name in row}
    if row["planned_answer_in"] is not None:
        fields["planned_answer_on"] = story.day(row["planned_answer_in"])
    for number, phase in enumerate(row["phases"], start=1):
        fields[f"phase{number}_name"], fields[f"phase{number}_prompt"] = phase["name"], phase["prompt"]
        fields[f"phase{number}_starts_on"] = story.day(phase["starts_in"])
        fields[f"phase{number}_ends_on"] = story.day(phase["ends_in"])
    return DraftRoom.model_validate(fields)


def _reference(story: Story, place: str) -> str:
    """`key#seq` of a passage that the files name by its address (`key#A5-P1`)."""
    return f"{place.partition('#')[0]}#{story.units[place][1]}"


def room_of(story: Story, row: Row, db: Db) -> Room:
    return db.get_one(Room, story.rooms[row["key"]])


def approve(story: Story, row: Row, db: Db, now: datetime) -> None:
    rooms_actions.approve_room(db, story.actor(db, row["approved_by"], now), room_of(story, row, db), now)


def announce(story: Story, row: Row, db: Db, now: datetime) -> None:
    rooms_actions.announce_room(db, story.actor(db, row["drafted_by"], now), room_of(story, row, db), now)


def move(story: Story, row: Row, state: RoomState, db: Db, now: datetime) -> None:
    room = room_of(story, row, db)
    rooms_actions.move_room(db, room, state, now)
    if state is RoomState.ARCHIVED:
        begin_record(db, room.id, now)
        ask_for_archive(db, room.id)


def suspend(story: Story, row: Row, db: Db, now: datetime) -> None:
    facts = row["suspended"]
    form = SuspendRoom(reason=facts["reason"], review_on=story.day(facts["review_in"]))
    rooms_actions.suspend_room(db, story.actor(db, facts["by"], now), room_of(story, row, db), form, now)


def cancel(story: Story, row: Row, db: Db, now: datetime) -> None:
    facts = row["cancelled"]
    form = CancelRoom(reason=facts["reason"])
    rooms_actions.cancel_room(db, story.actor(db, facts["by"], now), room_of(story, row, db), form, now)
