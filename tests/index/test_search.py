"""Search over a small city: what must be found, exact totals, facets, order, and that any query is safe."""

import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from civic.index.cards import Card
from civic.index.engine import Engine, Filters, Hits
from civic.index.store import ENGINES
from civic.text.normalise import normalise_text
from civic.text.query import parse_query
from civic.text.synonyms import NO_SYNONYMS
from civic.text.tokens import runs
from tests.index.city import CARDS


@pytest.fixture(scope="module")
def engine(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = ENGINES[kind](tmp_path_factory.mktemp("index"))
    opened.put(CARDS)
    opened.commit()
    yield opened
    opened.close()


def exactly(engine: Engine, text: str) -> set[str]:
    """All cards with all the words, as typed only."""
    hits = engine.search(parse_query(text, synonyms=NO_SYNONYMS, has_spellings=False), limit=100)
    assert hits.total == len(hits.hits)
    return ids(hits)


def ids(hits: Hits) -> set[str]:
    return {hit.id for hit in hits.hits}


def scan(word: str) -> set[str]:
    """The same by looking at every card: runs of the word side by side, letters and digits whole."""
    parts = runs(normalise_text(word))
    first, last = parts[0][0], parts[-1][-1]
    before = "(?<![0-9])" if first.isdigit() else "(?<![a-z])" if first.isascii() else ""
    after = "(?![0-9])" if last.isdigit() else "(?![a-z])" if last.isascii() else ""
    pattern = re.compile(before + r"\W*".join(map(re.escape, parts)) + after)
    return {
        card.id
        for card in CARDS
        if any(pattern.search(normalise_text(text)) for text in (card.text, card.title, card.section, card.speaker))
    }


@pytest.mark.parametrize(
    "word",
    ["予算", "税", "窓", "個人情報", "電子会議室", "掲示板", "住基ネット", "e-Japan戦略", "平成16年", "平成16年度", "平成16", "5,813億円", "京都", "東京都", "委員", "セキュリティポリシー", "戸籍",
     "コンピュータ", "コンピューター", "渡辺", "山崎", "高橋", "near", "100", "第", "条", "の", "ュ", "2", "24条", "みほん市", "二十六市", "ない語"],
)  # fmt: skip
def test_totals_equal_a_scan(engine: Engine, word: str) -> None:
    assert exactly(engine, word) == scan(word)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_totals_of_random_cuts_equal_a_scan(engine: Engine, data: st.DataObject) -> None:
    card = data.draw(st.sampled_from(CARDS))
    run = data.draw(st.sampled_from(runs(normalise_text(card.text))))
    if not run.isascii():
        start = data.draw(st.integers(0, len(run) - 1))
        run = run[start : data.draw(st.integers(start + 1, len(run)))]
    assume(not run.startswith("ー"))  # folded again without what it follows, it is a hyphen
    assert exactly(engine, f'"{run}"') == scan(run)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("電子会議室 掲示板", {"unit:2"}),
        ("電子会議室 -掲示板", {"post:7"}),
        ("-電子会議室 市民", set()),
        ("窓 OR 掲示板", {"unit:2", "unit:4", "post:7"}),
        ("窓 OR 掲示板 情報", {"unit:2", "unit:4"}),
        ("総務委員会 予算", {"unit:1"}),
        ("渡辺 減免", {"unit:1"}),
        ('"電子会議室"', {"unit:2", "post:7"}),
        ("第二章 利用", {"unit:5"}),
    ],
)
def test_and_or_not_over_text_title_section_and_speaker(engine: Engine, text: str, expected: set[str]) -> None:
    assert exactly(engine, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ｅ－Ｊａｐａｎ戦略Ⅱ", {"unit:3"}),
        ("e-Japan戦略II", {"unit:3"}),
        ("eJapan戦略2", {"unit:3"}),
        ("平成16年度", {"unit:1"}),
        ("2004年度", {"unit:1"}),
        ("H16年度", {"unit:1"}),
        ("26市", {"unit:3"}),
        ("二十六市", {"unit:3"}),
        ("5813億円", {"unit:1"}),
        ("581,300百万円", {"unit:1"}),
        ("取り扱い", {"unit:3", "unit:4"}),
        ("取扱い", {"unit:3", "unit:4"}),
        ("会議録", {"unit:2"}),
        ("議事録", {"unit:2"}),
        ("渡邉", {"unit:1"}),
        ("山崎", {"unit:2"}),
        ("⼾籍", {"unit:4", "entry:9"}),
        ("コンピューター", {"unit:5"}),
        ("デジタルデバイド", {"unit:2"}),
        ("情報セキュリティポリシー", {"unit:4"}),
        ("ホームページ", {"post:8"}),
        ("廃棄物", {"unit:6"}),
        ("第23条の3", {"unit:4"}),
        ("第２４条", {"unit:5"}),
        ("R7.11.5 総務委員会", {"unit:1", "unit:2", "unit:10"}),
        ("2024/03/01", {"unit:3"}),
        ("たかはし", {"entry:9"}),
        ("ﾀｶﾊｼ はなこ", {"entry:9"}),
        ("そうごうけいかく", {"unit:6"}),
    ],
)
def test_what_people_type_finds_what_documents_write(engine: Engine, text: str, expected: set[str]) -> None:
    hits = engine.search(parse_query(text))
    assert ids(hits) == expected
    assert hits.total == len(expected)


def test_a_search_for_people_merges_spellings_of_names(engine: Engine) -> None:
    assert ids(engine.search(parse_query("斎藤"))) == set()
    assert ids(engine.search(parse_query("斎藤", is_name=True))) == {"unit:3"}


def test_synonyms_used_are_told_and_can_be_left_out(engine: Engine) -> None:
    with_synonyms = engine.search(parse_query("ホームページ"))
    assert ("ホームページ", ("HP", "ウェブサイト", "ウェブページ", "Webサイト")) in with_synonyms.used_synonyms
    assert engine.search(parse_query("ホームページ", synonyms=NO_SYNONYMS)).total == 0


@pytest.mark.parametrize("text", ["%", '"', "(", "*", "「」", "😀", "、、、", "!!!"])
def test_punctuation_finds_nothing(engine: Engine, text: str) -> None:
    assert engine.search(parse_query(text), facets=("kind",)) == Hits(0, (), (), {"kind": []}, ())


@pytest.mark.parametrize(
    "text",
    ["NEAR", "[一 TO 龠]", "a" * 500, "の" * 500, "(((" * 100, "予算 OR " * 60, "-" * 500, "text:*", "予算^9", "予算~2", "\\", "AND NOT", "の が を は に", "\x00\x01", "^予", "|"],
)  # fmt: skip
def test_hostile_queries_are_answered_at_once(engine: Engine, text: str) -> None:
    began = time.process_time()
    engine.search(parse_query(text), facets=("kind", "year"))
    assert time.process_time() - began < 0.5


def test_few_hits_are_followed_by_some_words_uncounted(engine: Engine) -> None:
    hits = engine.search(parse_query("電子会議室 減免", synonyms=NO_SYNONYMS))
    assert hits.total == 0
    assert hits.hits == ()
    assert {"unit:1", "unit:2", "post:7"} <= {hit.id for hit in hits.some}


def test_some_words_hold_no_exact_hit_no_excluded_and_respect_filters(engine: Engine) -> None:
    query = parse_query("電子会議室 掲示板 -公園")
    hits = engine.search(query, filters=Filters(kinds=("minutes", "post")))
    some = {hit.id for hit in hits.some}
    assert ids(hits) == {"unit:2"}
    assert "unit:2" not in some
    assert "post:7" not in some  # excluded by its title
    assert {hit.kind for hit in hits.some} <= {"minutes", "post"}


def test_whole_words_rank_above_words_inside_words(kind: str, tmp_path: Path) -> None:
    """京都 inside 東京都 counts in the total; a card with 京都 itself comes first."""
    engine = ENGINES[kind](tmp_path / "index")
    engine.put(
        [
            Card(id="tokyo", kind="k", doc="d", seq=1, text="東京都の施策を見る。"),
            Card(id="kyoto", kind="k", doc="d", seq=2, text="京都市の施策を見る。"),
            Card(id="tokyo2", kind="k", doc="d", seq=3, text="東京都の計画を見る。"),
        ]
    )
    engine.commit()
    hits = engine.search(parse_query("京都"))
    assert hits.total == 3
    assert hits.hits[0].id == "kyoto"
    engine.close()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("京都", {"unit:6"}),
        ("都市", {"unit:6"}),
        ("東京", {"unit:6"}),
        ("電子会議室", {"unit:2", "post:7"}),
        ("会議", {"unit:2", "unit:3", "post:7"}),
        ("情報", {"unit:2", "unit:4", "unit:5"}),
        ("ごみ", {"unit:6"}),
        ("議室", set()),
        ("報格", set()),
        ("算について", set()),
        ("窓", {"post:7"}),
    ],
)
def test_matched_as_words(engine: Engine, typed: str, expected: set[str]) -> None:
    found = ids(engine.search(parse_query(typed, as_words=True, synonyms=NO_SYNONYMS), limit=100))
    assert found == expected
    assert found <= ids(engine.search(parse_query(typed, synonyms=NO_SYNONYMS), limit=100))


def test_a_part_of_a_longer_word_is_no_word(kind: str, tmp_path: Path) -> None:
    engine = ENGINES[kind](tmp_path / "index")
    engine.put(
        [
            Card(id="tokyo", kind="k", doc="d", seq=1, text="東京都の施策を見る。"),
            Card(id="kyoto", kind="k", doc="d", seq=2, text="京都市の施策を見る。"),
        ]
    )
    engine.commit()
    assert ids(engine.search(parse_query("京都"))) == {"tokyo", "kyoto"}
    assert ids(engine.search(parse_query("京都", as_words=True))) == {"kyoto"}
    engine.close()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(kinds=("post",)), {"post:7", "post:8"}),
        (Filters(kinds=("post", "entry")), {"post:7", "post:8", "entry:9"}),
        (Filters(docs=("m1",)), {"unit:1", "unit:2", "unit:10"}),
        (Filters(bodies=("本会議",)), {"unit:3"}),
        (Filters(speakers=("山﨑委員",)), {"unit:2"}),
        (Filters(roles=("member",)), {"unit:2", "unit:3"}),
        (Filters(sections=("第二章",)), {"unit:4", "unit:5"}),
        (Filters(topics=("money",)), {"unit:1", "unit:3"}),
        (Filters(qualities=("C",)), {"unit:4", "unit:5"}),
        (Filters(rooms=("1",)), {"post:7", "post:8"}),
        (Filters(fiscal_years=(2023, 2020)), {"unit:3", "unit:6"}),
        (Filters(since=date(2026, 6, 1)), {"post:7", "post:8"}),
        (Filters(until=date(2024, 3, 1)), {"unit:3", "unit:6"}),
        (Filters(since=date(2024, 3, 1), until=date(2025, 11, 5)), {"unit:1", "unit:2", "unit:3", "unit:10"}),
        (Filters(kinds=("minutes",), topics=("it",)), {"unit:2", "unit:3"}),
        (Filters(kinds=("nonsense",)), set()),
    ],
)
def test_filters_narrow(engine: Engine, filters: Filters, expected: set[str]) -> None:
    assert ids(engine.search(parse_query(""), filters=filters)) == expected
    assert ids(engine.search(parse_query("情報"), filters=filters)) == expected & scan("情報")


def test_facets_count_the_whole_set_and_not_the_page(engine: Engine) -> None:
    names = ("kind", "year", "fiscal_year", "body", "speaker", "role", "section", "topic", "quality", "room", "doc")
    hits = engine.search(parse_query("会議室"), limit=1, facets=names)
    assert len(hits.hits) == 1
    assert hits.facets["kind"] == [("minutes", 1), ("post", 1)]
    counted = engine.search(parse_query("会議室"), limit=0, facets=names)
    assert (counted.total, counted.facets, counted.hits, counted.some) == (hits.total, hits.facets, (), ())
    assert engine.search(parse_query("会議室 無い言葉"), limit=0).some == ()
    everything = engine.search(parse_query(""), limit=1, facets=names)
    assert everything.total == len(CARDS)
    assert everything.facets["kind"] == [("minutes", 4), ("ordinance", 2), ("post", 2), ("entry", 1), ("plan", 1)]
    assert everything.facets["topic"] == [("it", 3), ("money", 2), ("tax", 1)]
    assert everything.facets["year"] == [("2025", 3), ("2026", 2), ("2020", 1), ("2024", 1)]
    assert everything.facets["room"] == [("1", 2)]
    assert dict(everything.facets["doc"])["m1"] == 3


def test_newest_and_oldest_first_undated_last(engine: Engine) -> None:
    newest = [hit.id for hit in engine.search(parse_query(""), sort="new").hits]
    oldest = [hit.id for hit in engine.search(parse_query(""), sort="old").hits]
    assert newest[:2] == ["post:8", "post:7"]
    assert oldest[:2] == ["unit:6", "unit:3"]
    assert set(newest[-3:]) == set(oldest[-3:]) == {"unit:4", "unit:5", "entry:9"}
    assert [hit.id for hit in engine.search(parse_query("電子会議室"), sort="old").hits] == ["unit:2", "post:7"]


@pytest.mark.parametrize("text", ["", "の", "平成16年度", "会議 -掲示板"])
@pytest.mark.parametrize("sort", ["relevance", "new", "old"])
def test_pages_join_to_the_whole(engine: Engine, text: str, sort: str) -> None:
    query = parse_query(text)
    whole = engine.search(query, limit=100, sort=sort)  # type: ignore[arg-type]
    paged: list[str] = []
    for offset in range(0, whole.total + 2, 2):
        page = engine.search(query, limit=2, offset=offset, sort=sort)  # type: ignore[arg-type]
        assert page.total == whole.total
        paged += [hit.id for hit in page.hits]
    assert paged == [hit.id for hit in whole.hits]
    assert len(set(paged)) == whole.total


def test_hits_say_what_was_found(engine: Engine) -> None:
    (hit,) = engine.search(parse_query("減免")).hits
    assert (hit.id, hit.doc, hit.seq, hit.kind) == ("unit:1", "m1", 1, "minutes")
    assert hit.score > 0


def test_a_title_weighs_more_than_the_text(kind: str, tmp_path: Path) -> None:
    engine = ENGINES[kind](tmp_path / "index")
    engine.put(
        [
            Card(id="text", kind="law", doc="a", title="みほん市条例", text="防災会議を置く。防災会議の委員。"),
            Card(id="title", kind="law", doc="b", title="防災会議条例", text="委員の任期は二年とし、再任を妨げない。"),
        ]
    )
    engine.commit()
    assert [hit.id for hit in engine.search(parse_query("防災会議")).hits] == ["title", "text"]
    engine.close()


def test_the_title_of_a_document_lifts_where_it_begins_and_not_every_passage(kind: str, tmp_path: Path) -> None:
    engine = ENGINES[kind](tmp_path / "index")
    title = "みほん市日常生活用具給付要綱"
    others = (
        Card(id=f"o:{n}", kind="ordinance", doc="o", seq=n, title=f"第{n}条", within=title, text="市長は台帳を備える。")
        for n in range(2, 30)
    )
    speech = "日常生活用具の給付について伺います。日常生活用具の基準額は上がりますか。"
    engine.put(
        [
            Card(id="o:1", kind="ordinance", doc="o", seq=1, title=f"{title}\n第1条", text="この要綱は給付を定める。"),
            *others,
            Card(id="m:1", kind="minutes", doc="m", seq=1, within="本会議", text=speech),
        ]
    )
    engine.commit()
    found = engine.search(parse_query("日常生活用具"), limit=40)
    assert found.total == 30
    assert [hit.id for hit in found.hits[:2]] == ["o:1", "m:1"]
    assert engine.search(parse_query("日常生活用具給付要綱第7条")).hits[0].id == "o:7"
    engine.close()


def test_a_law_comes_before_those_that_cite_its_number(kind: str, tmp_path: Path) -> None:
    engine = ENGINES[kind](tmp_path / "index")
    cited = "附則（昭和四十六年政令第二百七十五号）の規定。昭和四十六年政令第二百七十五号を改正する。"
    engine.put(Card(id=f"x:{n}", kind="law", doc="x", seq=n, text=f"第{n}条の規定による。") for n in range(60))
    engine.put(
        [
            Card(id="citing", kind="law", doc="a", seq=9, title="附則", within="他の令", text=cited * 5),
            Card(id="own", kind="law", doc="b", seq=1, title="港の令\n昭和四十六年政令第二百七十五号\n第一条", text="港は公のものとする。"),
        ]
    )  # fmt: skip
    engine.commit()
    assert [hit.id for hit in engine.search(parse_query("昭和46年政令第275号")).hits] == ["own", "citing"]
    engine.close()


def test_a_title_that_is_the_word_comes_before_one_that_holds_it(kind: str, tmp_path: Path) -> None:
    engine = ENGINES[kind](tmp_path / "index")
    titles = ("みほん広場条例施行規則", "みほん広場条例", "みほん広場条例の一部を改正する条例")
    engine.put(
        Card(
            id=title, kind="ordinance", doc=title, seq=1, title=f"{title}\n第一条\n目的", text="みほん広場条例による。"
        )
        for title in titles
    )
    engine.commit()
    assert engine.search(parse_query("みほん広場条例")).hits[0].id == "みほん広場条例"
    engine.close()
