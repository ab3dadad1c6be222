"""A full disk: a sentence, what was typed kept, nothing half-written."""

from typing import Any

from sqlalchemy import event
from sqlmodel import col, func, select

from civic.ledger import LedgerEntry
from civic.rooms.models import Post
from tests import make
from tests.world import World


def fill_disk(world: World) -> None:
    """SQLite says "database or disk is full" when it may not grow beyond its present size."""
    _reader, writer = world.sites.engines(world.site)

    @event.listens_for(writer, "begin")
    def _full(connection: Any) -> None:
        connection.connection.driver_connection.execute("PRAGMA max_page_count = 1")


def counts(world: World) -> tuple[int, int]:
    with world.read() as db:
        posts = db.exec(select(func.count(col(Post.id)))).one()
        return posts, db.exec(select(func.count(col(LedgerEntry.seq)))).one()


def test_a_post_that_cannot_be_stored_is_given_back(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
    browser = world.browser("resident")
    before = counts(world)
    fill_disk(world)
    body = "遊具の更新について、長い意見です。" * 150
    data = {"title": "遊具", "body": body, "type": "opinion", "once": "once-full-disk", "acknowledge": "1"}
    answer = browser.post(f"/rooms/{room.id}/posts", data)
    assert answer.status_code == 503
    assert "保存できません" in answer.text
    assert body[:30] in answer.text
    assert counts(world) == before
