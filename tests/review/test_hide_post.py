"""A moderator hides a post: the tombstone, who is told, the second moderator, and everybody who may not."""

import pytest
from sqlmodel import select

from civic import ledger
from civic.review.models import Act
from civic.rooms.models import Post, PostState, PostType, Room
from tests import make
from tests.review import cases
from tests.world import World


def test_the_answer_to_htmx_is_the_same_post_now_a_tombstone(world: World) -> None:
    room_id, post_id, reply_id = cases.thread(world)
    answer = world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id), htmx=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f'hx-target="#post-{post_id}"' in answer.text
    assert "ルール第10条により非表示にしました" in answer.text
    readers = world.browser().get(f"/rooms/{room_id}").text
    tombstone = readers[readers.index(f'id="post-{post_id}"') :].split("</article>")[0]
    assert tombstone.strip() in answer.text
    assert "ここだけの文です。" not in readers
    assert "返信は残ります。" in readers
    assert readers.index(f'id="post-{post_id}"') < readers.index(f'id="post-{reply_id}"')


def test_without_script_it_leads_back_to_the_case(world: World) -> None:
    post_id = cases.thread(world)[1]
    answer = world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/{post_id}")
    assert cases.state(world, post_id) is PostState.HIDDEN


def test_act_ledger_counters_and_index_follow(world: World) -> None:
    room_id, post_id, _reply = cases.thread(world)
    world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    with world.read() as db:
        act = db.exec(select(Act)).one()
        assert (act.article, act.rule_version, act.state_before, act.state_after) == (10, 1, "published", "hidden")
        assert act.digest == ledger.digest(act.salt, cases.REASON)
        entry = db.exec(select(ledger.LedgerEntry)).one()
        assert (entry.verb, entry.target, entry.data["article"]) == ("review.hide_post", f"post:{post_id}", 10)
        assert cases.REASON not in str(entry.data)
        assert db.get_one(Room, room_id).post_count == 1
    world.drain()
    found = world.browser().get("/search?q=ここだけの文").text
    assert f"/posts/{post_id}" not in found


def test_the_author_is_told_why_and_how_to_object(world: World) -> None:
    post_id = cases.thread(world)[1]
    world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    world.drain()
    author = world.browser("resident")
    notice = author.get("/notices").text
    assert "ルール第10条により、非表示にしました" in notice
    assert cases.REASON in notice
    assert "14日以内に異議" in notice
    mails = "".join(mail for mail in world.mails() if "resident@" in mail)
    assert "/acts/1" in mails
    act = author.get("/acts/1").text
    assert cases.REASON in act
    assert "ここだけの文です。" in act
    assert "2026年12月8日（火）までに、異議を申し立てられます" in act


@pytest.mark.parametrize("who", ["neighbour", None])
def test_others_read_article_and_date_but_neither_reason_nor_text(world: World, who: str | None) -> None:
    post_id = cases.thread(world)[1]
    world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    act = world.browser(who).get("/acts/1").text
    assert "ルール第10条（第1版）" in act
    assert cases.REASON not in act
    assert "ここだけの文です。" not in act
    assert "moderatorさん" not in act


def test_the_second_moderator_hears_that_it_was_handled(world: World) -> None:
    post_id = cases.thread(world)[1]
    form = cases.decision(world, post_id)
    assert world.browser("moderator").post(f"/posts/{post_id}/hide", form).status_code == 303
    second = world.browser("second_moderator").post(f"/posts/{post_id}/hide", form | {"article": 4}, htmx=True)
    assert second.status_code == 409
    assert "ほかの担当者が先に決めました（11月24日10:00「非表示」、第10条）" in second.text
    assert "非表示（ルール第10条）" in second.text
    with world.read() as db:
        assert len(db.exec(select(Act)).all()) == 1


def test_a_rewritten_post_is_not_hidden_unread(world: World) -> None:
    post_id = cases.thread(world)[1]
    form = cases.decision(world, post_id)
    with world.write() as db:
        post = db.get_one(Post, post_id)
        post.revision, post.body = 2, "書き直しました。"
        db.add(post)
    answer = world.browser("moderator").post(f"/posts/{post_id}/hide", form)
    assert answer.status_code == 409
    assert "<html" in answer.text
    assert cases.REASON in answer.text
    assert cases.state(world, post_id) is PostState.PUBLISHED


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 303), ("resident", 403), ("neighbour", 403), ("facilitator", 403), ("other_moderator", 403),
        ("drafter", 403), ("city_manager", 403), ("auditor", 403),
    ],
)  # fmt: skip
def test_nobody_else_hides(world: World, who: str | None, status: int) -> None:
    post_id = cases.thread(world)[1]
    answer = world.browser(who).post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    assert answer.status_code == status
    if who is None:
        assert "/sign-in" in answer.headers["location"]
    assert cases.state(world, post_id) is PostState.PUBLISHED


def test_a_moderator_without_the_one_time_code_is_led_to_it(world: World) -> None:
    post_id = cases.thread(world)[1]
    browser = world.browser("moderator", second_factor=False)
    answer = browser.post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    assert "/second-factor" in answer.headers["location"]


def test_a_moderator_who_wrote_in_the_thread_does_not_decide_about_it(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room)
        make.post(db, room, "moderator", post)
        own = make.post(db, room, "moderator")
        post_id, own_id = post.id, own.id
    party = world.browser("moderator")
    assert party.post(f"/posts/{post_id}/hide", cases.decision(world, post_id)).status_code == 403
    assert party.post(f"/posts/{own_id}/hide", cases.decision(world, own_id)).status_code == 403
    page = party.get(f"/desk/{post_id}")
    assert "決めることはできません" in page.text
    assert f"/posts/{post_id}/hide" not in page.text
    assert world.browser("second_moderator").post(
        f"/posts/{post_id}/hide", cases.decision(world, post_id)
    ).headers["location"].startswith("/desk/")  # fmt: skip


@pytest.mark.parametrize("state", [PostState.HELD, PostState.HIDDEN, PostState.REJECTED, PostState.WITHDRAWN])
def test_only_what_is_public_is_hidden(world: World, state: PostState) -> None:
    post_id = cases.thread(world, state=state, tombstone_at=world.now)[1]
    answer = world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    assert answer.status_code == 422
    assert cases.state(world, post_id) is state


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "短い"}, "理由は20文字以上"),
        ({"reason": "　" * 30}, "入力してください"),
        ({"reason": "あ" * 1001}, "1000文字以内"),
        ({"article": 99}, "第99条は、この投稿が書かれた時のルールにありません"),
        ({"article": 13}, "第13条では、投稿を見えなくすることはできません"),
        ({"article": "十"}, "数字で入力してください"),
        ({"article": ""}, "入力してください"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_the_text(world: World, changes: dict[str, object], sentence: str) -> None:
    post_id = cases.thread(world)[1]
    form = cases.decision(world, post_id) | changes
    for htmx in (False, True):
        answer = world.browser("moderator").post(f"/posts/{post_id}/hide", form, htmx=htmx)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert str(form["reason"]).strip() in answer.text
        assert ("<html" in answer.text) is not htmx
    assert cases.state(world, post_id) is PostState.PUBLISHED


def test_a_form_without_what_was_seen_is_not_taken(world: World) -> None:
    post_id = cases.thread(world)[1]
    form = {name: value for name, value in cases.decision(world, post_id).items() if name != "seen"}
    assert world.browser("moderator").post(f"/posts/{post_id}/hide", form).status_code == 422
    assert cases.state(world, post_id) is PostState.PUBLISHED


def test_an_article_that_came_later_is_no_ground(world: World) -> None:
    """The rules in force when the post was written (DOMAIN §10, 3)."""
    from civic.city.models import RuleSet, RuleSetState

    post_id = cases.thread(world)[1]
    with world.write() as db:
        rules = db.get_one(RuleSet, 1)
        new = {"no": 15, "code": "new", "text": "新しい条文", "plain_text": "新しい", "allowed_actions": ["hide"],
               "appealable": True}  # fmt: skip
        data = {**rules.data, "articles": [*rules.data["articles"], new]}  # type: ignore[misc]
        db.add(RuleSet(version=2, state=RuleSetState.ADOPTED, data=data, adopted_at=world.now, in_force_at=world.now))
    form = cases.decision(world, post_id, article=15)
    assert world.browser("moderator").post(f"/posts/{post_id}/hide", form).status_code == 422


def test_no_such_post(world: World) -> None:
    browser = world.browser("moderator")
    assert browser.post("/posts/999/hide", {"article": 4, "reason": cases.REASON, "seen": "x"}).status_code == 404
    assert browser.post(f"/posts/{10**30}/hide", {"article": 4, "reason": cases.REASON}).status_code == 404


def test_a_post_of_staff_can_be_hidden_like_any_other(world: World) -> None:
    post_id = cases.thread(world, type=PostType.STAFF, staff_section="公園みどり課")[1]
    assert world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id)).status_code == 303
