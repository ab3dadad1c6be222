"""Telephone, card and individual numbers: found through disguises, and nothing else taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.city import phone_digits
from moderation.rules.personal_data.card import is_card_number
from moderation.rules.personal_data.my_number import is_my_number
from tests.moderation.drafts import found, judged

PHONES = [
    ("電話は090-1234-5678です", "090-1234-5678"),
    ("０９０－１２３４－５６７８まで", "０９０－１２３４－５６７８"),
    ("〇九〇-一二三四-五六七八", "〇九〇-一二三四-五六七八"),
    ("〇9〇-1234-5678にかけて", "〇9〇-1234-5678"),
    ("零八零の一二三四の五六七八", "零八零の一二三四の五六七八"),
    ("090 1234 5678", "090 1234 5678"),
    ("0 9 0 1 2 3 4 5 6 7 8 です", "0 9 0 1 2 3 4 5 6 7 8"),
    ("09012345678", "09012345678"),
    ("09 01 23 45 67 8", "09 01 23 45 67 8"),
    ("090,1234,5678", "090,1234,5678"),
    ("090\n1234\n5678", "090\n1234\n5678"),
    ("ぜろきゅうぜろ、いちにさんよん、ごろくななはち です", "ぜろきゅうぜろ、いちにさんよん、ごろくななはち"),
    ("ぜろ9ぜろ-1234-5678", "ぜろ9ぜろ-1234-5678"),
    ("090-1234-ごろくななはち", "090-1234-ごろくななはち"),
    ("山田さん090-1234-5678さん", "090-1234-5678"),
    ("090ハイフン1234ハイフン5678", "090ハイフン1234ハイフン5678"),
    ("o9o-1234-5678", "o9o-1234-5678"),
    ("090一1234一5678", "090一1234一5678"),
    ("0\ufe0f\u20e39\ufe0f\u20e30\ufe0f\u20e3-1234-5678", "0\ufe0f\u20e39\ufe0f\u20e30\ufe0f\u20e3-1234-5678"),
    ("090\u200b1234\u200b5678", "090\u200b1234\u200b5678"),
    ("\u20e3090-1234-5678", "090-1234-5678"),
    ("090=1234→5678", "090=1234→5678"),
    ("+81-90-1234-5678", "+81-90-1234-5678"),
    ("+819012345678", "+819012345678"),
    ("+81 (0)3-1234-5678", "+81 (0)3-1234-5678"),
    ("81-90-1234-5678", "81-90-1234-5678"),
    ("03-1234-5678", "03-1234-5678"),
    ("(03)1234-5678へ", "03)1234-5678"),
    ("0467（12）3456", "0467（12）3456"),
    ("連絡先は042-123-4567", "042-123-4567"),
    ("TEL 0312345678", "0312345678"),
    ("携帯090-12345678", "090-12345678"),
    ("03-12345678", "03-12345678"),
    ("電話 0422-123456", "0422-123456"),
    ("電話は0 4 2 2 1 2 3 4 5 6", "0 4 2 2 1 2 3 4 5 6"),
]


@pytest.mark.parametrize(("text", "number"), PHONES)
def test_a_telephone_number_is_refused_where_it_stands(text: str, number: str) -> None:
    assert found(text) == [("personal_data.phone", "refuse", number)]
    assert judged(text).verdict == "refuse"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("電話 23-4567 まで", "23-4567"),
        ("0422-123456", "0422-123456"),
        ("これ 0467123456 だよ", "0467123456"),
        ("米国 +1-212-555-0123", "+1-212-555-0123"),
    ],
)
def test_a_less_certain_telephone_number_is_held(text: str, number: str) -> None:
    assert found(text) == [("personal_data.phone", "hold", number)]


@pytest.mark.parametrize(
    "text",
    [
        "市役所0422-00-1151へ",
        "市の電話（０４２２）００－１１５１",
        "+81-422-00-1151",
        "電話 00-1151",
        "電話 5555-1111",
        "フリーダイヤル0120-123-456",
        "0800-123-4567",
        "0570-012-345へ",
        "110番、#7119",
        "2024-01-15から2024-02-20まで",
        "13:00-15:30",
        "前年度比+123 456",
        "記入例 090-0000-0000 や 03-0000-0000",
        "ISBN4-10-101001-X",
        "ISBN 0123456788",
        "02-1234-5678",
        "0-70-1234-5678",
        "0,901,2345,678",
        "09012345678円",
        "0 1 2 3 4 5 6 7 8 9",
        "0467123456人",
        "電話は2024",
        "番号 23-4567",
        "受付番号 0467123456",
        "+81 90 12",
        "+1 2 3",
        "予算は123,456,789,018円",
        "総額123456789018円",
        "123456789018人",
        "¥123456789018",
        "予算額 123456789018",
        "歳入　123456789018千円",
        "一二三四五六七八九〇一八億円",
        "五千八百十三億円",
        "法人番号7000012050002",
        "7-0000-1205-0002",
        "登録番号T7000012050002",
        "団体コード132021",
        "2013 2020 2021 2022",
        "2016 2020 2023",
        "平成15年法律第57号",
        "978-4-10-101001-3",
        "0000-0000-0000",
        "○○○○○○○○○○○○",
    ],
)
def test_public_numbers_amounts_and_dates_are_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "私のマイナンバーは123456789018です",
        "まいなんばー １２３４　５６７８　９０１８",
        "個人番号：一二三四五六七八九〇一八",
        "マイナンバー 1 2 3 4 5 6 7 8 9 0 1 8",
        "123456789018（マイナンバー）",
        "1234-5678-9018",
        "1234 5678 9018",
        "個人番号 123456-789018",
    ],
)
def test_an_individual_number_is_refused(text: str) -> None:
    assert [(code, action) for code, action, _ in found(text)] == [("personal_data.my_number", "refuse")]


def test_an_individual_number_without_context_is_held() -> None:
    assert found("それは123456789018だ") == [("personal_data.my_number", "hold", "123456789018")]


@pytest.mark.parametrize("text", ["1234\n5678\n9018", "12-34-56789018", "1234,5678,9018", "1234 5678 9018 1234"])
def test_twelve_digits_are_not_always_an_individual_number(text: str) -> None:
    assert "personal_data.my_number" not in [code for code, _, _ in found(text)]


def test_the_published_check_digit() -> None:
    assert is_my_number("123456789018")
    assert not is_my_number("123456789010")
    assert not is_my_number("000000000000")


def test_a_number_called_individual_with_a_wrong_check_digit_is_warned_about() -> None:
    assert found("マイナンバーは1234-5678-9019") == [("personal_data.my_number", "warn", "1234-5678-9019")]
    assert found("マイナンバー 0000-0000-0000") == []
    assert found("マイナンバー 1 2 3 4 5 6 7 8 9 0 1 9") == []


@given(st.text("0123456789", min_size=11, max_size=11))
def test_one_check_digit_fits(first: str) -> None:
    fitting = [last for last in "0123456789" if is_my_number(first + last)]
    assert len(fitting) == (1 if len(set(first)) > 1 else len(fitting))


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "カード番号は4111111111111111",
        "378282246310005 アメックス",
        "3782-822463-10005",
        "５５５５ ５５５５ ５５５５ ４４４４",
        "JCB 3530-1113-3330-0000",
    ],
)
def test_a_card_number_is_refused(text: str) -> None:
    assert [(code, action) for code, action, _ in found(text)] == [("personal_data.card", "refuse")]


def test_a_bare_card_number_is_held_unless_labelled_otherwise() -> None:
    assert found("4111111111111111 のこと") == [("personal_data.card", "hold", "4111111111111111")]
    assert found("管理番号4111111111111111") == []
    assert found("4111111111111111円") == []


def test_card_numbers_need_an_issuer_a_length_and_the_sum() -> None:
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111112")
    assert not is_card_number("9111111111111111")
    assert not is_card_number("55555555555544440")


def test_the_gravest_reading_of_one_stretch_wins() -> None:
    assert [code for code, _, _ in found("マイナンバーは090123456784")] == ["personal_data.my_number"]
    assert [code for code, _, _ in found("マイナンバー 0 9 0 1 2 3 4 5 6 7 8 4")] == ["personal_data.my_number"]


def test_several_numbers_in_one_post() -> None:
    text = "私は090-1234-5678、妻は080-8765-4321、市役所は0422-00-1151、カードは4111-1111-1111-1111"
    assert [code for code, _, _ in found(text)] == [
        "personal_data.phone",
        "personal_data.phone",
        "personal_data.card",
    ]


def test_domestic_digits() -> None:
    assert phone_digits("+81-422-00-1151") == phone_digits("0422-00-1151") == "0422001151"
    assert phone_digits("+81 (0)422 00 1151") == "0422001151"


WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")


@given(
    start=st.sampled_from(["090", "080", "070", "060", "050"]),
    middle=st.from_regex(r"[1-9][0-9]{3}", fullmatch=True),
    last=st.from_regex(r"[0-9]{3}[1-9]", fullmatch=True),
    mark=st.sampled_from(["-", "", " ", "の", "ー", "−", ".", "・", " - ", "_", "ハイフン"]),
    disguise=st.sampled_from([{}, WIDE, KANJI]),
    frame=st.sampled_from(["{}", "電話は{}です。", "（{}）に抗議を", "佐藤 {} まで"]),
)
def test_every_mobile_number_in_every_disguise(
    start: str, middle: str, last: str, mark: str, disguise: dict[int, str], frame: str
) -> None:
    text = frame.format(mark.join([start, middle, last]).translate(disguise))
    assert "personal_data.phone" in [code for code, _, _ in found(text)]
