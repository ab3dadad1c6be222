"""Names of the watch list half in kanji, half read, and in Latin letters; and words that only begin like them."""

import pytest

from moderation.shapes.romaji import latin_name, latin_pattern
from tests.moderation.drafts import found


@pytest.mark.parametrize(
    "name",
    [
        "わたなべ見太郎", "渡辺けんたろう", "渡邊ケンタロウ", "WATANABE KENTARO", "Kentarou Watanabe", "watanabe, kentaroh",
        "ＷＡＴＡＮＡＢＥ　Ｋｅｎｔａｒｏ",
    ],
)  # fmt: skip
def test_a_watched_name_however_it_is_spelt(name: str) -> None:
    assert found(f"{name}が言った") == [("personal_data.name", "hold", name)]


@pytest.mark.parametrize(
    "text", ["渡ろう", "渡辺ろくろ店", "見太郎", "Watanabe street", "kentaro", "watanabekentarouyama"]
)
def test_a_part_of_a_name_is_nobody(text: str) -> None:
    assert found(text) == []


def test_readings_in_latin_letters() -> None:
    assert latin_pattern("シンジ") == "sh?i[nm]'?[jz]i"
    for kana, written in (
        ("サトウチョウジ", "sato tyoji"),
        ("オオタリュウイチ", "ota ryuichi"),
        ("ハットリショウコ", "hattori shoko"),
    ):
        pattern = latin_name(kana)
        assert pattern is not None
        assert pattern.fullmatch(written), (kana, written)
    assert latin_name("ハラ") is None
    assert latin_name("山田太郎") is None
