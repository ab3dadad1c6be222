"""Handles on other services: a way to get in touch is found, talking about a service is not."""

import pytest

from tests.moderation.drafts import found


@pytest.mark.parametrize(
    ("text", "handle", "action"),
    [
        ("LINE ID: hanako_77", "hanako_77", "refuse"),
        ("ラインのIDは「hanako77」です", "hanako77", "refuse"),
        ("くわしくはLINEで。ID：hanako_77", "hanako_77", "refuse"),
        ("カカオトークのアカウント名 hanako", "hanako", "refuse"),
        ("インスタ（@hanako.t）にDMください", "@hanako.t", "hold"),
        ("LINEやってます→hanako77", "hanako77", "hold"),
        ("文句は @hanako_t にDMで", "@hanako_t", "hold"),
        ("ＬＩＮＥ　ＩＤ　ｈａｎａｋｏ＿７７", "ｈａｎａｋｏ＿７７", "refuse"),
        ("https://line.me/ti/p/AbC123 から", "https://line.me/ti/p/AbC123", "hold"),
    ],
)
def test_a_handle_to_write_to_is_found(text: str, handle: str, action: str) -> None:
    assert found(text) == [("personal_data.handle", action, handle)]


@pytest.mark.parametrize(
    "text",
    [
        "市の公式LINE ID @mihon_city を登録しました",
        "広報のページは lin.ee/abc123 です",
        "LINEで申請できるとよい",
        "LINE相談の数は年に1,200件です",
        "区公式アカウントのLINEの中のLINEのメニュー",
        "LINEのID、LINEの設定を説明して",
        "インスタ：photo を見た",
        "インスタの写真 @hanako_t がきれい",
        "LINEの話。公園で会いましょう",
        "@みどりの風さん、dmはできません",
        "オンライン会議のIDを送ってください",
    ],
)
def test_talking_about_a_service_is_nothing(text: str) -> None:
    assert found(text) == []


def test_an_account_named_without_a_wish_to_be_written_to_is_only_warned_about() -> None:
    assert found("Telegram：@hanako77") == [("personal_data.handle", "warn", "@hanako77")]


@pytest.mark.parametrize("text", ["ラインhanako.77に連絡ください", "hanako#2210 で話そう", "連絡はdm @hanako.t"])
def test_other_ways_to_give_a_handle(text: str) -> None:
    assert [(code, action) for code, action, _ in found(text)] == [("personal_data.handle", "hold")]


@pytest.mark.parametrize("text", ["品番 a.1#2210 の机", "lineup2 の話に連絡"])
def test_other_latin_words_are_nothing(text: str) -> None:
    assert found(text) == []
