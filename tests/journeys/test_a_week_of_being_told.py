"""A week of a resident, a drafter and a moderator, hour by hour: every mail each of them got, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from civic import clock
from civic.index import store
from civic.notifications.actions import tell
from civic.responses.models import Response, ResponseVersion
from civic.responses.states import ResponseState
from civic.rooms.actions.mechanics import tell_of_reply
from civic.rooms.models import Post, PostState, Room
from tests import cast, make
from tests.notifications.mailbox import letters, rounds
from tests.world import World


@dataclass
class Week:
    """Monday 2026-11-30 to Sunday; `at` goes to an hour of a day in Tokyo, the worker's rounds run on the way."""

    world: World

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        moment = datetime(2026, 11, 30, hour, minute, tzinfo=clock.TOKYO).astimezone(UTC) + timedelta(days=day)
        while self.world.now < moment:
            before = clock.today(self.world.now)
            self.world.now = min(moment, self.world.now + timedelta(hours=1))
            rounds(self.world, is_new_day=clock.today(self.world.now) != before)

    def posts(self, author: str, parent: int | None = None, **changes: Any) -> int:
        with self.world.write() as db:
            room = db.get_one(Room, 1)
            room.rev += 1
            above = db.get(Post, parent) if parent else None
            made = make.post(db, room, author, above, created_at=self.world.now, **changes)
            if made.state is PostState.PUBLISHED:
                tell_of_reply(db, made, self.world.now)
            number = made.id
        rounds(self.world)
        return number

    def subjects(self, who: str) -> list[str]:
        return [
            f"{mail.header('Date')[:3]} {mail.subject.removeprefix('【みほん市】')}"
            for mail in letters(self.world, who)
        ]


def answer(db: Session, post_id: int, now: datetime, body: str) -> int:
    """The city's answer becomes public."""
    duty = Response(
        room_id=1, post_id=post_id, section_id=cast.PARKS, state=ResponseState.PUBLISHED, assigned_at=now,
        due_on=clock.today(now), published_version=1, first_published_at=now,
    )  # fmt: skip
    db.add(duty)
    db.flush()
    db.add(
        ResponseVersion(
            response_id=duty.id, number=1, category="B", ground="予算の範囲で行うため", body=body,
            html=f"<p>{body}</p>", salt="s", digest="d", section_name="公園みどり課", drafted_by=cast.IDS["drafter"],
            drafted_at=now, approved_by=cast.IDS["approver"], published_at=now,
        )
    )  # fmt: skip
    room = db.get_one(Room, 1)
    room.rev += 1
    db.add(room)
    return duty.id


@pytest.fixture
def week(world: World) -> Iterator[Week]:
    with world.write() as db:
        make.room(db)
    world.now = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
    rounds(world)
    world.browser("resident").post("/follow", {"kind": "room", "target": "1", "choice": "daily"})
    yield Week(world)
    store.forget(world.site)


def test_a_week(week: Week) -> None:
    world = week.world
    # Monday: two new threads; somebody answers the resident.
    week.at(0, 9)
    own = week.posts("resident", title="ベンチを増やしてほしい", body="坂の途中に、休めるベンチがほしいです。")
    week.at(0, 10)
    other = week.posts("neighbour", title="ボール遊びの場所", body="子どもがボールで遊べる場所を残してください。")
    week.at(0, 11)
    week.posts("neighbour", own, body="賛成です。背もたれがあると助かります。")
    # Tuesday: a duty for the drafter, due on Friday; a post is held for the moderator.
    week.at(1, 9)
    with world.write() as db:
        db.add(
            Response(
                room_id=1, post_id=other, section_id=cast.PARKS, assigned_at=world.now,
                due_on=clock.today(world.now) + timedelta(days=3),
            )
        )  # fmt: skip
    held = week.posts("neighbour", other, body="090-で始まる番号の人に聞いてください。", state=PostState.HELD)
    # Wednesday: it is kept back; its author hears at once.
    week.at(2, 9, 30)
    with world.write() as db:
        post = db.get_one(Post, held)
        post.state = PostState.REJECTED
        tell(
            db, [post.author_id], "post_reject", cause="act:1", target=f"post:{held}", path="/acts/1", now=world.now,
            article=3, reason="電話番号が書かれていたため", days=14,
        )  # fmt: skip
    rounds(world)
    # Thursday: the city answers the resident's thread, and the resident is told directly, once.
    week.at(3, 15)
    with world.write() as db:
        number = answer(db, own, world.now, "来年の春に、坂の途中へベンチを2台置きます。")
        tell(
            db, [cast.IDS["resident"], cast.IDS["neighbour"]], "response_published", cause=f"response:{number}:1",
            target=f"response:{number}", path=f"/posts/{own}", now=world.now, section="公園みどり課",
        )  # fmt: skip
    rounds(world)
    # Friday to Sunday: the answer to the other thread stays away.
    week.at(6, 23)

    assert week.subjects("resident") == [
        "Mon あなたの書き込みに、返信がありました",
        "Tue お知らせのまとめ「ボール遊びの場所」",
        "Thu あなたが加わった話し合いに、市の回答（公園みどり課）がありました",
    ]
    assert week.subjects("drafter") == [
        "Tue けさの仕事 2件", "Wed けさの仕事 2件", "Thu けさの仕事 2件", "Fri けさの仕事 1件",
    ]  # fmt: skip
    assert week.subjects("moderator") == ["Wed けさの仕事 1件"]
    # What is still only a draft does not wait for the approver.
    assert week.subjects("approver") == []
    (refusal,) = [mail for mail in letters(world, "neighbour") if "掲載しない" in mail.subject]
    assert "電話番号" in refusal.text
    assert "電話番号" not in refusal.subject
    assert refusal.header("List-Unsubscribe") == ""
    everything = "".join(mail.text + mail.html for mail in letters(world))
    assert "090-" not in everything
    assert len({mail.header("Message-ID") for mail in letters(world)}) == len(letters(world))
    digest = letters(world, "resident")[1]
    assert "子どもがボールで遊べる場所" in digest.text
    assert "賛成です" not in digest.text
