"""The life of an answer: what may follow what, and lists that agree with the permission table."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from civic.errors import Refused
from civic.permissions import Actor, Grant, Role, can
from civic.responses import queries
from civic.responses.models import Response
from civic.responses.queries.duties import in_scope
from civic.responses.states import NEXT, ResponseState, move
from tests import make
from tests.responses import answering
from tests.world import World


@given(st.lists(st.sampled_from(ResponseState), max_size=12))
def test_nothing_is_published_that_was_not_handed_in(steps: list[ResponseState]) -> None:
    state, path = ResponseState.ASSIGNED, [ResponseState.ASSIGNED]
    for step in steps:
        try:
            state = move(state, step)
        except Refused:
            continue
        path.append(state)
    for before, after in zip(path, path[1:], strict=False):
        if after is ResponseState.PUBLISHED:
            assert before in (ResponseState.AWAITING_APPROVAL, ResponseState.APPROVED)


def test_every_state_has_a_way_on() -> None:
    assert set(NEXT) == set(ResponseState)
    assert all(NEXT.values())


SCOPES = [("site", None), ("section", 1), ("section", 2), ("room", 1), ("room", 2)]


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.APPROVER, Role.ROOM_MANAGER, Role.CITY_MANAGER])
def test_lists_agree_with_the_permission_table(world: World, role: Role) -> None:
    """Section × room × role: what the desk lists is what `response.draft` and `response.assign` allow."""
    with world.write() as db:
        for number, section in product((1, 2), (1, 2)):
            room = make.room(db, section_id=section)
            for kind in ("given", "free"):
                post = make.post(db, room, once=f"{kind}-{number}-{section}")
                if kind == "given":
                    db.add(
                        Response(
                            room_id=room.id, post_id=post.id, section_id=section, assigned_at=world.now,
                            due_on=world.now.date(),
                        )
                    )  # fmt: skip
    for scope, scope_id in SCOPES:
        actor = Actor(99, "x", grants=frozenset({Grant(role, scope, scope_id)}))  # type: ignore[arg-type]
        with world.read() as db:
            allowed = {r.id for r in db.exec(select(Response)).all() if can(actor, "response.draft", r)}
            if role is Role.DRAFTER:
                assert {d.response_id for d in queries.desk(db, actor, world.now.date())} == allowed
                assert set(db.execute(select(Response.id).where(in_scope(actor, (role,)))).scalars()) == allowed
            if can(actor, "response_desk.see"):
                listed = {one.room_id for one in queries.unassigned(db, actor)}
                rooms = [queries.Assigned(r, s) for r, s in ((1, 1), (2, 2), (3, 1), (4, 2))]
                assert listed == {r.room_id for r in rooms if can(actor, "response.assign", r)}


def test_a_draft_is_shown_as_it_will_appear(world: World) -> None:
    _post, response_id = answering.drafted(world)
    with world.read() as db:
        shown = queries.draft_as_answer(
            db.get_one(Response, response_id), answering.newest(db, response_id), world.now
        )  # fmt: skip
    assert (shown.number, shown.section_name, shown.published_at) == (1, "公園みどり課", world.now)
