"""Breaches: recorded in private, told by two people, on every page while open; the clock of the law."""

from datetime import date

import pytest
from sqlmodel import select

from civic.records.models import Incident
from tests.world import World

RECORD = {
    "title": "メールアドレスの誤送信について", "found_on": "2026-11-23", "happened": "内部の事情：担当者の名前は山見本",
    "data_kinds": "メールアドレス", "people_count": "１２０",
}  # fmt: skip
TEXT = "お知らせのメールで、ほかの方のアドレスが見える状態で送りました。おわびします。"


def record(world: World, **changes: str) -> None:
    answer = world.browser("city_manager").post("/staff/incidents", RECORD | changes)
    assert answer.headers["location"] == "/staff/incidents/1"


def draft(world: World, stage: str) -> int:
    form = {"stage": stage, "text": f"{stage} {TEXT}"}
    return int(world.browser("city_manager").post("/staff/incidents/1/reports", form).status_code)


def publish(world: World, number: int, who: str = "city_approver") -> int:
    return int(world.browser(who).post(f"/staff/incidents/1/reports/{number}").status_code)


def test_from_the_first_word_to_the_last(world: World) -> None:
    record(world)
    assert draft(world, "final") == 422
    assert draft(world, "first") == 303
    stranger = world.browser()
    assert TEXT not in stranger.get("/incidents").text
    assert RECORD["title"] not in stranger.get("/rooms").text
    assert publish(world, 1, "city_manager") == 403  # the writer
    assert publish(world, 1, "approver") == 403
    assert publish(world, 1) == 303
    for path in ("/", "/rooms", "/answers", "/sign-in", "/privacy", "/incidents"):
        assert RECORD["title"] in stranger.get(path).text, path
    page = stranger.get("/incidents").text
    assert "第1報" in page
    assert "山見本" not in page
    assert "メールアドレスの誤送信" in world.browser("resident").get("/account").text
    assert publish(world, 1) == 409
    assert draft(world, "first") == 422
    assert draft(world, "further") == 303
    assert publish(world, 2) == 303
    assert draft(world, "final") == 303
    assert publish(world, 3) == 303
    assert RECORD["title"] not in stranger.get("/rooms").text
    closed = stranger.get("/incidents").text
    assert "最終報告" in closed
    assert "終わりました" in closed
    assert draft(world, "further") == 422


@pytest.mark.parametrize(("malicious", "final"), [("", date(2026, 12, 23)), ("yes", date(2027, 1, 22))])
def test_the_clock_of_the_law(world: World, malicious: str, final: date) -> None:
    record(world, is_malicious=malicious)
    with world.read() as db:
        incident = db.exec(select(Incident)).one()
    assert (incident.first_due_on, incident.final_due_on) == (date(2026, 11, 28), final)
    assert "委員会への報告が必要" in world.browser("auditor").get("/staff/incidents/1").text


def test_wrong_roles_and_bad_input(world: World) -> None:
    record(world)
    for who in ("resident", "moderator", "auditor", "city_approver"):
        assert world.browser(who).post("/staff/incidents", RECORD).status_code == 403, who
        assert (
            world.browser(who).post("/staff/incidents/1/reports", {"stage": "first", "text": TEXT}).status_code == 403
        )
    for who in ("resident", "moderator", "registry_officer"):
        assert world.browser(who).get("/staff/incidents/1").status_code == 403, who
    for change in ({"found_on": "2026-12-31"}, {"found_on": "x"}, {"people_count": "-1"}, {"title": ""}):
        answer = world.browser("city_manager").post("/staff/incidents", RECORD | change)
        assert answer.status_code == 422, change
        assert RECORD["happened"] in answer.text
