"""A city for measuring: the tests' cast, one room and as many posts as asked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from civic import app, clock, sites
from civic.accounts.models import Person, SignInSession
from civic.accounts.tokens import token_hash
from civic.city.models import Setting
from civic.rooms.models import Acknowledgement, Room
from civic.sites import Site, Sites
from tests import cast, make

TOKEN = "benchmark-session-token"
# Nobody writes more than a few posts in five minutes: that would be a burst, and is stopped.
WRITERS = 250
BODY = (
    "中央公園の遊具は、わたしが子どものころからほとんど変わっていません。さびている所もあり、孫を連れて行くたびに"
    "少し心配になります。\n\n新しくするときは、小さい子の場所と、大きい子の場所を分けてもらえると助かります。"
    "日かげも、もう少しほしいです。（{n}番目の意見）"
)


def build(home: Path, room_sizes: tuple[int, ...]) -> tuple[Site, list[int]]:
    """A site under `home` with one open room of each size; returns the rooms' ids."""
    app.routes()  # loads every wing, so that all tables are known
    site = sites.add(home, "bench", "計測市", "999999", "http://localhost")
    # The tests' rows are dated around their fixed day; here the room must be open today.
    now = datetime.now(UTC)
    clock.set_source(lambda: now)
    opened = Sites(home)
    rooms = []
    with Session(opened.engines(site)[1]) as db, db.begin():
        cast.fill(db)
        db.add(
            SignInSession(
                token_hash=token_hash(TOKEN), person_id=cast.IDS["resident"], created_at=now, last_seen_at=now,
                expires_at=now + timedelta(days=30),
            )
        )  # fmt: skip
        # All writers sit at one address, as in a library.
        db.add(Setting(name="network.shared", value=["127.0.0.1/32"], changed_at=now))
        for number in range(WRITERS):
            _writer(db, number, now)
        for size in room_sizes:
            rooms.append(fill_room(db, size, now))
    opened.close()
    clock.set_source(None)
    return site, rooms


def writer_token(number: int) -> str:
    return f"benchmark-writer-{number}"


def _writer(db: Session, number: int, now: datetime) -> None:
    """A resident with a session, who has accepted the rules: nobody may send hundreds of posts alone."""
    name = f"書く人{number}"
    person = Person(handle=name, handle_folded=name, created_at=now)
    db.add(person)
    db.flush()
    db.add(Acknowledgement(person_id=person.id, rule_version=1, at=now))
    db.add(
        SignInSession(
            token_hash=token_hash(writer_token(number)), person_id=person.id, created_at=now, last_seen_at=now,
            expires_at=now + timedelta(days=30),
        )
    )  # fmt: skip


def fill_room(db: Session, size: int, now: datetime) -> int:
    """One thread: a first post and size - 1 direct replies."""
    room: Room = make.room(
        db, title=f"{size}件の会議室", opens_at=now - timedelta(days=7), closes_at=now + timedelta(days=28),
        per_day_limit=0, slow_mode_minutes=0,
    )  # fmt: skip
    first = make.post(db, room, body=BODY.format(n=1), order_key="", created_at=now, once=f"{size}-1")
    from civic.rooms.tree import reply_key, thread_key

    first.order_key = thread_key(first.id)
    for number in range(2, size + 1):
        post = make.post(
            db, room, "neighbour", parent=first, body=BODY.format(n=number), order_key=f"-{size}-{number}",
            created_at=now + timedelta(seconds=number), once=f"{size}-{number}",
        )  # fmt: skip
        post.order_key = reply_key(first.order_key, post.id)
    room.last_number = 10_000
    db.flush()
    return room.id
