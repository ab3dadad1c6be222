"""Around the desk: bulk acts, notes, handover, practice, who stands behind handles, figures and their tables."""

import csv
import io

import pytest
from sqlmodel import select

from civic.accounts.models import RoleGrant
from civic.city.actions import put_setting
from civic.review import practice
from civic.review.models import Act, Claim, IdentityRequest, Training
from civic.rooms.models import Post, PostState, Room
from tests import cast, make
from tests.review import cases
from tests.world import World


def together(world: World, posts: list[int], act: str, who: str = "moderator", **changes: object) -> tuple[int, str]:
    chosen = [f"{number}:{cases.decision(world, number)['seen']}" for number in posts]
    form = {"cases": chosen, "act": act, "reason": cases.REASON, **changes}
    answer = world.browser(who).post("/desk/decide", form)
    return answer.status_code, answer.text


def test_several_at_once_with_one_ground(world: World) -> None:
    held = [cases.held(world) for _ in range(3)]
    assert together(world, held[:2], "reject", article=10)[0] == 303
    assert together(world, held[2:], "publish_held")[0] == 303
    assert [cases.state(world, one) for one in held] == [PostState.REJECTED, PostState.REJECTED, PostState.PUBLISHED]
    with world.read() as db:
        assert len(db.exec(select(Act)).all()) == 3
        assert cases.verbs(db) == ["review.reject_post", "review.reject_post", "review.publish_post"]


def test_in_bulk_every_guard_holds(world: World) -> None:
    held = [cases.held(world) for _ in range(2)]
    for changes in ({"article": None}, {"article": 13}, {"article": 10, "reason": "短い"}):
        status, text = together(world, held, "reject", **changes)
        assert status == 422, changes
        assert str(changes.get("reason", cases.REASON)) in text
    assert together(world, held, "reject", "resident", article=10)[0] == 403
    world.browser("second_moderator").post(f"/desk/post/{held[0]}/claim")
    status, _text = together(world, held, "reject", article=10)
    assert status in (200, 303)
    assert [cases.state(world, one) for one in held] == [PostState.HELD, PostState.REJECTED]
    assert world.browser("moderator").post("/desk/decide", {"act": "keep", "reason": cases.REASON}).status_code == 422


def test_what_was_chosen_stays_chosen_after_a_refusal_and_the_filter_after_a_decision(world: World) -> None:
    held = [cases.held(world) for _ in range(3)]
    chosen = [f"{number}:{cases.decision(world, number)['seen']}" for number in held]
    browser = world.browser("moderator")
    assert browser.get("/desk?kind=held").text.count(" checked>") == 0
    assert browser.get("/desk?kind=held&all=1").text.count(" checked>") == 3
    form = {"cases": chosen[:2], "act": "publish_held", "reason": "短い"}
    refused = browser.post("/desk/decide?kind=held", form)
    assert refused.status_code == 422
    assert [one in refused.text for one in (f'value="{chosen[0]}" checked', f'value="{chosen[2]}" checked')] == [
        True,
        False,
    ]
    assert 'action="/desk/decide?kind=held"' in refused.text
    one = browser.post("/desk/decide?kind=held", form | {"cases": chosen[:1]})
    assert f'value="{chosen[0]}" checked' in one.text
    done = browser.post("/desk/decide?kind=held&late=", form | {"reason": cases.REASON})
    assert (done.status_code, done.headers["location"]) == (303, "/desk?kind=held")


def test_who_may_not_decide_takes_no_case_in_hand(world: World) -> None:
    """A claim by a party, or by the first decider on the objection, would only keep the others off."""
    room_id, post_id, _reply = cases.thread(world)
    with world.write() as db:
        make.post(db, db.get_one(Room, room_id), "moderator", db.get_one(Post, post_id), once="party")
    assert world.browser("moderator").post(f"/desk/post/{post_id}/claim").status_code == 403
    other = cases.thread(world)[1]
    cases.decided(world, "moderator", "hide", other)
    assert world.browser("resident").post("/acts/1/appeal", {"text": "納得できません。"}).status_code == 303
    assert world.browser("moderator").post("/desk/appeal/1/claim").status_code == 403
    assert world.browser("second_moderator").post("/desk/appeal/1/claim").status_code == 303


def test_notes_are_for_moderators_only(world: World) -> None:
    post_id = cases.thread(world)[1]
    assert world.browser("moderator").post(f"/desk/post/{post_id}/note", {"text": "様子を見ます。"}).status_code == 303
    assert "様子を見ます。" in world.browser("second_moderator").get(f"/desk/{post_id}").text
    for who in ("resident", "other_moderator", "auditor"):
        assert world.browser(who).post(f"/desk/post/{post_id}/note", {"text": "x"}).status_code == 403
    assert "様子を見ます。" not in world.browser().get("/log").text


def test_rooms_and_open_cases_go_to_the_successor(world: World) -> None:
    post_id = cases.held(world)
    world.browser("moderator").post(f"/desk/post/{post_id}/claim")
    form = {"from_handle": "moderatorさん", "to_handle": "neighbourさん"}
    for who in ("moderator", "resident", "auditor"):
        assert world.browser(who).post("/desk/handover", form).status_code == 403
    manager = world.browser("city_manager")
    assert manager.post("/desk/handover", form | {"to_handle": "だれか"}).status_code == 422
    assert manager.post("/desk/handover", form | {"to_handle": "moderatorさん"}).status_code == 422
    assert manager.post("/desk/handover", form).status_code == 303
    with world.read() as db:
        assert db.exec(select(Claim.person_id)).one() == cast.IDS["neighbour"]
        roles = db.exec(select(RoleGrant.role).where(RoleGrant.person_id == cast.IDS["neighbour"])).all()
        assert roles == ["moderator"]
        assert cases.verbs(db)[-1] == "review.hand_over"
    assert world.browser("moderator").get("/desk").status_code == 403


def test_the_role_takes_effect_after_the_practice_room(world: World) -> None:
    post_id = cases.thread(world)[1]
    with world.write() as db:
        put_setting(db, "moderation.training_required", 1, cast.IDS["city_manager"], world.now)
    refused = cases.decided(world, "moderator", "hide", post_id)
    assert (refused.status_code, "練習の部屋" in refused.text) == (422, True)
    right = {one.key: one.answer for one in practice.CASES}
    browser = world.browser("moderator")
    wrong = browser.post("/desk/practice", right | {"critic": "hide"})
    assert (wrong.status_code, practice.CASES[0].why in wrong.text) == (422, True)
    assert browser.post("/desk/practice", right).status_code == 303
    with world.read() as db:
        assert db.exec(select(Training.person_id)).one() == cast.IDS["moderator"]
    assert cases.decided(world, "moderator", "hide", post_id).status_code == 303
    assert world.browser("resident").get("/desk/practice").status_code == 403


def ask(world: World, posts: str, who: str = "system_manager", reason: str = cases.REASON) -> int:
    return int(world.browser(who).post("/staff/identities", {"posts": posts, "reason": reason}).status_code)


def test_one_identity_is_read_once_with_a_reason_on_record(world: World) -> None:
    post_id = cases.thread(world)[1]
    assert ask(world, str(post_id), reason="短い") == 422
    assert ask(world, str(post_id)) == 303
    browser = world.browser("system_manager")
    assert "resident@mihon.example" not in browser.get("/staff/identities/1").text
    assert world.browser("city_manager").post("/staff/identities/1/read").status_code in (403, 422)
    assert "resident@mihon.example" in browser.post("/staff/identities/1/read").text
    assert browser.post("/staff/identities/1/read").status_code == 409
    with world.read() as db:
        assert cases.verbs(db) == ["review.ask_identity", "review.read_identity"]


def test_several_need_a_second_person(world: World) -> None:
    numbers = f"{cases.thread(world)[1]} {cases.thread(world)[1]}"
    assert ask(world, numbers) == 303
    browser = world.browser("system_manager")
    assert browser.post("/staff/identities/1/read").status_code == 422
    assert browser.post("/staff/identities/1/approve").status_code == 403
    assert world.browser("city_manager").post("/staff/identities/1/approve").status_code == 303
    assert "resident@mihon.example" in browser.post("/staff/identities/1/read").text


def test_one_after_the_other_is_reading_in_bulk_too(world: World) -> None:
    posts = [str(cases.thread(world)[1]) for _ in range(2)]
    assert [ask(world, one) for one in posts] == [303, 303]
    browser = world.browser("system_manager")
    assert browser.post("/staff/identities/1/read").status_code == 200
    assert browser.post("/staff/identities/2/read").status_code == 422
    assert world.browser("city_manager").post("/staff/identities/2/approve").status_code == 303
    world.advance(days=1, minutes=1)
    # What a second person agreed to does not count; the next day begins anew.
    assert ask(world, posts[0]) == 303
    assert browser.post("/staff/identities/3/read").status_code == 200


@pytest.mark.parametrize("who", ["moderator", "resident", "facilitator", "drafter", "auditor", "city_manager"])
def test_nobody_else_asks_who_somebody_is(world: World, who: str) -> None:
    post_id = cases.thread(world)[1]
    assert ask(world, str(post_id), who) == 403
    with world.read() as db:
        assert db.exec(select(IdentityRequest)).first() is None


def test_the_public_tables_count_what_was_done(world: World) -> None:
    post_id = cases.thread(world, body="くやしい@=1+1")[1]
    world.browser("neighbour").post(f"/posts/{post_id}/report", {"article": 4, "text": "内緒の話"})
    cases.decided(world, "moderator", "hide", post_id, article=4)
    log = world.browser().get("/log.csv")
    assert log.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(log.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert "くやしい" not in log.text
    assert "moderatorさん" not in log.text
    report = world.browser().get("/transparency/2026/report.csv")
    lines = {row[0]: row[3] for row in csv.reader(io.StringIO(report.content.decode("utf-8-sig"))) if len(row) > 3}
    assert lines["違反の知らせ"] == "1"
    assert world.browser().get("/transparency/2026").status_code == 200
    assert world.browser().get("/transparency/1900").status_code == 404
    feed = world.browser().get("/feeds/log.atom")
    assert (feed.status_code, "内緒の話" in feed.text, "くやしい" in feed.text) == (200, False, False)
