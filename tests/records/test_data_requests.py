"""開示・訂正・利用停止: states, clock, letter, who may, and the private part behind a reason."""

from datetime import date, timedelta

from sqlmodel import select

from civic.clock import today
from civic.records.models import DataRequest, Reading
from tests.world import World

FORM = {
    "kind": "disclosure", "name": "見本 太郎", "address": "東京都みほん市中央1-2-3", "text": "わたしの対応の記録を見たい",
    "notice_version": "1", "once": "once-0001",
}  # fmt: skip
REASON = {"reason": "開示の決定の準備のため"}


def ask(world: World, **changes: str) -> None:
    answer = world.browser("resident").post("/account/requests", FORM | changes)
    assert answer.status_code == 303, answer.text


def request(world: World) -> DataRequest:
    with world.read() as db:
        return db.exec(select(DataRequest)).one()


def step(world: World, who: str, verb: str, **fields: str) -> int:
    seen = str(request(world).rev)
    return int(world.browser(who).post(f"/staff/requests/1/{verb}", {"seen": seen, **fields}).status_code)


def test_from_receipt_to_execution(world: World) -> None:
    ask(world)
    ask(world)  # a second click
    first = request(world)
    assert first.due_on == today(world.now) + timedelta(days=30)
    assert first.notice_version == 1
    assert step(world, "city_approver", "decide", result="full") == 422  # nobody has identified the person
    assert step(world, "city_manager", "identity", identity_by="運転免許証") == 303
    assert step(world, "city_manager", "decide", result="full") == 403
    assert step(world, "city_approver", "decide", result="partial") == 422  # no reason
    reason = "第78条第1項第2号：ほかの方の情報を含む部分は開示できません。"
    assert step(world, "city_approver", "decide", result="partial", reason=reason) == 303
    assert step(world, "city_manager", "step", to="executed") == 422
    assert step(world, "city_manager", "step", to="notified") == 303
    letter = world.browser("city_manager").post("/staff/requests/1/letter").text
    for words in ("見本 太郎 様", "一部だけ認める", reason, "審査請求", "3か月以内"):
        assert words in letter
    assert step(world, "city_manager", "step", to="executed") == 303
    letter = world.browser("city_manager").post("/staff/requests/1/letter").text
    assert "までに請求できます" in letter
    assert "一部だけ認める" in world.browser("resident").get("/account/requests").text


def test_the_clock_stands_still_and_is_extended_once(world: World) -> None:
    ask(world)
    due = request(world).due_on
    assert step(world, "city_manager", "amendment", amendment="期間を具体的に書いてください。") == 303
    assert "期間を具体的に" in world.browser("resident").get("/account/requests").text
    world.advance(days=5)
    assert step(world, "city_manager", "amended") == 303
    assert request(world).due_on == due + timedelta(days=5)
    extension = {"reason": "対象の記録が多く、確認に時間がかかるため"}
    assert step(world, "city_manager", "extend", **extension) == 303
    assert request(world).due_on == due + timedelta(days=35)
    assert step(world, "city_manager", "extend", **extension) == 422


def test_the_private_part_opens_with_a_reason_that_stays(world: World) -> None:
    ask(world)
    manager = world.browser("city_manager")
    for page in (manager.get("/staff/requests").text, manager.get("/staff/requests/1").text):
        assert "見本 太郎" not in page
        assert "中央1-2-3" not in page
        assert FORM["text"] not in page
    assert manager.post("/staff/requests/1/read", {"reason": "短い"}).status_code == 422
    shown = manager.post("/staff/requests/1/read", REASON)
    assert "見本 太郎" in shown.text
    with world.read() as db:
        (reading,) = db.exec(select(Reading)).all()
        assert (reading.target, reading.reason) == ("data_request:1", REASON["reason"])
    assert REASON["reason"] in world.browser("auditor").get("/audit/readings").text


def test_two_members_of_staff(world: World) -> None:
    ask(world)
    assert step(world, "city_manager", "identity", identity_by="旅券") == 303
    stale = world.browser("city_manager").post("/staff/requests/1/identity", {"seen": "1", "identity_by": "旅券"})
    assert stale.status_code == 409


def test_wrong_roles_and_bad_input(world: World) -> None:
    ask(world)
    for who in ("resident", "moderator", "auditor", "registry_officer", "approver"):
        assert world.browser(who).get("/staff/requests").status_code == 403, who
        assert world.browser(who).post("/staff/requests/1/read", REASON).status_code == 403, who
    assert world.browser("city_approver").post("/staff/requests/1/read", REASON).status_code == 403
    assert world.browser().get("/account/requests").headers["location"].startswith("/sign-in")
    for change in ({"name": ""}, {"kind": "delete"}, {"notice_version": "0"}, {"text": ""}, {"address": "x"}):
        answer = world.browser("neighbour").post("/account/requests", FORM | {"once": "once-0002"} | change)
        assert answer.status_code == 422, change
        assert "見本 太郎" in answer.text or "name" in change
    assert "見本 太郎" not in world.browser("neighbour").get("/account/requests").text


def test_brought_to_the_counter(world: World) -> None:
    answer = world.browser("city_manager").post("/staff/requests/new", FORM | {"channel": "counter"})
    assert answer.headers["location"] == "/staff/requests/1"
    found = request(world)
    assert (found.person_id, found.channel) == (None, "counter")
    assert found.due_on > date(2026, 11, 24)
    assert world.browser("resident").post("/staff/requests/new", FORM | {"channel": "post"}).status_code == 403
