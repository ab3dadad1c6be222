"""Replies and answers in a digest: with their words beside the news of their threads, as the mail at once has them."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select

from civic.city.models import ElectionPeriod
from civic.clock import today
from civic.index import store
from civic.notifications.actions import tell
from civic.notifications.models import Mail, MailKind, MailState, Notice
from civic.rooms.actions.mechanics import tell_of_reply
from civic.rooms.models import Post, PostState, Room
from tests import cast, make
from tests.notifications.mailbox import letters, rounds
from tests.world import World


@pytest.fixture
def city(world: World) -> Iterator[World]:
    """The resident wants what they are told themselves once a day."""
    with world.write() as db:
        make.room(db)
    rounds(world)
    form = {"own_rhythm": "daily", "follow_rhythm": "daily", "follows_own": "true", "hour": "7", "weekday": "0"}
    assert world.browser("resident").post("/notices/mail", form).status_code == 303
    yield world
    store.forget(world.site)


def write(world: World, author: str, parent: int | None = None, **changes: Any) -> int:
    world.advance(minutes=1)
    with world.write() as db:
        room = db.get_one(Room, 1)
        room.rev += 1
        made = make.post(db, room, author, db.get(Post, parent) if parent else None, created_at=world.now, **changes)
        tell_of_reply(db, made, world.now)
        number = made.id
    rounds(world)
    return number


def next_morning(world: World) -> None:
    world.advance(days=1)
    world.now = world.now.replace(hour=22, minute=0)
    rounds(world)


def test_a_reply_stands_with_its_words_in_its_thread(city: World) -> None:
    own = write(city, "resident", title="ベンチを増やす", body="坂にベンチがほしいです。")
    reply = write(city, "neighbour", own, body="賛成です。\n\n背もたれも<b>ほしい</b>です。")
    write(city, "neighbour", reply, body="高さも大切です。")
    write(city, "facilitator", title="ほかの話題", body="話し合いましょう。")
    assert letters(city, "resident") == []
    next_morning(city)
    (mail,) = letters(city, "resident")
    assert "お知らせのまとめ（2件）「ベンチを増やす」" in mail.subject
    assert mail.text.count("■") == 1
    assert mail.text.index("返信がありました") < mail.text.index("背もたれも") < mail.text.index("高さも大切です。")
    assert f"https://mihon.example/posts/{reply}" in mail.text
    assert "<b>ほしい" not in mail.html
    assert "高さも大切です。" in mail.html
    next_morning(city)
    assert len(letters(city, "resident")) == 1


def test_the_thread_with_the_newest_reply_comes_first_and_the_newest_words_in_it(city: World) -> None:
    first, second = (write(city, "resident", title=title) for title in ("古い話題", "新しい話題"))
    for parent, body in ((first, "一番目の返信"), (second, "二番目の返信"), (first, "三番目の返信")):
        write(city, "neighbour", parent, body=body)
    next_morning(city)
    (mail,) = letters(city, "resident")
    places = [mail.text.index(words) for words in ("古い話題", "三番目", "一番目", "新しい話題", "二番目")]
    assert places[1:] == sorted(places[1:])


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.HELD, PostState.WITHDRAWN])
def test_what_was_hidden_since_is_left_out(city: World, state: PostState) -> None:
    own = write(city, "resident", title="ベンチを増やす")
    gone = write(city, "neighbour", own, body="見えなくなる文")
    write(city, "facilitator", own, body="残る文")
    with city.write() as db:
        db.get_one(Post, gone).state = state
    next_morning(city)
    (mail,) = letters(city, "resident")
    assert "見えなくなる文" not in mail.text + mail.html
    assert mail.text.count("返信がありました") == 1
    assert "残る文" in mail.text


def test_no_mail_goes_when_nothing_is_left(city: World) -> None:
    own = write(city, "resident")
    gone = write(city, "neighbour", own, body="見えなくなる文")
    with city.write() as db:
        db.get_one(Post, gone).state = PostState.HIDDEN
    next_morning(city)
    next_morning(city)
    assert letters(city, "resident") == []
    with city.read() as db:
        assert db.exec(select(Mail.state).where(Mail.kind == MailKind.DIGEST)).all() == [MailState.NOTHING]
        assert all(one.mailed_at for one in db.exec(select(Notice).where(Notice.kind == "post_replied")))


def test_a_hidden_head_leaves_no_title(city: World) -> None:
    own = write(city, "resident", title="消された題", body="消された文")
    write(city, "neighbour", own, body="返信の文")
    with city.write() as db:
        db.get_one(Post, own).state = PostState.HIDDEN
    next_morning(city)
    (mail,) = letters(city, "resident")
    assert "消された" not in mail.subject + mail.text + mail.html
    assert "返信の文" in mail.text


def test_in_an_election_period_only_links_leave(city: World) -> None:
    """No words of residents at all: not the text, not the title, not the name, which everybody chooses freely."""
    own = write(city, "resident", title="選ばれるべき人", body="この人がよい。")
    reply = write(city, "neighbour", own, body="投票しましょう。")
    with city.write() as db:
        day = today(city.now)
        db.add(ElectionPeriod(name="市長選挙", notice_on=day, vote_on=day.replace(day=30)))
        name = db.get_one(Post, reply).display_name
    next_morning(city)
    (mail,) = letters(city, "resident")
    for words in ("選ばれるべき人", "この人がよい", "投票しましょう", name):
        assert words not in mail.subject + mail.text + mail.html
    assert "選挙の期間中は" in mail.text
    assert "中央公園の使い方を考える" in mail.subject
    assert f"https://mihon.example/posts/{reply}" in mail.text


def test_a_muted_thread_is_quiet_for_replies_too(city: World) -> None:
    own = write(city, "resident", title="止める話題")
    form = {"kind": "thread", "target": str(own), "choice": "mute"}
    assert city.browser("resident").post("/follow", form).status_code == 303
    write(city, "neighbour", own, body="聞きたくない返信")
    next_morning(city)
    assert letters(city, "resident") == []
    assert "返信がありました" in city.browser("resident").get("/notices").text


def test_sentences_without_words_stand_before_the_threads(city: World) -> None:
    own = write(city, "resident", title="ベンチを増やす")
    write(city, "neighbour", own, body="返信の文")
    with city.write() as db:
        tell(
            db, [cast.IDS["resident"]], "entry_expired", cause="entry:1:expired", target="entry:1", path="/registry/1",
            now=city.now, title="登録",
        )  # fmt: skip
    next_morning(city)
    (mail,) = letters(city, "resident")
    assert mail.text.index("あなたへのお知らせ") < mail.text.index("ベンチを増やす")
    assert "（2件）" in mail.subject


def test_what_the_morning_mail_says_is_in_no_digest(city: World) -> None:
    with city.write() as db:
        tell(
            db, [cast.IDS["resident"]], "cases_wait", cause="cases-wait:1", target="desk", path="/desk", now=city.now,
            count=3, late=0,
        )  # fmt: skip
    next_morning(city)
    assert letters(city, "resident") == []
