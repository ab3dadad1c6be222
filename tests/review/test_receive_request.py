"""Removal requests (送信防止措置の申出): form, check, provisional hide, inquiry of 7 or 2 days, decision, notices."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from civic.review import links, queries
from civic.review.models import RemovalRequest, RequestState
from civic.rooms.models import Post, PostState, Room
from tests import cast, make
from tests.review import cases
from tests.world import World

S = RequestState
FORM = {
    "kind": "removal", "name": "見本 花子", "contact": "hanako@mihon.example", "capacity": "self",
    "places": "この会議室の1番", "right": "privacy", "reasons": "家のことを書かれました。", "notice_version": "1",
}  # fmt: skip


def receive(world: World, **changes: object) -> int:
    return int(world.browser().post("/removal", FORM | changes).status_code)


def step(world: World, name: str, who: str = "moderator", **fields: object) -> tuple[int, str]:
    answer = world.browser(who).post(f"/desk/requests/1/{name}", fields)
    return answer.status_code, answer.text


def asked(world: World) -> RemovalRequest:
    with world.read() as db:
        return db.exec(select(RemovalRequest)).one()


def prepare(world: World, **changes: object) -> int:
    post_id = cases.thread(world)[1]
    assert receive(world, **changes) == 303
    assert step(world, "check", post=str(post_id))[0] == 303
    return post_id


def test_the_whole_way_to_a_removal(world: World) -> None:
    post_id = prepare(world)
    assert asked(world).answer_due_on == date(2026, 12, 1)
    assert step(world, "hide", article=3, reason=cases.REASON)[0] == 303
    assert cases.state(world, post_id) is PostState.HIDDEN
    assert step(world, "ask")[0] == 303
    inquiry = world.browser("resident").get("/inquiries/1").text
    assert "見本 花子" not in inquiry
    assert "hanako@mihon.example" not in inquiry
    decision: dict[str, Any] = {"result": "removed", "article": 3, "reason": cases.REASON}
    # Not by whoever hid it, not before the author's days are over.
    assert step(world, "decide", **decision)[0] == 422
    status, text = step(world, "decide", "second_moderator", **decision)
    assert (status, cases.REASON in text) == (422, True)
    world.advance(days=8)
    assert step(world, "decide", "second_moderator", **decision)[0] == 303
    assert (asked(world).state, asked(world).result) == (S.NOTIFIED, "removed")
    assert step(world, "close", "second_moderator")[0] == 303
    world.drain()
    mails = "".join(world.mails())
    assert "hanako@mihon.example" in mails
    token = links.sign(world.site.key, "request", 1)
    page = world.browser().get(f"/removal/{token}")
    assert page.status_code == 200
    assert "resident" not in page.text
    with world.read() as db:
        assert {"removal_inquiry", "request_removed"} <= set(cases.kinds_told(db, "resident"))


@pytest.mark.parametrize(("capacity", "due"), [("self", date(2026, 12, 1)), ("candidate", date(2026, 11, 26))])
def test_the_author_has_seven_days_for_candidates_two(world: World, capacity: str, due: date) -> None:
    prepare(world, capacity=capacity)
    step(world, "ask")
    assert asked(world).due_on == due


def test_the_author_answers_once_and_it_is_decided_at_once(world: World) -> None:
    post_id = prepare(world)
    step(world, "ask")
    author = world.browser("resident")
    answer = {"agrees": "no", "text": "ほんとうのことです。"}
    assert author.post("/inquiries/1", answer).status_code == 303
    assert author.post("/inquiries/1", answer).status_code == 409
    assert world.browser("neighbour").get("/inquiries/1").status_code == 404
    decision: dict[str, Any] = {"result": "refused", "reason": cases.REASON}
    assert step(world, "decide", "second_moderator", **decision)[0] == 303
    assert cases.state(world, post_id) is PostState.PUBLISHED


def test_refused_a_provisional_hide_ends(world: World) -> None:
    post_id = prepare(world)
    step(world, "hide", article=3, reason=cases.REASON)
    assert step(world, "decide", "second_moderator", result="refused", reason=cases.REASON)[0] == 303
    assert cases.state(world, post_id) is PostState.PUBLISHED


def test_partly_masks(world: World) -> None:
    post_id = prepare(world)
    form: dict[str, Any] = {"result": "partly", "article": 3, "words": "ここだけ", "reason": cases.REASON}
    assert step(world, "decide", **form | {"words": "ない言葉"})[0] == 422
    assert step(world, "decide", **form)[0] == 303
    assert cases.state(world, post_id) is PostState.MASKED
    assert "ここだけの文です。" not in world.browser().get(f"/threads/{post_id}").text


def test_a_disclosure_is_recorded_and_handed_over_and_shows_nothing(world: World) -> None:
    assert receive(world, kind="disclosure") == 303
    assert asked(world).state is S.HANDED_OVER
    assert step(world, "check", post="1")[0] in (409, 422)
    with world.read() as db:
        assert "request_disclosure" in cases.kinds_told(db, "city_manager")
        assert cases.kinds_told(db, "moderator") == []


@pytest.mark.parametrize("wrong", [{"name": ""}, {"contact": "だめ"}, {"right": "other-right"}, {"reasons": ""}])
def test_bad_input_keeps_what_was_typed(world: World, wrong: dict[str, str]) -> None:
    answer = world.browser().post("/removal", FORM | wrong)
    assert answer.status_code == 422
    assert "この会議室の1番" in answer.text


@pytest.mark.parametrize("who", [None, "resident", "facilitator", "other_moderator", "auditor", "drafter"])
def test_the_requests_are_read_only_by_those_in_charge(world: World, who: str | None) -> None:
    receive(world)
    browser = world.browser(who)
    for path in ("/desk/requests", "/desk/requests/1"):
        answer = browser.get(path)
        assert answer.status_code in (303, 403)
        assert "見本 花子" not in answer.text
    assert step(world, "ask", "resident")[0] == 403


def test_a_link_of_another_number_or_hand_is_worthless(world: World) -> None:
    receive(world)
    good = links.sign(world.site.key, "request", 1)
    for token in (good[:-1] + ("0" if good[-1] != "0" else "1"), good.replace("1-", "2-", 1), "1-", "x", "1-é"):
        assert world.browser().get(f"/removal/{token}").status_code == 404
    assert world.browser().get(f"/reports/{good}").status_code == 404


def test_from_paper_with_a_reference(world: World) -> None:
    form = FORM | {"contact": "みほん市東原1番地", "channel": "paper", "reference": "受付12", "places": "1番"}
    assert world.browser("resident").post("/desk/requests/paper", form).status_code == 403
    assert world.browser("registry_officer").post("/desk/requests/paper", form).status_code == 303
    made = asked(world)
    assert (made.channel, made.reference, made.entered_by) == ("paper", "受付12", cast.IDS["registry_officer"])


def test_whoever_hid_the_post_at_the_desk_does_not_second_it_through_a_request(world: World) -> None:
    """Two people decide a removal also when the first hide came before the request."""
    post_id = cases.thread(world)[1]
    assert cases.decided(world, "moderator", "hide", post_id).status_code == 303
    assert receive(world) == 303
    assert step(world, "check", "second_moderator", post=str(post_id))[0] == 303
    decision: dict[str, Any] = {"result": "removed", "article": 3, "reason": cases.REASON}
    assert step(world, "decide", "moderator", **decision)[0] == 422
    with world.read() as db:
        assert queries.unseconded(db, post_id) is not None
    assert asked(world).state is S.FORM_CHECK
    assert step(world, "decide", "second_moderator", **decision)[0] == 303
    with world.read() as db:
        assert queries.unseconded(db, post_id) is None


def test_a_request_somebody_has_in_hand_waits_for_them(world: World) -> None:
    prepare(world)
    assert world.browser("second_moderator").post("/desk/request/1/claim").status_code == 303
    assert step(world, "ask")[0] == 422
    assert step(world, "close")[0] == 422
    assert step(world, "ask", "second_moderator")[0] == 303


def test_a_party_takes_no_request_in_hand(world: World) -> None:
    post_id = prepare(world)
    with world.write() as db:
        make.post(db, db.get_one(Room, db.get_one(Post, post_id).room_id), "moderator", db.get_one(Post, post_id))
    assert world.browser("moderator").post("/desk/request/1/claim").status_code == 403
