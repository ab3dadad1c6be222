"""The approver returns a draft with a reason; the drafters read it beside the draft."""

import pytest

from civic.responses.states import ResponseState
from tests.responses import answering
from tests.review.cases import kinds_told, verbs
from tests.world import World

REASON = "時期をもっとはっきり書いてください。"


def form(world: World, response_id: int, **changes: str) -> dict[str, str]:
    return {"seen": answering.seen(world, response_id), "reason": REASON} | changes


def test_it_goes_back_with_the_reason_and_can_come_again(world: World) -> None:
    _post, response_id = answering.submitted(world)
    answer = world.browser("approver").post(f"/responses/{response_id}/send-back", form(world, response_id))
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/answers")
    assert answering.state(world, response_id) is ResponseState.DRAFTING
    draft = world.browser("drafter").get(f"/responses/{response_id}/draft").text
    assert "差し戻されました" in draft
    assert REASON in draft
    assert answering.BODY in draft
    with world.read() as db:
        assert kinds_told(db, "drafter")[-1] == "response_sent_back"
        assert verbs(db)[-1] == "responses.send_back"
    answering.submit(world, response_id)
    assert REASON not in world.browser("drafter").get(f"/responses/{response_id}/draft").text


def test_htmx_is_led_on_and_twice_is_told(world: World) -> None:
    _post, response_id = answering.submitted(world)
    browser = world.browser("approver")
    sent = form(world, response_id)
    first = browser.post(f"/responses/{response_id}/send-back", sent, htmx=True)
    assert first.headers["HX-Redirect"] == "/staff/answers"
    assert browser.post(f"/responses/{response_id}/send-back", sent).status_code == 409


@pytest.mark.parametrize("reason", ["", "だめ", "あ" * 501])
def test_a_reason_is_needed_and_kept(world: World, reason: str) -> None:
    _post, response_id = answering.submitted(world)
    answer = world.browser("approver").post(
        f"/responses/{response_id}/send-back", form(world, response_id, reason=reason)
    )
    assert answer.status_code == 422
    assert reason in answer.text
    assert answering.state(world, response_id) is ResponseState.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 404), ("resident", 404), ("drafter", 403), ("other_approver", 404), ("city_manager", 403)],
)
def test_nobody_else_sends_back(world: World, who: str | None, status: int) -> None:
    _post, response_id = answering.submitted(world)
    sent = form(world, response_id)
    assert world.browser(who).post(f"/responses/{response_id}/send-back", sent).status_code == status
    assert answering.state(world, response_id) is ResponseState.AWAITING_APPROVAL


def test_a_public_answer_is_not_sent_back(world: World) -> None:
    _post, response_id = answering.published(world)
    sent = form(world, response_id)
    assert world.browser("approver").post(f"/responses/{response_id}/send-back", sent).status_code == 409
