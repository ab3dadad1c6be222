"""Building the index anew: what readers and other writers see meanwhile, and what an interruption leaves."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from civic.index import tantivy_engine, whoosh_engine
from civic.index.cards import Card
from civic.index.engine import Engine, IndexBusy
from civic.index.store import ENGINES
from civic.text.query import parse_query
from tests.index.city import CARDS


@pytest.fixture
def engine(kind: str, tmp_path: Path) -> Iterator[Engine]:
    opened = ENGINES[kind](tmp_path / "index")
    yield opened
    opened.close()


def found(engine: Engine, text: str) -> list[str]:
    return sorted(hit.id for hit in engine.search(parse_query(text), limit=1000).hits)


def card(number: int, text: str = "共通の語がある文です。") -> Card:
    return Card(id=f"post:{number}", kind="post", doc="room:1", seq=number, text=text)


def test_rebuilding_puts_these_cards_in_the_place_of_all(engine: Engine) -> None:
    engine.put(CARDS)
    engine.commit()
    assert engine.rebuild(card(n) for n in range(1, 8)) == 7
    assert engine.count() == 7
    assert found(engine, "共通の語") == [f"post:{n}" for n in range(1, 8)]
    assert engine.rebuild([]) == 0
    assert engine.count() == 0
    engine.put([card(1)])
    engine.commit()
    assert engine.count() == 1


def test_readers_see_the_old_cards_to_the_end(engine: Engine, tmp_path: Path) -> None:
    engine.put(CARDS)
    engine.commit()
    reader = ENGINES[engine.name](tmp_path / "index")

    def cards() -> Iterator[Card]:
        yield card(1)
        assert reader.count() == len(CARDS)
        yield card(2)

    engine.rebuild(cards())
    assert reader.count() == 2
    reader.close()


def test_another_writer_waits_and_loses_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for made in (whoosh_engine, tantivy_engine):
        monkeypatch.setattr(made, "_LOCK_SECONDS", 0.05)
    monkeypatch.setattr(whoosh_engine, "_CARDS_AT_ONCE", 1)
    worker = ENGINES[engine.name](tmp_path / "index")

    def cards() -> Iterator[Card]:
        with pytest.raises(IndexBusy):
            worker.put([card(2, "作業係が書いた文です。")])
        yield card(1)

    engine.rebuild(cards())
    worker.put([card(2, "作業係が書いた文です。")])
    worker.commit()
    assert found(engine, "") == ["post:1", "post:2"]
    worker.close()


def test_an_interrupted_rebuild_changes_nothing(engine: Engine) -> None:
    engine.put(CARDS)
    engine.commit()

    def cards() -> Iterator[Card]:
        yield card(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(cards())
    assert engine.count() == len(CARDS)
    engine.rebuild([card(1)])
    assert engine.count() == 1


def test_two_threads_write_through_one_engine(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_engine, "_CARDS_AT_ONCE", 5)
    wrong: list[BaseException] = []

    def write(lane: int) -> None:
        try:
            for batch in range(6):
                engine.put(card(lane * 1000 + batch * 10 + n) for n in range(10))
                engine.drop([f"post:{lane * 1000 + batch * 10}"])
                engine.commit()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=write, args=(lane,)) for lane in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert engine.count() == 2 * 6 * 9
