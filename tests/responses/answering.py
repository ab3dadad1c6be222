"""A question on its way to an answer: rows, forms and the steps before the one under test."""

from typing import Any

from sqlmodel import Session

from civic.responses import queries
from civic.responses.models import Response, ResponseVersion
from civic.responses.states import ResponseState
from tests import cast, make
from tests.world import World

BODY = "遊具は来年度に新しくします。ご意見をありがとうございます。"


def question(world: World, **changes: Any) -> tuple[int, int]:
    """(room, post); `changes` are of the room."""
    with world.write() as db:
        room = make.room(db, **changes)
        post = make.post(db, room, body="遊具はいつ新しくなりますか。", once=f"room-{room.id}")
        make.post(db, room, "neighbour", post, body="わたしも知りたいです。", once=f"room-{room.id}")
        return room.id, post.id


def assigned(world: World, section_id: int = cast.PARKS, **changes: Any) -> tuple[int, int]:
    """(post, response), given to a section by a press."""
    _room, post_id = question(world, **changes)
    answer = world.browser("city_manager").post(f"/posts/{post_id}/assign", {"section_id": section_id})
    assert answer.status_code == 303
    with world.read() as db:
        found = queries.response_to(db, post_id)
        assert found is not None
        return post_id, found.id


def draft_form(world: World, response_id: int, **changes: Any) -> dict[str, Any]:
    return {
        "body": BODY,
        "category": "C",
        "ground": "来年3月に設計します。",
        "next_on": "2027-03-01",
        "seen": seen(world, response_id),
    } | changes


def seen(world: World, response_id: int) -> str:
    with world.read() as db:
        newest = queries.newest_version(db, response_id)
        return newest.digest if newest else ""


def drafted(world: World, by: str = "drafter", **changes: Any) -> tuple[int, int]:
    post_id, response_id = assigned(world)
    answer = world.browser(by).post(f"/responses/{response_id}/draft", draft_form(world, response_id, **changes))
    assert answer.status_code == 303, answer.text
    return post_id, response_id


def submitted(world: World, **changes: Any) -> tuple[int, int]:
    post_id, response_id = drafted(world, **changes)
    submit(world, response_id)
    return post_id, response_id


def submit(world: World, response_id: int) -> None:
    form = {"seen": seen(world, response_id)}
    answer = world.browser("drafter").post(f"/responses/{response_id}/submit", form)
    assert answer.status_code == 303, answer.text


def publish(world: World, response_id: int) -> None:
    form = {"seen": seen(world, response_id)}
    answer = world.browser("approver").post(f"/responses/{response_id}/approve", form)
    assert answer.status_code == 303, answer.text


def published(world: World, **changes: Any) -> tuple[int, int]:
    post_id, response_id = submitted(world, **changes)
    publish(world, response_id)
    return post_id, response_id


def state(world: World, response_id: int) -> ResponseState:
    with world.read() as db:
        return db.get_one(Response, response_id).state


def newest(db: Session, response_id: int) -> ResponseVersion:
    found = queries.newest_version(db, response_id)
    assert found is not None
    return found
