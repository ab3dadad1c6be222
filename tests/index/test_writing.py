"""Writing to the index: what readers see and when, replacing, dropping, locks, and an index that is broken."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from civic.index import tantivy_engine, whoosh_engine, whoosh_query, whoosh_scores
from civic.index.cards import Card, analyse
from civic.index.engine import Engine, IndexBusy
from civic.index.store import ENGINES
from civic.index.whoosh_engine import WhooshEngine
from civic.text.query import parse_query
from tests.index.city import CARDS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(kind: str, folder: Path) -> Iterator[Engine]:
    opened = ENGINES[kind](folder)
    yield opened
    opened.close()


def found(engine: Engine, text: str) -> list[str]:
    return sorted(hit.id for hit in engine.search(parse_query(text), limit=1000).hits)


def test_an_empty_index_answers(engine: Engine) -> None:
    assert engine.count() == 0
    assert found(engine, "予算") == []
    assert found(engine, "") == []
    engine.commit()
    engine.tidy()


def test_nothing_is_seen_before_the_commit(engine: Engine) -> None:
    engine.put(CARDS)
    assert engine.count() == 0
    engine.commit()
    assert engine.count() == len(CARDS)


def test_other_readers_see_each_commit(engine: Engine, folder: Path) -> None:
    reader = ENGINES[engine.name](folder)
    assert reader.count() == 0
    engine.put(CARDS[:2])
    engine.commit()
    assert reader.count() == 2
    engine.drop(["unit:1"])
    engine.commit()
    assert found(reader, "") == ["unit:2"]
    reader.close()


def test_a_card_put_again_is_replaced(engine: Engine) -> None:
    engine.put(CARDS)
    engine.commit()
    engine.put([replace(CARDS[0], text="下水道の話に変わった。")])
    engine.commit()
    assert engine.count() == len(CARDS)
    assert found(engine, "下水道") == ["unit:1"]
    assert found(engine, "減免") == []


def test_of_a_card_put_twice_in_one_batch_the_last_counts(engine: Engine) -> None:
    engine.put([CARDS[0], replace(CARDS[0], text="二番目の文")])
    engine.commit()
    assert engine.count() == 1
    assert found(engine, "二番目") == ["unit:1"]


def test_a_card_put_twice_across_flushes_is_there_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_engine, "_CARDS_AT_ONCE", 1)
    engine.put([CARDS[0], replace(CARDS[0], text="二番目の文"), CARDS[1]])
    engine.drop(["unit:2"])
    engine.commit()
    assert engine.count() == 1
    assert found(engine, "二番目") == ["unit:1"]


def test_dropped_cards_are_gone_and_can_come_back(engine: Engine) -> None:
    engine.put(CARDS)
    engine.commit()
    engine.drop(["unit:2", "post:7", "never-there"])
    engine.commit()
    assert found(engine, "電子会議室") == []
    assert engine.count() == len(CARDS) - 2
    engine.put([CARDS[1]])
    engine.commit()
    assert found(engine, "電子会議室") == ["unit:2"]


def test_put_and_drop_in_one_batch(engine: Engine) -> None:
    engine.put(CARDS[:1])
    engine.drop([CARDS[0].id])
    engine.commit()
    assert engine.count() == 0
    engine.drop([CARDS[0].id])
    engine.put(CARDS[:1])
    engine.commit()
    assert engine.count() == 1


def test_many_small_commits_and_a_tidy_lose_nothing(engine: Engine) -> None:
    for round_ in range(30):
        engine.put(
            [
                Card(
                    id=f"post:{round_}",
                    kind="post",
                    doc="room:1",
                    seq=round_,
                    text=f"第{round_}回の投稿です。共通の語。",
                )
            ]
        )
        engine.drop([f"post:{round_ - 20}"])
        engine.commit()
    expected = sorted(f"post:{round_}" for round_ in range(10, 30))
    assert found(engine, "共通の語") == expected
    assert engine.count() == 20
    engine.tidy()
    assert found(engine, "共通の語") == expected
    assert found(engine, "第15回") == ["post:15"]


def test_closing_forgets_what_was_not_committed(kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_engine, "_CARDS_AT_ONCE", 1)
    first = ENGINES[kind](folder)
    first.put(CARDS)
    first.commit()
    first.put([replace(CARDS[0], text="忘れられる")])
    first.close()
    second = ENGINES[kind](folder)
    assert second.count() == len(CARDS)
    assert found(second, "忘れられる") == []
    second.put([replace(CARDS[0], text="書き直す")])
    second.commit()
    assert found(second, "書き直す") == ["unit:1"]
    second.close()


def test_a_second_writer_is_told_to_wait(engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for made in (whoosh_engine, tantivy_engine):
        monkeypatch.setattr(made, "_LOCK_SECONDS", 0.0)
    monkeypatch.setattr(whoosh_engine, "_CARDS_AT_ONCE", 1)
    engine.put(CARDS[:1])
    other = ENGINES[engine.name](folder)
    with pytest.raises(IndexBusy):
        other.put(CARDS[1:2])
    engine.commit()
    other.put(CARDS[1:2])
    other.commit()
    assert other.count() == 2
    other.close()


def test_threads_search_while_one_writes(engine: Engine) -> None:
    engine.put(CARDS)
    engine.commit()
    wrong: list[object] = []

    def search() -> None:
        for _ in range(20):
            if found(engine, "電子会議室") != ["post:7", "unit:2"]:
                wrong.append("changed")

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5):
        engine.put([Card(id=f"post:{100 + number}", kind="post", doc="room:2", text="別の投稿")])
        engine.commit()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert engine.count() == len(CARDS) + 5


def test_a_hostile_card_is_indexed(engine: Engine) -> None:
    engine.put(
        [
            Card(
                id="x:1",
                kind="k|\x1f",
                doc="d\n",
                title="|^%\x00",
                text="a" * 200_000 + "|" + "\x00" + "終わり",
                speaker="\U0001f600\ud800",
                body="\ud800",
            )
        ]
    )
    engine.commit()
    assert found(engine, "終わり") == ["x:1"]


def test_the_streams_of_a_card() -> None:
    card = Card(
        id="x",
        kind="k",
        doc="d",
        title="予算",
        section="第一章",
        speaker="山田",
        text="平成15年度",
        kana="やまだ\nよさん",
    )
    tokens = analyse(card)
    assert tokens.title_bi == ["^予", "予算", "算", "|", "^第", "第一", "一章", "章", "|", "^山", "山田", "田", "|"]
    assert tokens.kana[:5] == ["^ヤ", "ヤマ", "マダ", "ダ", "|"]
    assert tokens.numbers == ["^n:1章", "fy:2003", "n:1章"]
    assert "予算" in tokens.title_su
    assert tokens.su[0] == "平成"


def test_facets_of_parts_written_apart(engine: Engine) -> None:
    """A part without any value of a field must not shift the values of the others."""
    for number in range(6):
        has_body = number % 2 == 0
        engine.put(
            [
                Card(
                    id=f"x:{number}", kind="k", doc=f"d{number}", text="共通の語",
                    body=f"委員会{number}" if has_body else "", date=None if has_body else date(2020 + number, 1, 1),
                )
            ]
        )  # fmt: skip
        engine.commit()
    hits = engine.search(parse_query("共通"), facets=("body", "year", "doc"))
    assert [value for value, _ in hits.facets["body"]] == ["委員会0", "委員会2", "委員会4"]
    assert [value for value, _ in hits.facets["year"]] == ["2021", "2023", "2025"]
    assert len(hits.facets["doc"]) == 6
    newest = [hit.id for hit in engine.search(parse_query("共通"), sort="new").hits]
    assert newest[:3] == ["x:5", "x:3", "x:1"]
    assert set(newest[3:]) == {"x:0", "x:2", "x:4"}
    oldest = [hit.id for hit in engine.search(parse_query("共通"), sort="old").hits]
    assert oldest[:3] == ["x:1", "x:3", "x:5"]


def test_what_is_kept_for_speed_is_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = WhooshEngine(folder)
    monkeypatch.setattr(whoosh_query, "_MOST_KEPT", 3)
    monkeypatch.setattr(whoosh_scores, "_MOST_KEPT", 3)
    monkeypatch.setattr(whoosh_scores, "MOST_POSTINGS", 4)
    engine.put(CARDS)
    engine.commit()
    for _ in range(2):
        assert found(engine, "電子会議室") == ["post:7", "unit:2"]
        assert found(engine, "予算 減免") == ["unit:1"]
        assert found(engine, "個人情報の取り扱い") == ["unit:4"]
    assert engine._snapshot is not None
    assert len(engine._snapshot._kept) <= 3
    assert len(engine._snapshot._scores._kept) <= 3
    engine.close()
