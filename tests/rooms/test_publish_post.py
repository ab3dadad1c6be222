"""A resident publishes a post: the trace of docs/house.md, and everything that may stop it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from civic.accounts.models import Connection
from civic.ledger import LedgerEntry, digest
from civic.notifications.models import Notice
from civic.rooms.models import (
    Acknowledgement,
    Citation,
    NamePolicy,
    Post,
    PostFinding,
    PostState,
    PostType,
    RefusedAttempt,
    Room,
)
from civic.rooms.states import RoomState
from tests import cast, make
from tests.world import World


@pytest.fixture
def room_id(world: World) -> int:
    with world.write() as db:
        return make.room(db).id


def typed(**changes: Any) -> dict[str, Any]:
    facts = {"once": "once-for-a-test", "title": "木陰がほしい", "type": "opinion", "body": "池のそばに木を植えてほしいです。",
             "acknowledge": "yes", "step": "publish"}  # fmt: skip
    return facts | changes


def posts(world: World) -> list[Post]:
    with world.read() as db:
        return list(db.exec(select(Post).order_by(Post.id)))  # type: ignore[arg-type]


def test_a_resident_writes_and_finds_it_on_the_room_page(world: World, room_id: int) -> None:
    browser = world.browser("resident")
    answer = browser.post(f"/rooms/{room_id}/posts", typed())
    post = posts(world)[0]
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/posts/{post.id}"
    landed = browser.get(answer.headers["location"])
    assert landed.headers["location"] == f"/rooms/{room_id}#post-{post.id}"
    page = browser.get(f"/rooms/{room_id}").text
    assert f'id="post-{post.id}"' in page
    assert "池のそばに木を植えてほしいです。" in page
    assert (post.state, post.thread_id, post.rule_version) == (PostState.PUBLISHED, post.id, 1)
    assert post.digest == digest(post.salt, post.title, post.body)


def test_writing_leaves_its_traces_in_one_transaction(world: World, room_id: int) -> None:
    world.browser("resident").post(f"/rooms/{room_id}/posts", typed())
    with world.read() as db:
        room = db.get_one(Room, room_id)
        assert (room.post_count, room.thread_count, room.last_post_at) == (1, 1, cast.NOW)
        entry = db.exec(select(LedgerEntry).where(LedgerEntry.verb == "rooms.publish_post")).one()
        assert "body" not in entry.data
        assert entry.data["digest"] == posts(world)[0].digest
        assert db.get(Acknowledgement, (cast.person("resident"), 1)) is not None
        assert db.exec(select(Connection).where(Connection.purpose == "post")).one().target == entry.target


def test_a_second_click_gets_the_first_post(world: World, room_id: int) -> None:
    browser = world.browser("resident")
    first = browser.post(f"/rooms/{room_id}/posts", typed())
    second = browser.post(f"/rooms/{room_id}/posts", typed())
    assert second.headers["location"] == first.headers["location"]
    assert len(posts(world)) == 1


def test_strangers_are_led_to_sign_in(world: World, room_id: int) -> None:
    stranger = world.browser()
    answer = stranger.post(f"/rooms/{room_id}/posts", typed())
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert stranger.get(f"/rooms/{room_id}/new").headers["location"].startswith("/sign-in")
    assert posts(world) == []


@pytest.mark.parametrize("state", [RoomState.DRAFT, RoomState.APPROVED])
def test_a_room_that_is_not_public_does_not_exist_for_residents(world: World, state: RoomState) -> None:
    with world.write() as db:
        hidden = make.room(db, state=state).id
    browser = world.browser("resident")
    assert browser.post(f"/rooms/{hidden}/posts", typed()).status_code == 404
    assert browser.get(f"/rooms/{hidden}/new").status_code == 404


@pytest.mark.parametrize(
    "state",
    [RoomState.SUSPENDED, RoomState.CANCELLED, RoomState.SUBMITTED, RoomState.ANSWERED, RoomState.ARCHIVED],
)
def test_closed_rooms_take_nothing_and_keep_what_was_typed(world: World, state: RoomState) -> None:
    with world.write() as db:
        room = make.room(db, state=state).id
    answer = world.browser("resident").post(f"/rooms/{room}/posts", typed())
    assert answer.status_code == 422
    assert "池のそばに木を植えてほしいです。" in answer.text
    assert posts(world) == []


def test_posting_opens_and_closes_to_the_second(world: World) -> None:
    with world.write() as db:
        room = make.room(db, opens_at=cast.NOW + timedelta(hours=1), closes_at=cast.NOW + timedelta(hours=2)).id
    browser = world.browser("resident")

    def answer(once: str) -> int:
        body = f"{once}回目の意見です。日かげがほしいです。"
        return int(browser.post(f"/rooms/{room}/posts", typed(once=f"try-{once}-test", body=body)).status_code)

    world.advance(hours=1, seconds=-1)
    assert answer("1") == 422
    world.advance(seconds=1)
    assert answer("2") == 303
    world.advance(hours=1, seconds=-1)
    assert answer("3") == 303
    world.advance(seconds=1)
    assert answer("4") == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body": "  "}, "body"),
        ({"title": ""}, "title"),
        ({"title": "あ" * 121}, "title"),
        ({"type": "shout"}, "type"),
        ({"body": "あ" * 20_001}, "body"),
    ],
)
def test_bad_input_comes_back_with_the_field_named(
    world: World, room_id: int, change: dict[str, Any], field: str
) -> None:
    answer = world.browser("resident").post(f"/rooms/{room_id}/posts", typed(**change))
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert posts(world) == []


@pytest.mark.parametrize(
    "change",
    [{"parent": "999999"}, {"parent": "x"}, {"parent": "9" * 30}, {"quotes": "77"}, {"cites": "nothing#3"},
     {"cites": "'; DROP TABLE post --"}, {"once": "<>"}],
)  # fmt: skip
def test_nonsense_in_hidden_fields_is_refused(world: World, room_id: int, change: dict[str, Any]) -> None:
    answer = world.browser("resident").post(f"/rooms/{room_id}/posts", typed(**change))
    assert answer.status_code == 422
    assert "池のそばに木を植えてほしいです。" in answer.text
    assert posts(world) == []


def test_the_citys_own_length_counts(world: World, room_id: int) -> None:
    answer = world.browser("resident").post(f"/rooms/{room_id}/posts", typed(body="長い文です。" * 700))
    assert answer.status_code == 422
    assert "4,000文字まで" in answer.text


def test_rules_are_acknowledged_once(world: World, room_id: int) -> None:
    browser = world.browser("resident")
    refused = browser.post(f"/rooms/{room_id}/posts", typed(acknowledge=""))
    assert refused.status_code == 422
    assert "ルール（第1版）を読んで" in refused.text
    assert browser.post(f"/rooms/{room_id}/posts", typed()).status_code == 303
    assert 'name="acknowledge"' not in browser.get(f"/rooms/{room_id}/new").text
    again = typed(once="second-post-test", body="入口に地図を置いてください。", acknowledge="")
    assert browser.post(f"/rooms/{room_id}/posts", again).status_code == 303


def test_a_phone_number_is_stopped_and_never_stored(world: World, room_id: int) -> None:
    text = "連絡は090-1234-5678までお願いします。"
    answer = world.browser("resident").post(f"/rooms/{room_id}/posts", typed(body=text))
    assert answer.status_code == 422
    assert "ルール第11条" in answer.text
    assert "電話番号と思われる" in answer.text
    assert text in answer.text
    assert posts(world) == []
    with world.read() as db:
        attempt = db.exec(select(RefusedAttempt)).one()
    assert attempt.codes == ["personal_data.phone"]
    assert "5678" not in (world.site.folder / "civic.sqlite").read_bytes().decode("latin-1")


def test_my_number_stays_out_of_every_file(world: World, room_id: int, capfd: pytest.CaptureFixture[str]) -> None:
    body = "マイナンバーは123456789018です。"
    answer = world.browser("resident").post(f"/rooms/{room_id}/posts", typed(body=body))
    assert answer.status_code == 422
    for path in world.site.folder.rglob("*"):
        assert not path.is_file() or b"123456789018" not in path.read_bytes()
    assert "123456789018" not in "".join(capfd.readouterr())


def test_an_insult_is_held_and_everyone_concerned_is_told(world: World, room_id: int) -> None:
    browser = world.browser("resident")
    answer = browser.post(f"/rooms/{room_id}/posts", typed(body="課長は馬鹿だ。死ね。"))
    post = posts(world)[0]
    assert answer.status_code == 303
    assert post.state is PostState.HELD
    with world.read() as db:
        assert {one.article for one in db.exec(select(PostFinding))} == {4}
        told = {(notice.person_id, notice.kind) for notice in db.exec(select(Notice))}
        assert db.get_one(Room, room_id).post_count == 0
    assert (cast.person("resident"), "post_held") in told
    assert (cast.person("moderator"), "post_waits") in told
    assert (cast.person("other_moderator"), "post_waits") not in told
    assert "担当者の確認を待っています" in browser.get(f"/rooms/{room_id}").text
    reasons = browser.get(f"/posts/{post.id}/edit").text
    assert "ルール第4条" in reasons
    assert "確認が必要な言葉" in reasons
    for other in (world.browser(), world.browser("neighbour")):
        assert "馬鹿" not in other.get(f"/rooms/{room_id}").text
        assert other.get(f"/posts/{post.id}").status_code == 404
    assert "馬鹿" in world.browser("moderator").get(f"/rooms/{room_id}").text


def test_a_warning_is_confirmed_once(world: World, room_id: int) -> None:
    browser = world.browser("resident")
    text = typed(body="案内はこちらです。https://bit.ly/3abcdef をご覧ください。")
    asked = browser.post(f"/rooms/{room_id}/posts", text)
    assert asked.status_code == 422
    assert "短縮されたリンク" in asked.text
    assert 'name="confirm_warning"' in asked.text
    assert browser.post(f"/rooms/{room_id}/posts", {**text, "confirm_warning": "yes"}).status_code == 303
    assert posts(world)[0].state is PostState.PUBLISHED


def test_a_pre_moderated_room_holds_everything_with_its_reason(world: World) -> None:
    with world.write() as db:
        room = make.room(db, is_pre_moderated=True).id
    world.browser("resident").post(f"/rooms/{room}/posts", typed())
    assert posts(world)[0].state is PostState.HELD
    with world.read() as db:
        assert db.exec(select(PostFinding)).one().article is None


def test_slow_mode_and_repetition_are_refused(world: World) -> None:
    with world.write() as db:
        room = make.room(db, slow_mode_minutes=10).id
    browser = world.browser("resident")
    assert browser.post(f"/rooms/{room}/posts", typed()).status_code == 303
    too_fast = browser.post(f"/rooms/{room}/posts", typed(once="second-try-test", body="水飲み場も増やしてください。"))
    assert "短い時間に続けて書いています" in too_fast.text
    world.advance(minutes=11)
    same = browser.post(f"/rooms/{room}/posts", typed(once="third-try-test"))
    assert "同じ文を、すでに書いています" in same.text
    assert len(posts(world)) == 1


def test_the_preview_shows_the_text_and_the_rule_and_stores_nothing(world: World, room_id: int) -> None:
    browser = world.browser("resident")
    body = "**木陰**がほしい。電話は090-1234-5678です。"
    shown = browser.post(f"/rooms/{room_id}/posts", typed(body=body, step="preview", acknowledge=""))
    assert shown.status_code == 200
    assert "<strong>木陰</strong>" in shown.text
    assert "ルール第11条" in shown.text
    assert "このままでは書き込めません" in shown.text
    assert posts(world) == []
    with world.read() as db:
        assert db.exec(select(RefusedAttempt)).all() == []
    fine = browser.post(f"/rooms/{room_id}/posts", typed(step="preview"))
    assert "このまま書き込めます" in fine.text


def test_a_reply_keeps_its_true_parent_and_tells_its_author(world: World, room_id: int) -> None:
    with world.write() as db:
        parent = make.post(db, db.get_one(Room, room_id), "neighbour")
    answer = world.browser("resident").post(f"/rooms/{room_id}/posts", typed(parent=parent.id))
    assert answer.status_code == 303
    post = posts(world)[-1]
    assert (post.parent_id, post.thread_id, post.depth, post.title) == (parent.id, parent.id, 2, "")
    with world.read() as db:
        notice = db.exec(select(Notice)).one()
        assert (notice.person_id, notice.kind) == (cast.person("neighbour"), "post_replied")
        assert db.get_one(Post, parent.id).reply_count == 1


def test_hidden_posts_are_not_answered(world: World, room_id: int) -> None:
    with world.write() as db:
        parent = make.post(db, db.get_one(Room, room_id), "neighbour", state=PostState.HIDDEN, tombstone_article=4)
    browser = world.browser("resident")
    assert browser.post(f"/rooms/{room_id}/posts", typed(parent=parent.id)).status_code == 422
    assert browser.get(f"/posts/{parent.id}/reply").status_code == 422


def test_staff_speak_with_badge_section_and_label(world: World, room_id: int) -> None:
    browser = world.browser("drafter")
    answer = browser.post(f"/rooms/{room_id}/posts", typed(type="staff", body="いまの園路の幅は1.8メートルです。"))
    assert answer.status_code == 303
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "公園みどり課" in page
    assert "市の公式回答ではありません" in page
    post = posts(world)[0]
    assert (post.type, post.display_name) == (PostType.STAFF, "公園みどり課")
    with world.read() as db:
        assert db.get_one(Room, room_id).last_city_post_at == cast.NOW


def test_residents_and_auditors_cannot_speak_as_staff(world: World, room_id: int) -> None:
    for name in ("resident", "auditor"):
        answer = world.browser(name).post(f"/rooms/{room_id}/posts", typed(type="staff"))
        assert answer.status_code == 403
    assert posts(world) == []


def test_a_facilitator_is_marked(world: World, room_id: int) -> None:
    world.browser("facilitator").post(f"/rooms/{room_id}/posts", typed())
    assert "進行役" in re.sub(r"<aside.*?</aside>", "", world.browser().get(f"/rooms/{room_id}").text, flags=re.S)


def test_real_name_rooms_need_a_name(world: World) -> None:
    with world.write() as db:
        room = make.room(db, name_policy=NamePolicy.REAL).id
    world.browser("resident").post(f"/rooms/{room}/posts", typed())
    assert posts(world)[0].display_name == "見本 resident"


def test_rooms_may_ask_for_more_identity(world: World) -> None:
    with world.write() as db:
        room = make.room(db, identity_level=2).id
    assert world.browser("resident").post(f"/rooms/{room}/posts", typed()).status_code == 403


def test_a_citation_shows_the_passage(world: World, room_id: int) -> None:
    with world.write() as db:
        make.document(db, texts=("公園の整備を進めます。",))
    answer = world.browser("resident").post(f"/rooms/{room_id}/posts", typed(cites="plan-1#1"))
    assert answer.status_code == 303
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "公園の整備を進めます。" in page
    assert "/documents/plan-1/1" in page
    with world.read() as db:
        assert db.exec(select(Citation)).one().unit_id is not None


def test_htmx_gets_the_post_and_a_word_for_the_live_region(world: World, room_id: int) -> None:
    browser = world.browser("resident")
    answer = browser.post(f"/rooms/{room_id}/posts", typed(), htmx=True)
    assert answer.status_code == 200
    assert f'id="post-{posts(world)[0].id}"' in answer.text
    assert 'hx-target="#live"' in answer.text
    assert "<html" not in answer.text
    bad = browser.post(f"/rooms/{room_id}/posts", typed(once="other-once-test", body=""), htmx=True)
    assert bad.status_code == 422
    assert bad.text.lstrip().startswith("<form")


def test_an_election_freeze_closes_the_room(world: World) -> None:
    from civic.city.models import ElectionPeriod
    from civic.clock import today
    from civic.rooms.models import ElectionPolicy

    with world.write() as db:
        room = make.room(db, election_policy=ElectionPolicy.FREEZE).id
        db.add(ElectionPeriod(name="見本市長選挙", notice_on=today(cast.NOW), vote_on=today(cast.NOW)))
    answer = world.browser("resident").post(f"/rooms/{room}/posts", typed())
    assert answer.status_code == 422
    assert "選挙の期間中は、この会議室に書き込めません" in answer.text
    world.advance(days=1)
    assert world.browser("resident").post(f"/rooms/{room}/posts", typed()).status_code == 303


def test_many_at_once_lose_nothing_and_one_click_counts_once(world: World, room_id: int) -> None:
    """Twelve people's threads write at the same time, each twice with the same token."""
    from concurrent.futures import ThreadPoolExecutor

    from civic.permissions import Actor
    from civic.rooms.actions import publish_post
    from civic.rooms.forms import PublishPost

    names = list(cast.PEOPLE)[:12]

    def write(number: int) -> int:
        name = names[number // 2]
        form = PublishPost(
            once=f"many-{name}", title=f"{name}の話題", body=f"{name}です。木を植えたい。", acknowledge=True
        )
        with world.write() as db:
            actor = Actor(cast.IDS[name], name)
            return publish_post(db, actor, db.get_one(Room, room_id), form, cast.NOW).id

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(write, range(24)))
    assert ids[0::2] == ids[1::2]
    found = posts(world)
    assert {post.id for post in found} == set(ids)
    assert len({post.order_key for post in found}) == len(found) == 12
    with world.read() as db:
        room = db.get_one(Room, room_id)
        assert (room.post_count, room.thread_count, room.last_number) == (12, 12, 12)


def test_a_passage_no_longer_published_shows_no_text(world: World, room_id: int) -> None:
    from civic.city.actions import raise_revision
    from civic.library.models import DocumentVersion, VersionState

    with world.write() as db:
        make.document(db, texts=("もう読めない文です。",))
    world.browser("resident").post(f"/rooms/{room_id}/posts", typed(cites="plan-1#1"))
    stranger = world.browser()
    assert "もう読めない文です。" in stranger.get(f"/rooms/{room_id}").text
    with world.write() as db:
        db.exec(select(DocumentVersion)).one().state = VersionState.DROPPED
        raise_revision(db)
    page = stranger.get(f"/rooms/{room_id}").text
    assert "もう読めない文です。" not in page
    assert "いまは公開されていません" in page
