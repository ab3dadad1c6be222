"""An entry's later life: changed, withdrawn at once, reminded, renewed, expired on its day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from civic import clock
from civic.errors import Refused
from civic.index import store
from civic.jobs import later
from civic.notifications.models import Notice
from civic.registry.actions import last_day
from civic.registry.models import Entry
from civic.registry.states import NEXT, EntryState, move
from civic.text.query import parse_query
from tests.registry.forms import apply, entry, listed, register, typed
from tests.world import World


def post(world: World, entry_id: int, what: str, data: dict[str, Any] | None = None, name: str | None = "resident"):  # type: ignore[no-untyped-def]
    return world.browser(name).post(f"/registry/{entry_id}/{what}", data)


def search(world: World) -> int:
    world.drain()
    return store.engine_for(world.site).search(parse_query("折り紙")).total


def each_day(world: World) -> None:
    with world.write() as db:
        later(db, "registry.each_day", clock.today(world.now).isoformat())
    world.drain()


def set_last_day(world: World, entry_id: int, day: date) -> None:
    with world.write() as db:
        row = db.get_one(Entry, entry_id)
        row.expires_on, row.confirmed_on = day, day - timedelta(days=700)
        db.add(row)


def test_withdrawal_hides_at_once(world: World) -> None:
    made = listed(world)
    assert search(world) == 1
    assert "取り下げますか" in world.browser("resident").get(f"/registry/{made}/withdraw").text
    assert post(world, made, "withdraw").status_code == 303
    assert world.browser().get(f"/registry/{made}").status_code == 404
    assert "折り紙のおじさん" not in world.browser().get("/registry").text
    assert search(world) == 0


def test_twice_changes_nothing(world: World) -> None:
    made = listed(world)
    assert [post(world, made, "withdraw").status_code for _ in range(2)] == [303, 303]
    assert entry(world, made).state is EntryState.WITHDRAWN


@pytest.mark.parametrize("what", ["withdraw", "renew", "edit"])
def test_only_the_owner_may(world: World, what: str) -> None:
    made = listed(world)
    for name in ("neighbour", "registry_officer", "city_manager"):
        assert post(world, made, what, typed(), name).status_code == 403
        assert world.browser(name).get(f"/registry/{made}/{what}").status_code == 403
    assert post(world, made, what, typed(), None).headers["location"].startswith("/sign-in")
    assert entry(world, made).state is EntryState.REGISTERED


def test_a_change_leaves_the_list_until_it_is_checked(world: World) -> None:
    made = listed(world)
    form = world.browser("resident").get(f"/registry/{made}/edit").text
    assert 'value="折り紙のおじさん"' in form
    assert '<option value="signed_in" selected>' in form
    assert post(world, made, "edit", typed(skills="紙飛行機")).status_code == 303
    assert world.browser().get(f"/registry/{made}").status_code == 404
    assert search(world) == 0
    assert register(world, made).status_code == 303
    assert "紙飛行機" in world.browser().get(f"/registry/{made}").text


def test_a_rejected_entry_may_apply_again(world: World) -> None:
    made = apply(world)
    seen = {"seen": str(entry(world, made).rev), "reason": "内容が確認できませんでした。"}
    world.browser("registry_officer").post(f"/staff/registry/{made}/reject", seen)
    assert post(world, made, "edit", typed()).status_code == 303
    assert entry(world, made).state is EntryState.UNDER_REVIEW


def test_a_withdrawn_entry_stays_withdrawn(world: World) -> None:
    made = listed(world)
    post(world, made, "withdraw")
    assert post(world, made, "edit", typed()).status_code == 422
    assert entry(world, made).state is EntryState.WITHDRAWN


def test_it_leaves_list_and_search_on_its_day(world: World) -> None:
    """The date counts even before the daily round has run."""
    made = listed(world)
    assert search(world) == 1
    set_last_day(world, made, clock.today(world.now))
    assert world.browser().get(f"/registry/{made}").status_code == 200
    world.advance(days=1)
    assert world.browser().get(f"/registry/{made}").status_code == 404
    assert "折り紙のおじさん" not in world.browser().get("/registry").text
    assert "折り紙のおじさん" not in world.browser().get("/search?q=折り紙").text
    each_day(world)
    assert entry(world, made).state is EntryState.EXPIRED
    assert search(world) == 0
    with world.read() as db:
        assert "entry_expired" in db.exec(select(Notice.kind)).all()


def test_the_owner_is_reminded_once_at_each_distance(world: World) -> None:
    made = listed(world)
    set_last_day(world, made, clock.today(world.now) + timedelta(days=60))

    def reminders() -> int:
        each_day(world)
        with world.read() as db:
            return len(db.exec(select(Notice).where(Notice.kind == "entry_expires_soon")).all())

    assert [reminders(), reminders()] == [1, 1]
    world.advance(days=47)
    assert [reminders(), reminders()] == [2, 2], "also when the fourteenth day itself was missed"


def test_renewal_within_the_notice_period(world: World) -> None:
    made = listed(world)
    last = clock.today(world.now) + timedelta(days=30)
    set_last_day(world, made, last)
    assert "登録を更新する" in world.browser("resident").get(f"/registry/{made}").text
    assert [post(world, made, "renew").status_code for _ in range(2)] == [303, 303]
    assert entry(world, made).expires_on == last_day(last, 2)


def test_renewal_is_refused_too_early_and_too_late(world: World) -> None:
    made = listed(world)
    set_last_day(world, made, clock.today(world.now) + timedelta(days=61))
    early = post(world, made, "renew")
    assert early.status_code == 422
    assert "60日前" in early.text
    set_last_day(world, made, clock.today(world.now) - timedelta(days=1))
    assert post(world, made, "renew").status_code == 422


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 10))
def test_validity_ends_with_a_fiscal_year(day: date, years: int) -> None:
    last = last_day(day, years)
    assert (last.month, last.day) == (3, 31)
    assert day.toordinal() + 365 * years <= last.toordinal() <= day.toordinal() + 366 * (years + 1)


@given(st.sampled_from(EntryState), st.sampled_from(EntryState))
def test_the_table_of_states_is_the_law(state: EntryState, to: EntryState) -> None:
    if to in NEXT[state]:
        assert move(state, to) is to
    else:
        with pytest.raises(Refused):
            move(state, to)
    assert NEXT[EntryState.WITHDRAWN] == frozenset()
