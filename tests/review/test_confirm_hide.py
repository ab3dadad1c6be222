"""One person's hide holds a day: a second person confirms it, else it returns; what would do harm is escalated."""

from datetime import timedelta

import pytest
from sqlmodel import select

from civic import ledger
from civic.accounts.models import RoleGrant
from civic.permissions import Role
from civic.review import actions
from civic.review.models import Act, ActKind
from civic.rooms.models import PostState
from tests import cast
from tests.review import cases
from tests.world import World


def come_back(world: World, hours: float = 25) -> int:
    world.advance(hours=hours)
    with world.write() as db:
        return actions.return_unseconded(db, world.now)


def test_a_second_person_confirms_and_it_stays(world: World) -> None:
    _room_id, post_id, _reply = cases.thread(world)
    cases.decided(world, "moderator", "hide", post_id)
    page = world.browser("second_moderator").get(f"/desk/{post_id}").text
    assert "非表示を認める" in page
    assert cases.decided(world, "second_moderator", "confirm-hide", post_id, article=None).status_code == 303
    assert come_back(world) == 0
    assert cases.state(world, post_id) is PostState.HIDDEN
    with world.read() as db:
        hide, confirm = db.exec(select(Act).order_by(Act.id)).all()  # type: ignore[arg-type]
        assert (hide.second_by, confirm.kind, confirm.article) == (cast.IDS["second_moderator"], ActKind.CONFIRM, 10)
        assert cases.verbs(db) == ["review.hide_post", "review.confirm_post"]
        assert cases.kinds_told(db, "resident") == ["post_hide"]


def test_who_hid_it_does_not_confirm_it(world: World) -> None:
    post_id = cases.thread(world)[1]
    cases.decided(world, "moderator", "hide", post_id)
    assert cases.decided(world, "moderator", "confirm-hide", post_id, article=None).status_code == 403
    assert "非表示を認める" not in world.browser("moderator").get(f"/desk/{post_id}").text


def test_unseconded_it_returns_by_itself_with_a_ledger_entry(world: World) -> None:
    post_id = cases.thread(world)[1]
    cases.decided(world, "moderator", "hide", post_id)
    assert come_back(world, 23.9) == 0
    assert come_back(world, 0.2) == 1
    assert come_back(world, 1) == 0
    assert cases.state(world, post_id) is PostState.PUBLISHED
    with world.read() as db:
        assert cases.verbs(db) == ["review.hide_post", "review.return_post"]
        back = db.exec(select(Act).where(Act.kind == ActKind.RETURN)).one()
        assert (back.decided_by, back.role) == (None, "system")
        assert "post_return" in cases.kinds_told(db, "resident")
        assert "hide_returned" in cases.kinds_told(db, "moderator")
        assert not list(ledger.verify_chain(db))
    assert "二人目がなく、元に戻った" in world.browser().get("/log").text


@pytest.mark.parametrize(("article", "is_escalated"), [(11, True), (3, True), (10, False)])
def test_personal_data_does_not_come_back_by_lapse_of_time(world: World, article: int, is_escalated: bool) -> None:
    post_id = cases.thread(world)[1]
    cases.decided(world, "moderator", "hide", post_id, article=article)
    assert come_back(world) == (0 if is_escalated else 1)
    come_back(world, 1)
    with world.read() as db:
        assert cases.kinds_told(db, "city_manager").count("second_late_for_manager") == int(is_escalated)
        assert cases.kinds_told(db, "second_moderator").count("second_late") == int(is_escalated)


def test_confirming_twice_is_told(world: World) -> None:
    post_id = cases.thread(world)[1]
    cases.decided(world, "moderator", "hide", post_id)
    form = cases.decision(world, post_id, article=None)
    second = world.browser("second_moderator")
    assert second.post(f"/posts/{post_id}/confirm-hide", form).status_code == 303
    again = second.post(f"/posts/{post_id}/confirm-hide", form)
    assert again.status_code == 409
    assert "ほかの担当者が先に決めました" in again.text


def of_the_parks_section(world: World, name: str) -> None:
    with world.write() as db:
        db.add(
            RoleGrant(
                person_id=cast.IDS[name], role=Role.DRAFTER, scope="section", scope_id=cast.PARKS,
                starts_on=(world.now - timedelta(days=30)).date(),
            )
        )  # fmt: skip


@pytest.mark.parametrize("body", ["公園みどり課は何もしない。", "市の説明はでたらめだ。"])
def test_a_post_about_a_section_is_decided_and_seconded_outside_it(world: World, body: str) -> None:
    of_the_parks_section(world, "moderator")
    post_id = cases.thread(world, body=body)[1]
    refused = cases.decided(world, "moderator", "hide", post_id)
    assert refused.status_code == 422
    assert "公園みどり課の職員は決められません" in refused.text
    assert cases.decided(world, "second_moderator", "hide", post_id).status_code == 303
    refused = cases.decided(world, "moderator", "confirm-hide", post_id, article=None)
    assert refused.status_code == 422
    with world.read() as db:
        assert db.exec(select(Act)).one().about_section_id == cast.PARKS
    assert "市の課についての投稿" in world.browser().get("/log").text
    figures = world.browser().get("/statistics/moderation").text
    assert "市の課についての投稿への対応</dt><dd>1件" in figures


def test_the_moderator_can_say_which_section_it_is_about(world: World) -> None:
    of_the_parks_section(world, "moderator")
    post_id = cases.thread(world, body="対応が遅い。")[1]
    assert cases.decided(world, "moderator", "hide", post_id, about=cast.PARKS).status_code == 422
    assert cases.decided(world, "moderator", "hide", post_id).status_code == 303


def test_claims_hold_others_back_until_they_run_out(world: World) -> None:
    post_id = cases.thread(world)[1]
    first, second = world.browser("moderator"), world.browser("second_moderator")
    assert first.post(f"/desk/post/{post_id}/claim").headers["location"] == f"/desk/{post_id}"
    refused = second.post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    assert refused.status_code == 422
    assert "moderatorさんさんが担当しています" in refused.text
    assert second.post(f"/desk/post/{post_id}/claim").status_code == 422
    first.post(f"/desk/post/{post_id}/release")
    assert second.post(f"/desk/post/{post_id}/claim").status_code == 303
    world.advance(hours=5)
    assert first.post(f"/posts/{post_id}/hide", cases.decision(world, post_id)).status_code == 303
