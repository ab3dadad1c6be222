"""The officer: queue, opening private fields on the record, yes, no, pause; never one's own; never unseen changes."""

from typing import Any

import pytest
from sqlmodel import select

from civic.ledger import LedgerEntry
from civic.registry.states import EntryState
from tests import cast
from tests.registry.forms import SECRETS, apply, entry, listed, register, typed
from tests.world import World

REASON = "内容が確認できませんでした。もう一度お知らせください。"


def decide(world: World, entry_id: int, what: str, name: str | None = "registry_officer", **data: Any) -> Any:
    form = {"seen": str(entry(world, entry_id).rev)} | data
    return world.browser(name).post(f"/staff/registry/{entry_id}/{what}", form)


def test_the_officer_lists_an_entry(world: World) -> None:
    made = apply(world)
    assert "折り紙のおじさん" in world.browser("registry_officer").get("/staff/registry").text
    assert register(world, made).status_code == 303
    now = entry(world, made)
    assert (now.state, now.decided_by) == (EntryState.REGISTERED, cast.person("registry_officer"))
    assert str(now.expires_on) == "2029-03-31", "the end of the fiscal year in which two years pass"
    assert "折り紙のおじさん" in world.browser().get("/registry").text
    with world.read() as db:
        act = db.exec(select(LedgerEntry).order_by(LedgerEntry.seq.desc())).first()
    assert act is not None
    assert (act.verb, act.target) == ("registry.register_entry", f"entry:{made}")
    assert "折り紙" not in str(act.data)
    world.drain()
    assert any("resident@" in mail and "登録しました" in mail for mail in world.mails())


@pytest.mark.parametrize("what", ["register", "reject", "suspend", "open"])
@pytest.mark.parametrize("name", ["moderator", "city_manager", "drafter", "auditor"])
def test_others_decide_nothing(world: World, what: str, name: str) -> None:
    made = listed(world) if what == "suspend" else apply(world)
    answer = decide(world, made, what, name, reason=REASON, purpose="check")
    assert answer.status_code == (403 if what == "suspend" else 404), "what is not listed is not there for others"
    assert world.browser(name).get("/staff/registry").status_code == 403
    assert world.browser(name).get(f"/staff/registry/{made}").status_code == 403


def test_a_stranger_is_led_to_sign_in(world: World) -> None:
    assert world.browser().get("/staff/registry").headers["location"].startswith("/sign-in")
    assert decide(world, listed(world), "suspend", None, reason=REASON).headers["location"].startswith("/sign-in")


def test_nobody_decides_on_their_own(world: World) -> None:
    made = apply(world, "registry_officer")
    for what in ("register", "reject"):
        assert decide(world, made, what, reason=REASON).status_code == 403
    assert entry(world, made).state is EntryState.UNDER_REVIEW


def test_private_fields_are_opened_on_the_record(world: World) -> None:
    made = apply(world)
    before = world.browser("registry_officer").get(f"/staff/registry/{made}").text
    assert SECRETS["address"] not in before
    answer = decide(world, made, "open", purpose="check")
    assert answer.status_code == 200
    assert SECRETS["address"] in answer.text
    assert SECRETS["birth_year"] in answer.text
    with world.read() as db:
        act = db.exec(select(LedgerEntry).where(LedgerEntry.verb == "registry.reveal_entry")).one()
    assert act.data["purpose"] == "check"
    assert SECRETS["address"] not in str(act.data)


def test_opening_needs_a_purpose(world: World) -> None:
    made = apply(world)
    answer = decide(world, made, "open", purpose="curiosity")
    assert answer.status_code == 422
    assert SECRETS["address"] not in answer.text


def test_a_no_needs_a_reason_which_the_applicant_reads(world: World) -> None:
    made = apply(world)
    short = decide(world, made, "reject", reason="だめ")
    assert short.status_code == 422
    assert "10文字以上" in short.text
    assert decide(world, made, "reject", reason=REASON).status_code == 303
    assert entry(world, made).state is EntryState.REJECTED
    assert REASON in world.browser("resident").get(f"/registry/{made}").text
    assert world.browser().get(f"/registry/{made}").status_code == 404


def test_twice_is_told(world: World) -> None:
    made = apply(world)
    seen = str(entry(world, made).rev)
    register(world, made)
    assert decide(world, made, "register", seen=seen).status_code == 409
    assert decide(world, made, "reject", seen=seen, reason=REASON).status_code == 409


def test_a_change_behind_the_officers_back_is_told(world: World) -> None:
    made = apply(world)
    seen = str(entry(world, made).rev)
    world.browser("resident").post(f"/registry/{made}/edit", typed(introduction="まったく別の内容に書きかえました。"))
    answer = decide(world, made, "register", seen=seen)
    assert answer.status_code == 409
    assert "まったく別の内容" in answer.text
    assert entry(world, made).state is EntryState.UNDER_REVIEW


def test_a_pause_takes_it_off_the_list_and_a_yes_brings_it_back(world: World) -> None:
    made = listed(world)
    assert decide(world, made, "suspend", reason=REASON).status_code == 303
    assert world.browser().get(f"/registry/{made}").status_code == 404
    assert REASON in world.browser("resident").get(f"/registry/{made}").text
    assert register(world, made).status_code == 303
    assert world.browser().get(f"/registry/{made}").status_code == 200


@pytest.mark.parametrize("data", [{"seen": "x"}, {"seen": ""}, {"seen": "１"}])
def test_a_broken_form_changes_nothing(world: World, data: dict[str, str]) -> None:
    made = apply(world)
    assert decide(world, made, "register", **data).status_code in (409, 422)
    assert entry(world, made).state is EntryState.UNDER_REVIEW
