"""What the city owes the people in its files: consents, conditions, appeals, and erasing what is no longer needed."""

from typing import Any

import pytest
from sqlmodel import select

from civic import clock
from civic.city.models import Setting
from civic.jobs import later
from civic.registry.models import Consent, Entry, EntryDetail
from civic.registry.states import EntryState
from tests import cast
from tests.registry.forms import apply, entry, group, listed, typed
from tests.world import World


def set_to(world: World, name: str, value: Any) -> None:
    with world.write() as db:
        db.add(Setting(name=name, value=value, changed_at=world.now, changed_by=None, reason="試験"))


def each_day(world: World, days: int) -> None:
    world.advance(days=days)
    with world.write() as db:
        later(db, "registry.each_day", clock.today(world.now).isoformat())
    world.drain()


def test_consent_is_kept_for_each_set_of_fields(world: World) -> None:
    """DOMAIN §10, 19: the version of the purpose notice and the day stand beside what was given."""
    made = listed(world)
    world.advance(hours=1)
    assert world.browser("resident").post(f"/registry/{made}/edit", typed(show_name="public")).status_code == 303
    with world.read() as db:
        first, second = db.exec(select(Consent).where(Consent.entry_id == made).order_by(Consent.id)).all()  # type: ignore[arg-type]
    assert (first.fields["name"], first.withdrawn_at is not None) == ("signed_in", True)
    assert (second.fields["name"], second.fields["address"], second.notice_version) == ("public", "city_only", 1)
    assert second.withdrawn_at is None


def test_withdrawn_is_hidden_at_once_and_erased_after_its_days(world: World) -> None:
    made = listed(world)
    world.browser("resident").post(f"/registry/{made}/withdraw")
    each_day(world, 365)
    assert entry(world, made).display_name != ""
    each_day(world, 1)
    gone = entry(world, made)
    assert (gone.display_name, gone.introduction, gone.folded, gone.person_id) == ("", "", "", None)
    assert gone.state is EntryState.WITHDRAWN
    with world.read() as db:
        assert db.exec(select(EntryDetail).where(EntryDetail.entry_id == made)).all() == []
        assert db.exec(select(Consent).where(Consent.entry_id == made)).all() == []


def suspended(world: World) -> int:
    made = listed(world)
    data = {"seen": str(entry(world, made).rev), "reason": "内容が事実とちがうと知らせがありました。"}
    assert world.browser("registry_officer").post(f"/staff/registry/{made}/suspend", data).status_code == 303
    return made


def test_an_appeal_is_decided_by_another_officer(world: World) -> None:
    made = suspended(world)
    assert "申し立てをする" in world.browser("resident").get(f"/registry/{made}").text
    path, words = f"/registry/{made}/appeal", {"appeal": "書いたことは、すべて本当です。証明書もあります。"}
    assert world.browser("neighbour").post(path, words).status_code == 404
    assert world.browser("resident").post(path, {"appeal": "短い"}).status_code == 422
    assert world.browser("resident").post(path, words).status_code == 303
    assert world.browser("resident").post(path, {"appeal": "二度目の申し立てを書いています。"}).status_code == 303
    row = entry(world, made)
    assert row.appeal == words["appeal"]
    same = world.browser("registry_officer").post(f"/staff/registry/{made}/register", {"seen": str(row.rev)})
    assert same.status_code == 422
    assert "別の担当者" in same.text
    with world.write() as db:
        db.get_one(Entry, made).decided_by = cast.IDS["city_manager"]
    again = world.browser("registry_officer").post(f"/staff/registry/{made}/register", {"seen": str(row.rev)})
    assert again.status_code == 303
    assert entry(world, made).is_listed


def test_what_is_not_suspended_has_nothing_to_appeal(world: World) -> None:
    made = listed(world)
    answer = world.browser("resident").post(f"/registry/{made}/appeal", {"appeal": "何かを申し立てています。"})
    assert answer.status_code in (303, 422)
    assert entry(world, made).appeal == ""


@pytest.mark.parametrize(
    ("name", "value", "data", "said"),
    [
        ("registry.needs_tie", 1, typed(), "この市に住む、働く、学ぶ方"),
        ("registry.min_age", 70, typed(), "70歳以上"),
        ("registry.group_min_members", 20, group(), "会員が20人以上"),
        ("registry.group_min_years", 1, group(founded_on="令和8年4月"), "1年以上"),
        ("registry.group_min_years", 1, group(founded_on=""), "1年以上"),
    ],
)
def test_the_city_sets_who_may_register(world: World, name: str, value: int, data: dict[str, Any], said: str) -> None:
    set_to(world, name, value)
    answer = world.browser("resident").post("/registry/apply", data)
    assert answer.status_code == 422
    assert said in answer.text
    assert data["display_name"] in answer.text


@pytest.mark.parametrize(
    ("name", "value", "data"),
    [
        ("registry.needs_tie", 1, typed(tie="在勤")),
        ("registry.group_min_members", 10, group()),
        ("registry.group_min_years", 3, group(founded_on="2013年9月15日")),
        ("registry.group_min_years", 1, group(founded_on="2025-11")),
    ],
)
def test_who_meets_the_conditions_is_taken(world: World, name: str, value: int, data: dict[str, Any]) -> None:
    set_to(world, name, value)
    assert world.browser("resident").post("/registry/apply", data).status_code == 303


def test_an_unknown_tie_is_no_choice(world: World) -> None:
    assert world.browser("resident").post("/registry/apply", typed(tie="観光")).status_code == 422


def test_the_tie_is_the_citys_alone(world: World) -> None:
    made = listed(world, tie="在学")
    assert "在学" not in world.browser("neighbour").get(f"/registry/{made}").text
    assert apply(world) != made
