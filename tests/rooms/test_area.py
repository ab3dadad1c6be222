"""市民エリア: a resident proposes a room, others support it, the committee decides with a reason, its people end it."""

from typing import Any

import pytest
from sqlmodel import select

from civic import worker
from civic.accounts.models import Person, RoleGrant, SignInSession
from civic.city.models import Setting
from civic.ledger import LedgerEntry
from civic.permissions import Role
from civic.rooms.area_models import AreaProposal, AreaState, AreaSupport
from civic.rooms.models import NamePolicy, Post, Room, RoomKind
from civic.rooms.states import RoomState
from tests import cast, make
from tests.review.cases import kinds_told
from tests.world import Browser, World


@pytest.fixture(autouse=True)
def two_supporters(world: World) -> None:
    with world.write() as db:
        db.add(Setting(name="area.supporters", value=2, changed_at=world.now))
        make.room(db)  # the cast's facilitator runs room 1


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "title": "川べりの朝市を考える", "purpose": "川べりで月に一度、朝市を開けないか話し合います。",
        "house_rules": "店の名前は書かないでください。", "city_part": "may_look", "weeks": "6",
    } | changes  # fmt: skip


def proposed(world: World, **changes: Any) -> int:
    answer = world.browser("resident").post("/area/new", typed(**changes))
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[-1])


def supported(world: World) -> int:
    number = proposed(world)
    for name in ("neighbour", "facilitator"):
        assert world.browser(name).post(f"/area/{number}/support").status_code == 303
    return number


def decide(world: World, number: int, door: str, by: str = "committee_member", **form: Any) -> Any:
    return world.browser(by).post(
        f"/area/{number}/{door}", {"reason": "市民の話し合いの場として、ふさわしいため。"} | form
    )


def opened(world: World) -> int:
    number = supported(world)
    answer = decide(world, number, "open")
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("/", 1)[-1])


def proposal(world: World, number: int) -> AreaProposal:
    with world.read() as db:
        return db.get_one(AreaProposal, number)


def test_a_proposal_is_read_by_all_and_supporters_by_nobody(world: World) -> None:
    number = supported(world)
    page = world.browser().get(f"/area/{number}").text
    assert "川べりで月に一度" in page
    assert "店の名前は書かないでください。" in page
    assert "2人（2人で運営委員会へ）" in page
    assert "neighbourさん" not in page
    assert "川べりの朝市を考える" in world.browser().get("/area").text
    assert "川べりの朝市" not in world.browser().get("/rooms").text
    with world.read() as db:
        assert "area_ready" in kinds_told(db, "committee_member")
        verbs = [(one.verb, one.actor_id) for one in db.exec(select(LedgerEntry)).all() if "area" in one.verb]
        assert verbs == [
            ("rooms.propose_area", cast.IDS["resident"]),
            ("rooms.support_area", None),
            ("rooms.support_area", None),
        ]


def test_support_counts_once_and_never_for_oneself(world: World) -> None:
    number = proposed(world)
    for _click in range(2):
        assert world.browser("neighbour").post(f"/area/{number}/support").status_code == 303
    assert world.browser("resident").post(f"/area/{number}/support").status_code == 403
    assert proposal(world, number).supporters == 1
    with world.read() as db:
        assert len(db.exec(select(AreaSupport)).all()) == 1


def test_the_committee_opens_it_and_who_proposed_it_runs_it(world: World) -> None:
    room_id = opened(world)
    with world.read() as db:
        room = db.get_one(Room, room_id)
        assert (room.kind, room.name_policy, room.approved_by) == (
            RoomKind.CITIZEN, NamePolicy.HANDLE, cast.IDS["committee_member"],
        )  # fmt: skip
        grant = db.exec(select(RoleGrant).where(RoleGrant.scope_id == room_id, RoleGrant.scope == "room")).one()
        assert (grant.person_id, grant.role) == (cast.IDS["resident"], Role.FACILITATOR)
        assert room.state_at(world.now) is RoomState.ANNOUNCED
        assert "area_opened" in kinds_told(db, "resident")
    page = world.browser().get(f"/rooms/{room_id}").text
    assert "関係する課が読みに来ることがあります" in page
    assert "市民が提案し、市民が進める場です" in page
    assert "市からの回答はありません" in page
    assert "川べりの朝市を考える" in world.browser().get("/area").text
    assert "川べりの朝市" not in world.browser().get("/rooms").text
    world.advance(days=1)
    form = {
        "once": "once-for-area",
        "title": "場所",
        "body": "橋の下がよいと思います。",
        "acknowledge": "yes",
        "type": "opinion",
    }
    assert world.browser("neighbour").post(f"/rooms/{room_id}/posts", form).status_code == 303
    with world.read() as db:
        post = db.exec(select(Post)).one()
    hide = {"article": "1", "reason": "宣伝に当たるため、ルールにより表示しません。", "revision": "1"}
    assert world.browser("moderator").post(f"/posts/{post.id}/hide", hide).status_code != 403, "moderated as any room"


@pytest.mark.parametrize("name", ["resident", "neighbour", "city_manager", "moderator", "facilitator"])
def test_nobody_else_decides(world: World, name: str) -> None:
    number = supported(world)
    assert decide(world, number, "open", by=name).status_code == 403
    assert decide(world, number, "decline", by=name).status_code == 403
    assert proposal(world, number).state is AreaState.GATHERING


def test_invariant_10_a_member_of_the_committee_who_is_party_does_not_decide(world: World) -> None:
    number = supported(world)
    assert world.browser("committee_member").post(f"/area/{number}/support").status_code == 303
    assert decide(world, number, "open").status_code == 403
    other = world.browser("committee_member").post("/area/new", typed(title="自分の提案"))
    own = int(other.headers["location"].rsplit("/", 1)[-1])
    assert decide(world, own, "decline").status_code == 403


def test_too_few_supporters_no_reason_and_second_clicks_are_refused(world: World) -> None:
    number = proposed(world)
    answer = decide(world, number, "open")
    assert answer.status_code == 422
    assert "2人に足りません（いま0人）" in answer.text
    assert decide(world, number, "decline", reason="短い").status_code == 422
    assert decide(world, number, "decline", article="99").status_code == 422
    assert decide(world, number, "decline").status_code == 303
    assert decide(world, number, "decline").status_code == 422
    assert world.browser("neighbour").post(f"/area/{number}/support").status_code == 422
    assert "ふさわしいため" in world.browser().get(f"/area/{number}").text


def test_declined_for_an_article_its_words_are_shown_no_more(world: World) -> None:
    number = proposed(world)
    assert decide(world, number, "decline", article="1").status_code == 303
    for path in (f"/area/{number}", "/area"):
        page = world.browser().get(path).text
        assert "朝市" not in page
        assert "ルールに合わないため" in page


def test_the_proposer_withdraws_and_then_may_propose_again(world: World) -> None:
    number = proposed(world)
    again = world.browser("resident").post("/area/new", typed(title="二つ目"))
    assert again.status_code == 422
    assert "川べりで月に一度" in again.text, "what was typed is kept"
    assert world.browser("neighbour").post(f"/area/{number}/withdraw").status_code == 403
    assert world.browser("resident").post(f"/area/{number}/withdraw").status_code == 303
    assert proposal(world, number).state is AreaState.WITHDRAWN
    assert "朝市" not in world.browser().get("/area").text
    proposed(world, title="二つ目")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""}, {"purpose": "短い"}, {"weeks": "3"}, {"weeks": "13"}, {"weeks": "六"}, {"city_part": "answers"},
        {"topic_id": "999"}, {"purpose": "連絡は 090-1234-5678 の見本までお願いします。朝市の話です。"},
    ],
)  # fmt: skip
def test_bad_proposals_are_refused(world: World, changes: dict[str, str]) -> None:
    assert world.browser("resident").post("/area/new", typed(**changes)).status_code == 422
    with world.read() as db:
        assert db.exec(select(AreaProposal)).all() == []


def test_it_ends_with_the_words_of_those_who_ran_it_and_is_kept(world: World) -> None:
    room_id = opened(world)
    end = {"conclusion": "秋に一度、ためしに開くことになりました。反対の声もありました。"}
    early = world.browser("resident").post(f"/rooms/{room_id}/conclusion", end)
    assert "/second-factor" in early.headers["location"], "no role without a one-time code, a resident's neither"
    world.advance(weeks=6, days=2)
    assert world.browser("neighbour").post(f"/rooms/{room_id}/conclusion", end).status_code == 403
    with_code = world.browser("resident")
    with world.write() as db:
        person = db.get_one(Person, cast.IDS["resident"])
        person.totp_secret, person.totp_confirmed_at = "A" * 32, world.now
        for session in db.exec(select(SignInSession).where(SignInSession.person_id == person.id)).all():
            session.second_factor_at = world.now
            db.add(session)
        db.add(person)
    assert "結びの文を書く" in with_code.get(f"/rooms/{room_id}").text
    assert with_code.post(f"/rooms/{room_id}/conclusion", {"conclusion": "短い"}).status_code == 422
    assert with_code.post(f"/rooms/{room_id}/conclusion", end).status_code == 303
    assert with_code.post(f"/rooms/{room_id}/conclusion", end).status_code == 422
    assert "ためしに開くことになりました" in world.browser().get(f"/rooms/{room_id}").text
    with world.read() as db:
        assert db.get_one(Room, room_id).state is RoomState.ARCHIVED
    worker.plan_rounds(world.sites, world.site, is_new_day=False)
    world.drain()
    assert world.browser().get(f"/rooms/{room_id}/record.zip").status_code == 200


def with_code(world: World, name: str) -> Browser:
    """Signed in with a one-time code, which a role asks for."""
    browser = world.browser(name)
    with world.write() as db:
        person = db.get_one(Person, cast.IDS[name])
        person.totp_secret, person.totp_confirmed_at = "A" * 32, world.now
        for session in db.exec(select(SignInSession).where(SignInSession.person_id == person.id)).all():
            session.second_factor_at = world.now
            db.add(session)
        db.add(person)
    return browser


def handle(world: World, name: str) -> str:
    with world.read() as db:
        return db.get_one(Person, cast.IDS[name]).handle


def test_several_run_a_room_and_each_accepts_themselves(world: World) -> None:
    room_id = opened(world)
    runner, address = with_code(world, "resident"), f"/rooms/{room_id}/helpers"
    assert address in runner.get(f"/rooms/{room_id}").text
    asked = {"handle": handle(world, "neighbour")}
    assert runner.post(address, asked).status_code == 303
    with world.read() as db:
        assert "helper_asked" in kinds_told(db, "neighbour")
        assert db.exec(select(RoleGrant).where(RoleGrant.person_id == cast.IDS["neighbour"])).all() == []
    neighbour = world.browser("neighbour")
    assert "進行を手伝ってほしいと頼まれています" in neighbour.get(address).text
    assert neighbour.post(f"{address}/answer", {"accepts": "true"}).status_code == 303
    helper = with_code(world, "neighbour")
    assert helper.post(f"{address}/answer", {"accepts": "true"}).status_code == 422, "answered once"
    world.advance(weeks=6, days=2)
    end = {"conclusion": "秋に一度、ためしに開くことになりました。反対の声もありました。"}
    helper = with_code(world, "neighbour")
    assert helper.post(f"/rooms/{room_id}/conclusion", end).status_code == 303
    with world.read() as db:
        assert "helper_accepted" in kinds_told(db, "resident")
        verbs = [one.verb for one in db.exec(select(LedgerEntry)).all() if "help" in one.verb]
        assert verbs == ["rooms.ask_helper", "rooms.answer_helping"]


def test_who_declines_is_not_asked_again_and_who_stops_has_no_more_to_say(world: World) -> None:
    room_id = opened(world)
    runner, address = with_code(world, "resident"), f"/rooms/{room_id}/helpers"
    for name in ("neighbour", "facilitator"):
        assert runner.post(address, {"handle": handle(world, name)}).status_code == 303
    assert world.browser("neighbour").post(f"{address}/answer").status_code == 303
    again = runner.post(address, {"handle": handle(world, "neighbour")})
    assert again.status_code == 422
    assert "一度お願いした人" in again.text
    helper = world.browser("facilitator")
    assert helper.post(f"{address}/answer", {"accepts": "true"}).status_code == 303
    assert helper.post(f"{address}/stop").status_code == 303
    assert helper.post(f"{address}/stop").status_code == 422
    end = {"conclusion": "秋に一度、ためしに開くことになりました。反対の声もありました。"}
    world.advance(weeks=6, days=2)
    assert world.browser("facilitator").post(f"/rooms/{room_id}/conclusion", end).status_code == 403
    with world.read() as db:
        assert {"helper_declined", "helper_ended"} <= set(kinds_told(db, "resident"))


def test_only_those_who_run_it_ask_and_only_who_was_asked_answers(world: World) -> None:
    room_id = opened(world)
    address = f"/rooms/{room_id}/helpers"
    asked = {"handle": handle(world, "neighbour")}
    for name in ("neighbour", "moderator", "committee_member", "facilitator"):
        assert world.browser(name).post(address, asked).status_code == 403
        assert world.browser(name).post(f"{address}/answer", {"accepts": "true"}).status_code == 404
        assert world.browser(name).get(address).status_code == 403
    runner = with_code(world, "resident")
    nobody = runner.post(address, {"handle": "そんな人はいない"})
    assert nobody.status_code == 422
    assert "そんな人はいない" in nobody.text, "what was typed is kept"
    assert runner.post(address, {"handle": handle(world, "resident")}).status_code == 422, "oneself"
    assert runner.post("/rooms/1/helpers", asked).status_code == 403, "a room of the city"
    for name in ("neighbour", "facilitator", "moderator", "drafter", "approver"):
        assert runner.post(address, {"handle": handle(world, name)}).status_code == 303
    crowd = runner.post(address, {"handle": handle(world, "auditor")})
    assert crowd.status_code == 422
    assert "5人まで" in crowd.text
