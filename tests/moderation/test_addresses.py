"""Mail and postal addresses of persons, and what is only the place of a park or an office."""

import pytest

from moderation.shapes.addresses import bare_address, is_same_place, kanji_number
from tests.moderation.drafts import found, judged


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("taro@example.com", "taro@example.com"),
        ("メールはｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍまで", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
        ("t.yamada+x@mail.example.co.jpへ", "t.yamada+x@mail.example.co.jp"),
        ("taro @ example . com", "taro @ example . com"),
        ("taro(at)example.com", "taro(at)example.com"),
        ("taro [at] example [dot] com", "taro [at] example [dot] com"),
        ("taroアットマークexample.com", "taroアットマークexample.com"),
        ("taro あっと example どっと com", "taro あっと example どっと com"),
        ("taro★example.ne.jp", "taro★example.ne.jp"),
        ("write to taro.y at example dot co dot jp", "taro.y at example dot co dot jp"),
        ("taro.y@gmail です", "taro.y@gmail"),
        ("taro at gmail.com まで", "taro at gmail.com"),
        ("taro@example,com", "taro@example,com"),
        ("t a r o @ e x a m p l e . c o m", "t a r o @ e x a m p l e . c o m"),
        ("taro_at_example.com", "taro_at_example.com"),
        ("taro※example.com（※は@）", "taro※example.com"),
        ("taro.y at example.net へ", "taro.y at example.net"),
        ("taro@じーめーるどっとこむ", "taro@じーめーるどっとこむ"),
        ("たなか あっとまーく じーめーる どっと こむ", "たなか あっとまーく じーめーる どっと こむ"),
        ("　アットジーメールドットコム", "アットジーメールドットコム"),
    ],
)
def test_a_mail_address_is_refused(text: str, address: str) -> None:
    assert found(text) == [("personal_data.email", "refuse", address)]


@pytest.mark.parametrize(
    "text",
    [
        "koho@post.example.jp",
        "koho(at)post.example.jp",
        "madoguchi@kurashi.city.mihon.example.jp",
        "madoguchi@city.mihon.example.jp",
        "madoguchiアットマークcity.mihon.example.jp",
        "アカウントは @mihon です",
        "3@5",
        "Look at example.com for it",
        "アットホームな会",
    ],
)
def test_the_citys_mail_and_handles_are_nothing(text: str) -> None:
    assert found(text) == []


def test_each_mail_address_is_found_once() -> None:
    assert [place for _, _, place in found("a@example.com b@example.com")] == ["a@example.com", "b@example.com"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("〒181-0013 東京都三鷹市下連雀3-24-12", "〒181-0013 東京都三鷹市下連雀3-24-12"),
        ("山田さんの家は三鷹市下連雀三丁目24番12号です", "三鷹市下連雀三丁目24番12号"),
        ("東京都三鷹市下連雀3-24-12 コーポ青葉201号室", "東京都三鷹市下連雀3-24-12 コーポ青葉201号室"),
        ("三鷹市下連雀３ー２４ー１２に住んでいます", "三鷹市下連雀３ー２４ー１２"),
        ("福岡市博多区博多駅前3-24-12に住んでいます", "福岡市博多区博多駅前3-24-12"),
        ("三鷹市西町ニノ五ノ九の佐藤さん", "三鷹市西町ニノ五ノ九"),
        ("三鷹市下連雀三の二十四の十二の佐藤さん", "三鷹市下連雀三の二十四の十二"),
        ("山梨県北杜市須玉町若神子100番地5 田中宅", "山梨県北杜市須玉町若神子100番地5"),
        ("あいつの自宅は札幌市中央区北1条西2丁目3-4だ", "札幌市中央区北1条西2丁目3-4"),
    ],
)
def test_a_persons_full_address_is_refused(text: str, address: str) -> None:
    assert found(text) == [("personal_data.address", "refuse", address)]


@pytest.mark.parametrize(
    "text",
    [
        "大字上野123番地の鈴木さん宅",
        "下連雀3-24-12の山田さん",
        "千葉県船橋市本町1丁目2番3-405号",
        "川崎市中原区木月2-15に住む人",
        "武蔵野市緑町2-2-28",
        "住所は緑町2-2-28",
        "〒180-0012 緑町2-2",
        "東京都三鷹市下連雀3-24",
        "みどりハイツ305号室の佐藤さんがうるさい",
        "I live at 3-12-5 Kitamachi, Mihon-shi",
        "MIHON-SHI KITAMACHI 3-12-5",
    ],
)
def test_half_an_address_or_nobodys_in_particular_is_held(text: str) -> None:
    assert [(code, action) for code, action, _ in found(text)] == [("personal_data.address", "hold")]


@pytest.mark.parametrize(
    "text",
    [
        "市役所はみほん市野崎1-1-1です",
        "The library, 3-12-5 Kitamachi, Mihon-shi",
        "東京都みほん市野崎一丁目１番１号",
        "山田さんに野崎1丁目1番地1で会った",
        "図書館は三鷹市上連雀8-3-3です",
        "契約の相手方は品川区西品川二丁目13番19号、見本建設共同企業体",
        "政策の一丁目一番地",
        "戸越五丁目19番地区の再開発",
        "三鷹市下連雀3-24で",
        "緑町2-2-28",
        "資料3-2-1の表11-1-1",
        "市役所の会議室301号室で佐藤さんと話した",
        "東棟の301号室に集合",
        "みほん市の補助金 2,000 - 2,000 補助金",
        "組合の事務所は、みほん市北町三丁目2番地1に置く",
        "令和6-1-15に山田さんが",
        "2024-1-15の三鷹市",
        "下連雀、3-24-12の山田さん",
    ],
)
def test_public_places_and_figures_are_nothing(text: str) -> None:
    assert found(text) == []


def test_a_park_beside_somebodys_home_is_still_a_home() -> None:
    assert judged("公園の隣、三鷹市下連雀3-24-12に住んでいる").verdict == "refuse"


def test_a_public_place_in_another_sentence_does_not_excuse() -> None:
    assert judged("公園へ行った。三鷹市下連雀3-24-12").verdict == "hold"


def test_bare_addresses() -> None:
    assert bare_address("〒181-0000 東京都みほん市野崎一丁目1番1号") == "東京都みほん市野崎1-1-1"
    assert bare_address("野崎1-1-1") == bare_address("野崎一丁目一番地の一") == "野崎1-1-1"
    assert is_same_place("みほん市野崎1-1-1", "東京都みほん市野崎1-1-1")
    assert not is_same_place("", "東京都みほん市野崎1-1-1")
    assert not is_same_place("野崎1-1-1", "野崎1-1-12")


@pytest.mark.parametrize(
    ("numeral", "value"), [("二十一", 21), ("二一", 21), ("百二十", 120), ("十", 10), ("三百五", 305)]
)
def test_kanji_numbers(numeral: str, value: int) -> None:
    assert kanji_number(numeral) == value
