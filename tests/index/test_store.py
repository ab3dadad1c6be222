"""Which engine serves a site, exchanging one for the other without a gap, and several jobs in one commit."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from civic.index import store, tantivy_engine, whoosh_engine
from civic.index.cards import Card
from civic.index.engine import IndexBusy
from civic.sites import Site, add
from civic.text.query import parse_query


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = add(tmp_path, "mihon", "みほん市", "999999", "http://mihon.example")
    yield made
    store.forget(made)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_FOR_WHOOSH", 5)
    monkeypatch.setattr(store, "_BACK_BELOW", 3)
    for made in (whoosh_engine, tantivy_engine):
        monkeypatch.setattr(made, "_LOCK_SECONDS", 0.05)


def cards(count: int) -> Iterator[Card]:
    return (Card(id=f"post:{n}", kind="post", doc="room:1", seq=n, text=f"共通の語 {n}") for n in range(count))


def total(site: Site, text: str = "共通") -> int:
    return store.engine_for(site).search(parse_query(text)).total


def test_auto_takes_the_engine_by_size_and_does_not_flutter(site: Site) -> None:
    assert store.engine_for(site).name == "whoosh"
    names = []
    for count in (5, 6, 4, 3):
        assert store.rebuild(site, cards(count)) == count
        assert total(site) == count
        names.append(store.engine_for(site).name)
    assert names == ["whoosh", "tantivy", "tantivy", "whoosh"]


def test_the_setting_decides_whatever_the_size(site: Site) -> None:
    assert store.rebuild(site, cards(2), "tantivy") == 2
    assert store.engine_for(site).name == "tantivy"
    assert store.rebuild(site, cards(9), "whoosh") == 9
    assert store.engine_for(site).name == "whoosh"
    assert total(site) == 9


def test_searches_see_the_old_index_to_the_end_of_an_exchange(site: Site) -> None:
    store.rebuild(site, cards(3))
    old = store.engine_for(site)

    def watched() -> Iterator[Card]:
        for card in cards(8):
            assert total(site) == 3
            yield card

    assert store.rebuild(site, watched()) == 8
    assert total(site) == 8
    with pytest.raises(IndexBusy):  # who still holds the old one writes nothing into the new one's folder
        old.put(cards(1))
        old.commit()
    assert total(site) == 8


def test_an_interrupted_exchange_leaves_the_old_index(site: Site) -> None:
    store.rebuild(site, cards(3))

    def broken() -> Iterator[Card]:
        yield from cards(7)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.rebuild(site, broken())
    assert (store.engine_for(site).name, total(site)) == ("whoosh", 3)
    store.engine_for(site).put(cards(4))
    store.engine_for(site).commit()
    assert total(site) == 4


def test_a_process_that_died_between_two_renames_is_made_up_for(site: Site, tmp_path: Path) -> None:
    store.rebuild(site, cards(8))
    store.forget(site)
    site.index_folder.rename(site.index_folder.with_name("index.ready"))
    assert (store.engine_for(site).name, total(site)) == ("tantivy", 8)


def test_another_process_notices_the_exchange(site: Site) -> None:
    store.rebuild(site, cards(3))
    assert total(site) == 3
    beside = add(site.folder.parent.parent, "other", "別の市", "999998", "http://other.example")
    store.rebuild(beside, cards(9))
    store.forget(beside)
    shutil.rmtree(site.index_folder)
    beside.index_folder.rename(site.index_folder)
    assert (store.engine_for(site).name, total(site)) == ("tantivy", 9)


@pytest.mark.parametrize("setting", ["whoosh", "tantivy"])
def test_several_jobs_share_one_commit(site: Site, setting: str) -> None:
    store.rebuild(site, cards(1), setting)
    with store.one_commit(site):
        for n in range(1, 4):
            engine = store.engine_for(site)
            engine.put([Card(id=f"post:{n}", kind="post", doc="room:1", text="共通の語")])
            engine.commit()
            assert total(site) == 1
    assert total(site) == 4


def test_another_thread_commits_meanwhile(site: Site) -> None:
    with store.one_commit(site):

        def other() -> None:
            store.engine_for(site).put([Card(id="post:9", kind="post", doc="room:1", text="共通の語")])
            store.engine_for(site).commit()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert total(site) == 1


def test_what_failed_is_not_committed_as_a_whole_but_may_be_repeated(site: Site) -> None:
    with pytest.raises(ValueError, match="wrong"), store.one_commit(site):
        store.engine_for(site).put(cards(1))
        raise ValueError("wrong")
    assert total(site) == 0
    store.engine_for(site).commit()
    assert total(site) == 1


def test_an_empty_index_is_exchanged_before_many_cards_come(site: Site) -> None:
    assert store.make_room(site, "auto", 5)
    assert store.engine_for(site).name == "whoosh"
    assert store.make_room(site, "auto", 6)
    engine = store.engine_for(site)
    assert (engine.name, engine.count()) == ("tantivy", 0)
    engine.put(cards(6))
    engine.commit()
    assert total(site) == 6


def test_an_index_with_cards_has_to_be_built_again(site: Site) -> None:
    engine = store.engine_for(site)
    engine.put(cards(2))
    engine.commit()
    assert not store.make_room(site, "auto", 6)
    assert (store.engine_for(site).name, total(site)) == ("whoosh", 2)
    assert not store.make_room(site, "tantivy", 1)
    assert store.make_room(site, "whoosh", 6)
