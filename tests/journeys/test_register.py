"""The life of one entry and of one introduction, end to end with the worker drained."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from civic import clock
from civic.index import store
from civic.jobs import later
from civic.ledger import LedgerEntry
from civic.registry.models import Entry, EntryDetail
from civic.registry.states import EntryState
from civic.text.query import parse_query
from tests.registry.forms import SECRETS, entry, listed, typed
from tests.registry.test_introduction import ASKER, OWNER, act, one, wish
from tests.world import World


@pytest.fixture(autouse=True)
def _close_indexes() -> Iterator[None]:
    yield
    store.close_all()


def found(world: World) -> int:
    world.drain()
    return store.engine_for(world.site).search(parse_query("折り紙")).total


def each_day(world: World) -> None:
    with world.write() as db:
        later(db, "registry.each_day", clock.today(world.now).isoformat())
    world.drain()


def test_the_life_of_one_entry(world: World) -> None:
    """Applied, registered, found, changed, reminded, renewed, withdrawn, erased; the chain of acts stays."""
    made = listed(world)
    assert found(world) == 1
    world.advance(hours=1)
    assert world.browser("resident").post(f"/registry/{made}/edit", typed(skills="折り紙と切り絵")).status_code == 303
    assert found(world) == 0, "what is listed is what was checked"
    seen = {"seen": str(entry(world, made).rev)}
    assert world.browser("registry_officer").post(f"/staff/registry/{made}/register", seen).status_code == 303
    assert found(world) == 1
    last = entry(world, made).expires_on
    assert last is not None
    world.now = clock.start_of(last - timedelta(days=14)) + timedelta(hours=9)
    each_day(world)
    for _ in range(2):
        assert world.browser("resident").post(f"/registry/{made}/renew").status_code == 303
    renewed = entry(world, made).expires_on
    assert renewed is not None
    assert renewed > last
    assert world.browser("resident").post(f"/registry/{made}/withdraw").status_code == 303
    assert world.browser().get(f"/registry/{made}").status_code == 404
    assert found(world) == 0
    world.advance(days=366)
    each_day(world)
    with world.read() as db:
        gone = db.exec(select(Entry).where(Entry.id == made)).one()
        assert (gone.state, gone.display_name, gone.person_id) == (EntryState.WITHDRAWN, "", None)
        assert db.exec(select(EntryDetail).where(EntryDetail.entry_id == made)).all() == []
        acts = [row.verb for row in db.exec(select(LedgerEntry).where(LedgerEntry.target == f"entry:{made}"))]
        whole = " ".join(str(row.model_dump()) for row in db.exec(select(LedgerEntry)))
    assert acts.count("registry.register_entry") == 2
    assert [value for value in SECRETS.values() if len(value) > 4 and value in whole] == []


def test_the_life_of_one_introduction(world: World) -> None:
    """Requested, checked, asked, talked about, accepted, reported, closed, erased."""
    made = listed(world)
    answer = world.browser("neighbour").post(f"/registry/{made}/introduce", wish())
    number = int(answer.headers["location"].rsplit("/", 1)[-1])
    assert act(world, number, "ask", "registry_officer").status_code == 303
    said = {"body": "何人くらい来ますか。", "once": "journey-say-1"}
    assert world.browser("resident").post(f"/introductions/{number}/messages", said).status_code == 303
    assert ASKER not in world.browser("resident").get(f"/introductions/{number}").text
    assert act(world, number, "accept", "resident", contact=OWNER).status_code == 303
    assert OWNER in world.browser("neighbour").get(f"/introductions/{number}").text
    world.drain()
    assert [mail for mail in world.mails() if ASKER in mail or OWNER in mail] == []
    world.advance(days=20)
    assert act(world, number, "report", "neighbour", report="二十人が鶴を折りました。").status_code == 303
    assert act(world, number, "close", "registry_officer").status_code == 303
    world.advance(days=366)
    each_day(world)
    assert (one(world, number).contact, one(world, number).owner_contact) == ("", "")
