"""Following to mail: in their rhythm, grouped by thread, with what the reader may see when it is sent."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select

from civic import worker
from civic.accounts.models import Person
from civic.city.models import ElectionPeriod
from civic.clock import today
from civic.index import store
from civic.notifications.models import Follow, Mail, MailKind, MailState, Notice, Recipient
from civic.rooms.models import Post, PostState, Room, RoomTopic
from civic.rooms.states import RoomState
from tests import cast, make
from tests.notifications.mailbox import letters, plan, rounds
from tests.world import World


@pytest.fixture
def city(world: World) -> Iterator[World]:
    """One open room, looked through once, so that what follows is news."""
    with world.write() as db:
        make.room(db)
        db.flush()
        db.add(RoomTopic(room_id=1, topic_id=2))
    rounds(world)
    yield world
    store.forget(world.site)


def follow(world: World, who: str, kind: str, target: object, choice: str) -> None:
    answer = world.browser(who).post("/follow", {"kind": kind, "target": str(target), "choice": choice})
    assert answer.status_code == 303, answer.text


def write(world: World, author: str = "neighbour", parent: int | None = None, **changes: Any) -> int:
    """A post that becomes public now."""
    with world.write() as db:
        room = db.get_one(Room, changes.pop("room", 1))
        above = db.get(Post, parent) if parent else None
        room.rev += 1
        return make.post(db, room, author, above, created_at=world.now, **changes).id


def next_morning(world: World) -> None:
    """7:00 of the next day in Tokyo."""
    world.advance(days=1)
    world.now = world.now.replace(hour=22, minute=0)
    rounds(world)


def test_a_daily_digest_has_threads_with_their_newest_words_first(city: World) -> None:
    follow(city, "resident", "room", 1, "daily")
    first = write(city, title="遊具について", body="すべり台がほしいです。")
    city.advance(minutes=5)
    write(city, "facilitator", first, body="砂場も直してほしいです。")
    write(city, title="木陰について", body="夏は暑いです。")
    rounds(city)
    assert letters(city) == []
    next_morning(city)
    (mail,) = letters(city, "resident")
    assert mail.subject.startswith("【みほん市】お知らせのまとめ（3件）")
    assert mail.text.index("木陰について") < mail.text.index("遊具について")
    assert mail.text.index("砂場も") < mail.text.index("すべり台")
    assert "中央公園の使い方を考える" in mail.text
    assert f"https://mihon.example/posts/{first}" in mail.text
    assert "すべり台がほしいです。" in mail.html
    assert all(len(line) <= 78 for line in mail.message.as_bytes().splitlines())
    next_morning(city)
    assert len(letters(city, "resident")) == 1


def test_at_once_goes_at_once_and_then_pauses(city: World) -> None:
    follow(city, "resident", "thread", write(city), "at_once")
    for number in range(3):
        write(city, parent=1, body=f"{number}番目の返信")
        city.advance(minutes=1)
        rounds(city)
    first = letters(city, "resident")
    assert len(first) == 1
    assert "0番目の返信" in first[0].text
    city.advance(minutes=15)
    rounds(city)
    second = letters(city, "resident")[1:]
    assert len(second) == 1
    assert "1番目の返信" in second[0].text
    assert "2番目の返信" in second[0].text
    assert "0番目の返信" not in second[0].text


def test_weekly_comes_on_its_day_with_the_week(city: World) -> None:
    follow(city, "resident", "room", 1, "weekly")
    for number in range(3):
        write(city, title=f"{number}日目の話")
        next_morning(city)
    assert letters(city) == []
    for _day in range(5):
        next_morning(city)
    (mail,) = letters(city)
    assert [f"{number}日目の話" in mail.text for number in range(3)] == [True, True, True]
    assert "週1回の分" in mail.text


def test_never_is_in_the_list_alone(city: World) -> None:
    follow(city, "resident", "room", 1, "never")
    write(city)
    rounds(city)
    next_morning(city)
    assert letters(city, "resident") == []
    assert "新しい投稿が1件あります。" in city.browser("resident").get("/notices").text


def test_muting_the_narrow_wins_over_following_the_wide(city: World) -> None:
    thread = write(city)
    follow(city, "resident", "topic", "town", "daily")
    follow(city, "resident", "thread", thread, "mute")
    follow(city, "moderator", "room", 1, "mute")
    follow(city, "moderator", "section", cast.PARKS, "daily")
    follow(city, "moderator", "thread", thread, "daily")
    write(city, parent=thread, body="止めた話題の返信")
    write(city, title="ほかの話題")
    rounds(city)
    next_morning(city)
    (mail,) = letters(city, "resident")
    assert "ほかの話題" in mail.text
    assert "止めた話題の返信" not in mail.text
    (other,) = [one for one in letters(city, "moderator") if "まとめ" in one.subject]
    assert "止めた話題の返信" in other.text
    assert "ほかの話題" not in other.text


def test_authors_follow_their_own_threads_and_hear_once_of_a_reply(city: World) -> None:
    thread = write(city, "resident")
    rounds(city)
    with city.read() as db:
        own = db.exec(select(Follow)).one()
        assert (own.person_id, own.target, own.is_own) == (cast.IDS["resident"], str(thread), True)
    write(city, "resident", thread, body="自分の続き")
    write(city, "neighbour", thread, body="深い返信")
    rounds(city)
    next_morning(city)
    (mail,) = letters(city, "resident")
    assert "深い返信" in mail.text
    assert "自分の続き" not in mail.text


def test_who_does_not_want_their_own_threads_does_not_follow_them(city: World) -> None:
    form = {"own_rhythm": "never", "follow_rhythm": "daily", "hour": "7", "weekday": "0"}
    assert city.browser("resident").post("/notices/mail", form).status_code == 303
    write(city, "resident")
    rounds(city)
    with city.read() as db:
        assert db.exec(select(Follow)).all() == []


def test_what_is_hidden_after_it_was_noticed_never_leaves(city: World) -> None:
    follow(city, "resident", "room", 1, "daily")
    hidden, kept = write(city, body="見えなくなる文"), write(city, body="残る文")
    rounds(city)
    with city.write() as db:
        post = db.get_one(Post, hidden)
        post.state = PostState.HIDDEN
        db.add(post)
    next_morning(city)
    (mail,) = letters(city)
    assert "残る文" in mail.text
    assert "見えなくなる文" not in mail.text + mail.html
    assert f"/posts/{kept}" in mail.text
    page = city.browser("resident").get("/notices").text
    assert "見えなくなる文" not in page


def test_a_room_hidden_between_planning_and_sending_leaves_nothing(city: World) -> None:
    """The follower lost the right to see; the mail was planned already."""
    follow(city, "resident", "room", 1, "at_once")
    write(city, body="もう見られない文", title="もう見られない題")
    plan(city)
    while worker.run_one(city.sites, city.site, "urgent"):
        pass
    assert worker.run_one(city.sites, city.site, "long")
    with city.write() as db:
        assert db.exec(select(Mail.state).where(Mail.kind == MailKind.AT_ONCE)).one() is MailState.WAITING
        room = db.get_one(Room, 1)
        room.state = RoomState.DRAFT
        db.add(room)
    city.drain()
    assert letters(city, "resident") == []
    with city.read() as db:
        assert db.exec(select(Mail.state).where(Mail.kind == MailKind.AT_ONCE)).one() is MailState.NOTHING
    page = city.browser("resident").get("/notices").text
    assert "もう見られない" not in page
    assert "いまは見られないもの" in city.browser("resident").get("/notices/following").text


def test_in_an_election_period_only_links_leave(city: World) -> None:
    follow(city, "resident", "room", 1, "daily")
    write(city, body="投票の前の文")
    rounds(city)
    with city.write() as db:
        day = today(city.now)
        db.add(ElectionPeriod(name="市長選挙", notice_on=day, vote_on=day.replace(day=30)))
    next_morning(city)
    (mail,) = letters(city)
    assert "投票の前の文" not in mail.text + mail.html
    assert "選挙の期間中は" in mail.text
    assert "https://mihon.example/posts/1" in mail.text


def test_a_storm_is_one_mail_at_once_and_one_digest(city: World) -> None:
    follow(city, "resident", "room", 1, "at_once")
    for _minute in range(20):
        for _post in range(5):
            write(city)
        city.advance(minutes=3)
        rounds(city)
    assert len(letters(city, "resident")) == 1
    next_morning(city)
    _first, digest = letters(city, "resident")
    assert "95件" in digest.subject
    with city.read() as db:
        assert db.get_one(Person, cast.IDS["resident"]).unread_notices <= 100
        assert db.get_one(Recipient, cast.IDS["resident"]).deferred_from is None
    next_morning(city)
    assert len(letters(city, "resident")) == 2


def test_nobody_gets_more_than_the_days_number(city: World) -> None:
    follow(city, "resident", "room", 1, "at_once")
    for number in range(14):
        write(city, title=f"話題{number:02}")
        city.advance(minutes=16)
        rounds(city)
    assert len(letters(city, "resident")) == 10
    next_morning(city)
    digest = letters(city, "resident")[-1]
    assert [f"話題{number:02}" in digest.text for number in (9, 10, 11, 12, 13)] == [False, True, True, True, True]


def test_what_was_read_meanwhile_is_not_mailed(city: World) -> None:
    follow(city, "resident", "room", 1, "daily")
    write(city)
    rounds(city)
    with city.read() as db:
        notice = db.exec(select(Notice).where(Notice.person_id == cast.IDS["resident"])).one()
    city.browser("resident").post(f"/notices/{notice.id}")
    next_morning(city)
    assert letters(city) == []


def test_the_list_counts_a_thread_in_one_line_until_it_is_read(city: World) -> None:
    follow(city, "resident", "room", 1, "never")
    thread = write(city)
    rounds(city)
    write(city, parent=thread)
    write(city, parent=thread)
    rounds(city)
    browser = city.browser("resident")
    page = browser.get("/notices").text
    assert "新しい投稿が3件あります。" in page
    assert "お知らせは1件です" in page
    with city.read() as db:
        notice = db.exec(select(Notice)).one()
    assert browser.post(f"/notices/{notice.id}").headers["location"] == "/posts/3"
    write(city, parent=thread)
    rounds(city)
    page = browser.get("/notices").text
    assert "新しい投稿が1件あります。" in page
    assert "お知らせは1件です" in page
    only = browser.get("/notices?show=unread").text
    assert "新しい投稿が3件あります。" not in only


def test_the_clock_set_back_or_ahead_sends_nothing_twice(city: World) -> None:
    follow(city, "resident", "room", 1, "daily")
    write(city)
    rounds(city)
    next_morning(city)
    assert len(letters(city)) == 1
    city.advance(days=-1)
    rounds(city)
    city.advance(days=40)
    rounds(city)
    city.advance(days=-40)
    rounds(city, is_new_day=True)
    assert len(letters(city)) == 1


def test_who_left_or_has_no_address_gets_nothing(city: World) -> None:
    follow(city, "resident", "room", 1, "daily")
    write(city)
    rounds(city)
    with city.write() as db:
        person = db.get_one(Person, cast.IDS["resident"])
        person.email = person.email_folded = None
        db.add(person)
    next_morning(city)
    assert letters(city) == []


def test_the_digest_speaks_the_readers_language(city: World) -> None:
    with city.write() as db:
        person = db.get_one(Person, cast.IDS["resident"])
        person.language = "en"
        db.add(person)
    follow(city, "resident", "room", 1, "daily")
    write(city)
    rounds(city)
    next_morning(city)
    (mail,) = letters(city)
    assert "What is new" in mail.text
    assert "追っている" not in mail.text
