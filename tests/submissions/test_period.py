"""The period of a public comment: the city's days at least, or a reason that everybody reads."""

from typing import Any

import pytest

from civic.rooms.states import RoomState
from tests import make
from tests.rooms.test_room_life import FULL
from tests.submissions import commenting
from tests.world import World

COMMENT: dict[str, Any] = {
    "kind": "comment", "title": "公園計画（案）への意見", "answer_unit": "summary", "draft_document": "plan-1",
    "opens_on": "2026-12-01", "phase1_name": "", "phase1_prompt": "", "phase1_starts_on": "", "phase1_ends_on": "",
}  # fmt: skip


def drafted(world: World, **changes: Any) -> int:
    with world.write() as db:
        make.document(db, "plan-1", ("公園に木を百本植えます。",), title="公園計画（案）")
    answer = world.browser("room_manager").post("/staff/rooms/new", FULL | COMMENT | changes)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[1])


@pytest.mark.parametrize(("closes_on", "status"), [("2026-12-29", 422), ("2026-12-30", 303)])
def test_a_period_of_less_than_thirty_days_is_refused(world: World, closes_on: str, status: int) -> None:
    room_id = drafted(world, closes_on=closes_on)
    answer = world.browser("approver").post(f"/staff/rooms/{room_id}/approve")
    assert answer.status_code == status
    if status == 422:
        assert "短くする理由を書いてください" in answer.text
        assert commenting.room_of(world, room_id).state is RoomState.DRAFT


def test_a_shorter_period_with_a_reason_shows_it_to_everybody(world: World) -> None:
    room_id = drafted(world, closes_on="2026-12-15", period_reason="台風の被害で急ぐため。")
    assert world.browser("approver").post(f"/staff/rooms/{room_id}/approve").status_code == 303
    assert world.browser("room_manager").post(f"/staff/rooms/{room_id}/announce").status_code == 303
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "期間を短くした理由：台風の被害で急ぐため。" in page
    assert commenting.send(world, room_id).status_code == 422, "not before its first day"


def test_a_comment_needs_its_draft(world: World) -> None:
    room_id = drafted(world, closes_on="2026-12-30", draft_document="")
    assert world.browser("approver").post(f"/staff/rooms/{room_id}/approve").status_code == 422
