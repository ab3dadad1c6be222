"""Writing costs a fixed number of statements, whatever the length of the room."""

from sqlmodel import col, select

from civic.rooms.models import Post, PostState
from tests import make
from tests.rooms.test_reading import counted, fill
from tests.world import World

# Who, the city's facts, two limits; room, lock, standing, settings, six for the rules; post, thread, room, job,
# connection and three of the ledger. The rules themselves are read once by each process.
MOST = 23
MOST_REPLY = 31


def cost(world: World, size: int, reply: bool) -> list[str]:
    with world.write() as db:
        room = make.room(db)
        ids = fill(db, room, size)
        parent = {"parent": ids[0]} if reply else {"title": f"{size}件の部屋での話題"}
    browser = world.browser("facilitator")
    body = {
        "once": f"cost-{size}-{reply}",
        "body": "池のそばに木陰がもう少しほしいと思います。",
        "acknowledge": "yes",
    } | parent
    with counted(world) as seen:
        assert browser.post(f"/rooms/{room.id}/posts", body).status_code == 303
    with world.read() as db:
        assert db.exec(select(Post.state).where(col(Post.once) == body["once"])).one() is PostState.PUBLISHED
    return [one for one in seen if "rule_acknowledgement (" not in one]


def test_a_new_thread_costs_the_same_in_a_long_room(world: World) -> None:
    short, long = cost(world, 10, reply=False), cost(world, 200, reply=False)
    assert len(long) <= len(short) <= MOST, "\n".join(short)


def test_a_reply_costs_the_same_in_a_long_room(world: World) -> None:
    short, long = cost(world, 10, reply=True), cost(world, 200, reply=True)
    assert len(long) <= len(short) <= MOST_REPLY, "\n".join(short)
