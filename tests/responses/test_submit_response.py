"""A draft is handed in for approval when its category carries what it must."""

import pytest

from civic.responses.states import ResponseState
from tests import make
from tests.responses import answering
from tests.review.cases import kinds_told, verbs
from tests.world import World


def test_the_approver_is_told_and_the_drafter_is_not(world: World) -> None:
    _post, response_id = answering.drafted(world)
    form = {"seen": answering.seen(world, response_id)}
    answer = world.browser("drafter").post(f"/responses/{response_id}/submit", form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/answers")
    assert answering.state(world, response_id) is ResponseState.AWAITING_APPROVAL
    with world.read() as db:
        assert kinds_told(db, "approver") == ["response_submitted"]
        assert kinds_told(db, "city_approver") == ["response_submitted"]
        assert kinds_told(db, "other_approver") == []
        assert "response_submitted" not in kinds_told(db, "drafter")
        assert verbs(db)[-1] == "responses.submit_response"
    assert f"/responses/{response_id}/approve" in world.browser("approver").get("/staff/answers").text


def test_htmx_is_led_on_and_twice_is_once(world: World) -> None:
    _post, response_id = answering.drafted(world)
    form = {"seen": answering.seen(world, response_id)}
    for _ in range(2):
        answer = world.browser("drafter").post(f"/responses/{response_id}/submit", form, htmx=True)
        assert answer.headers["HX-Redirect"] == "/staff/answers"
    with world.read() as db:
        assert kinds_told(db, "approver") == ["response_submitted"]
        assert verbs(db).count("responses.submit_response") == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"category": "A"}, "変える前・変えた後の文が必要"),
        ({"category": "A", "before_text": "前", "after_text": "後"}, "よりどころの資料"),
        ({"category": "A", "before_text": "前", "evidence": "plan-1#1"}, "変える前・変えた後の文が必要"),
        ({"category": "B"}, "よりどころの資料が必要"),
        ({"category": "C", "ground": ""}, "次に行うことと、その日が必要"),
        ({"category": "D", "ground": ""}, "理由が必要"),
    ],
)
def test_each_category_carries_its_evidence(world: World, changes: dict[str, str], sentence: str) -> None:
    """DOMAIN §10, 9."""
    with world.write() as db:
        make.document(db)
    _post, response_id = answering.drafted(world, **({"ground": ""} | changes))
    form = {"seen": answering.seen(world, response_id)}
    answer = world.browser("drafter").post(f"/responses/{response_id}/submit", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    # The draft itself is still in the form below.
    assert answering.BODY in answer.text
    assert answering.state(world, response_id) is ResponseState.DRAFTING


@pytest.mark.parametrize(
    "changes",
    [
        {"category": "A", "before_text": "前", "after_text": "後", "evidence": "plan-1#1"},
        {"category": "B", "evidence": "plan-1#1"},
        {"category": "C", "ground": "来年3月に設計します。"},
        {"category": "D", "ground": "都市公園法により置けません。"},
        {"category": "E"},
    ],
)
def test_with_its_evidence_each_category_goes(world: World, changes: dict[str, str]) -> None:
    with world.write() as db:
        make.document(db)
    _post, response_id = answering.drafted(world, **({"ground": ""} | changes))
    answering.submit(world, response_id)
    assert answering.state(world, response_id) is ResponseState.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("who", "status"), [(None, 404), ("resident", 404), ("approver", 403), ("city_manager", 403), ("moderator", 404)]
)
def test_nobody_else_hands_in(world: World, who: str | None, status: int) -> None:
    _post, response_id = answering.drafted(world)
    form = {"seen": answering.seen(world, response_id)}
    assert world.browser(who).post(f"/responses/{response_id}/submit", form).status_code == status
    assert answering.state(world, response_id) is ResponseState.DRAFTING


def test_there_must_be_a_draft(world: World) -> None:
    _post, response_id = answering.assigned(world)
    answer = world.browser("drafter").post(f"/responses/{response_id}/submit", {"seen": "x"})
    assert answer.status_code == 422
    assert "まだ下書きがありません" in answer.text


def test_a_changed_draft_is_not_handed_in_unread(world: World) -> None:
    _post, response_id = answering.drafted(world)
    old = answering.seen(world, response_id)
    form = answering.draft_form(world, response_id, body="変わった本文。")
    world.browser("drafter").post(f"/responses/{response_id}/draft", form)
    answer = world.browser("drafter").post(f"/responses/{response_id}/submit", {"seen": old})
    assert answer.status_code == 409
    assert "変わった本文。" in answer.text


def test_a_form_without_what_was_seen(world: World) -> None:
    _post, response_id = answering.drafted(world)
    assert world.browser("drafter").post(f"/responses/{response_id}/submit", {}).status_code == 422
