"""Following: what may be followed, by whom, with which choice; and how mail comes."""

from urllib.parse import quote

import pytest
from sqlmodel import select

from civic.notifications.models import Follow, FollowKind, Recipient, Rhythm
from civic.rooms.models import Room
from civic.rooms.states import RoomState
from tests import cast, make
from tests.world import World


@pytest.fixture(autouse=True)
def things(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        make.post(db, room)
        make.room(db, state=RoomState.DRAFT, title="まだ秘密の会議室", announced_at=None)
        make.document(db)


THINGS = [
    ("room", "1", "中央公園の使い方を考える"), ("thread", "1", "遊具について"), ("topic", "parks", "公園・みどり"),
    ("document", "plan-1", "総合計画"), ("collection", "minutes", "会議録"), ("section", "1", "公園みどり課"),
]  # fmt: skip


def kept(world: World) -> list[Follow]:
    with world.read() as db:
        return list(db.exec(select(Follow).order_by(Follow.id)).all())


@pytest.mark.parametrize(("kind", "target", "title"), THINGS)
def test_each_kind_is_followed_changed_muted_and_left(world: World, kind: str, target: str, title: str) -> None:
    browser = world.browser("resident")
    page = browser.get(f"/follow?kind={kind}&target={target}").text
    assert f"「{title}」を追う" in page
    form = {"kind": kind, "target": target}
    answer = browser.post("/follow", form | {"choice": "weekly"})
    assert answer.headers["location"] == "/notices/following"
    assert [(one.kind.value, one.target, one.rhythm.value) for one in kept(world)] == [(kind, target, "weekly")]
    browser.post("/follow", form | {"choice": "at_once"})
    browser.post("/follow", form | {"choice": "at_once"})
    assert [one.rhythm for one in kept(world)] == [Rhythm.AT_ONCE]
    assert title in browser.get("/notices/following").text
    browser.post("/follow", form | {"choice": "mute"})
    assert [one.is_muted for one in kept(world)] == [True]
    assert "お知らせを止めています" in browser.get("/notices/following").text
    browser.post("/follow", form | {"choice": "leave"})
    browser.post("/follow", form | {"choice": "leave"})
    assert kept(world) == []


def test_a_search_is_kept_with_its_fields_and_nothing_else(world: World) -> None:
    browser = world.browser("resident")
    query = "q=公園 木陰&kind=post&sort=new&page=3&evil=1"
    page = browser.get(f"/follow?kind=search&target={quote(query)}").text
    assert "検索「公園 木陰」" in page
    assert "すぐにメール" not in page
    form = {"kind": "search", "target": query}
    browser.post("/follow", form | {"choice": "daily"})
    browser.post("/follow", {"kind": "search", "target": "kind=post&q=公園+木陰", "choice": "weekly"})
    (one,) = kept(world)
    assert one.query == {"q": "公園 木陰", "kind": "post"}
    assert one.rhythm is Rhythm.WEEKLY
    assert "/search?kind=post&amp;q=" in browser.get("/notices/following").text


def test_htmx_gets_the_control_alone(world: World) -> None:
    browser = world.browser("resident")
    part = browser.get("/follow?kind=room&target=1", htmx=True).text
    assert "<html" not in part
    assert 'id="follow-form"' in part
    answer = browser.post("/follow", {"kind": "room", "target": "1", "choice": "daily"}, htmx=True)
    assert answer.status_code == 200
    assert "追っています" in answer.text
    assert "追うのをやめる" in answer.text


def test_it_goes_back_to_where_it_was_asked(world: World) -> None:
    browser = world.browser("resident")
    form = {"kind": "room", "target": "1", "choice": "daily", "next": "/rooms/1"}
    assert browser.post("/follow", form).headers["location"] == "/rooms/1"
    assert browser.post("/follow", form | {"next": "//evil.example"}).headers["location"] == "/notices/following"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("room", "2"), ("room", "99"), ("room", "x"), ("room", "9" * 30), ("thread", "0"), ("document", "none"),
        ("topic", "none"), ("section", "77"), ("collection", "evil"), ("search", "kind=post"), ("planet", "1"), ("", ""),
    ],
)  # fmt: skip
def test_what_one_may_not_see_cannot_be_followed(world: World, kind: str, target: str) -> None:
    browser = world.browser("resident")
    assert browser.get(f"/follow?kind={kind}&target={target}").status_code == 404
    answer = browser.post("/follow", {"kind": kind, "target": target, "choice": "daily"})
    assert answer.status_code in (404, 422)
    assert "秘密" not in answer.text
    assert kept(world) == []


def test_a_choice_nobody_offered_keeps_the_form(world: World) -> None:
    answer = world.browser("resident").post("/follow", {"kind": "room", "target": "1", "choice": "hourly"})
    assert answer.status_code == 422
    assert "中央公園の使い方を考える" in answer.text


def test_strangers_are_led_to_sign_in_and_back(world: World) -> None:
    for path in ("/follow?kind=room&target=1", "/notices/following"):
        answer = world.browser().get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=%2F")
    assert world.browser().post("/follow", {"kind": "room", "target": "1", "choice": "daily"}).status_code == 303


def test_what_is_hidden_later_has_no_name_and_can_be_left(world: World) -> None:
    browser = world.browser("resident")
    browser.post("/follow", {"kind": "room", "target": "1", "choice": "daily"})
    assert "「中央公園の使い方を考える」を追っています" in browser.get("/notices/following").text
    with world.write() as db:
        room = db.get_one(Room, 1)
        room.state = RoomState.DRAFT
        db.add(room)
    page = browser.get("/notices/following").text
    assert "中央公園" not in page
    assert "いまは見られないもの" in page
    browser.post("/follow", {"kind": "room", "target": "1", "choice": "leave"})
    assert kept(world) == []


def test_there_is_an_end_to_following(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civic.notifications.actions.following.MOST_FOLLOWS", 2)
    browser = world.browser("resident")
    for kind, target in (("room", "1"), ("thread", "1")):
        browser.post("/follow", {"kind": kind, "target": target, "choice": "daily"})
    answer = browser.post("/follow", {"kind": "section", "target": "1", "choice": "daily"})
    assert answer.status_code == 422
    assert "追えるのは2件まで" in answer.text
    assert len(kept(world)) == 2


def test_how_mail_comes_is_chosen_and_bad_values_are_told(world: World) -> None:
    browser = world.browser("resident")
    form = {"own_rhythm": "daily", "follow_rhythm": "weekly", "hour": "20", "weekday": "4", "follows_own": "yes"}
    assert browser.post("/notices/mail", form).headers["location"] == "/notices/following"
    with world.read() as db:
        row = db.get_one(Recipient, cast.IDS["resident"])
        assert (row.own_rhythm, row.follow_rhythm, row.hour, row.weekday) == ("daily", "weekly", 20, 4)
    answer = browser.post("/notices/mail", form | {"hour": "25"})
    assert answer.status_code == 422
    assert "25" not in answer.text or "selected" in answer.text
    page = browser.get("/notices/following").text
    assert "「mihon.example」からのメールを許してください" in page
    assert "1日に10通まで" in page


def test_kinds_stand_in_the_order_of_the_rule() -> None:
    from civic.notifications.queries.follows import LEVELS

    assert set(LEVELS) == set(FollowKind)
    assert LEVELS[FollowKind.THREAD] < LEVELS[FollowKind.ROOM] < LEVELS[FollowKind.TOPIC]
