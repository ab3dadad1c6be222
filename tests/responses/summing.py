"""A room that answers what was summed up: its posts, its items, and the steps up to the submission."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from civic.responses import actions, queries
from civic.responses.models import Response
from civic.responses.summary_models import Proposal, SummaryItem
from civic.rooms.models import AnswerUnit, Room
from tests import cast, make
from tests.world import World

SAYINGS = (
    "遊具を新しくしてほしいです。", "遊具を新しくしてほしいです！", "木陰のベンチを増やしてください。",
    "夜の照明が暗くて不安です。",
)  # fmt: skip


def room(world: World, sayings: tuple[str, ...] = SAYINGS, **changes: Any) -> tuple[int, list[int]]:
    """(room, posts): closed for writing since yesterday; residents take turns."""
    facts: dict[str, Any] = {"answer_unit": AnswerUnit.SUMMARY, "closes_at": cast.NOW - timedelta(days=1)}
    with world.write() as db:
        made = make.room(db, **(facts | changes))
        posts = []
        for place, body in enumerate(sayings):
            author = ("resident", "neighbour")[place % 2]
            once = f"room-{made.id}-{place}"
            posts.append(make.post(db, made, author, body=body, title=f"話題{place + 1}", once=once).id)
        return made.id, posts


def group(world: World, room_id: int, posts: list[int], by: str = "facilitator", **form: Any) -> Any:
    data: dict[str, Any] = {"post_id": posts, "into": "new", "text": "遊具を新しくしてほしい。"}
    return world.browser(by).post(f"/staff/rooms/{room_id}/summary", data | form)


def grouped(world: World, **changes: Any) -> tuple[int, list[int]]:
    """Everything is placed: an item of two, an item of one, and one post outside."""
    room_id, posts = room(world, **changes)
    assert group(world, room_id, posts[:2]).status_code == 303
    minority = group(world, room_id, posts[2:3], text="木陰のベンチを増やす。", kind="proposal", is_minority="true")
    assert minority.status_code == 303
    outside = group(world, room_id, posts[3:], into="out", text="", reason="市の仕事ではないため。")
    assert outside.status_code == 303
    return room_id, posts


def press(world: World, room_id: int, door: str, by: str, **form: Any) -> Any:
    return world.browser(by).post(f"/staff/rooms/{room_id}/{door}", {"seen": seen(world, room_id)} | form)


def seen(world: World, room_id: int) -> str:
    with world.read() as db:
        found = db.get_one(Room, room_id)
        proposal = queries.proposal_of(db, room_id) or Proposal(room_id=room_id, title=found.title)
        return actions.checksum(queries.content(db, found, proposal))


def shown(world: World, **changes: Any) -> tuple[int, list[int]]:
    room_id, posts = grouped(world, **changes)
    assert press(world, room_id, "show", "room_manager").status_code == 303
    return room_id, posts


def submitted(world: World, **changes: Any) -> tuple[int, list[int]]:
    room_id, posts = shown(world, **changes)
    world.advance(days=8)
    assert press(world, room_id, "endorse", "facilitator").status_code == 303
    answer = press(world, room_id, "submit", "room_manager")
    assert answer.status_code == 303, answer.text
    return room_id, posts


def items(world: World, room_id: int) -> list[SummaryItem]:
    with world.read() as db:
        query = select(SummaryItem).where(SummaryItem.room_id == room_id).order_by(SummaryItem.number)  # type: ignore[arg-type]
        return list(db.exec(query).all())


def duty_of_item(world: World, item_id: int) -> int:
    with world.read() as db:
        return db.exec(select(Response.id).where(Response.item_id == item_id)).one()
