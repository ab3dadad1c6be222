"""The desk: whose cases, in which order, with which clock; and one case with everything needed to decide."""

from datetime import timedelta

import pytest

from civic.review.models import Report
from civic.rooms.models import Post, PostFinding, PostState
from tests import cast, make
from tests.review import cases
from tests.world import World


def test_reported_ones_first_then_the_longest_waiting(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        for days, title in ((1, "きのう保留"), (5, "ずっと保留")):
            make.post(db, room, title=title, state=PostState.HELD, created_at=world.now - timedelta(days=days))
        post = make.post(db, room, title="知らせあり")
        make.post(db, room, title="なにもない投稿")
        for who in ("neighbour", "facilitator"):
            db.add(Report(post_id=post.id, reporter_id=cast.IDS[who], article=4, created_at=world.now))
    page = world.browser("moderator").get("/desk").text
    places = [page.index(title) for title in ("知らせあり", "ずっと保留", "きのう保留")]
    assert places == sorted(places)
    assert "なにもない投稿" not in page
    assert "違反の知らせ 2件" in page


def test_the_clock_counts_open_days(world: World) -> None:
    """Held on Friday 20 November: Saturday to Monday (勤労感謝の日) are closed, Tuesday is the last day."""
    with world.write() as db:
        room = make.room(db)
        make.post(db, room, state=PostState.HELD, created_at=cast.NOW - timedelta(days=4))
    browser = world.browser("moderator")
    assert "期限：2026年11月24日（火）" in browser.get("/desk").text
    world.advance(hours=14)
    assert "期限をすぎました" in browser.get("/desk").text


@pytest.mark.parametrize("who", ["resident", "facilitator", "drafter", "city_manager", "auditor", "registry_officer"])
def test_the_desk_is_for_moderators(world: World, who: str) -> None:
    assert world.browser(who).get("/desk").status_code == 403


def test_a_stranger_signs_in_and_comes_back(world: World) -> None:
    assert world.browser().get("/desk").headers["location"].endswith("next=%2Fdesk")


def test_a_moderator_of_another_room_sees_nothing_of_it(world: World) -> None:
    _room, post_id, _reply = cases.thread(world)
    held_id = cases.held(world)
    with world.write() as db:
        db.add(Report(post_id=post_id, reporter_id=cast.IDS["neighbour"], article=4, text="秘密", created_at=world.now))
    other = world.browser("other_moderator")
    assert "待つ投稿はありません" in other.get("/desk").text
    assert other.get(f"/desk/{post_id}").status_code == 403
    assert other.get(f"/desk/{held_id}").status_code == 404


def test_hidden_text_is_read_on_the_desk_only_by_the_rooms_moderators(world: World) -> None:
    post_id = cases.thread(world, state=PostState.HIDDEN, tombstone_at=world.now)[1]
    assert "ここだけの文です。" in world.browser("moderator").get(f"/desk/{post_id}").text
    for who in ("resident", "neighbour", "other_moderator", "city_manager", "auditor", None):
        answer = world.browser(who).get(f"/desk/{post_id}")
        assert answer.status_code in (303, 403)
        assert "ここだけの文です。" not in answer.text


def test_nobody_reads_reports_about_their_own_post(world: World) -> None:
    with world.write() as db:
        room = make.room(db)
        post = make.post(db, room, "moderator")
        db.add(Report(post_id=post.id, reporter_id=cast.IDS["neighbour"], article=4, text="秘密", created_at=world.now))
        post_id = post.id
    author = world.browser("moderator")
    assert "待つ投稿はありません" in author.get("/desk").text
    assert author.get(f"/desk/{post_id}").status_code == 403
    assert "秘密" in world.browser("second_moderator").get(f"/desk/{post_id}").text


def test_what_the_rules_found_is_marked_beside_the_rule(world: World) -> None:
    post_id = cases.thread(world, title="題", body="くたばれ<b>と書く", state=PostState.HELD)[1]
    with world.write() as db:
        db.add(PostFinding(post_id=post_id, revision=1, code="words.insult", article=4, starts=2, ends=6))
        db.add(PostFinding(post_id=post_id, revision=1, code="personal_data.phone", article=11, starts=0, ends=0))
        db.add(PostFinding(post_id=post_id, revision=0, code="links.too_many", article=1, starts=0, ends=1))
    page = world.browser("moderator").get(f"/desk/{post_id}").text
    assert "<mark>くたばれ</mark>&lt;b&gt;と書く" in page
    assert "気になる言葉（ルール第4条）：「くたばれ」" in page
    assert "電話番号（ルール第11条）" in page
    assert "リンクが多い" not in page
    assert "人を傷つける言葉、おどし、差別はやめてください。" in page


def test_a_report_on_a_post_its_author_took_back_leaves_the_desk_and_is_answered(world: World) -> None:
    """PEERS, complaint 9: nobody judges what is gone."""
    post_id = cases.thread(world)[1]
    world.browser("neighbour").post(f"/posts/{post_id}/report", {"article": 4})
    world.browser("resident").post(f"/posts/{post_id}/withdraw")
    assert "待つ投稿はありません" in world.browser("moderator").get("/desk").text
    with world.write() as db:
        from civic.review import actions

        assert actions.close_stranded_reports(db, world.now) == 1
        assert actions.close_stranded_reports(db, world.now) == 0
    with world.read() as db:
        assert cases.kinds_told(db, "neighbour") == ["report_gone"]
        assert db.get_one(Report, 1).outcome == "withdrawn"


def test_unknown_cases(world: World) -> None:
    browser = world.browser("moderator")
    assert browser.get("/desk/999").status_code == 404
    assert browser.get(f"/desk/{10**25}").status_code == 404


def test_a_case_with_no_decision_left_says_so(world: World) -> None:
    post_id = cases.thread(world, state=PostState.PURGED, tombstone_at=world.now)[1]
    with world.write() as db:
        post = db.get_one(Post, post_id)
        post.title = post.body = post.html = ""
        db.add(post)
    assert "いま決めることはありません" in world.browser("moderator").get(f"/desk/{post_id}").text
