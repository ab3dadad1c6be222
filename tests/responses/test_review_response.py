"""合議, 代決 and 外部決裁: who reads, who stands in, who records; never who wrote."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from civic.accounts.models import RoleGrant
from civic.permissions import Role
from civic.responses.models import ApprovalDeputy, Response
from civic.responses.states import ResponseState
from tests import cast
from tests.responses import answering
from tests.review.cases import kinds_told, verbs
from tests.world import World


def grant(world: World, who: str, role: Role = Role.DRAFTER) -> None:
    with world.write() as db:
        db.add(
            RoleGrant(
                person_id=cast.IDS[who], role=role, scope="section", scope_id=cast.PARKS, starts_on=date(2026, 4, 1)
            )
        )


def handed_to_readers(world: World, *readers: str) -> int:
    _post, response_id = answering.drafted(world)
    form = {"seen": answering.seen(world, response_id), "reader_id": [cast.IDS[one] for one in readers]}
    answer = world.browser("drafter").post(f"/responses/{response_id}/submit", form)
    assert answer.status_code == 303, answer.text
    return response_id


def step(world: World, response_id: int, who: str, door: str, **form: Any) -> Any:
    data = {"seen": answering.seen(world, response_id)} | form
    return world.browser(who).post(f"/responses/{response_id}/{door}", data)


def test_readers_pass_it_on_in_their_order_and_then_it_is_approved(world: World) -> None:
    grant(world, "second_moderator")
    response_id = handed_to_readers(world, "room_manager", "second_moderator")
    assert answering.state(world, response_id) is ResponseState.IN_REVIEW
    assert step(world, response_id, "second_moderator", "review").status_code == 403
    assert step(world, response_id, "approver", "approve").status_code == 409
    assert world.browser("room_manager").get(f"/responses/{response_id}/approve").status_code == 200
    assert step(world, response_id, "room_manager", "review").status_code == 303
    assert step(world, response_id, "room_manager", "review").status_code in (403, 404)
    assert step(world, response_id, "second_moderator", "review").status_code == 303
    assert answering.state(world, response_id) is ResponseState.AWAITING_APPROVAL
    with world.read() as db:
        assert "response_to_read" in kinds_told(db, "room_manager")
        assert "response_submitted" in kinds_told(db, "approver")
    answering.publish(world, response_id)


def test_a_reader_sends_it_back_and_a_new_text_begins_again(world: World) -> None:
    response_id = handed_to_readers(world, "room_manager")
    back = step(world, response_id, "room_manager", "return", reason="数字を確かめてください。")
    assert back.status_code == 303
    assert "数字を確かめてください。" in world.browser("drafter").get(f"/responses/{response_id}/draft").text
    assert answering.state(world, response_id) is ResponseState.DRAFTING


@pytest.mark.parametrize("readers", [["resident"], ["drafter"], ["room_manager", "room_manager"]])
def test_only_others_of_the_office_are_asked_to_read(world: World, readers: list[str]) -> None:
    _post, response_id = answering.drafted(world)
    form = {"seen": answering.seen(world, response_id), "reader_id": [cast.IDS[one] for one in readers]}
    answer = world.browser("drafter").post(f"/responses/{response_id}/submit", form)
    assert answer.status_code == 422
    assert "別々の人を選んでください" in answer.text
    assert answering.state(world, response_id) is ResponseState.DRAFTING


def deputise(world: World, who: str = "room_manager", by: str = "approver", **changes: Any) -> Any:
    form = {
        "section_id": cast.PARKS, "person_id": cast.IDS[who], "starts_on": "2026-11-25", "ends_on": "2026-11-27",
    }  # fmt: skip
    return world.browser(by).post("/staff/office/deputies", form | changes)


def test_a_deputy_approves_on_the_days_that_were_named(world: World) -> None:
    _post, response_id = answering.submitted(world)
    assert deputise(world).status_code == 303
    assert step(world, response_id, "room_manager", "approve").status_code in (403, 404)
    world.advance(days=1)
    assert "の仕事" in world.browser("room_manager").get("/staff/answers").text
    assert step(world, response_id, "room_manager", "approve").status_code == 303
    with world.read() as db:
        version = answering.newest(db, response_id)
        assert (version.approved_by, version.approved_for) == (cast.IDS["room_manager"], cast.IDS["approver"])


def test_a_deputyship_ends_by_its_date_or_before(world: World) -> None:
    _post, response_id = answering.submitted(world)
    deputise(world)
    world.advance(days=4)
    assert step(world, response_id, "room_manager", "approve").status_code in (403, 404)
    assert deputise(world, starts_on="2026-11-28", ends_on="2026-12-24").status_code == 303
    with world.read() as db:
        second = db.exec(select(ApprovalDeputy.id).order_by(ApprovalDeputy.id.desc())).first()  # type: ignore[attr-defined]
    assert world.browser("drafter").post(f"/staff/office/deputies/{second}/end").status_code == 403
    assert world.browser("approver").post(f"/staff/office/deputies/{second}/end").status_code == 303
    assert step(world, response_id, "room_manager", "approve").status_code in (403, 404)


def test_a_deputy_who_drafted_does_not_approve(world: World) -> None:
    grant(world, "second_moderator")
    deputise(world, "second_moderator", starts_on="2026-11-24")
    _post, response_id = answering.drafted(world, by="second_moderator")
    answering.submit(world, response_id)
    assert step(world, response_id, "second_moderator", "approve").status_code == 403


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"person_id": cast.IDS["resident"]}, "その課の職員"), ({"person_id": cast.IDS["approver"]}, "決裁者ではない人"),
        ({"ends_on": "2026-11-24"}, "代決の期間は"), ({"starts_on": "2026-11-01"}, "代決の期間は"),
        ({"ends_on": "2029-01-01"}, "400日まで"),
    ],
)  # fmt: skip
def test_a_deputy_is_of_the_office_and_for_a_time(world: World, changes: dict[str, Any], says: str) -> None:
    answer = deputise(world, **changes)
    assert answer.status_code == 422
    assert says in answer.text


EXTERNAL = {"number": "公緑第123号", "approved_on": "2026-11-24", "approver": "公園みどり課長"}


def test_an_approval_taken_elsewhere_is_recorded_by_another(world: World) -> None:
    """DOMAIN §10, 10: whoever drafted does not record it either."""
    _post, response_id = answering.submitted(world)
    assert step(world, response_id, "drafter", "external", **EXTERNAL).status_code == 403
    assert step(world, response_id, "auditor", "external", **EXTERNAL).status_code == 403
    assert step(world, response_id, "resident", "external", **EXTERNAL).status_code == 404
    later = step(world, response_id, "city_manager", "external", **(EXTERNAL | {"approved_on": "2026-11-30"}))
    assert later.status_code == 422
    assert "公緑第123号" in later.text
    assert step(world, response_id, "city_manager", "external", **EXTERNAL).status_code == 303
    with world.read() as db:
        version = answering.newest(db, response_id)
        assert (version.external_number, version.external_on) == ("公緑第123号", date(2026, 11, 24))
        assert version.published_at is not None
        assert verbs(db)[-1] == "responses.publish_response"


def test_receipt_is_told_before_the_answer(world: World) -> None:
    _post, response_id = answering.assigned(world)
    with world.read() as db:
        duty = db.get_one(Response, response_id)
        assert (duty.acknowledge_by, duty.acknowledged_at) == (date(2026, 12, 1), None)
    assert "受付がまだ" in world.browser("drafter").get("/staff/answers?show=unread").text
    assert step(world, response_id, "resident", "acknowledge").status_code == 404
    for _ in range(2):
        assert step(world, response_id, "drafter", "acknowledge").status_code == 303
    with world.read() as db:
        assert db.get_one(Response, response_id).acknowledged_at == world.now
        assert verbs(db).count("responses.acknowledge_response") == 1
    assert "受け付けました" in world.browser().get("/rooms/1").text
