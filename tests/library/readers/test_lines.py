"""Layout repairs: they close what layout opened and change no letter."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.library.readers.lines import close_gaps, column_width, join_wrapped
from civic.library.readers.page_text import page_quality, repair_page

PROSE = (
    "　みほん町は、町民が互いに学び合い、支え合う広場をつくるため、この計画を定める。計画の期間は、令和八年度から令和"
    "十七年度までの十年間とし、五年ごとに見直しを行うものとする。見直しに当たっては、町民の意見を広く聴くものとする。"
)


def wrapped(text: str, letters: int) -> list[str]:
    return [text[start : start + letters] for start in range(0, len(text), letters)]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("議 案 第 １ ５ 号", "議案第１５号"),
        ("み ほ ん 町 税 条 例 （ 平 成 ６ 年 条 例 第 １ ９ 号 ）", "みほん町税条例（平成６年条例第１９号）"),
        ("市 税 6,538,777 25.6", "市税 6,538,777 25.6"),
        ("令　和　８　年　度", "令和８年度"),
        ("歳　　出　　合　　計 25,550", "歳出合計 25,550"),
        ("国県支出金 地方債 その他 一般財源", "国県支出金 地方債 その他 一般財源"),
        ("目 本年度 前年度 比　較", "目 本年度 前年度 比較"),
        ("と定 め、 施策 の体系 を「 住み やす くて 心地 がよい", "と定め、施策の体系を「住みやすくて心地がよい"),
        ("「みどり」輝き 「まち」も輝く 笑顔あふれる", "「みどり」輝き 「まち」も輝く 笑顔あふれる"),
        ("一般会計予算················· 1", "一般会計予算 … 1"),
        ("a b c 1 2 3", "a b c 1 2 3"),
        ("", ""),
    ],
)
def test_gaps_between_letters_close_and_real_blanks_stay(printed: str, read: str) -> None:
    assert close_gaps(printed) == read


@given(st.text(alphabet="あ漢１ 　、。a1\n(", max_size=80))
def test_closing_gaps_removes_nothing_but_blanks(line: str) -> None:
    assert close_gaps(line).replace(" ", "").replace("\u3000", "") == line.replace(" ", "").replace("\u3000", "")


@given(st.integers(min_value=24, max_value=45))
def test_wrapping_is_undone_at_any_width(letters: int) -> None:
    lines = [line for _ in range(4) for line in wrapped(PROSE, letters)]
    assert "\n".join(join_wrapped(lines, column_width(lines))).count("\n") <= len("\n".join([PROSE] * 4).split("。"))
    assert "".join(join_wrapped(lines, column_width(lines))) == PROSE * 4


def test_a_word_split_by_the_line_end_is_whole_again() -> None:
    page = repair_page("\r\n".join(wrapped(PROSE, 30) * 3))
    assert "令和十七年度" in page
    assert page.count("　みほん町は") == 3


def test_headings_items_and_figures_do_not_run_into_prose() -> None:
    full = "あ" * 40
    lines = [full, full, full, "（１）広場", full, "①集い", full, "25,550,000 25,840,000 1.1", full, "", "終わり"]
    joined = join_wrapped(lines, column_width(lines))
    assert joined == [full * 3, "（１）広場", full, "①集い", full, "25,550,000 25,840,000 1.1", full, "終わり"]


def test_lines_that_end_with_their_sentences_stay_apart() -> None:
    lines = ["短い文です。", "少し長い文になりました。", "終わり。"]
    assert column_width(lines) is None
    assert join_wrapped(lines, None) == lines


def test_latin_words_keep_their_blank() -> None:
    line = "a" * 60
    assert join_wrapped([line, line, line, "end"], 60) == [f"{line} {line} {line} end"]


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        ("", "D"),
        (" \n　", "D"),
        ("一行目です。\n二行目です。", "B"),
        ("緑\nと\nま\nち\n笑\n顔\nあふれる町", "C"),
        ("区分\n25,550\n11,546\n2,564\n1,197\n合計", "C"),
        ("\ue001\ue002\ue003本文", "C"),
        ("款 25,550\n項 11,546\n目 2,564\n節 1,197\n計 40,857", "B"),
    ],
)
def test_quality_says_how_far_the_order_can_be_trusted(text: str, quality: str) -> None:
    assert page_quality(text) == quality


@pytest.mark.parametrize("run", ["あ ", "あ　　", " ", "　", "·", " ·", "（", "一", "1 ", "\n", " \n"])
def test_endless_lines_take_no_endless_time(run: str) -> None:
    before = time.process_time()
    page_quality(repair_page(run * 100_000))
    assert time.process_time() - before < 2
