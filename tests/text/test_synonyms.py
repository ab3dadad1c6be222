"""Synonyms: groups, one-way members, parts of longer words, a city's additions, and lists that are broken."""

import re
from importlib import resources

import pytest

from civic.text.normalise import normalise_text
from civic.text.synonyms import NO_SYNONYMS, Synonyms, SynonymsBroken, municipal


def added(word: str, synonyms: Synonyms | None = None) -> set[str]:
    return {replaced.added for replaced in (synonyms or municipal()).expand(normalise_text(word))}


@pytest.mark.parametrize(
    ("word", "other"),
    [("ごみ", "廃棄物"), ("ゴミ", "廃棄物"), ("廃棄物", "ごみ"), ("子ども", "児童"), ("子供", "こども"), ("障がい", "障害"), ("障害", "障碍"), ("議事録", "会議録"), ("会議録", "議事録"),
     ("パブコメ", "意見公募"), ("意見募集", "パブリックコメント"), ("市民税", "住民税"), ("保育園", "保育所"), ("学童", "放課後児童クラブ"), ("市役所", "庁舎"), ("HP", "ホームページ"), ("ウェブサイト", "HP"),
     ("デジタルデバイド", "情報格差"), ("ＩＴ", "ICT"), ("マイナンバー", "個人番号"),
     ("地自法", "地方自治法"), ("個人情報保護法", "個人情報の保護に関する法律"), ("改正建基法", "建築基準法"), ("空家法", "空家等対策の推進に関する特別措置法"), ("NPO法", "特定非営利活動促進法"), ("地教行法", "地方教育行政の組織及び運営に関する法律")],
)  # fmt: skip
def test_what_residents_and_documents_call_one_thing(word: str, other: str) -> None:
    assert other in added(word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("児童", "子ども"),
        ("住民税", "市民税"),
        ("庁舎", "市役所"),
        ("会議", "議会"),
        ("地方自治法", "地自法"),
        ("NPO法人", "特定非営利活動促進法"),
    ],
)
def test_one_way_and_never(word: str, other: str) -> None:
    assert other not in added(word)


def test_parts_of_longer_words() -> None:
    results = {replaced.folded for replaced in municipal().expand(normalise_text("障がい者施設"))}
    assert "障害者施設" in results
    assert {replaced.folded for replaced in municipal().expand(normalise_text("地自法第96条"))} >= {"地方自治法第96条"}
    assert "廃棄物ノ分別" in {replaced.folded for replaced in municipal().expand(normalise_text("ごみの分別"))}


@pytest.mark.parametrize(
    "word", ["ITU", "HPV", "なごみ", "かごみや", "廃棄物の処理及び清掃に関する法律", "何もない", "義務教育費国庫負担法"]
)
def test_parts_that_are_not_the_word(word: str) -> None:
    assert added(word) == set()


def test_the_longest_known_word_wins() -> None:
    assert "ごみ" not in added("廃棄物処理法")
    assert "廃掃法" in added("廃棄物処理法")


def test_a_synonym_the_search_finds_anyway_is_left_out() -> None:
    synonyms = Synonyms([("1", "0", "水道"), ("1", "0", "上水道"), ("1", "0", "IT"), ("1", "0", "IT化")])
    assert "上水道" not in added("水道", synonyms)
    assert "水道" in added("上水道", synonyms)
    assert "IT化" in added("IT", synonyms)


def test_a_city_adds_its_own_groups() -> None:
    ours = Synonyms.parse(
        "1,0,0,1,0,0,0,行政,はなみずき号,,\n1,0,0,2,0,0,0,行政,コミュニティバス,,\n\n# 注\n2,0,2,1,0,0,0,行政,使わない語,,"
    )
    both = municipal().plus(ours)
    assert "コミュニティバス" in added("はなみずき号", both)
    assert "コミバス" in added("コミュニティバス", both)
    assert "はなみずき号" in added("コミュニティバス", both)
    assert "はなみずき号" not in added("コミュニティバス")
    assert added("使わない語", both) == set()


def test_no_synonyms_add_nothing() -> None:
    assert NO_SYNONYMS.expand("ゴミ") == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("1,0,0", "line 1: 3 columns"),
        ("1,0,7,1,0,0,0,行政,ごみ,,", "expansion"),
        ("1,0,0,1,0,0,0,行政, ,,", "no headword"),
    ],
)
def test_a_broken_list_names_the_line(line: str, says: str) -> None:
    with pytest.raises(SynonymsBroken, match=says):
        Synonyms.parse(line)


def test_the_list_of_laws_says_each_law_once_with_its_number() -> None:
    text = resources.files("civic.text").joinpath("law_names.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    numbers = [number for number, _, _ in rows if number]
    assert len(numbers) == len(set(numbers)) > 400
    assert all(
        re.fullmatch("(明治|大正|昭和|平成|令和)(元|[0-9]+)年(法律|政令)第[0-9]+号", number) for number in numbers
    )
    for _, titles, names in rows:
        assert names.split()
        assert all(re.search("(法律?|令|条約|件)$", title) for title in titles.split("|"))
        assert not set(titles.split("|")) & set(names.split())
