"""What an answer promised: reports, the next date, what is overdue, and the room's last steps."""

from typing import Any

import pytest

from civic.rooms.models import Room
from civic.rooms.states import RoomState
from tests import make
from tests.responses import answering, summing
from tests.responses.test_release_answers import answer_item
from tests.review.cases import kinds_told, verbs
from tests.world import World


def report(world: World, response_id: int, by: str = "drafter", **changes: Any) -> Any:
    form = {
        "horizon": "one_year", "state": "under_way", "text": "設計の入札を行いました。",
        "next_report_on": "2027-01-15", "seen": 0,
    }  # fmt: skip
    return world.browser(by).post(f"/answers/{response_id}/progress", form | changes)


def test_reports_stay_and_the_next_date_is_a_promise(world: World) -> None:
    with world.write() as db:
        make.document(db, key="budget-1", texts=("遊具更新費 1,200万円",), title="予算書")
    _post, response_id = answering.published(world)
    assert report(world, response_id, budget="budget-1#1").status_code == 303
    page = world.browser().get(f"/answers/{response_id}").text
    assert "設計の入札を行いました。" in page
    assert "/documents/budget-1/1" in page
    assert "1年以内" in page
    assert "2027年1月15日" in page
    assert f"/answers/{response_id}" in world.browser().get("/documents/budget-1/1").text, "walkable back"
    assert report(world, response_id).status_code == 409, "somebody else reported meanwhile"
    done = report(world, response_id, seen=1, state="done", next_report_on="", text="新しい遊具を置きました。")
    assert done.status_code == 303
    page = world.browser().get(f"/answers/{response_id}").text
    assert page.index("新しい遊具を置きました。") < page.index("設計の入札を行いました。")
    with world.read() as db:
        assert verbs(db)[-1] == "responses.report_follow_up"
        assert kinds_told(db, "neighbour").count("follow_up_reported") == 2


def test_a_late_report_is_public_from_midnight(world: World) -> None:
    _post, response_id = answering.published(world)
    report(world, response_id, next_report_on="2026-11-25")
    world.advance(days=1, hours=13, minutes=59)
    assert "報告が遅れています" not in world.browser().get("/follow-ups").text
    world.advance(minutes=2)
    assert "報告が遅れています" in world.browser().get("/follow-ups").text
    assert "報告が遅れています" in world.browser().get(f"/answers/{response_id}").text


@pytest.mark.parametrize(
    "changes", [{"next_report_on": ""}, {"next_report_on": "2026-11-24"}, {"text": "短い"}, {"budget": "none#9"}]
)
def test_bad_reports_are_refused_and_kept(world: World, changes: dict[str, str]) -> None:
    _post, response_id = answering.published(world)
    answer = report(world, response_id, **({"text": "書きかけの報告です。"} | changes))
    assert answer.status_code == 422
    assert changes.get("text", "書きかけの報告です。") in answer.text


@pytest.mark.parametrize(("who", "status"), [(None, 303), ("resident", 403), ("approver", 403), ("moderator", 403)])
def test_only_the_section_reports(world: World, who: str | None, status: int) -> None:
    _post, response_id = answering.published(world)
    assert report(world, response_id, by=who).status_code == status  # type: ignore[arg-type]


def test_the_room_goes_on_only_when_everything_was_answered_and_reported(world: World) -> None:
    """DOMAIN §3: answered needs every item answered, archived needs no open follow-up."""
    room_id, _posts = summing.submitted(world)
    first, second = (summing.duty_of_item(world, one.id) for one in summing.items(world, room_id))
    answer_item(world, first)
    early = summing.press(world, room_id, "answered", "room_manager")
    assert early.status_code == 422
    assert "まだ回答のないものが1件" in early.text
    answer_item(world, second)
    assert summing.press(world, room_id, "answered", "drafter").status_code == 403
    assert summing.press(world, room_id, "answered", "room_manager").status_code == 303
    assert summing.press(world, room_id, "follow-up", "room_manager").status_code == 422
    report(world, first)
    assert summing.press(world, room_id, "follow-up", "room_manager").status_code == 303
    left = summing.press(world, room_id, "archive", "room_manager")
    assert left.status_code == 422
    assert "終わっていない約束が1件" in left.text
    report(world, first, seen=1, state="stopped", next_report_on="", text="国の補助がなくなりました。")
    assert summing.press(world, room_id, "archive", "room_manager").status_code == 303
    with world.read() as db:
        assert db.get_one(Room, room_id).state is RoomState.ARCHIVED
    assert "中止" in world.browser().get(f"/rooms/{room_id}/changes").text
