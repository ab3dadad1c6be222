"""Opportunities: drafted, opened, applied to from the register, matched with reasons, held, reported; lectures."""

from itertools import count
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import select

from civic import clock
from civic.jobs import later
from civic.registry.matching import Offered, Wanted, reasons
from civic.registry.opportunity_models import LectureRequest, Opportunity, OpportunityApplication, OpportunityRole
from civic.registry.states import OpportunityState, RequestState
from tests import cast
from tests.registry.forms import apply, listed
from tests.world import World

_once = count(1)


def plan(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "course", "section_id": str(cast.PARKS), "title": "折り紙の講習会", "text": "子どもに折り紙を教えてくれる方をさがしています。",
        "fields": ["社会教育"], "areas": "中央地区", "place": "中央公民館", "fee": "謝礼あり",
        "starts_at": "2026-12-19T10:00", "ends_at": "2026-12-19T12:00", "deadline_on": "2026-12-10",
        "roles": "講師 1人 折り紙\n手伝い、２名", "once": f"plan-{next(_once):06d}",
    } | changes  # fmt: skip


def one(world: World, number: int) -> Opportunity:
    with world.read() as db:
        return db.get_one(Opportunity, number)


def draft(world: World, **changes: Any) -> int:
    answer = world.browser("drafter").post("/staff/opportunities/new", plan(**changes))
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[-1])


def staff(world: World, number: int, what: str, name: str = "drafter", **data: Any) -> Any:
    seen = {"seen": str(one(world, number).rev)}
    return world.browser(name).post(f"/staff/opportunities/{number}/{what}", seen | data)


def opened(world: World, **changes: Any) -> int:
    number = draft(world, **changes)
    assert staff(world, number, "open").status_code == 303
    return number


def offer(world: World, number: int, entry: int, role: int = 0, name: str = "resident") -> Any:
    with world.read() as db:
        roles = db.exec(select(OpportunityRole).where(OpportunityRole.opportunity_id == number)).all()
    data = {"entry_id": str(entry), "role_id": str(roles[role].id), "message": "やってみたいです。"}
    return world.browser(name).post(f"/opportunities/{number}/apply", data)


def application(world: World, number: int) -> OpportunityApplication:
    with world.read() as db:
        return db.exec(select(OpportunityApplication).where(OpportunityApplication.opportunity_id == number)).one()


def each_day(world: World) -> None:
    with world.write() as db:
        later(db, "registry.each_day", clock.today(world.now).isoformat())
    world.drain()


def test_a_draft_is_for_its_section_alone(world: World) -> None:
    number = draft(world)
    for name in (None, "resident", "other_approver"):
        assert world.browser(name).get(f"/opportunities/{number}").status_code == 404
    assert "折り紙の講習会" not in world.browser().get("/opportunities").text
    assert staff(world, number, "open", "resident").status_code == 404
    assert staff(world, number, "open").status_code == 303
    text = world.browser().get(f"/opportunities/{number}").text
    assert "講師" in text
    assert "2人" in text
    assert "折り紙の講習会" in world.browser().get("/opportunities").text


@pytest.mark.parametrize("name", ["resident", "moderator", "auditor", "other_approver"])
def test_only_the_section_drafts(world: World, name: str) -> None:
    assert world.browser(name).post("/staff/opportunities/new", plan()).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"roles": "講師"}, {"roles": "\n".join(["講師 1"] * 11)}, {"ends_at": "2026-12-19T09:00"}, {"starts_at": "あした"},
        {"deadline_on": "2026-12-20"}, {"fields": ["折り紙"]}, {"starts_at": "2026-13-19T10:00"}, {"place": ""},
    ],
)  # fmt: skip
def test_a_bad_plan_is_given_back(world: World, changes: dict[str, Any]) -> None:
    answer = world.browser("drafter").post("/staff/opportunities/new", plan(**changes))
    assert answer.status_code == 422
    assert "折り紙の講習会" in answer.text


def test_applied_from_the_register_and_decided(world: World) -> None:
    number, entry = opened(world), listed(world)
    assert offer(world, number, entry).status_code == 303
    assert offer(world, number, entry).status_code == 303, "a second click changes nothing"
    applied = application(world, number)
    text = world.browser("drafter").get(f"/staff/opportunities/{number}").text
    assert "やってみたいです" in text
    assert "やってみたいです" not in world.browser("neighbour").get(f"/opportunities/{number}").text
    answer = staff(world, number, f"applications/{applied.id}", answer="yes", seen=str(applied.rev))
    assert answer.status_code == 303
    assert application(world, number).state is RequestState.ACCEPTED
    assert "決まりました" in world.browser("resident").get(f"/opportunities/{number}").text


def test_a_role_takes_no_more_than_it_needs(world: World) -> None:
    number = opened(world)
    first, second = listed(world), listed(world, display_name="折り紙のおばさん")
    for entry in (first, second):
        assert offer(world, number, entry).status_code == 303
    with world.read() as db:
        all_ = db.exec(select(OpportunityApplication).order_by(OpportunityApplication.id)).all()  # type: ignore[arg-type]
    codes = [staff(world, number, f"applications/{a.id}", answer="yes", seen=str(a.rev)).status_code for a in all_]
    assert codes == [303, 422]


def test_a_no_needs_a_reason(world: World) -> None:
    number, entry = opened(world), listed(world)
    offer(world, number, entry)
    applied = application(world, number)
    assert staff(world, number, f"applications/{applied.id}", answer="no", seen=str(applied.rev)).status_code == 422


def test_only_ones_own_listed_entry_applies_in_time(world: World) -> None:
    number, entry, waiting = opened(world), listed(world), apply(world)
    assert offer(world, number, entry, name="neighbour").status_code == 403
    assert offer(world, number, waiting).status_code == 422
    world.now = clock.start_of(one(world, number).deadline_on) + (
        clock.end_of(cast.NOW.date()) - clock.start_of(cast.NOW.date())
    )
    assert offer(world, number, entry).status_code == 422


def test_closed_held_reported(world: World) -> None:
    number = opened(world)
    assert staff(world, number, "report", report="まだ終わっていません。").status_code == 422
    world.advance(days=20)
    each_day(world)
    assert one(world, number).state is OpportunityState.CLOSED
    world.advance(days=10)
    each_day(world)
    assert one(world, number).state is OpportunityState.HELD
    answer = staff(world, number, "report", report="二十人が鶴を折りました。", participants="20")
    assert answer.status_code == 303
    assert "二十人が鶴を折りました" in world.browser().get(f"/opportunities/{number}").text


def test_cancelled_tells_who_applied_and_takes_the_day_back(world: World) -> None:
    number, entry = opened(world), listed(world)
    offer(world, number, entry)
    assert staff(world, number, "cancel", reason="会場が使えなくなりました。").status_code == 303
    assert "会場が使えなくなりました" in world.browser().get(f"/opportunities/{number}").text
    calendar = Calendar.from_ical(world.browser().get("/opportunities/calendar.ics").content)
    assert {str(event["status"]) for event in calendar.walk("VEVENT")} == {"CANCELLED"}


def test_the_calendar_holds_what_is_public(world: World) -> None:
    opened(world)
    draft(world, title="まだ下書きの催し")
    answer = world.browser().get("/opportunities/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    titles = [str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]
    assert titles == ["講習会：折り紙の講習会", "応募はこの日まで：折り紙の講習会"]


def test_matches_are_shown_with_their_reasons(world: World) -> None:
    number = draft(world)
    listed(world)
    listed(world, display_name="囲碁の会", fields=["災害救援"], skills="囲碁", areas="中央地区")
    text = world.browser("drafter").get(f"/staff/opportunities/{number}").text
    assert "折り紙のおじさん" in text
    assert "囲碁の会" not in text
    for reason in ("分野：社会教育", "できること：折り紙", "地域：中央地区"):
        assert reason in text


SATURDAY = clock.tokyo(cast.NOW).date().replace(month=12, day=19)


@pytest.mark.parametrize(
    ("offered", "what"),
    [
        (Offered(["社会教育"], "市内全域", "土日", ""), ["field", "area", "day"]),
        (Offered(["社会教育"], "汐見", "平日", ""), ["field"]),
        (Offered([], "", "毎日", "折り紙を教えます"), ["skill", "day"]),
        (Offered([], "中央", "土の午後", "囲碁"), []),
    ],
)
def test_why_an_entry_suits(offered: Offered, what: list[str]) -> None:
    wanted = Wanted(["社会教育"], "中央、川端", SATURDAY, "折り紙")
    assert [reason.what for reason in reasons(wanted, offered)] == what


def lecture(world: World) -> int:
    data = {
        "section_id": str(cast.PARKS),
        "title": "公園の木の見分け方",
        "text": "身近な木の名前を、葉から覚えます。",
        "minutes": "60",
    }
    answer = world.browser("drafter").post("/staff/lectures/new", data)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[-1])


def wish(**changes: Any) -> dict[str, Any]:
    return {
        "group_name": "みほん町会", "wanted": "1月の土曜", "place": "町会館", "people": "２０人", "contact": "GROUP-CONTACT-1",
        "consent": "yes", "notice_version": "1", "once": f"lecture-{next(_once):06d}",
    } | changes  # fmt: skip


def test_a_lecture_is_asked_for_and_answered(world: World) -> None:
    number = lecture(world)
    assert "公園の木の見分け方" in world.browser().get("/lectures?q=木").text
    assert world.browser("resident").post(f"/lectures/{number}/request", wish()).status_code == 303
    with world.read() as db:
        asked = db.exec(select(LectureRequest)).one()
    assert asked.people == 20
    for name in (None, "neighbour", "auditor", "other_approver"):
        assert "GROUP-CONTACT-1" not in world.browser(name).get(f"/lectures/{number}").text
        assert world.browser(name).get(f"/staff/lectures/{number}").status_code in (303, 403)
    assert "GROUP-CONTACT-1" in world.browser("drafter").get(f"/staff/lectures/{number}").text
    path = f"/staff/lectures/{number}/requests/{asked.id}"
    assert world.browser("drafter").post(path, {"answer": "yes", "seen": "1"}).status_code == 303
    assert world.browser("drafter").post(path, {"answer": "yes", "seen": "1"}).status_code == 409
    assert "決まりました" in world.browser("resident").get(f"/lectures/{number}").text


@pytest.mark.parametrize("changes", [{"people": "たくさん"}, {"contact": ""}, {"consent": ""}, {"people": "0"}])
def test_a_bad_lecture_request_is_given_back(world: World, changes: dict[str, str]) -> None:
    number = lecture(world)
    answer = world.browser("resident").post(f"/lectures/{number}/request", wish(**changes))
    assert answer.status_code == 422
    assert "みほん町会" in answer.text


def test_a_lecture_off_the_list_is_gone(world: World) -> None:
    number = lecture(world)
    assert world.browser("drafter").post(f"/staff/lectures/{number}/end").status_code == 303
    assert world.browser("resident").get(f"/lectures/{number}").status_code == 404
    assert "公園の木" not in world.browser().get("/lectures").text
