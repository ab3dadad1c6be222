"""What stands first: names before passages, the city's own before the law, who asks before who chairs, compounds before parts."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from civic.index.cards import Card
from civic.index.ranking import rank_phrases
from civic.index.store import ENGINES
from civic.text.normalise import normalise_text
from civic.text.query import parse_query
from civic.text.synonyms import NO_SYNONYMS
from civic.text.tokens import bi_phrase

FILLER = [
    Card(id=f"f:{n}", kind="minutes", doc="f", seq=n, text=f"日程第{n}、市長の報告でございます。") for n in range(40)
]


def order(kind: str, folder: Path, cards: Iterable[Card], text: str) -> list[str]:
    engine = ENGINES[kind](folder / "index")
    engine.put([*FILLER, *cards])
    engine.commit()
    hits = engine.search(parse_query(text))
    engine.close()
    return [hit.id for hit in (*hits.hits, *hits.some)]


def test_a_citys_own_ordinance_before_the_article_of_a_law(kind: str, tmp_path: Path) -> None:
    """身体障害者相談員 is the caption of an article, and all of the city's title but the city and 設置要綱."""
    article = Card(
        id="law", kind="law", doc="l", seq=9, within="みほん福祉法", title="第十二条\n見本相談員",
        text="見本相談員は、相談に応じる。見本相談員の委託について定める。見本相談員の秘密について定める。",
    )  # fmt: skip
    own = Card(
        id="own", kind="ordinance", doc="o", seq=1, title="三郷市見本相談員設置要綱\n第1条\n設置", text="相談員を置く。"
    )
    assert order(kind, tmp_path, [article, own], "見本相談員")[:2] == ["own", "law"]


def test_a_short_title_before_a_longer_title_that_holds_it(kind: str, tmp_path: Path) -> None:
    longer = "国の機関の保有する見本情報の保護に関する法律施行令第十八条の基準を定める省令"
    cards = [
        Card(id="order", kind="law", doc="a", seq=1, title=longer, text="見本情報の保護に関する法律施行の基準とする。" * 4),
        Card(id="own", kind="ordinance", doc="b", seq=1, title="三郷市見本情報の保護に関する法律施行条例", text="この条例は細目を定める。"),
    ]  # fmt: skip
    assert order(kind, tmp_path, cards, "見本情報の保護に関する法律施行")[0] == "own"


def test_an_article_named_so_before_one_whose_caption_is_longer(kind: str, tmp_path: Path) -> None:
    rule = Card(
        id="rule", kind="law", doc="r", seq=5, within="みほん保険法施行規則", title="第五十五条\n区分の変更の認定の申請等",
        text="みほん保険法の区分の変更の認定の申請は、申請書による。区分の変更の認定の通知をする。",
    )  # fmt: skip
    law = Card(
        id="law", kind="law", doc="l", seq=7, within="みほん保険法", title="第三十三条\n区分の変更の認定",
        text="市町村は、区分を変更することができる。",
    )  # fmt: skip
    assert order(kind, tmp_path, [rule, law], "みほん保険法 区分の変更の認定")[:2] == ["law", "rule"]
    assert order(kind, tmp_path / "joined", [rule, law], "みほん保険法第33条")[0] == "law"


def test_who_asks_before_who_answers_before_who_chairs(kind: str, tmp_path: Path) -> None:
    text = "食品ロスの削減に向けた取り組みについてです。"
    roles = ("chair", "executive", "member", "")
    cards = [
        Card(id=role or "none", kind="minutes", doc="m", seq=n, role=role, text=text) for n, role in enumerate(roles)
    ]
    found = order(kind, tmp_path, cards, "食品ロス")
    assert found[0] == "member"
    assert found[-1] == "chair"


def test_a_compound_as_typed_before_its_parts(kind: str, tmp_path: Path) -> None:
    cards = [
        Card(id="parts", kind="minutes", doc="m", seq=1, text="特別な養護をする老人のためのホームを、夫婦で別に選択した。姓は同じである。"),
        Card(id="whole", kind="minutes", doc="m", seq=2, text="選択的夫婦別姓の議論を国に求める声があり、老人や養護のホームの姓も別に選ぶ。"),
    ]  # fmt: skip
    assert order(kind, tmp_path, cards, "選択的夫婦別姓をなぜ進めないのか")[0] == "whole"


@pytest.mark.parametrize("typed", ["生保法", "生活保護法"])
def test_a_law_by_the_first_letters_of_its_title(kind: str, tmp_path: Path, typed: str) -> None:
    cards = [
        Card(
            id="law", kind="law", doc="a", seq=1, title="生活保護法\n第一条\n目的", text="生活に困窮するすべての国民。"
        ),
        Card(id="other", kind="law", doc="b", seq=1, title="生物の多様性の保全に関する法律", text="生物の保全を図る。"),
    ]
    assert order(kind, tmp_path, cards, typed)[0] == "law"
    assert "other" not in order(kind, tmp_path / "again", cards, typed)[:1]


def test_first_letters_are_left_out_with_the_synonyms() -> None:
    assert any(not form.phrase for form in parse_query("生保法").words[0].forms)
    assert all(form.phrase for form in parse_query("生保法", synonyms=NO_SYNONYMS).words[0].forms)


def test_the_length_of_a_table_does_not_outweigh_a_name(kind: str, tmp_path: Path) -> None:
    table = "見本台帳法第一条の事務、見本台帳法第二条の事務、届出、証明、" * 400
    cards = [
        Card(
            id="table",
            kind="law",
            doc="a",
            seq=1,
            title="見本台帳法別表第一の省令で定める事務を定める省令\n第一条",
            text=table,
        ),
        Card(
            id="law",
            kind="law",
            doc="b",
            seq=1,
            title="見本台帳法\n第一条\n目的",
            text="この法律は台帳の制度を定める。",
        ),
    ]
    assert order(kind, tmp_path, cards, "見本台帳法")[0] == "law"


@pytest.mark.parametrize(
    "typed", ["見本自治法第2条の2", "見本自治法 2条の2", "見本自治法第二条の二第1項", "見本自治法二条の二"]
)
def test_an_article_by_the_title_and_its_number(kind: str, tmp_path: Path, typed: str) -> None:
    others = [
        Card(id=f"citing:{n}", kind="law", doc="c", seq=n, title=f"第{n}条", within="みほん施行令",
             text="見本自治法第二条の二第一項の規定、見本自治法第2条の2の届出。" * 3)
        for n in range(1, 9)
    ]  # fmt: skip
    own = [
        Card(
            id="first",
            kind="law",
            doc="a",
            seq=1,
            title="見本自治法\n第一条\n目的\n昭和二十二年法律第六十七号",
            text="目的とする。",
        ),
        Card(
            id="own", kind="law", doc="a", seq=3, title="第二条の二\n事務", within="見本自治法", text="事務を処理する。"
        ),
    ]
    assert order(kind, tmp_path, [*others, *own], typed)[0] == "own"
    assert order(kind, tmp_path / "again", [*others, *own], "見本自治法第1条")[0] == "first"


def test_a_synonym_in_a_title_weighs_half_of_what_was_typed() -> None:
    weights = {(field, phrase): weight for field, phrase, weight in rank_phrases(parse_query("粗大ごみ"))}
    typed, synonym = bi_phrase(normalise_text("粗大ごみ")), bi_phrase(normalise_text("大型ごみ"))
    for field in ("own_bi", "doc_bi"):
        assert weights[field, synonym] * 2 == weights[field, typed]
