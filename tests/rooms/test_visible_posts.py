"""Who sees which posts: the list, the page and the permission table agree."""

from sqlmodel import select

from civic.accounts.queries import grants_of
from civic.permissions import Actor, can
from civic.rooms import queries
from civic.rooms.models import Post, PostState, Room
from civic.rooms.states import RoomState
from tests import cast, make
from tests.world import World


def test_list_page_and_permission_agree_on_every_post(world: World) -> None:
    """The matrix for posts: every state and every member of the cast, list and single page alike."""
    with world.write() as db:
        for room_state in (RoomState.DRAFT, RoomState.OPEN):
            room = make.room(db, state=room_state)
            for number, state in enumerate(PostState):
                make.post(db, room, state=state, once=f"{room_state}-{number}")
    with world.read() as db:
        for name in (None, *cast.PEOPLE):
            viewer = Actor(cast.IDS[name], name, grants_of(db, cast.IDS[name], cast.NOW)) if name else None
            listed = set(db.exec(select(Post.id).join(Room).where(queries.posts_visible_to(viewer))))
            allowed = set()
            for post in db.exec(select(Post)):
                room = db.get_one(Room, post.room_id)
                if can(viewer, "room.see", room) and can(viewer, "post.see", queries.placed(post, room)):
                    allowed.add(post.id)
                    page = queries.posts_page(db, viewer, room)
                    assert post.id in {row.id for row in page.posts}
                    shown = next(row for row in page.posts if row.id == post.id)
                    assert bool(shown.html) == (not shown.is_tombstone)
            assert listed == allowed, name
