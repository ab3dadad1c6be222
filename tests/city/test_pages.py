"""The city's pages through the door: settings, sections, topics, elections, rules."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from civic.city.models import ElectionPeriod, RuleSet, Section, Topic
from civic.city.queries import setting
from civic.web import cache
from tests import cast
from tests.world import World

STAFF_PAGES = (
    "/staff/settings", "/staff/settings/post.max_length", "/staff/sections", "/staff/sections/1/end", "/staff/topics",
    "/staff/topics/1", "/staff/elections", "/staff/rules", "/staff/rules/draft",
)  # fmt: skip
FORMS = {
    "/staff/settings/post.max_length": {"value": "5"},
    "/staff/sections": {"code": "x", "name": "課", "starts_on": "2027-04-01"},
    "/staff/sections/1/end": {"ends_on": "2027-03-31"},
    "/staff/topics": {"code": "x", "name": "題"},
    "/staff/topics/1": {"name": "題", "position": "1"},
    "/staff/elections": {"name": "選挙", "notice_on": "2027-04-01", "vote_on": "2027-04-08"},
    "/staff/rules/draft": {},
}


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_the_city_manager_alone_opens_them(world: World, path: str) -> None:
    assert world.browser("city_manager").get(path).status_code == 200
    assert world.browser("moderator").get(path).status_code == 403
    assert world.browser().get(path).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("path", FORMS)
def test_nobody_else_sends_them(world: World, path: str) -> None:
    assert world.browser("moderator").post(path, FORMS[path]).status_code == 403
    assert world.browser().post(path, FORMS[path]).headers["location"].startswith("/sign-in")
    assert world.browser("city_manager").post(path, FORMS[path]).status_code == 303
    assert world.browser("city_manager").post(path, FORMS[path], htmx=True).status_code in (204, 409, 422)


def test_a_setting_is_changed_and_its_history_kept(world: World) -> None:
    browser = world.browser("system_manager")
    path = "/staff/settings/post.max_length"
    assert browser.post(path, {"value": "２０００"}).headers["location"] == "/staff/settings"
    with world.read() as db:
        assert setting(db, "post.max_length") == 2000
    page = browser.get(path).text
    assert "2000" in page
    assert "system_managerさん" in page
    bad = browser.post(path, {"value": "たくさん"})
    assert bad.status_code == 422
    assert 'value="たくさん"' in bad.text
    assert "数字を入れて" in bad.text
    assert browser.get("/staff/settings/no.such").status_code == 404
    assert browser.post("/staff/settings/no.such", {"value": "1"}).status_code == 404


def test_a_reorganisation_through_the_forms(world: World) -> None:
    browser = world.browser("city_manager")
    browser.post("/staff/sections", {"code": "green", "name": "みどり政策課", "starts_on": "２０２７-04-01"})
    with world.read() as db:
        new = db.exec(select(Section).where(Section.code == "green")).one()
    form = {"ends_on": "2027-03-31", "successor_id": str(new.id)}
    assert browser.post(f"/staff/sections/{cast.PARKS}/end", form).status_code == 303
    assert "→ みどり政策課" in browser.get("/staff/sections").text
    again = browser.post(f"/staff/sections/{cast.PARKS}/end", form)
    assert again.status_code == 409
    missing = browser.post(f"/staff/sections/{cast.SCHOOLS}/end", {"ends_on": "2027-03-31", "successor_id": "999"})
    assert missing.status_code == 404
    bad = browser.post("/staff/sections", {"code": "UPPER!", "name": "課", "starts_on": "いつか"})
    assert bad.status_code == 422
    assert "UPPER!" in bad.text


def test_topics_are_added_and_renamed(world: World) -> None:
    browser = world.browser("city_manager")
    assert browser.post("/staff/topics", {"code": "roads", "name": "道路", "parent_id": "1"}).status_code == 303
    deep = browser.post("/staff/topics", {"code": "deep", "name": "深い", "parent_id": "2"})
    assert deep.status_code == 422
    assert "2段まで" in deep.text
    with world.read() as db:
        roads = db.exec(select(Topic).where(Topic.code == "roads")).one()
    assert browser.post(f"/staff/topics/{roads.id}", {"name": "道と橋", "position": "3"}).status_code == 303
    assert "道と橋" in world.browser().get("/topics/roads").text


def test_an_election_shows_on_every_page(world: World) -> None:
    assert "市長選挙" not in world.browser().get("/rules").text
    form = {"name": "みほん市長選挙", "notice_on": "2026-11-24", "vote_on": "2026-12-01"}
    assert world.browser("city_manager").post("/staff/elections", form).status_code == 303
    assert "みほん市長選挙の期間中" in world.browser().get("/rules").text
    bad = world.browser("city_manager").post("/staff/elections", form | {"vote_on": "2026-11-24"})
    assert bad.status_code == 422
    assert "みほん市長選挙" in bad.text
    with world.read() as db:
        assert len(db.exec(select(ElectionPeriod)).all()) == 1


def test_the_rules_are_public_with_plain_text(world: World) -> None:
    page = world.browser().get("/rules")
    assert page.status_code == 200
    assert "いまのルール" in page.text
    assert "お店や商品の宣伝" in page.text
    assert "営利を目的とする宣伝" in page.text
    assert page.headers["etag"]
    assert world.browser().client.get("/rules", headers={"If-None-Match": page.headers["etag"]}).status_code == 304
    assert world.browser().get("/rules/1").status_code == 200
    assert world.browser().get("/rules/9").status_code == 404


def test_rules_are_drafted_read_and_adopted_by_another(world: World) -> None:
    manager, approver = world.browser("city_manager"), world.browser("city_approver")
    form = {
        "article_1_plain_text": "宣伝は、ごえんりょください。",
        "threshold_max_links": "７",
        "review_on": "2027-10-01",
    }
    assert manager.post("/staff/rules/draft", form).headers["location"] == "/staff/rules"
    assert world.browser().get("/rules/2").status_code == 404
    assert "宣伝は、ごえんりょください。" in approver.get("/rules/2").text
    with world.read() as db:
        draft = db.get_one(RuleSet, 2)
        assert draft.data["thresholds"]["max_links"] == 7  # type: ignore[index]
        assert draft.data["words"] == db.get_one(RuleSet, 1).data["words"]
    adopt = {"in_force_on": "2026-12-01", "is_read": "yes"}
    assert manager.post("/staff/rules/2/adopt", adopt).status_code == 403
    unread = approver.post("/staff/rules/2/adopt", {"in_force_on": "2026-12-01"})
    assert unread.status_code == 422
    assert approver.post("/staff/rules/2/adopt", adopt).headers["location"] == "/rules/2"
    assert "これから始まるルール" in world.browser().get("/rules/2").text
    assert "ごえんりょ" not in world.browser().get("/rules").text
    world.advance(days=7)
    assert "ごえんりょ" in world.browser().get("/rules").text
    assert "前のルール" in world.browser().get("/rules/1").text
    assert world.browser().post("/staff/rules/2/adopt", adopt).headers["location"].startswith("/sign-in")


def test_words_are_changed_line_by_line(world: World) -> None:
    browser = world.browser("city_manager")
    words = "ばかやろう / insult / hold / ４ / ばかやろう解散、ばかやろう会\nあほんだら / insult / flag / 4"
    assert browser.post("/staff/rules/draft", {"words": words}).status_code == 303
    with world.read() as db:
        kept = db.get_one(RuleSet, 2).data["words"]
    assert kept[0]["exceptions"] == ["ばかやろう解散", "ばかやろう会"]  # type: ignore[index]
    page = browser.get("/staff/rules/draft").text
    assert "ばかやろう / insult / hold / 4 / ばかやろう解散、ばかやろう会" in page
    bad = browser.post("/staff/rules/draft", {"words": "一行だけの言葉"})
    assert bad.status_code == 422
    assert "使えないところがあります" in bad.text
    assert "一行だけの言葉" in bad.text


def test_a_kept_page_changes_with_the_city(world: World) -> None:
    cache.close()
    before = world.browser().get("/rules").headers["etag"]
    assert world.browser().get("/rules").headers["etag"] == before
    world.browser("city_manager").post("/staff/rules/draft", {"article_1_plain_text": "新しい。"})
    world.browser("city_approver").post("/staff/rules/2/adopt", {"in_force_on": "2026-11-24", "is_read": "yes"})
    assert world.browser().get("/rules").headers["etag"] != before


def test_what_a_version_changed_is_public(world: World) -> None:
    form = {
        "article_1_plain_text": "宣伝は、ごえんりょください。",
        "threshold_max_links": "7",
        "words": "ばかやろう / insult / hold / 4",
    }
    world.browser("city_manager").post("/staff/rules/draft", form)
    # Whoever adopts reads the differences before; nobody else yet.
    assert "ごえんりょ" in world.browser("city_approver").get("/rules/2").text
    world.browser("city_approver").post("/staff/rules/2/adopt", {"in_force_on": "2026-11-24", "is_read": "yes"})
    page = world.browser().get("/rules/2").text
    assert '<section class="section" id="changes"' in page
    changed = page.split('id="changes"')[1]
    assert "<ins>" in changed
    assert "<del>" in changed
    assert "第1条" in changed
    assert "第2条" not in changed
    assert "1つの投稿のリンクの数：5 から 7 へ" in changed
    assert "ばかやろう" not in page
    assert 'id="changes"' not in world.browser().get("/rules/1").text
    assert "この条でできる対応：" in page


def test_an_overdue_review_is_shown_from_the_day_after(world: World) -> None:
    world.browser("city_manager").post("/staff/rules/draft", {"review_on": "2026-11-30"})
    world.browser("city_approver").post("/staff/rules/2/adopt", {"in_force_on": "2026-11-24", "is_read": "yes"})
    late = "見直しの日をすぎています"
    world.now = datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC)
    first = world.browser().get("/rules")
    assert late not in first.text
    world.now = datetime(2026, 11, 30, 15, 0, 0, tzinfo=UTC)
    assert late in world.browser().client.get("/rules", headers={"If-None-Match": first.headers["etag"]}).text
    assert late in world.browser("city_manager").get("/staff/rules").text
    assert late not in world.browser().get("/rules/1").text
