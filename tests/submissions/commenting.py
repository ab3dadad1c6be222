"""A public comment that is open, opinions sent to it, and the office that answers, for the tests of this wing."""

from typing import Any

from sqlmodel import select

from civic.jobs import later
from civic.rooms.models import AnswerUnit, Room, RoomKind
from civic.submissions.models import CommentOpinion, Submission, SubmissionText
from tests import make
from tests.world import Browser, World

BODY = "公園の案に賛成です。木陰を増やしてください。"


def comment_room(world: World, **changes: Any) -> int:
    """Open for eight days already, on a draft of one unit."""
    with world.write() as db:
        document = make.document(db, "plan-1", ("公園に木を百本植えます。", "園路を直します。"), title="公園計画（案）")
        facts = {
            "kind": RoomKind.COMMENT, "title": "公園計画（案）への意見", "draft_document_id": document.id,
            "answer_unit": AnswerUnit.SUMMARY, "identity_fields": "name address",
        }  # fmt: skip
        return make.room(db, **(facts | changes)).id


def typed(number: int = 1, **changes: Any) -> dict[str, Any]:
    facts = {
        "once": f"once-token-of-test-{number:06d}", "body": BODY, "name": "見本 花子", "address": "みほん市本町一番",
        "knows_purpose": "yes",
    }  # fmt: skip
    return facts | changes


def send(world: World, room_id: int, number: int = 1, browser: Browser | None = None, **changes: Any) -> Any:
    return (browser or world.browser()).post(f"/rooms/{room_id}/comment", typed(number, **changes))


def entered(number: int = 1, **changes: Any) -> dict[str, Any]:
    """What staff type in from a letter."""
    facts = {
        "once": f"once-token-of-desk-{number:06d}", "channel": "post", "received_on": "2026-11-20",
        "original": "収受第12号", "body": "園路の段差をなくしてください。",
    }  # fmt: skip
    return facts | changes


def close(world: World) -> None:
    """After the deadline: the room's passage is recorded in one minute, near copies are looked for in the next."""
    world.advance(days=29)
    for name in ("rooms.record_passages.each_minute", "submissions.look_for_copies.each_minute"):
        with world.write() as db:
            later(db, name, "round")
        world.drain()


def submissions(world: World) -> list[Submission]:
    with world.read() as db:
        return list(db.exec(select(Submission).order_by(Submission.id)).all())  # type: ignore[arg-type]


def texts(world: World) -> list[SubmissionText]:
    with world.read() as db:
        return list(db.exec(select(SubmissionText).order_by(SubmissionText.id)).all())  # type: ignore[arg-type]


def opinions(world: World) -> list[CommentOpinion]:
    with world.read() as db:
        return list(db.exec(select(CommentOpinion).order_by(CommentOpinion.position)).all())  # type: ignore[arg-type]


def room_of(world: World, room_id: int) -> Room:
    with world.read() as db:
        return db.get_one(Room, room_id)


def place(world: World, room_id: int, ids: list[int], **changes: Any) -> Any:
    form = {"text_id": [str(one) for one in ids], "into": "new", "summary": "木陰を増やしてほしい。"} | changes
    return world.browser("drafter").post(f"/staff/rooms/{room_id}/submissions", form)


def answer(world: World, opinion_id: int, **changes: Any) -> Any:
    form = {
        "rev": 1, "position": 1, "summary": "木陰を増やしてほしい。", "answer": "ご意見のとおり木を増やします。",
        "category": "E",
    }  # fmt: skip
    return world.browser("drafter").post(f"/staff/comment-opinions/{opinion_id}", form | changes)


def hand_in(world: World, room_id: int, **changes: Any) -> Any:
    form = {"decision": "unchanged", "account": "案のとおりとします。理由は表のとおりです。", "is_submitted": "true"}
    return world.browser("drafter").post(f"/staff/rooms/{room_id}/comment-result", form | changes)


def published(world: World) -> int:
    """A room with two opinions sent by three, answered, approved and published."""
    room_id = comment_room(world)
    send(world, room_id, 1)
    send(world, room_id, 2)
    send(world, room_id, 3, body="=1+1 という式の意見です。", name="見本 太郎")
    close(world)
    first, second = texts(world)
    place(world, room_id, [first.id])
    place(world, room_id, [second.id], summary="=式から始まる意見", with_alike="")
    for number, one in enumerate(opinions(world), start=1):
        assert answer(world, one.id, position=number, summary=one.summary).status_code == 303
    assert hand_in(world, room_id).status_code == 303
    approved = world.browser("approver").post(f"/staff/rooms/{room_id}/comment-result/approve")
    assert approved.status_code == 303, approved.text
    return room_id
