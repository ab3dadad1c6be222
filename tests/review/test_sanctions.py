"""Graduated sanctions: a warning first, then days that a second person carries; a purge only with the system manager."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from civic.accounts.models import Person
from civic.review.models import Act, ActKind, Proposal
from civic.rooms.models import Post, PostState
from tests import cast
from tests.review import cases
from tests.world import World


def warn(world: World, post_id: int) -> int:
    return int(cases.decided(world, "moderator", "warn", post_id, article=4).status_code)


def suspend(world: World, post_id: int, days: int, who: str = "moderator") -> tuple[int, str]:
    answer = cases.decided(world, who, "suspend", post_id, article=4, days=days)
    return answer.status_code, answer.text


def carry(world: World, who: str, number: int = 1, what: str = "carry") -> int:
    return int(world.browser(who).post(f"/desk/proposals/{number}/{what}").status_code)


def until(world: World) -> object:
    with world.read() as db:
        return db.get_one(Person, cast.IDS["resident"]).suspended_until


def test_a_warning_comes_first_then_seven_days_by_two_people(world: World) -> None:
    room_id, post_id, _reply = cases.thread(world)
    status, text = suspend(world, post_id, 7)
    assert (status, "投稿を止める前に、注意を" in text) == (422, True)
    assert warn(world, post_id) == 303
    status, text = suspend(world, post_id, 8)
    assert (status, "7日" in text) == (422, True)
    assert suspend(world, post_id, 7)[0] == 303
    assert until(world) is None
    assert carry(world, "moderator") == 403
    assert carry(world, "second_moderator") == 303
    assert until(world) == world.now + timedelta(days=7)
    assert world.browser("resident").get(f"/rooms/{room_id}/new").status_code == 403
    world.advance(days=8)
    assert world.browser("resident").get(f"/rooms/{room_id}/new").status_code == 200
    with world.read() as db:
        act = db.exec(select(Act).where(Act.kind == ActKind.SUSPEND_USER)).one()
        assert (act.decided_by, act.second_by) == (cast.IDS["moderator"], cast.IDS["second_moderator"])
        assert {"post_warn", "post_suspend_user"} <= set(cases.kinds_told(db, "resident"))


def test_declined_nothing_happens_and_it_is_on_record(world: World) -> None:
    post_id = cases.thread(world)[1]
    warn(world, post_id)
    suspend(world, post_id, 7)
    assert carry(world, "second_moderator", what="decline") == 303
    assert until(world) is None
    assert carry(world, "second_moderator") == 409
    with world.read() as db:
        assert cases.verbs(db)[-1] == "review.decline_proposal"
        assert "proposal_declined" in cases.kinds_told(db, "moderator")


def test_an_appeal_lifts_a_suspension(world: World) -> None:
    post_id = cases.thread(world)[1]
    warn(world, post_id)
    suspend(world, post_id, 7)
    carry(world, "second_moderator")
    with world.write() as db:
        act_id = db.exec(select(Act.id).where(Act.kind == ActKind.SUSPEND_USER)).one()
        # Both were in it; a third person decides.
        from civic.accounts.models import RoleGrant
        from civic.permissions import Role

        db.add(
            RoleGrant(
                person_id=cast.IDS["other_moderator"], role=Role.MODERATOR, scope="site", starts_on=cast.NOW.date()
            )
        )
    assert world.browser("resident").post(f"/acts/{act_id}/appeal", {"text": "やめます。"}).status_code == 303
    form = {"outcome": "restored", "reason": cases.REASON}
    assert world.browser("other_moderator").post("/appeals/1", form).status_code == 303
    assert until(world) is None


def purge(world: World, post_id: int, who: str = "moderator", **changes: object) -> int:
    return int(
        cases.decided(world, who, "purge", post_id, **({"article": 11, "ground": "my_number"} | changes)).status_code
    )


def test_a_purge_destroys_the_text_and_keeps_act_and_digest(world: World) -> None:
    _room, post_id, reply_id = cases.thread(world)
    with world.read() as db:
        digest = db.get_one(Post, post_id).digest
    assert purge(world, post_id) == 303
    assert "ここだけの文です。" in world.browser().get(f"/threads/{post_id}").text
    assert carry(world, "second_moderator") == 403
    assert "ここだけの文です。" not in world.browser("system_manager").get("/desk/proposals/1").text
    assert carry(world, "system_manager") == 303
    with world.read() as db:
        post = db.get_one(Post, post_id)
        assert (post.state, post.body, post.title) == (PostState.PURGED, "", "")
        assert post.digest == digest
        act = db.exec(select(Act).where(Act.kind == ActKind.PURGE)).one()
        assert (act.second_by, act.article) == (cast.IDS["system_manager"], 11)
    assert "返信は残ります。" in world.browser().get(f"/threads/{post_id}").text
    assert cases.state(world, reply_id) is PostState.PUBLISHED
    assert purge(world, post_id) in (403, 404, 422)


@pytest.mark.parametrize("changes", [{"ground": "annoying"}, {"article": 4}, {"reason": "短い"}, {"article": 99}])
def test_a_purge_without_a_legal_ground_is_refused(world: World, changes: dict[str, Any]) -> None:
    post_id = cases.thread(world)[1]
    assert purge(world, post_id, **changes) == 422
    with world.read() as db:
        assert db.exec(select(Proposal)).first() is None


@pytest.mark.parametrize("who", ["resident", "facilitator", "city_manager", "system_manager", "other_moderator"])
@pytest.mark.parametrize("verb", ["warn", "suspend", "purge"])
def test_nobody_else(world: World, who: str, verb: str) -> None:
    post_id = cases.thread(world)[1]
    answer = cases.decided(world, who, verb, post_id, article=4, days=7, ground="my_number")
    assert answer.status_code == 403
