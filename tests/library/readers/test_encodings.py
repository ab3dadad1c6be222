"""Japanese encodings are told apart, and bytes in none of them are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.library.readers.encodings import decode
from civic.library.readers.failures import ReadFailed

SENTENCE = "みほん町議会の会議録です。第１回定例会は、髙橋議員（①番）の質問から始まりました。"
PLAIN = "みほん町議会の会議録です。第１回定例会は、高橋議員の質問から始まりました。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp932"])
def test_each_encoding_gives_the_same_words(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding)).text == SENTENCE


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "euc_jis_2004", "iso2022_jp", "utf-16-le"])
def test_old_encodings_of_common_words(encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    assert decode(mark + PLAIN.encode(encoding)).text == PLAIN


@pytest.mark.parametrize("word", ["会議録", "議事日程", "予算書", "市長", "条例", "ごみ", "カード", "第１号"])
@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-8"])
def test_single_words_are_enough(word: str, encoding: str) -> None:
    assert decode(word.encode(encoding)).text == word


ORDINARY = st.text(alphabet="あいうえおかきくけこ会議録予算条例市長町民、。０１２\n", min_size=12, max_size=200)


@given(ORDINARY, st.sampled_from(["cp932", "euc_jp", "utf-8"]))
def test_any_ordinary_text_comes_back(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(st.text(max_size=200))
def test_any_utf8_text_comes_back_but_for_control_characters(text: str) -> None:
    written = "".join(character for character in text if character.isprintable())
    assert decode(("本文" + written).encode()).text == "本文" + written.replace("\ufeff", "")


def test_a_stray_byte_in_a_long_file_is_reported_with_its_line() -> None:
    lines = [f"　{number}行目の本文です。みほん町の広場について。" for number in range(200)]
    data = "\n".join(lines).encode("cp932")
    cut = data.index("\n　100行目".encode("cp932"))
    decoded = decode(data[:cut] + b"\x81" + data[cut:])
    assert decoded.encoding == "cp932"
    assert [(note.where, note.why) for note in decoded.notes] == [("line 100", "bad_bytes")]
    assert "199行目" in decoded.text


def test_letters_of_a_private_font_are_listed() -> None:
    data = (
        ("　" + PLAIN + "\n").encode("cp932") * 20 + "　議員　".encode("cp932") + b"\xf0\x40" + "田\n".encode("cp932")
    )
    decoded = decode(data)
    assert [(note.where, note.why) for note in decoded.notes] == [("line 21", "unmapped_letter")]


def test_a_file_cut_in_the_middle_of_a_letter_is_still_read() -> None:
    data = (PLAIN * 100).encode()[:-1]
    decoded = decode(data)
    assert decoded.text.startswith(PLAIN)
    assert decoded.notes[0].why == "bad_bytes"


def test_bytes_in_no_encoding_are_refused() -> None:
    with pytest.raises(ReadFailed) as failed:
        decode(bytes(range(128, 256)) * 20)
    assert failed.value.code == "bad_encoding"


def test_no_bytes_are_no_text() -> None:
    assert decode(b"").text == ""
