"""Spellings that mean the same, and spellings that look close and do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.text.normalise import normalise_text
from civic.text.spellings import MOST_SPELLINGS, spellings


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("取り扱い", "取扱い"),
        ("取扱", "取り扱い"),
        ("申し込み書", "申込書"),
        ("受付", "受け付け"),
        ("引継ぎ", "引き継ぎ"),
        ("見積", "見積もり"),
        ("見積り", "見積もり"),
        ("手続", "手続き"),
        ("届出", "届け出"),
        ("届け出", "届出"),
        ("打ち合わせ", "打合せ"),
        ("霞が関", "霞ヶ関"),
        ("鎌ヶ谷", "鎌ケ谷"),
        ("3か月", "3ヶ月"),
        ("３箇月", "3カ月"),
        ("eJapan戦略2", "e-Japan戦略Ⅱ"),
        ("e-Japan戦略Ⅱ", "ejapan戦略2"),
        ("計画Ⅳ", "計画4"),
        ("ejapan", "e-Japan"),
        ("Wi-Fi", "wifi"),
        ("WiFi", "wi-fi"),
        ("二十六市", "26市"),
        ("26市", "二十六市"),
        ("第23条の3", "第二十三条の三"),
        ("第二十三条の三", "第23条の3"),
        ("平成16年度予算", "2004年度予算"),
        ("2019年度予算", "平成31年度予算"),
        ("2019年度予算", "令和元年度予算"),
        ("H15年の大会", "平成十五年の大会"),
        ("3条2項", "第三条第二項"),
        ("第三条第二項", "第3条第2項"),
        ("第23条の3第1項", "第二十三条の三第一項"),
        ("地方自治法第96条第1項第5号", "地方自治法第九十六条第一項第五号"),
        ("別表第1", "別表第一"),
        ("別表第一", "別表第1"),
        ("第2期計画", "第Ⅱ期計画"),
        ("マッサージ", "マツサージ"),
        ("きゅう", "きゆう"),
    ],
)
def test_spellings_of_the_same(typed: str, other: str) -> None:
    assert normalise_text(other) in spellings(typed)


@pytest.mark.parametrize(
    ("typed", "other"),
    [("思い出", "思出"), ("私が市長になる日", "私ヶ市長になる日"), ("第2条の3", "第2条のiii"), ("斉藤", "斎藤"), ("一般", "1般"), ("三鷹市", "3鷹市"), ("四日市", "4日市"), ("三条市", "第3条市"), ("第3条第1項", "第3条第i項")],
)  # fmt: skip
def test_spellings_of_something_else(typed: str, other: str) -> None:
    assert normalise_text(other) not in spellings(typed)


def test_an_amount_inside_a_word_stays_as_it_is() -> None:
    assert spellings("3億円事業") == ["3億円事業", "三億円事業"]


def test_family_names_are_merged_in_a_search_for_people_only() -> None:
    assert spellings("斉藤", is_name=True) == ["斉藤", "斎藤"]
    assert spellings("齋藤", is_name=True) == ["斎藤", "斉藤"]


@given(st.text(st.sampled_from("取り扱い届け出平成15年度第条の三霞ヶ関eJapanⅡ-"), max_size=60))
def test_the_typed_form_is_first_and_the_number_is_bounded(typed: str) -> None:
    found = spellings(typed, is_name=True)
    assert found[0] == normalise_text(typed)
    assert len(found) == len(set(found)) <= MOST_SPELLINGS
