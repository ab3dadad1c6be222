"""Appeals: the author objects in time, somebody who decided nothing before decides, both outcomes are public."""

import pytest
from sqlmodel import select

from civic.review.models import Act, ActKind, AppealCase, AppealState
from civic.rooms.models import PostState
from tests import cast
from tests.review import cases
from tests.world import World

OBJECTION = "だれの住まいも書いていません。読み直してください。"


def hidden(world: World) -> tuple[int, int]:
    """(post, act) of a hide by the first moderator."""
    post_id = cases.thread(world)[1]
    cases.decided(world, "moderator", "hide", post_id)
    with world.read() as db:
        return post_id, db.exec(select(Act.id)).one()


def file(world: World, act_id: int, who: str = "resident", text: str = OBJECTION) -> tuple[int, str, str]:
    answer = world.browser(who).post(f"/acts/{act_id}/appeal", {"text": text})
    return answer.status_code, answer.headers.get("location", ""), answer.text


def decide(world: World, who: str, outcome: str, appeal_id: int = 1, reason: str = cases.REASON) -> tuple[int, str]:
    answer = world.browser(who).post(f"/appeals/{appeal_id}", {"outcome": outcome, "reason": reason})
    return answer.status_code, answer.text


def test_won_the_post_is_back_and_the_figures_say_so(world: World) -> None:
    post_id, act_id = hidden(world)
    assert file(world, act_id)[:2] == (303, "/appeals/1")
    assert "異議" in world.browser("second_moderator").get("/desk").text
    assert "異議" not in world.browser("moderator").get("/desk?kind=appeal").text.split("<ol")[-1].split("</ol>")[0]
    assert decide(world, "second_moderator", "restored")[0] == 303
    assert cases.state(world, post_id) is PostState.PUBLISHED
    assert "ここだけの文です。" in world.browser().get(f"/threads/{post_id}").text
    assert OBJECTION not in world.browser().get("/log").text
    with world.read() as db:
        appeal = db.exec(select(AppealCase)).one()
        assert (appeal.state, appeal.decided_by) == (AppealState.RESTORED, cast.IDS["second_moderator"])
        assert [act.kind for act in db.exec(select(Act).order_by(Act.id)).all()] == [ActKind.HIDE, ActKind.RESTORE]  # type: ignore[arg-type]
        assert "appeal_restored" in cases.kinds_told(db, "resident")
        assert cases.verbs(db)[-1] == "review.decide_appeal"


def test_lost_the_post_stays_hidden(world: World) -> None:
    post_id, act_id = hidden(world)
    file(world, act_id)
    assert decide(world, "second_moderator", "upheld")[0] == 303
    assert cases.state(world, post_id) is PostState.HIDDEN
    assert cases.REASON in world.browser("resident").get("/appeals/1").text
    status, text = decide(world, "second_moderator", "restored")
    assert (status, cases.REASON in text) == (409, True)


def test_whoever_decided_or_seconded_does_not_decide_the_appeal(world: World) -> None:
    post_id, act_id = hidden(world)
    cases.decided(world, "second_moderator", "confirm-hide", post_id, article=None)
    file(world, act_id)
    for who in ("moderator", "second_moderator"):
        assert decide(world, who, "restored")[0] == 403
    assert cases.state(world, post_id) is PostState.HIDDEN


@pytest.mark.parametrize("who", ["neighbour", "facilitator", "city_manager", "auditor", "other_moderator"])
def test_nobody_else_objects_or_decides(world: World, who: str) -> None:
    _post, act_id = hidden(world)
    assert file(world, act_id, who)[0] == 403
    file(world, act_id)
    assert world.browser(who).get("/appeals/1").status_code == 404
    assert decide(world, who, "restored")[0] == 404


def test_twice_is_the_first_one(world: World) -> None:
    _post, act_id = hidden(world)
    assert file(world, act_id)[1] == file(world, act_id, text="もう一度書きます。")[1] == "/appeals/1"
    with world.read() as db:
        assert db.exec(select(AppealCase.text)).one() == OBJECTION


@pytest.mark.parametrize(("days", "status"), [(14, 303), (15, 422)])
def test_the_days_to_object(world: World, days: int, status: int) -> None:
    post_id, act_id = hidden(world)
    cases.decided(world, "second_moderator", "confirm-hide", post_id, article=None)
    world.advance(days=days)
    code, _location, text = file(world, act_id)
    assert code == status
    assert status == 303 or OBJECTION in text


def test_bad_input(world: World) -> None:
    _post, act_id = hidden(world)
    assert file(world, act_id, text="")[0] == 422
    file(world, act_id)
    status, text = decide(world, "second_moderator", "upheld", reason="短い理由")
    assert (status, "短い理由" in text) == (422, True)
    assert decide(world, "second_moderator", "gone")[0] == 422
    assert world.browser("resident").get("/appeals/999").status_code == 404
    assert file(world, 999)[0] == 404


def test_a_hide_that_came_back_leaves_nothing_to_object_to(world: World) -> None:
    post_id, act_id = hidden(world)
    cases.decided(world, "second_moderator", "restore", post_id, article=None)
    assert file(world, act_id)[0] == 422
