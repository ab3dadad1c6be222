"""A rule set tried on past posts in the browser: numbers and addresses, no text."""

from datetime import timedelta
from typing import Any

from civic.city.models import RuleSet
from civic.rooms.models import PostState
from moderation.policy import default_policy_data
from tests import cast, make
from tests.world import World


def draft_with_word(world: World) -> None:
    words = [{"word": "ポンコツ", "kind": "insult", "action": "hold", "article": 4}]
    with world.write() as db:
        data: dict[str, Any] = default_policy_data() | {"words": words, "version": "2"}
        db.add(RuleSet(version=2, data=data, drafted_by=cast.IDS["city_manager"]))
        room = make.room(db)
        when = cast.NOW - timedelta(days=30)
        make.post(db, room, body="ポンコツな案だ", created_at=when)
        make.post(db, room, author="neighbour", body="ポンコツと秘密", state=PostState.HIDDEN, created_at=when)
        make.post(db, room, author="moderator", body="公園の話", created_at=when)


def test_a_draft_is_tried_on_what_was_written(world: World) -> None:
    draft_with_word(world)
    text = world.browser("city_manager").get("/staff/rules/2/replay").text
    assert "判断が変わる投稿：2件" in text
    assert "3件の投稿を見ました" in text
    assert "words.insult" in text
    assert "第4条" in text
    assert 'href="/posts/1"' in text
    assert "秘密" not in text
    desk = world.browser("city_manager").get("/staff/rules").text
    assert "/staff/rules/2/replay" in desk


def test_the_days_are_chosen(world: World) -> None:
    draft_with_word(world)
    browser = world.browser("city_approver")
    assert "判断が変わる投稿：0件" in browser.get("/staff/rules/2/replay?days=7").text
    assert "どの投稿の判断も変わりません" in browser.get("/staff/rules/1/replay?days=0").text
    assert "判断が変わる投稿：2件" in browser.get("/staff/rules/2/replay?days=many").text


def test_others_may_not(world: World) -> None:
    draft_with_word(world)
    assert world.browser("moderator").get("/staff/rules/2/replay").status_code == 403
    assert world.browser().get("/staff/rules/2/replay").headers["location"].startswith("/sign-in")
    assert world.browser("city_manager").get("/staff/rules/9/replay").status_code == 404
