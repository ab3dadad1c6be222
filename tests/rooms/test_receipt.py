"""The slip of a post: for its author alone; a shared terminal leads there after posting."""

from sqlmodel import col, select

from civic.rooms.models import Post, PostState
from tests import make
from tests.accounts.following import sit_at_a_kiosk
from tests.world import World

BODY = {"title": "池のそばの木陰", "body": "木陰がもう少しほしいと思います。", "once": "slip-1", "acknowledge": "yes"}


def test_the_author_gets_the_number_and_the_address(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room)
    page = world.browser("resident").get(f"/posts/{post.id}/receipt").text
    assert all(
        part in page
        for part in (f"<strong>{post.id}</strong>", room.title, f"/posts/{post.id}", "<svg", "公開しています")
    )
    for name in ("neighbour", "moderator", None):
        assert world.browser(name).get(f"/posts/{post.id}/receipt").status_code == 404
    assert world.browser("resident").get("/posts/99999/receipt").status_code == 404
    assert "/receipt" in world.browser("resident").get(f"/posts/{post.id}/actions").text
    assert "/receipt" not in world.browser("neighbour").get(f"/posts/{post.id}/actions").text


def test_a_post_that_waits_says_so(world: World) -> None:
    with world.write() as db:
        post = make.post(db, make.room(db), state=PostState.HELD)
    assert "担当者の確認を待っています" in world.browser("resident").get(f"/posts/{post.id}/receipt").text


def test_a_shared_terminal_leads_to_the_slip(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
    for htmx in (False, True):
        browser = world.browser("resident" if htmx else "neighbour")
        sit_at_a_kiosk(world, browser)
        answer = browser.post(f"/rooms/{room.id}/posts", BODY | {"once": f"slip-{htmx}"}, htmx=htmx)
        with world.read() as db:
            newest = db.exec(select(Post.id).order_by(col(Post.id).desc())).first()
        place = answer.headers["HX-Redirect" if htmx else "location"]
        assert place == f"/posts/{newest}/receipt"
        assert "終了する" in browser.get(place).text
