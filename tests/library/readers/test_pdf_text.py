"""PDF pages: text repaired, pictures marked, broken and locked files told apart."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from civic.library.readers import ReadDocument, ReadFailed, pdf_text, read
from tests.library.readers.samples import PICTURE, pdf


def document(folder: Path, data: bytes, name: str = "議案.pdf") -> ReadDocument:
    path = folder / name
    path.write_bytes(data)
    (read_document,) = read(path, kind="budget")
    return read_document


def failure(folder: Path, data: bytes) -> ReadFailed:
    with pytest.raises(ReadFailed) as failed:
        document(folder, data)
    return failed.value


def test_pages_are_units_and_their_text_is_repaired(tmp_path: Path) -> None:
    read_document = document(
        tmp_path,
        pdf([["議 案 第 １ ５ 号", "み ほ ん 町 税 条 例 の 一 部 を 改 正 す る 条 例"], ["歳　入　合　計 25,550"]]),
    )
    assert (read_document.title, read_document.number) == ("みほん町税条例の一部を改正する条例", "議案第15号")
    assert (read_document.kind, read_document.quality) == ("budget", "B")
    assert [(unit.path, unit.page, unit.label, unit.text) for unit in read_document.units] == [
        ("p1", 1, "1ページ", "議案第１５号\nみほん町税条例の一部を改正する条例"),
        ("p2", 2, "2ページ", "歳入合計 25,550"),
    ]


def test_a_word_across_lines_is_found_whole(tmp_path: Path) -> None:
    text = (
        "第１回みほん町議会定例会が開かれますことを厚く御礼申し上げます。町民の皆様の御理解と御協力を賜りたいと存じます。"
        * 3
    )
    (unit,) = document(tmp_path, pdf([[text[start : start + 31] for start in range(0, len(text), 31)]])).units
    assert unit.text == text


def test_a_picture_page_is_quality_d_and_an_empty_page_is_nothing(tmp_path: Path) -> None:
    read_document = document(tmp_path, pdf([["本文です。"], None, [], ["続きです。"]]))
    assert [(unit.path, unit.quality, unit.text) for unit in read_document.units] == [
        ("p1", "B", "本文です。"),
        ("p2", "D", ""),
        ("p4", "B", "続きです。"),
    ]
    assert [(note.where, note.why) for note in read_document.notes] == [("p2", "picture_only")]


def test_a_scan_with_a_stamp_on_it_is_still_a_picture(tmp_path: Path) -> None:
    pages = pdf([["写 第３号", PICTURE], ["絵のある頁ですが、本文も十分にあります。", PICTURE], ["短い頁"]])
    assert [unit.quality for unit in document(tmp_path, pages).units] == ["D", "B", "B"]


def test_a_scanned_document_is_still_a_document(tmp_path: Path) -> None:
    read_document = document(tmp_path, pdf([None, None]))
    assert (read_document.quality, len(read_document.units), len(read_document.notes)) == ("D", 2, 2)


def test_letters_one_under_the_other_are_suspect(tmp_path: Path) -> None:
    read_document = document(tmp_path, pdf([[*"緑とまち笑顔", "あふれる町"]]))
    assert read_document.quality == "C"
    assert [(note.where, note.why) for note in read_document.notes] == [("p1", "order_suspect")]


def test_text_that_leaps_about_the_page_is_suspect(tmp_path: Path) -> None:
    straight = pdf([["一行目です。", "二行目です。", "三行目です。", "四行目です。"]])
    leaping = straight.replace(b"14 TL", b"-90 TL").replace(b"50 800 Td", b"50 100 Td")
    assert document(tmp_path, straight).quality == "B"
    assert document(tmp_path, leaping).quality == "C"


def test_locked_broken_and_empty_files(tmp_path: Path) -> None:
    writer = PdfWriter(PdfReader(BytesIO(pdf([["秘密の本文"]]))))
    writer.encrypt("ひみつ", algorithm="RC4-128")
    locked = BytesIO()
    writer.write(locked)
    assert failure(tmp_path, locked.getvalue()).code == "encrypted"
    assert failure(tmp_path, b"%PDF-1.7\nnothing more").code == "broken"
    assert failure(tmp_path, pdf([[]])).code == "broken"
    assert failure(tmp_path, b"%PDF-1.4\n" + bytes(2000)).code == "broken"


def test_a_file_cut_short_gives_its_pages_or_fails_clearly(tmp_path: Path) -> None:
    whole = pdf([["一頁目です。"], ["二頁目です。"]])

    def outcome(length: int) -> str:
        try:
            return document(tmp_path, whole[:length]).units[0].text
        except ReadFailed as failed:
            return failed.code

    assert {outcome(length) for length in range(60, len(whole), 97)} <= {"broken", "一頁目です。"}


def test_ceilings_on_pages_and_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "PAGE_LETTERS", 20)
    read_document = document(tmp_path, pdf([["短い頁です。"], ["長い" * 40]]))
    assert [(note.where, note.why) for note in read_document.notes] == [("p2", "too_large")]
    monkeypatch.setattr(pdf_text, "TOTAL_LETTERS", 10)
    assert failure(tmp_path, pdf([["短い頁です。"]] * 3)).detail == {"limit": 10, "what": "letters"}
    monkeypatch.setattr(pdf_text, "PAGES", 2)
    assert failure(tmp_path, pdf([["頁"]] * 3)).detail == {"limit": 2, "what": "pages"}
