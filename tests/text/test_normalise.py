"""Normalisation: one spelling for what a reader takes as the same, and the way back to the original."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.text import variants
from civic.text.kana import is_kana, to_katakana
from civic.text.normalise import KANA, KANJI, _fold_clusters, normalise, normalise_text, tidy

JAPANESE = st.text(
    st.one_of(
        st.sampled_from(
            "かガｶﾞ゛゜\u3099\u309aーｰ-－ゝゞヽヾ々〆〇・〜~㈱㌔㋿㍻Ⅱ①ヴァゔぁ髙﨑⾭⻑ⅡＡａ０9,、。 \n\u3000\u200b\u00ad\U000e0100é"
        ),
        st.characters(min_codepoint=0x3041, max_codepoint=0x30FF),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x4E40),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("original", "folded"),
    [
        ("渡邊・渡邉・渡辺", "渡辺渡辺渡辺"),
        ("山﨑と山崎", "山崎ト山崎"),
        ("髙橋", "高橋"),
        ("齋藤", "斎藤"),
        ("齊藤と斉藤", "斉藤ト斉藤"),
        ("德島の櫻", "徳島ノ桜"),
        ("⼾籍", "戸籍"),
        ("⾼⽀", "高支"),
        ("⻑⺠⻄⻘", "長民西青"),
        ("⾭⿈⿊", "青黄黒"),
        ("國會議事堂", "国会議事堂"),
        ("葛\U000e0100飾", "葛飾"),
        ("個\u200b人\u00ad情報", "個人情報"),
        ("㈱電子㌔㋿", "(株)電子キロ令和"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("か\u3099", "ガ"),
        ("は゜", "パ"),
        ("ひらがな", "ヒラガナ"),
        ("ヴァイオリンとゔぃ", "バイオリントビ"),
        ("ヷ", "バ"),
        ("インタヴュー", "インタビュ"),
        ("ヱビスとゐる", "エビストイル"),
        ("デ―タ、サ－ビス、コンピュ─タ―", "データ、サービス、コンピュータ-"),
        ("エリア-1", "エリア-1"),
        ("コンピューター", "コンピュータ"),
        ("ｺﾝﾋﾟｭｰﾀｰ", "コンピュータ"),
        ("サーバーを", "サーバヲ"),
        ("コピー", "コピー"),
        ("エラー", "エラー"),
        ("センター長", "センタ長"),
        ("人々", "人人"),
        ("代々木", "代代木"),
        ("いすゞ", "イスズ"),
        ("みすゝめ", "ミススメ"),
        ("がゝ", "ガカ"),
        ("ナヾ", "ナナ"),
        ("々", "々"),
        ("e‐e‑e–e—e―e−e─e－e", "e-e-e-e-e-e-e-e-e"),
        ("10〜20～30", "10~20~30"),
        ("１ー２", "1-2"),
        ("ーー", "--"),
        ("電子・会議", "電子会議"),
        ("3・4月", "3 4月"),
        ("三・四月", "三 四月"),
        ("ＩＴ革命", "it革命"),
        ("戦略Ⅱ", "戦略ii"),
        ("セキュリテ\n\nィポリシー", "セキュリティポリシ"),
        ("議 案 第 １ ５ 号", "議案第 15 号"),
        ("ｅ－\n\nＪａｐａｎ戦略", "e-japan戦略"),
        ("５ ,８１３億円", "5813億円"),
        ("1,234,567", "1234567"),
        ("12 340", "12 340"),
        ("1,23", "1,23"),
        ("Local  Government\nWide", "local government wide"),
    ],
)
def test_each_step_of_the_rules(original: str, folded: str) -> None:
    assert normalise_text(original) == folded
    assert normalise(original).text == folded


@given(st.one_of(st.text(max_size=60), JAPANESE))
def test_both_ways_give_the_same_text_and_spans_stay_inside(original: str) -> None:
    folded = normalise(original)
    assert folded.text == normalise_text(original)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    last = 0
    for start, end in zip(folded.starts, folded.ends, strict=True):
        assert last <= start < end <= len(original)
        last = start


@given(before=JAPANESE, word=st.sampled_from(["電子会議室", "予算", "個人情報"]), after=JAPANESE)
def test_a_word_found_is_at_its_place_in_the_original(before: str, word: str, after: str) -> None:
    """Between sentence ends nothing of the surroundings can melt into the word."""
    original = f"{before}。{word}。{after}"
    folded = normalise(original)
    place = folded.text.index(word, len(normalise_text(before)))
    start, end = folded.span(place, place + len(word))
    assert original[start:end] == word


@given(JAPANESE)
def test_folding_folded_hiragana_and_kanji_again_changes_nothing(original: str) -> None:
    plain = re.sub(f"[^{KANJI}ぁ-ゖ]|[々〆ゔ]", "", unicodedata.normalize("NFKC", original))
    once = normalise_text(plain)
    assert normalise_text(once) == once


def test_span_covers_invisible_characters_and_whole_ligatures() -> None:
    original = "葛\U000e0100飾の㈱山田"
    folded = normalise(original)
    assert folded.text == "葛飾ノ(株)山田"
    assert folded.span(0, 2) == (0, 3)
    assert folded.span(4, 5) == (4, 5)  # 株 stands for the whole sign
    assert original[slice(*folded.span(3, 6))] == "㈱"


def test_text_across_a_torn_line_is_found_with_the_tear() -> None:
    original = "情報セキュリテ\n\nィポリシーを定める"
    folded = normalise(original)
    place = folded.text.index("セキュリティ")
    assert original[slice(*folded.span(place, place + 6))] == "セキュリテ\n\nィ"


def test_tidy_keeps_what_a_word_splitter_reads() -> None:
    assert tidy("ＰＤＦの 取り\n扱い\u200b、佐々木") == "pdfの取り扱い、佐々木"


def test_variant_tables_map_in_one_step_to_characters_that_stay() -> None:
    radicals = {code for code in range(0x2E81, 0x2EF4) if unicodedata.name(chr(code), "")}
    without_nfkc = {code for code in radicals if unicodedata.normalize("NFKC", chr(code)) == chr(code)}
    assert without_nfkc <= set(variants.UNIFIED)
    for target in variants.UNIFIED.values():
        assert target is not None
        assert ord(target) not in variants.UNIFIED
        assert unicodedata.normalize("NFKC", target) == target


def test_every_character_taken_as_its_own_cluster_really_is() -> None:
    """The offset map cuts text at these characters; none may be composed with what stands before it."""
    seconds = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    decomposed = [chr(code) for code in range(0x32000) if unicodedata.decomposition(chr(code))]
    for parts in (unicodedata.decomposition(character).split() for character in decomposed):
        if len(parts) == 2 and not parts[0].startswith("<"):
            seconds.add(chr(int(parts[1], 16)))
    marks = [chr(code) for code in range(0x32000) if unicodedata.combining(chr(code))]
    for character in {*seconds, *decomposed, *marks}:
        if _fold_clusters("あ" + character).starts[-1:].tolist() == [1]:
            first = unicodedata.normalize("NFKD", character)[0]
            assert not unicodedata.combining(first), hex(ord(character))
            assert first not in seconds, hex(ord(character))


@pytest.mark.parametrize(
    "hostile",
    ["a" + "\u0315\u0300" * 20_000, " " * 40_000, "あ" + " \n" * 20_000, "々" * 40_000, "ー" * 40_000, "1," * 20_000,
     "ゞ" * 40_000, "\u200b" * 40_000, "e-" * 20_000 + " ", "1 " * 20_000, "・" * 40_000],
)  # fmt: skip
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    began = time.process_time()
    normalise_text(hostile)
    normalise(hostile)
    assert time.process_time() - began < 1


def test_stacked_marks_are_cut_but_a_sane_number_stays() -> None:
    assert normalise_text("e\u0301\u0323") == unicodedata.normalize("NFKC", "e\u0301\u0323")
    assert len(normalise_text("e" + "\u0315" * 500)) == 31


@pytest.mark.parametrize(
    ("text", "expected"),
    [("わたなべ", True), ("ワタナベ　ゆう", True), ("ﾜﾀﾅﾍﾞ", True), ("渡辺", False), ("わたなべ3", False), ("", False), ("ー", False), (" ", False)],
)  # fmt: skip
def test_a_query_in_kana_alone(text: str, expected: bool) -> None:
    assert is_kana(text) is expected


def test_readings_are_kept_in_katakana() -> None:
    assert to_katakana("わたなべ ゆういち") == "ワタナベユウイチ"
    assert re.fullmatch(f"[{KANA}]+", to_katakana("ｶﾞｯｺｳ"))
