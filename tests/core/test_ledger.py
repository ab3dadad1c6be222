"""The ledger's chain: what is appended holds, and any change is found and located."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from civic import ledger
from tests import cast
from tests.world import World


def write_three(world: World) -> None:
    for number in range(3):
        with world.write() as db:
            ledger.append(db, cast.person("moderator"), "review.hide_post", f"post:{number}", article=4)


def codes(world: World) -> list[tuple[str, int]]:
    with world.read() as db:
        return [(gap.code, gap.seq) for gap in ledger.verify_chain(db)]


def test_a_chain_that_nobody_touched_holds(world: World) -> None:
    write_three(world)
    assert codes(world) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE ledger_entry SET verb = 'review.hide_posT' WHERE seq = 2", ("ledger.changed_entry", 2)),
        ("UPDATE ledger_entry SET actor_id = 1 WHERE seq = 2", ("ledger.changed_entry", 2)),
        ("UPDATE ledger_entry SET data = '{\"article\": 5}' WHERE seq = 1", ("ledger.changed_entry", 1)),
        ("DELETE FROM ledger_entry WHERE seq = 2", ("ledger.missing_entry", 2)),
        ("DELETE FROM ledger_entry WHERE seq = 3", ("ledger.missing_tail", 3)),
    ],
)
def test_one_changed_or_missing_entry_is_found(world: World, change: str, found: tuple[str, int]) -> None:
    write_three(world)
    with world.write() as db:
        db.connection().execute(text(change))
    assert found in codes(world)


def test_a_tail_cut_off_with_its_head_is_found_by_the_published_head(world: World) -> None:
    write_three(world)
    with world.write() as db:
        head = db.get_one(ledger.LedgerHead, 1)
        db.add(ledger.PublishedHead(on="2026-11-24", seq=head.seq, hash=head.hash))
    with world.write() as db:
        second = db.get_one(ledger.LedgerEntry, 2)
        db.connection().execute(text("DELETE FROM ledger_entry WHERE seq = 3"))
        change = text("UPDATE ledger_head SET seq = 2, hash = :h")
        db.connection().execute(change, {"h": second.hash})
    assert ("ledger.published_head_missing", 3) in codes(world)


def test_a_refused_verb_leaves_no_entry(world: World) -> None:
    with pytest.raises(RuntimeError), world.write() as db:
        ledger.append(db, 1, "rooms.announce_room", "room:1")
        raise RuntimeError
    assert codes(world) == []
    with world.read() as db:
        assert db.get(ledger.LedgerEntry, 1) is None


def test_digests_depend_on_the_salt_and_on_where_texts_end() -> None:
    assert ledger.digest("a", "公園") != ledger.digest("b", "公園")
    assert ledger.digest("a", "公園", "の") != ledger.digest("a", "公", "園の")


def test_the_moment_of_an_entry_is_the_verbs(world: World) -> None:
    moment = cast.NOW + timedelta(microseconds=7)
    with world.write() as db:
        ledger.append(db, None, "city.change_setting", "setting:x", at=moment)
    assert codes(world) == []
