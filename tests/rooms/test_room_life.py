"""The life of a room: what must be set, who may press what, and what the clock does by itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from civic import clock, worker
from civic.ledger import LedgerEntry
from civic.notifications.models import Notice
from civic.rooms import queries
from civic.rooms.models import AnswerUnit, PolicyStage, Room, RoomDocument, RoomKind, RoomTopic
from civic.rooms.states import PUBLIC, RoomState
from tests import cast, make
from tests.world import World

FULL: dict[str, Any] = {
    "kind": "deliberation", "title": "図書館の夜間開館", "purpose": "夜間開館の時間について意見を聞きます。",
    "policy_stage": "outline", "decider": "教育委員会", "section_id": cast.PARKS, "rule_version": 1,
    "answer_unit": "post", "due_days": 10, "publish_place": "この会議室", "reflection_scheme": "A-E",
    "opens_on": "2026-12-01", "closes_on": "2026-12-28", "planned_answer_on": "2027-02-01",
    "no_documents_reason": "構想の前のため", "topics": ["2"], "phase1_name": "課題出し", "phase1_prompt": "困りごとは。",
    "phase1_starts_on": "2026-12-01", "phase1_ends_on": "2026-12-14",
}  # fmt: skip


def drafted(world: World, who: str = "room_manager", **changes: Any) -> int:
    answer = world.browser(who).post("/staff/rooms/new", FULL | changes)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[1])


def room(world: World, room_id: int) -> Room:
    with world.read() as db:
        return db.get_one(Room, room_id)


def announced(world: World) -> int:
    """Draft of room 1, whose facilitator the cast has, approved and announced."""
    room_id = drafted(world)
    world.browser("approver").post(f"/staff/rooms/{room_id}/approve")
    world.browser("room_manager").post(f"/staff/rooms/{room_id}/announce")
    assert room(world, room_id).state is RoomState.ANNOUNCED
    return room_id


def test_a_draft_holds_every_field_and_is_nobody_elses_business(world: World) -> None:
    room_id = drafted(world)
    found = room(world, room_id)
    assert (found.state, found.drafted_by) == (RoomState.DRAFT, cast.person("room_manager"))
    assert found.opens_at == clock.start_of(date(2026, 12, 1))
    assert found.closes_at == clock.end_of(date(2026, 12, 28))
    with world.read() as db:
        parts = queries.parts_of(db, found)
    assert (parts.topics, [phase.name for phase in parts.phases]) == ([2], ["課題出し"])
    form = world.browser("room_manager").get(f"/staff/rooms/{room_id}/edit").text
    for value in ("図書館の夜間開館", "2026-12-28", "困りごとは。", "2026-12-14"):
        assert value in form
    for name in ("resident", None):
        assert world.browser(name).get(f"/rooms/{room_id}").status_code == 404
        assert "図書館の夜間開館" not in world.browser(name).get("/rooms").text


@pytest.mark.parametrize(
    "path", ["/staff/rooms", "/staff/rooms/new", "/staff/rooms/1", "/staff/rooms/1/edit"],
)  # fmt: skip
def test_residents_have_no_business_at_the_staff_pages(world: World, path: str) -> None:
    with world.write() as db:
        make.room(db)
    assert world.browser("resident").get(path).status_code == 403
    assert world.browser().get(path).headers["location"].startswith("/sign-in")


def test_the_refusal_lists_all_that_is_missing_each_in_a_sentence(world: World) -> None:
    empty = {"kind": "deliberation", "title": "まだ空の部屋", "section_id": cast.PARKS}
    answer = world.browser("room_manager").post("/staff/rooms/new", empty)
    room_id = int(answer.headers["location"].rsplit("/", 1)[1])
    refused = world.browser("approver").post(f"/staff/rooms/{room_id}/approve")
    assert refused.status_code == 422
    for words in ("目的を書いて", "市が回答するかどうか", "公表する場所", "開く日と", "回答を公表する予定の日", "分野を",
                  "資料がない理由", "政策の段階", "決める人", "区分を"):  # fmt: skip
        assert words in refused.text
    assert room(world, room_id).state is RoomState.DRAFT


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"purpose": ""}, "目的を"), ({"answer_unit": ""}, "市が回答するかどうか"), ({"due_days": ""}, "日数を"),
        ({"publish_place": ""}, "公表する場所"), ({"reflection_scheme": ""}, "区分を"), ({"opens_on": ""}, "開く日と"),
        ({"closes_on": "2026-11-01"}, "開く日と"), ({"planned_answer_on": ""}, "予定の日"),
        ({"planned_answer_on": "2026-12-02"}, "閉じる日より後"), ({"no_documents_reason": ""}, "資料"),
        ({"topics": []}, "分野"), ({"policy_stage": ""}, "段階を選んで"), ({"decider": ""}, "決める人"),
        ({"phase1_ends_on": "2027-01-31"}, "期間の中"),
    ],
)  # fmt: skip
def test_each_gap_alone_stops_the_approval(world: World, change: dict[str, Any], words: str) -> None:
    room_id = drafted(world, **change)
    refused = world.browser("approver").post(f"/staff/rooms/{room_id}/approve")
    assert refused.status_code == 422
    assert words in refused.text


def test_a_board_that_does_not_answer_needs_no_answer_date(world: World) -> None:
    room_id = drafted(
        world, kind="board", answer_unit="none", due_days="", planned_answer_on="", publish_place="",
        reflection_scheme="", policy_stage="", decider="",
    )  # fmt: skip
    assert world.browser("approver").post(f"/staff/rooms/{room_id}/approve").status_code == 303


def test_without_a_facilitator_no_approval(world: World) -> None:
    drafted(world)
    second = drafted(world)  # the cast's facilitator belongs to room 1
    refused = world.browser("approver").post(f"/staff/rooms/{second}/approve")
    assert "進行役がまだ決まっていません" in refused.text


def test_the_drafter_never_approves(world: World) -> None:
    with world.write() as db:
        from civic.accounts.models import RoleGrant
        from civic.permissions import Role

        db.add(
            RoleGrant(person_id=cast.person("approver"), role=Role.ROOM_MANAGER, scope="section",
                      scope_id=cast.PARKS, starts_on=date(2026, 4, 1))
        )  # fmt: skip
    room_id = drafted(world, "approver")
    assert world.browser("approver").post(f"/staff/rooms/{room_id}/approve").status_code == 403
    assert world.browser("city_approver").post(f"/staff/rooms/{room_id}/approve").status_code == 303


@pytest.mark.parametrize(("who", "status"), [("room_manager", 403), ("other_approver", 404), ("resident", 403),
                                             ("moderator", 403), (None, 303), ("approver", 303)])  # fmt: skip
def test_only_the_sections_approver_approves(world: World, who: str | None, status: int) -> None:
    room_id = drafted(world)
    assert world.browser(who).post(f"/staff/rooms/{room_id}/approve").status_code == status
    assert room(world, room_id).state is (RoomState.APPROVED if who == "approver" else RoomState.DRAFT)


def test_twice_approved_is_refused_the_second_time(world: World) -> None:
    room_id = drafted(world)
    browser = world.browser("approver")
    browser.post(f"/staff/rooms/{room_id}/approve")
    assert browser.post(f"/staff/rooms/{room_id}/approve").status_code == 422


def test_announcing_needs_approval_and_days(world: World) -> None:
    room_id = drafted(world, opens_on="2026-11-26")
    manager = world.browser("room_manager")
    assert "決裁を受けて" in manager.post(f"/staff/rooms/{room_id}/announce").text
    world.browser("approver").post(f"/staff/rooms/{room_id}/approve")
    late = manager.post(f"/staff/rooms/{room_id}/announce")
    assert late.status_code == 422
    assert "3日前まで" in late.text
    manager.post(f"/staff/rooms/{room_id}/return")
    manager.post(f"/staff/rooms/{room_id}/edit", FULL | {"opens_on": "2026-11-27"})
    world.browser("approver").post(f"/staff/rooms/{room_id}/approve")
    assert manager.post(f"/staff/rooms/{room_id}/announce").status_code == 303
    assert room(world, room_id).state is RoomState.ANNOUNCED


def test_returning_to_draft_takes_the_approval_back(world: World) -> None:
    room_id = drafted(world)
    world.browser("approver").post(f"/staff/rooms/{room_id}/approve")
    manager = world.browser("room_manager")
    assert manager.post(f"/staff/rooms/{room_id}/edit", FULL).status_code == 422
    manager.post(f"/staff/rooms/{room_id}/return")
    found = room(world, room_id)
    assert (found.state, found.approved_by) == (RoomState.DRAFT, None)


def test_the_worker_writes_down_what_the_clock_decided(world: World) -> None:
    room_id = announced(world)

    def a_minute() -> Room:
        worker.load_jobs()
        worker.plan_rounds(world.sites, world.site, is_new_day=False)
        world.drain()
        return room(world, room_id)

    world.now = clock.start_of(date(2026, 12, 1)) - timedelta(seconds=1)
    assert a_minute().state is RoomState.ANNOUNCED
    world.advance(seconds=1)
    assert room(world, room_id).state_at(world.now) is RoomState.OPEN
    opened = a_minute()
    assert opened.state is RoomState.OPEN
    assert a_minute().rev == opened.rev
    world.now = clock.end_of(date(2026, 12, 28))
    assert a_minute().state is RoomState.SUMMARISING
    with world.read() as db:
        kinds = {
            notice.kind for notice in db.exec(select(Notice).where(Notice.person_id == cast.person("facilitator")))
        }
    assert {"room_open", "room_summarising"} <= kinds


def test_suspending_shows_the_reason_and_resuming_goes_back(world: World) -> None:
    with world.write() as db:
        room_id = make.room(db).id
        make.post(db, db.get_one(Room, room_id), "neighbour")
    manager = world.browser("room_manager")
    reason = {"reason": "回線の工事のため、お休みします。", "review_on": "2026-11-30"}
    assert manager.post(f"/staff/rooms/{room_id}/suspend", reason | {"reason": "短い"}).status_code == 422
    past = manager.post(f"/staff/rooms/{room_id}/suspend", reason | {"review_on": "2026-11-24"})
    assert past.status_code == 422
    assert "回線の工事のため" in past.text
    assert manager.post(f"/staff/rooms/{room_id}/suspend", reason).status_code == 303
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "回線の工事のため、お休みします。" in page
    assert "2026年11月30日" in page
    assert "遊具を新しくしてほしいです。" in page
    with world.read() as db:
        assert db.exec(select(Notice).where(Notice.kind == "room_suspended")).first() is not None
    assert manager.post(f"/staff/rooms/{room_id}/resume").status_code == 303
    assert room(world, room_id).state_at(world.now) is RoomState.OPEN
    assert manager.post(f"/staff/rooms/{room_id}/resume").status_code == 422


def test_a_room_resumed_too_late_is_over(world: World) -> None:
    with world.write() as db:
        room_id = make.room(db).id
    manager = world.browser("room_manager")
    manager.post(
        f"/staff/rooms/{room_id}/suspend", {"reason": "回線の工事のため、お休みします。", "review_on": "2026-11-30"}
    )
    world.advance(days=40)
    world.browser("room_manager").post(f"/staff/rooms/{room_id}/resume")
    assert room(world, room_id).state_at(world.now) is RoomState.SUMMARISING


def test_cancelling_keeps_everything_readable_and_is_final(world: World) -> None:
    with world.write() as db:
        room_id = make.room(db).id
        make.post(db, db.get_one(Room, room_id), "neighbour")
    manager = world.browser("room_manager")
    assert (
        manager.post(f"/staff/rooms/{room_id}/cancel", {"reason": "計画そのものが取りやめになりました。"}).status_code
        == 303
    )
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "計画そのものが取りやめになりました。" in page
    assert "遊具を新しくしてほしいです。" in page
    assert manager.post(f"/staff/rooms/{room_id}/resume").status_code == 422


@pytest.mark.parametrize("step", ["announce", "suspend", "resume", "cancel", "return", "edit"])
@pytest.mark.parametrize("who", ["resident", "facilitator", "moderator", "other_approver", "auditor"])
def test_only_its_managers_steer_a_room(world: World, step: str, who: str) -> None:
    with world.write() as db:
        room_id = make.room(
            db, id=50, state=RoomState.APPROVED if step in ("announce", "return") else RoomState.OPEN
        ).id
    data = FULL | {"reason": "十文字をこえる理由です。", "review_on": "2026-12-24"}
    assert world.browser(who).post(f"/staff/rooms/{room_id}/{step}", data).status_code in (403, 404)
    stranger = world.browser().post(f"/staff/rooms/{room_id}/{step}", data)
    assert stranger.headers["location"].startswith("/sign-in")
    assert room(world, room_id).rev == 0


def test_a_manager_of_one_section_cannot_take_another(world: World) -> None:
    answer = world.browser("room_manager").post("/staff/rooms/new", FULL | {"section_id": cast.SCHOOLS})
    assert answer.status_code == 403
    with world.read() as db:
        assert db.exec(select(Room)).all() == []


@pytest.mark.parametrize(
    "change",
    [{"title": ""}, {"kind": "party"}, {"opens_on": "きのう"}, {"due_days": "-3"}, {"section_id": "999"},
     {"rule_version": "99"}, {"documents": "no-such-plan#1"}, {"phase1_ends_on": ""}, {"identity_level": "9"}],
)  # fmt: skip
def test_bad_fields_keep_what_was_typed(world: World, change: dict[str, Any]) -> None:
    answer = world.browser("room_manager").post("/staff/rooms/new", FULL | change)
    assert answer.status_code == 422
    assert "夜間開館の時間について意見を聞きます。" in answer.text
    with world.read() as db:
        assert db.exec(select(Room)).all() == []


def test_full_width_numbers_and_dates_are_understood(world: World) -> None:
    found = room(world, drafted(world, due_days="１４", opens_on="２０２６－１２－０１"))
    assert (found.due_days, found.opens_at) == (14, clock.start_of(date(2026, 12, 1)))


def test_documents_of_a_room_are_passages_in_force(world: World) -> None:
    with world.write() as db:
        make.document(db, "plan-1", ("一つ目です。", "二つ目です。"))
    room_id = drafted(world, documents="plan-1\nplan-1#2")
    page = world.browser("room_manager").get(f"/rooms/{room_id}").text
    assert "/documents/plan-1/2" in page
    with world.read() as db:
        assert [one.unit_seq for one in db.exec(select(RoomDocument).order_by(RoomDocument.id))] == [None, 2]  # type: ignore[arg-type]


def test_every_step_stands_in_the_ledger(world: World) -> None:
    room_id = announced(world)
    with world.read() as db:
        verbs = [entry.verb for entry in db.exec(select(LedgerEntry).where(LedgerEntry.target == f"room:{room_id}"))]
    assert verbs == ["rooms.draft_room", "rooms.approve_room", "rooms.announce_room"]


def test_the_list_and_the_permission_agree_on_every_state_and_person(world: World) -> None:
    """The matrix: who may see a room, asked of the table and of the list."""
    from civic.accounts.queries import grants_of
    from civic.permissions import Actor, can

    with world.write() as db:
        for state in RoomState:
            for section in (cast.PARKS, cast.SCHOOLS):
                make.room(db, state=state, section_id=section)
    with world.read() as db:
        rooms = db.exec(select(Room)).all()
        viewers = [Actor(cast.IDS[name], name, grants_of(db, cast.IDS[name], cast.NOW)) for name in cast.PEOPLE]
        for viewer in (None, *viewers):
            listed = {one.id for one in db.exec(select(Room).where(queries.visible_to(viewer)))}
            assert listed == {one.id for one in rooms if can(viewer, "room.see", one)}
            if viewer is None:
                assert listed == {one.id for one in rooms if one.state in PUBLIC}


def test_clock_and_sql_agree_on_the_state(world: World) -> None:
    from civic.rooms.queries.lists import clock_state

    hour = timedelta(hours=1)
    with world.write() as db:
        for state in RoomState:
            for opens, closes in ((-2, -1), (-1, 1), (1, 2), (0, 1), (-1, 0)):
                make.room(db, state=state, opens_at=cast.NOW + opens * hour, closes_at=cast.NOW + closes * hour)
            make.room(db, state=state, opens_at=None, closes_at=None)
    with world.read() as db:
        for found, state in db.execute(select(Room, clock_state(cast.NOW))):
            assert found.state_at(cast.NOW).value == state


def test_kinds_of_the_form_are_those_of_the_model(world: World) -> None:
    form = world.browser("room_manager").get("/staff/rooms/new").text
    for kind in (*RoomKind, *PolicyStage, *AnswerUnit):
        # Residents open their own rooms by another road.
        assert (f'value="{kind.value}"' in form) is (kind is not RoomKind.CITIZEN)
    with world.read() as db:
        assert db.exec(select(RoomTopic)).all() == []
