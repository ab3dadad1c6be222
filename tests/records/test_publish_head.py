"""The head of the ledger: one a day, public, copied outside the database, never rewritten."""

import json

from sqlmodel import select

from civic import jobs, ledger
from civic.ledger import PublishedHead, verify_chain
from tests.world import World


def round_of_the_day(world: World) -> None:
    with world.write() as db:
        jobs.later(db, "records.each_day", world.now.isoformat(), lane="long")
    world.drain()


def act(world: World) -> None:
    with world.write() as db:
        ledger.append(db, None, "rooms.pass_state", "room:1", at=world.now)


def lines(world: World) -> list[dict[str, object]]:
    path = world.site.folder / "ledger-heads.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def test_one_head_a_day_in_table_file_and_page(world: World) -> None:
    round_of_the_day(world)
    assert lines(world) == []
    assert "まだ要約はありません" in world.browser().get("/ledger").text
    act(world)
    round_of_the_day(world)
    act(world)
    round_of_the_day(world)
    world.advance(days=1)
    round_of_the_day(world)
    with world.read() as db:
        heads = db.exec(select(PublishedHead)).all()
        assert [(h.on, h.seq) for h in heads] == [("2026-11-24", 1), ("2026-11-25", 2)]
        assert list(verify_chain(db)) == []
    assert [line["hash"] for line in lines(world)] == [h.hash for h in heads]
    page = world.browser().get("/ledger").text
    assert all(h.hash in page for h in heads)


def test_a_day_the_file_missed_is_added_and_old_lines_stay(world: World) -> None:
    act(world)
    round_of_the_day(world)
    path = world.site.folder / "ledger-heads.jsonl"
    kept = path.read_text("utf-8").replace('"seq": 1', '"seq": 99')
    path.write_text(kept, "utf-8")
    world.advance(days=1)
    round_of_the_day(world)
    assert path.read_text("utf-8").startswith(kept)
    assert [line["on"] for line in lines(world)] == ["2026-11-24", "2026-11-25"]
