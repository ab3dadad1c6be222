"""決裁: an approver who wrote nothing of it makes the answer public; from then on its text is frozen."""

import pytest
from sqlmodel import select

from civic import ledger
from civic.responses import queries
from civic.responses.models import Response, ResponseVersion
from civic.responses.states import ResponseState
from civic.rooms.models import Post, PostState, Room
from tests import cast, make
from tests.responses import answering
from tests.review.cases import kinds_told, verbs
from tests.world import World


def test_it_appears_under_the_post_with_section_and_date(world: World) -> None:
    post_id, response_id = answering.submitted(world)
    approver = world.browser("approver")
    preview = approver.get(f"/responses/{response_id}/approve").text
    assert answering.BODY in preview
    assert "決裁して公開する" in preview
    form = {"seen": answering.seen(world, response_id)}
    answer = approver.post(f"/responses/{response_id}/approve", form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/answers/{response_id}")
    room = world.browser().get("/rooms/1").text
    under = room[room.index(f'id="post-{post_id}"') :]
    for part in ("市の回答", "公園みどり課", "2026年11月24日（火）", answering.BODY, "今後の検討に生かします"):
        assert part in under
    assert "回答を準備しています" not in room
    assert answering.BODY in world.browser().get(f"/answers/{response_id}").text


def test_counters_participants_ledger_and_search_follow(world: World) -> None:
    _post, response_id = answering.submitted(world)
    answering.publish(world, response_id)
    with world.read() as db:
        room = db.get_one(Room, 1)
        assert (room.waiting_count, room.last_city_post_at) == (0, world.now)
        assert kinds_told(db, "resident") == ["response_published"]
        assert kinds_told(db, "neighbour") == ["response_published"]
        assert kinds_told(db, "facilitator") == []
        assert verbs(db)[-1] == "responses.publish_response"
        version = answering.newest(db, response_id)
        assert version.approved_by == cast.IDS["approver"]
        assert version.digest == ledger.digest(version.salt, version.body)
        entry = db.exec(select(ledger.LedgerEntry).order_by(ledger.LedgerEntry.seq.desc())).first()  # type: ignore[attr-defined]
        assert entry is not None
        assert entry.data["digest"] == version.digest
        assert answering.BODY not in str(entry.data)
    assert "公園みどり課" in world.browser("resident").get("/notices").text
    world.drain()
    assert any("neighbour@" in mail and f"/posts/{1}" in mail for mail in world.mails())
    assert f"/answers/{response_id}" in world.browser().get("/search?q=来年度に新しく").text


def test_htmx_is_led_on(world: World) -> None:
    _post, response_id = answering.submitted(world)
    form = {"seen": answering.seen(world, response_id)}
    answer = world.browser("approver").post(f"/responses/{response_id}/approve", form, htmx=True)
    assert answer.headers["HX-Redirect"] == f"/answers/{response_id}"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 404), ("resident", 404), ("drafter", 403), ("other_approver", 404), ("moderator", 404),
        ("city_manager", 403), ("auditor", 403), ("room_manager", 404),
    ],
)  # fmt: skip
def test_nobody_else_approves(world: World, who: str | None, status: int) -> None:
    _post, response_id = answering.submitted(world)
    form = {"seen": answering.seen(world, response_id)}
    assert world.browser(who).post(f"/responses/{response_id}/approve", form).status_code == status
    assert answering.state(world, response_id) is ResponseState.AWAITING_APPROVAL


def test_whoever_wrote_any_of_it_does_not_approve_it(world: World) -> None:
    """DOMAIN §10, 10: also when somebody else made the last small change."""
    from datetime import date

    from civic.accounts.models import RoleGrant
    from civic.permissions import Role

    with world.write() as db:
        db.add(
            RoleGrant(
                person_id=cast.IDS["approver"], role=Role.DRAFTER, scope="section", scope_id=cast.PARKS,
                starts_on=date(2026, 4, 1),
            )
        )  # fmt: skip
    _post, response_id = answering.drafted(world, by="approver")
    form = answering.draft_form(world, response_id, body="最後の一字を直しました。")
    world.browser("drafter").post(f"/responses/{response_id}/draft", form)
    answering.submit(world, response_id)
    approver = world.browser("approver")
    assert "この案を書いていない" in approver.get(f"/responses/{response_id}/approve").text
    form = {"seen": answering.seen(world, response_id)}
    assert approver.post(f"/responses/{response_id}/approve", form).status_code == 403
    assert world.browser("city_approver").post(f"/responses/{response_id}/approve", form).status_code == 303
    with world.read() as db:
        assert "response_submitted" not in kinds_told(db, "approver")


def test_a_text_changed_after_it_was_read_is_not_approved(world: World) -> None:
    """The drafter pulls it back, changes it and hands it in again while the approver reads."""
    _post, response_id = answering.submitted(world)
    read = answering.seen(world, response_id)
    form = answering.draft_form(world, response_id, body="こっそり変えた本文。")
    assert world.browser("drafter").post(f"/responses/{response_id}/draft", form).status_code == 303
    answering.submit(world, response_id)
    answer = world.browser("approver").post(f"/responses/{response_id}/approve", {"seen": read})
    assert answer.status_code == 409
    assert "こっそり変えた本文。" in answer.text
    assert answering.state(world, response_id) is ResponseState.AWAITING_APPROVAL


def test_twice_is_told(world: World) -> None:
    _post, response_id = answering.submitted(world)
    form = {"seen": answering.seen(world, response_id)}
    assert world.browser("approver").post(f"/responses/{response_id}/approve", form).status_code == 303
    assert world.browser("city_approver").post(f"/responses/{response_id}/approve", form).status_code == 409
    with world.read() as db:
        assert verbs(db).count("responses.publish_response") == 1


@pytest.mark.parametrize("step", ["assigned", "drafted"])
def test_only_what_was_handed_in_is_approved(world: World, step: str) -> None:
    _post, response_id = getattr(answering, step)(world)
    seen = answering.seen(world, response_id) or "x"
    answer = world.browser("approver").post(f"/responses/{response_id}/approve", {"seen": seen})
    assert answer.status_code in (404, 409)
    assert answering.state(world, response_id) is not ResponseState.PUBLISHED


def test_evidence_is_asked_again_at_approval(world: World) -> None:
    _post, response_id = answering.submitted(world)
    with world.write() as db:
        version = answering.newest(db, response_id)
        version.ground = ""
        db.add(version)
    form = {"seen": answering.seen(world, response_id)}
    answer = world.browser("approver").post(f"/responses/{response_id}/approve", form)
    assert answer.status_code == 422
    assert "次に行うことと、その日が必要" in answer.text


def test_a_first_answer_waits_while_its_question_is_hidden(world: World) -> None:
    post_id, response_id = answering.submitted(world)
    with world.write() as db:
        post = db.get_one(Post, post_id)
        post.state, post.tombstone_at = PostState.HIDDEN, world.now
        db.add(post)
    form = {"seen": answering.seen(world, response_id)}
    answer = world.browser("approver").post(f"/responses/{response_id}/approve", form)
    assert answer.status_code == 422
    assert "いま表示されていません" in answer.text


def test_an_answer_stays_when_its_question_is_hidden_later_but_does_not_repeat_it(world: World) -> None:
    from tests.review import cases

    post_id, response_id = answering.published(world)
    world.browser("moderator").post(f"/posts/{post_id}/hide", cases.decision(world, post_id))
    for path in (f"/answers/{response_id}", "/answers", "/rooms/1"):
        page = world.browser().get(path).text
        assert "遊具は来年度に新しくします" in page
        assert "遊具はいつ新しくなりますか。" not in page
        assert "遊具について" not in page


def test_a_correction_is_a_new_version_at_the_same_address(world: World) -> None:
    _post, response_id = answering.published(world)
    world.advance(days=1)
    form = answering.draft_form(world, response_id, body="訂正します。再来年度です。")
    assert world.browser("drafter").post(f"/responses/{response_id}/draft", form).status_code == 303
    for page in ("/rooms/1", f"/answers/{response_id}", "/answers"):
        assert "再来年度" not in world.browser().get(page).text
    answering.submit(world, response_id)
    answering.publish(world, response_id)
    page = world.browser().get(f"/answers/{response_id}").text
    assert page.index("訂正します。再来年度です。") < page.index("訂正する前の回答") < page.index(answering.BODY)
    room = world.browser().get("/rooms/1").text
    assert "訂正（第2版）" in room
    assert answering.BODY not in room
    with world.read() as db:
        first, second = db.exec(select(ResponseVersion).order_by(ResponseVersion.number)).all()  # type: ignore[arg-type]
        assert (first.body, first.published_at) == (answering.BODY, cast.NOW)
        assert (second.number, second.published_at) == (2, world.now)
        assert db.get_one(Response, response_id).first_published_at == cast.NOW
        assert kinds_told(db, "neighbour") == ["response_published", "response_corrected"]
        assert db.get_one(Room, 1).waiting_count == 0


def test_the_evidence_is_shown_as_a_passage(world: World) -> None:
    with world.write() as db:
        make.document(db, texts=("公園の整備を進めます。",))
    _post, response_id = answering.published(world, category="B", evidence="plan-1#1", ground="計画のとおりです。")
    for path in (f"/answers/{response_id}", "/rooms/1"):
        page = world.browser().get(path).text
        assert "/documents/plan-1/1" in page
        assert "公園の整備を進めます。" in page
    assert f"/answers/{response_id}" in world.browser().get("/documents/plan-1/1").text


def test_the_name_of_the_section_is_that_of_the_day(world: World) -> None:
    from datetime import date

    from civic.city.models import Section

    _post, response_id = answering.published(world)
    with world.write() as db:
        new = Section(code="green", name="みどり推進課", starts_on=date(2027, 4, 1))
        db.add(new)
        db.flush()
        old = db.get_one(Section, cast.PARKS)
        old.ends_on, old.successor_id = date(2027, 3, 31), new.id
        db.add(old)
    world.advance(days=140)
    page = world.browser().get(f"/answers/{response_id}").text
    assert "公園みどり課" in page
    assert "みどり推進課" not in page
    with world.read() as db:
        assert queries.published_versions(db, response_id)[0].section_name == "公園みどり課"
