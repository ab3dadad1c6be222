"""Threads are moved and split with a pointer, locked and opened again; rooms are slowed down. Nothing is hidden."""

from sqlmodel import col, select

from civic.records.verify import verify
from civic.review.models import Act, ActKind
from civic.rooms.models import Post, PostState, Room
from tests import make
from tests.review import cases
from tests.world import World


def measure(world: World, name: str, post_id: int, who: str = "moderator", **fields: object) -> tuple[int, str]:
    form = cases.decision(world, post_id, article=13) | fields
    answer = world.browser(who).post(f"/posts/{post_id}/{name}", form)
    return answer.status_code, answer.text


def two_rooms(world: World) -> tuple[int, int, int, int]:
    """(room, other room, thread, reply) with a tombstone among the replies."""
    with world.write() as db:
        room, other = make.room(db), make.room(db, title="ごみを考える[減らす]")
        thread = make.post(db, room, title="ごみの袋", body="袋を小さくしてほしいです。")
        reply = make.post(db, room, "neighbour", thread, body="賛成の返信です。")
        make.post(
            db, room, "facilitator", reply, body="隠れた文", state=PostState.HIDDEN, tombstone_article=4,
            tombstone_at=world.now,
        )  # fmt: skip
        make.post(db, room, title="残る話題")
        make.post(db, other, title="もとからの話題", once="other")
        room.last_number, other.last_number = 40, 40
        room.post_count -= 1
        db.add_all([room, other])
        return room.id, other.id, thread.id, reply.id


def test_a_thread_moves_whole_and_leaves_a_pointer(world: World) -> None:
    room_id, other_id, thread_id, reply_id = two_rooms(world)
    assert measure(world, "move", thread_id, room=other_id)[0] == 303
    reader = world.browser()
    here, there = reader.get(f"/rooms/{room_id}").text, reader.get(f"/rooms/{other_id}").text
    assert "袋を小さくしてほしいです。" in there
    assert there.index("袋を小さくしてほしいです。") < there.index("賛成の返信です。")
    assert "第4条により非表示" in there
    assert "袋を小さくしてほしいです。" not in here
    assert "ごみを考える（減らす）" in here
    assert f'href="/threads/{thread_id}"' in here
    assert reader.get(f"/posts/{reply_id}").headers["location"].startswith(f"/rooms/{other_id}")
    with world.read() as db:
        assert (db.get_one(Room, room_id).post_count, db.get_one(Room, other_id).post_count) == (2, 3)
        assert (db.get_one(Room, room_id).thread_count, db.get_one(Room, other_id).thread_count) == (2, 2)
        assert [where for code, where in verify(db, world.site.folder) if code == "ledger.changed_text"] == []
        assert cases.kinds_told(db, "resident") == ["post_move"]


def test_a_reply_becomes_a_thread_of_its_own(world: World) -> None:
    room_id, _other, thread_id, reply_id = two_rooms(world)
    assert measure(world, "split", reply_id, title="別の話")[0] == 303
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "新しい話題「別の話」に分けました" in page
    thread = world.browser().get(f"/threads/{reply_id}").text
    assert "賛成の返信です。" in thread
    assert "袋を小さくしてほしいです。" not in thread
    with world.read() as db:
        reply = db.get_one(Post, reply_id)
        below = db.exec(select(Post).where(col(Post.parent_id) == reply_id)).one()
        assert (reply.thread_id, reply.depth, below.thread_id, below.depth) == (reply_id, 1, reply_id, 2)
        assert below.order_key.startswith(reply.order_key)
        assert db.get_one(Post, thread_id).reply_count == 0
        room = db.get_one(Room, room_id)
        assert (room.thread_count, room.post_count) == (3, 4)


def test_where_a_thread_cannot_go(world: World) -> None:
    room_id, other_id, thread_id, reply_id = two_rooms(world)
    with world.write() as db:
        closed = make.room(db, closes_at=world.now)
        closed_id = closed.id
    for wrong in (room_id, closed_id, 999):
        status, text = measure(world, "move", thread_id, room=wrong)
        assert (status, "別の会議室を選んでください" in text) == (422, True)
    assert measure(world, "move", reply_id, room=other_id)[0] == 422
    assert measure(world, "split", thread_id, title="題")[0] == 422
    assert measure(world, "move", thread_id, room=other_id, article=4)[0] == 422
    assert measure(world, "move", thread_id, "resident", room=other_id)[0] == 403


def test_a_locked_thread_takes_no_replies_until_it_is_opened(world: World) -> None:
    room_id, _other, thread_id, reply_id = two_rooms(world)
    assert measure(world, "lock", reply_id)[0] == 303
    assert "この話題は、返信を受け付けていません" in world.browser().get(f"/rooms/{room_id}").text
    form = {
        "parent": reply_id, "body": "止まった話題への返信です。", "type": "opinion", "acknowledge": "yes", "once": "reply-to-a-locked-thread"
    }  # fmt: skip
    answer = world.browser("neighbour").post(f"/rooms/{room_id}/posts", form)
    assert answer.status_code == 422
    assert "この話題は、返信を受け付けていません" in answer.text
    assert "止まった話題への返信です。" in answer.text
    assert measure(world, "lock", thread_id)[0] == 422
    assert measure(world, "unlock", thread_id, "second_moderator")[0] == 303
    assert world.browser("neighbour").post(f"/rooms/{room_id}/posts", form).status_code == 303


def test_a_room_is_slowed_down_for_everybody(world: World) -> None:
    room_id, _other, thread_id, _reply = two_rooms(world)
    assert measure(world, "slow", thread_id, article=12, minutes=30)[0] == 303
    with world.read() as db:
        assert db.get_one(Room, room_id).slow_mode_minutes == 30
        assert db.exec(select(Act.kind)).one() is ActKind.SLOW_MODE
        # Nobody in particular is meant.
        assert cases.kinds_told(db, "resident") == []
    assert measure(world, "slow", thread_id, article=12, minutes=-1)[0] == 422
    assert measure(world, "slow", thread_id, article=12, minutes=0)[0] == 303
