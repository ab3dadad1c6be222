"""Council pages: who said what, in every layout of the system, and lines that fit no rule are never lost or guessed."""

from datetime import date
from pathlib import Path

import pytest

from civic.library.readers import ReadDocument, ReadFailed, council_sitting, read
from civic.library.readers.council_profiles import role_of
from tests.library.readers.samples import one_frame, panels


def sitting(folder: Path, page: str, encoding: str = "utf-8") -> ReadDocument:
    path = folder / "sitting.html"
    path.write_bytes(page.encode(encoding))
    (document,) = read(path)
    return document


def said(document: ReadDocument) -> list[tuple[str, str, str, str]]:
    return [(unit.path, unit.speaker, unit.role, unit.text) for unit in document.units]


def reasons(document: ReadDocument) -> list[tuple[str, str, str]]:
    return [(note.where, note.why, note.sample) for note in document.notes]


BLOCKS = (
    "<!DOCTYPE html><html><head><title> 閲覧 | みほん町議会会議録検索\n</title></head><body>"
    '<h1 class="command__title">令和７年第１回定例会（第２号） 本文 2025-03-14</h1><ul>'
    '<li class="voice-block voice_block" data-voice_code="1" data-voice-title="◯議長（見本太郎）">'
    '<div class="voice__detail voice-detail">\n 1:\n </div><p class="voice__text">◯議長（見本太郎）〔登壇〕<br />\n'
    "　報告します。<br />\n　以上です。<br />\n\n</p></li>"
    '<li class="voice-block voice_block" data-voice_code="2" data-voice-title="◯副町長（例示花子）">'
    '<div class="voice__detail voice-detail">2:</div><p class="voice__text">◯副町長（例示花子）<br />\n　説明します。<br />\n</p></li>'
    "</ul></body></html>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
def test_one_frame_pages_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    document = sitting(
        tmp_path,
        one_frame(
            "　　午前10時開議<br />\n◯議長（見本太郎君）　会議を開きます。<br />\n　５番例示花子議員。",
            "◯５番（例示花子君）　質問します。<br />\n　広場の日陰について伺います。",
            "◯建設部長（試作次郎君）　お答えします。",
        ),
        encoding,
    )
    assert said(document) == [
        ("1.1", "", "", "午前10時開議"),
        ("1", "議長（見本太郎君）", "chair", "会議を開きます。\n　５番例示花子議員。"),
        ("2", "５番（例示花子君）", "member", "質問します。\n　広場の日陰について伺います。"),
        ("3", "建設部長（試作次郎君）", "executive", "お答えします。"),
    ]
    assert [unit.level for unit in document.units] == ["stage", "speech", "speech", "speech"]
    assert (document.kind, document.body, document.city) == ("minutes", "みほん町議会", "みほん町")
    assert reasons(document) == [("date", "not_printed", "")]


def test_the_page_s_own_word_for_the_speaker_goes_first(tmp_path: Path) -> None:
    document = sitting(
        tmp_path,
        panels(
            ("◯委員長", "※会議の概要<br />\n◯委員長　　開会いたします。"),
            ("◯例示はなこ委員", "◯例示はなこ委員　　２点伺います。<br />\n◯の付いた行もあります。"),
            ("◯広場推進担当課長", "◯広場推進担当課長　お答えします。"),
        ),
    )
    assert said(document)[1:] == [
        ("1", "委員長", "chair", "開会いたします。"),
        ("2", "例示はなこ委員", "member", "２点伺います。\n◯の付いた行もあります。"),
        ("3", "広場推進担当課長", "staff", "お答えします。"),
    ]
    assert (document.title, document.meeting, document.date) == ("広場特別委員会", "広場特別委員会", date(2025, 3, 14))
    assert reasons(document) == [("speech 2", "unparsed_speaker", "◯の付いた行もあります。")]


def test_block_pages_declare_the_speaker_in_an_attribute(tmp_path: Path) -> None:
    document = sitting(tmp_path, BLOCKS)
    assert said(document) == [
        ("1", "議長（見本太郎）", "chair", "〔登壇〕\n　報告します。\n　以上です。"),
        ("2", "副町長（例示花子）", "executive", "説明します。"),
    ]
    assert (document.title, document.date) == ("令和７年第１回定例会（第２号）", date(2025, 3, 14))


def test_lines_nobody_said_are_kept_and_listed(tmp_path: Path) -> None:
    document = sitting(
        tmp_path,
        one_frame(
            "◇なぞの行<br />\n　　──────────<br />\n（拍手）<br />\n日程第３　議案第１号<br />\n◯議長（見本太郎君）　続けます。"
        ),
    )
    assert document.units[0].text.split("\n")[0] == "◇なぞの行"
    assert reasons(document)[0] == ("speech 1", "unparsed_line", "◇なぞの行")
    assert [why for _, why, _ in reasons(document)] == ["unparsed_line", "not_printed"]


def test_a_speech_without_a_known_mark_is_nobody_s(tmp_path: Path) -> None:
    document = sitting(tmp_path, one_frame("議長、見本太郎さんが開会を告げた。"))
    assert said(document) == [("1", "", "", "議長、見本太郎さんが開会を告げた。")]
    assert ("speech 1", "unparsed_line", "議長、見本太郎さんが開会を告げた。") in reasons(document)


def test_a_declared_speaker_who_does_not_appear_is_listed(tmp_path: Path) -> None:
    document = sitting(tmp_path, panels(("◯委員長", "ただいまから開会します。")))
    assert [why for _, why, _ in reasons(document)] == ["unparsed_line", "speaker_not_found"]


def test_two_speakers_in_one_speech_are_two_units(tmp_path: Path) -> None:
    document = sitting(tmp_path, one_frame("◯議長（見本太郎君）　異議は。<br />\n◯５番（例示花子君）　あります。"))
    assert [(path, speaker) for path, speaker, _, _ in said(document)] == [
        ("1.1", "議長（見本太郎君）"),
        ("1", "５番（例示花子君）"),
    ]


def test_missing_and_repeated_speech_numbers_are_reported(tmp_path: Path) -> None:
    page = one_frame(*["◯議長（見本太郎君）　続けます。"] * 3)
    page = page.replace('page-text__number">2<', 'page-text__number">7<').replace(
        'page-text__number">3<', 'page-text__number">7<'
    )
    document = sitting(tmp_path, page)
    assert [unit.path for unit in document.units] == ["1", "7", "7~2"]
    assert reasons(document)[:3] == [
        ("speech 7", "duplicate_number", ""),
        ("speech 7", "number_gap", "1 → 7"),
        ("speech 7", "number_gap", "7 → 7"),
    ]


def test_markup_in_a_speech_is_text(tmp_path: Path) -> None:
    hostile = "◯議長（見本太郎君）　&lt;script&gt;alert(1)&lt;/script&gt;<b>強調</b>&#0;です。"
    (unit,) = sitting(tmp_path, one_frame(hostile)).units
    assert unit.text.replace("\ufffd", "") == "<script>alert(1)</script>強調です。"


def test_pages_made_to_harm_fail_clearly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failure(page: str) -> ReadFailed:
        with pytest.raises(ReadFailed) as failed:
            sitting(tmp_path, page)
        return failed.value

    assert failure(one_frame("<div>" * 5000 + "◯")).code in ("too_deep", "broken")
    assert failure('<html><p class="page-text__voice-x">x</p></html>').code == "broken"
    monkeypatch.setattr(council_sitting, "SPEECHES", 2)
    assert failure(one_frame(*["◯議長（見本太郎君）　続けます。"] * 3)).detail == {"limit": 2, "what": "speeches"}
    monkeypatch.setattr(council_sitting, "FILE_BYTES", 10)
    assert failure(one_frame("◯")).detail == {"limit": 10, "what": "bytes"}


@pytest.mark.parametrize(
    ("speaker", "role"),
    [
        ("議長（見本太郎君）", "chair"),
        ("副議長（見本太郎君）", "vice-chair"),
        ("総務常任委員長（見本太郎君）", "chair"),
        ("３０番（例示花子君）", "member"),
        ("例示花子議員", "member"),
        ("監査委員（試作次郎君）", "executive"),
        ("町長（試作次郎君）", "executive"),
        ("議会事務局長（試作次郎君）", "staff"),
        ("広場課長", "staff"),
        ("参考人（試作次郎君）", ""),
    ],
)
def test_roles_follow_from_the_printed_office(speaker: str, role: str) -> None:
    assert role_of(speaker) == role
