"""A thread before a moderator, and what a decision form holds."""

from typing import Any

from sqlmodel import Session, col, select

from civic import ledger
from civic.notifications.models import Notice
from civic.review import queries
from civic.rooms.models import Post, PostState
from tests import cast, make
from tests.world import World

REASON = "投稿した人の住まいを言い当てようとする内容のためです。"


def thread(world: World, **changes: Any) -> tuple[int, int, int]:
    """(room, post by the resident, reply by the neighbour); `changes` are of the post."""
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room, **({"body": "ここだけの文です。", "once": f"room-{room.id}"} | changes))
        reply = make.post(db, room, "neighbour", post, body="返信は残ります。", once=f"room-{room.id}")
        return room.id, post.id, reply.id


def held(world: World) -> int:
    return thread(world, state=PostState.HELD)[1]


def decision(world: World, post_id: int, article: int | None = 10, **changes: Any) -> dict[str, Any]:
    """What the form of a decision sends when nothing changed since it was opened."""
    with world.read() as db:
        seen = queries.seen_of(db, db.get_one(Post, post_id))
    return {"reason": REASON, "seen": seen, **({"article": article} if article else {}), **changes}


def decided(world: World, who: str, verb: str, post_id: int, **changes: Any) -> Any:
    """One decision through its door."""
    return world.browser(who).post(f"/posts/{post_id}/{verb}", decision(world, post_id, **changes))


def state(world: World, post_id: int) -> PostState:
    with world.read() as db:
        return db.get_one(Post, post_id).state


def kinds_told(db: Session, name: str) -> list[str]:
    query = select(Notice.kind).where(Notice.person_id == cast.IDS[name]).order_by(col(Notice.id))
    return list(db.exec(query).all())


def verbs(db: Session) -> list[str]:
    return list(db.exec(select(ledger.LedgerEntry.verb).order_by(col(ledger.LedgerEntry.seq))).all())
