"""Introductions: checked by the city, asked, accepted; contacts only then; time limits, report, messages by the rules."""

from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from civic import clock
from civic.errors import Refused
from civic.jobs import later
from civic.notifications.models import Notice
from civic.registry.introduction_models import Introduction, IntroductionMessage
from civic.registry.states import INTRODUCTION_NEXT, KNOWN, IntroductionState, step
from tests import cast
from tests.registry.forms import listed
from tests.world import World

ASKER, OWNER = "asker-CONTACT@mihon.example", "owner-CONTACT@mihon.example"
_once = count(1)


def wish(**changes: Any) -> dict[str, Any]:
    return {
        "purpose": "子ども会で折り紙を教えてほしいです。", "wanted": "12月の土曜の午前", "place": "中央公民館",
        "contact": ASKER, "consent": "yes", "notice_version": "1", "once": f"introduce-{next(_once)}",
    } | changes  # fmt: skip


def request(world: World, **changes: Any) -> int:
    """The neighbour asks for the resident's listed entry."""
    entry = listed(world)
    answer = world.browser("neighbour").post(f"/registry/{entry}/introduce", wish(**changes))
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[-1])


def one(world: World, number: int) -> Introduction:
    with world.read() as db:
        return db.get_one(Introduction, number)


def act(world: World, number: int, what: str, name: str | None, **data: Any) -> Any:
    seen = {"seen": str(one(world, number).rev)}
    return world.browser(name).post(f"/introductions/{number}/{what}", seen | data)


def asked(world: World) -> int:
    number = request(world)
    assert act(world, number, "ask", "registry_officer").status_code == 303
    return number


def accepted(world: World) -> int:
    number = asked(world)
    assert act(world, number, "accept", "resident", contact=OWNER).status_code == 303
    return number


def each_day(world: World, days: int) -> None:
    world.advance(days=days)
    with world.write() as db:
        later(db, "registry.each_day", clock.today(world.now).isoformat())
    world.drain()


def kinds(world: World, name: str) -> list[str]:
    with world.read() as db:
        return list(db.exec(select(Notice.kind).where(Notice.person_id == cast.IDS[name])))


def test_contacts_are_exchanged_only_after_acceptance(world: World) -> None:
    """DOMAIN §10, 18."""
    number = request(world)
    page = f"/introductions/{number}"
    assert world.browser("resident").get(page).status_code == 404
    assert act(world, number, "ask", "registry_officer").status_code == 303
    assert ASKER not in world.browser("resident").get(page).text
    assert OWNER not in world.browser("neighbour").get(page).text
    assert act(world, number, "accept", "resident", contact=OWNER).status_code == 303
    assert ASKER in world.browser("resident").get(page).text
    assert OWNER in world.browser("neighbour").get(page).text
    assert "introduction_accepted" in kinds(world, "neighbour")


@pytest.mark.parametrize("name", [None, *(n for n in cast.PEOPLE if n not in ("resident", "neighbour"))])
def test_nobody_else_reads_a_contact(world: World, name: str | None) -> None:
    number = accepted(world)
    with world.read() as db:
        entry = db.get_one(Introduction, number).entry_id
    for path in (f"/introductions/{number}", "/introductions", f"/registry/{entry}", "/registry", "/staff/registry"):
        text = world.browser(name).get(path).text
        assert ASKER not in text, path
        assert OWNER not in text, path


@pytest.mark.parametrize("name", ["facilitator", "moderator", "auditor", "city_manager"])
def test_strangers_find_nothing(world: World, name: str) -> None:
    number = asked(world)
    assert world.browser(name).get(f"/introductions/{number}").status_code == 404
    for what in ("ask", "accept", "decline", "cancel", "report", "close", "messages"):
        assert act(world, number, what, name, contact=OWNER, body="a", once="12345678").status_code == 404
    assert one(world, number).state is IntroductionState.ASKED


def test_each_side_has_its_own_answers(world: World) -> None:
    number = asked(world)
    assert act(world, number, "accept", "neighbour", contact=ASKER).status_code == 403
    assert act(world, number, "cancel", "resident").status_code == 403
    assert act(world, number, "ask", "resident").status_code == 403


def test_one_does_not_ask_oneself(world: World) -> None:
    entry = listed(world)
    assert world.browser("resident").get(f"/registry/{entry}/introduce").status_code == 403
    assert world.browser("resident").post(f"/registry/{entry}/introduce", wish()).status_code == 403
    answer = world.browser().get(f"/registry/{entry}/introduce")
    assert (answer.status_code, "/sign-in" in answer.headers["location"]) == (303, True)


def test_a_double_click_asks_once_and_a_second_wish_waits(world: World) -> None:
    entry = listed(world)
    same = wish(once="introduce-twice")
    first, second = (world.browser("neighbour").post(f"/registry/{entry}/introduce", same) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    again = world.browser("neighbour").post(f"/registry/{entry}/introduce", wish())
    assert again.status_code == 422
    assert "もう頼んでいます" in again.text
    assert "子ども会で折り紙" in again.text


@pytest.mark.parametrize(
    "changes", [{"purpose": "短い"}, {"contact": ""}, {"consent": ""}, {"wanted": ""}, {"notice_version": "0"}]
)
def test_a_bad_wish_is_given_back(world: World, changes: dict[str, str]) -> None:
    entry = listed(world)
    answer = world.browser("neighbour").post(f"/registry/{entry}/introduce", wish(place="ここに書いた場所", **changes))
    assert answer.status_code == 422
    assert "ここに書いた場所" in answer.text


def test_a_refusal_stays_between_the_city_and_who_asked(world: World) -> None:
    number = request(world)
    assert (
        act(world, number, "refuse", "registry_officer", reason="営利の催しなので紹介できません。").status_code == 303
    )
    assert "営利の催し" in world.browser("neighbour").get(f"/introductions/{number}").text
    assert world.browser("resident").get(f"/introductions/{number}").status_code == 404
    assert "introduction_asked" not in kinds(world, "resident")


def test_declined_without_a_contact(world: World) -> None:
    number = asked(world)
    assert act(world, number, "decline", "resident").status_code == 303
    assert one(world, number).state is IntroductionState.DECLINED
    assert ASKER not in world.browser("resident").get(f"/introductions/{number}").text


def test_two_answers_at_once_are_one(world: World) -> None:
    number = asked(world)
    seen = {"seen": str(one(world, number).rev), "contact": OWNER}
    first, second = (world.browser("resident").post(f"/introductions/{number}/accept", seen) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 409)


def test_no_answer_in_time_ends_it(world: World) -> None:
    number = asked(world)
    each_day(world, 14)
    assert one(world, number).state is IntroductionState.ASKED
    each_day(world, 1)
    assert one(world, number).state is IntroductionState.TIMED_OUT
    assert "introduction_timed_out" in kinds(world, "neighbour")
    assert act(world, number, "accept", "resident", contact=OWNER).status_code == 422


def test_reported_read_closed_and_erased(world: World) -> None:
    number = accepted(world)
    each_day(world, 31)
    assert "introduction_report_due" in kinds(world, "neighbour")
    assert act(world, number, "report", "resident", report="楽しく折りました。二十人でした。").status_code == 403
    assert act(world, number, "report", "neighbour", report="楽しく折りました。二十人でした。").status_code == 303
    assert act(world, number, "close", "registry_officer").status_code == 303
    assert one(world, number).state is IntroductionState.CLOSED
    each_day(world, 366)
    gone = one(world, number)
    assert (gone.purpose, gone.contact, gone.owner_contact, gone.report) == ("", "", "", "")


def test_a_withdrawn_entry_takes_its_request_along(world: World) -> None:
    number = asked(world)
    entry = one(world, number).entry_id
    assert world.browser("resident").post(f"/registry/{entry}/withdraw").status_code == 303
    assert one(world, number).state is IntroductionState.CANCELLED
    assert "introduction_cancelled" in kinds(world, "neighbour")


def say(world: World, number: int, name: str, body: str) -> Any:
    return world.browser(name).post(
        f"/introductions/{number}/messages", {"body": body, "once": f"say-{next(_once):08d}"}
    )


def test_messages_pass_without_addresses(world: World) -> None:
    number = asked(world)
    assert say(world, number, "resident", "何人くらい来ますか。").status_code == 303
    text = world.browser("neighbour").get(f"/introductions/{number}").text
    assert "何人くらい来ますか" in text
    assert "resident@mihon.example" not in text
    assert "introduction_message" in kinds(world, "neighbour")


def test_messages_stand_under_the_rules(world: World) -> None:
    number = asked(world)
    refused = say(world, number, "neighbour", "マイナンバーは123456789018です。")
    assert refused.status_code == 422
    assert "123456789018" not in world.browser("resident").get(f"/introductions/{number}").text


def test_a_held_message_waits_for_the_officer(world: World) -> None:
    number = asked(world)
    with world.write() as db:
        held = IntroductionMessage(
            introduction_id=number, person_id=cast.IDS["neighbour"], body="あずかった文", at=world.now, is_held=True,
            once="held-0001",
        )  # fmt: skip
        db.add(held)
        db.flush()
        message = held.id
    page = f"/introductions/{number}"
    assert "あずかった文" not in world.browser("resident").get(page).text
    assert "あずかった文" in world.browser("neighbour").get(page).text
    assert world.browser("neighbour").post(f"{page}/messages/{message}/release").status_code == 403
    assert world.browser("registry_officer").post(f"{page}/messages/{message}/release").status_code == 303
    assert "あずかった文" in world.browser("resident").get(page).text


def test_nothing_is_said_before_the_city_has_checked(world: World) -> None:
    number = request(world)
    assert say(world, number, "neighbour", "早く答えてください。").status_code == 422


def test_the_officer_who_is_a_side_decides_nothing(world: World) -> None:
    entry = listed(world)
    answer = world.browser("registry_officer").post(f"/registry/{entry}/introduce", wish())
    number = int(answer.headers["location"].rsplit("/", 1)[-1])
    assert act(world, number, "ask", "registry_officer").status_code == 403


@given(st.lists(st.sampled_from(list(IntroductionState)), max_size=12))
def test_contacts_are_never_known_without_acceptance(ways: list[IntroductionState]) -> None:
    """The law of the table: every road to a state in which contacts are known passes `accepted`."""
    state, seen = IntroductionState.REQUESTED, [IntroductionState.REQUESTED]
    for to in ways:
        try:
            state = step(INTRODUCTION_NEXT, state, to)
        except Refused:
            continue
        seen.append(state)
    if state in KNOWN:
        assert IntroductionState.ACCEPTED in seen
