"""Titles as people shorten them: without city and ending, and by first letters."""

import pytest

from civic.text.titles import initials, may_be_initials, shortened


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("三郷市身体障害者相談員設置要綱", "身体障害者相談員"),
        ("三郷市立保育所副食費徴収要綱", "保育所副食費徴収"),
        ("三郷市三郷中央におどりプラザ設置及び管理条例施行規則", "三郷中央におどりプラザ設置及び管理"),
        ("三郷市個人情報の保護に関する法律施行条例", "個人情報の保護に関する法律施行"),
        ("三郷市基準該当介護予防支援事業者の登録等に関する規則", "基準該当介護予防支援事業者の登録"),
        ("高知県南国市立図書館の設置及び管理に関する条例", "図書館の設置及び管理"),
        ("東京都品川区議会会議規則", "議会会議規則"),
        ("休日勤務手当に関する規則", "休日勤務手当"),
        ("地方自治法施行令", "地方自治法"),
        ("個人情報の保護に関する法律", "個人情報の保護"),
    ],
)
def test_what_is_left_of_a_title(title: str, short: str) -> None:
    assert short in shortened(title)
    assert title not in shortened(title)


@pytest.mark.parametrize("title", ["予算特別委員会", "区民憲章", "第5次総合計画基本構想", "", "法", "条例"])
def test_a_title_that_is_not_shortened(title: str) -> None:
    assert shortened(title) == {}


def test_a_word_that_only_sounds_like_a_city_stays() -> None:
    assert shortened("都市公園条例") == {"都市公園": 0}


def test_how_much_is_lost() -> None:
    assert shortened("みほん情報公開条例")["みほん情報公開"] == 0
    assert shortened("みほん情報公開規則")["みほん情報公開"] == 1
    assert shortened("みほん情報公開条例施行規則")["みほん情報公開"] == 2
    assert shortened("みほんの居住の安定に関する法律施行令")["みほんの居住の安定"] == 2


@pytest.mark.parametrize(
    ("title", "letters"),
    [("生活保護法", "生保法"), ("文化財保護法", "文保法"), ("介護保険法", "介保法"), ("住民基本台帳法", "住基法"), ("地方公営企業法", "地公企法"),
     ("育児休業、介護休業等育児又は家族介護を行う労働者の福祉に関する法律", "育休法"), ("個人情報の保護に関する法律", "個情法"),
     ("建築基準法施行令", "建基令"), ("地方自治法施行規則", "地自則")],
)  # fmt: skip
def test_laws_by_first_letters(title: str, letters: str) -> None:
    assert letters in set(initials(title))
    assert may_be_initials(letters)


@pytest.mark.parametrize("title", ["民法", "介護保険法施行法", "三郷市情報公開条例", "予算特別委員会", ""])
def test_titles_without_first_letters(title: str) -> None:
    assert list(initials(title)) == []


@pytest.mark.parametrize("word", ["方法", "法", "NPO法", "生活保護法", "学教法について", "予算"])
def test_words_that_are_no_first_letters(word: str) -> None:
    assert not may_be_initials(word)
