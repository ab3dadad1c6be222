"""Normalised sets: every kind of line, bad lines, and files cut or blown up."""

import gzip
import json
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from civic.library.readers import ReadDocument, ReadFailed, corpus_jsonl, read
from tests.library.readers.samples import jsonl, record


def documents(folder: Path, data: bytes, name: str = "set.jsonl") -> list[ReadDocument]:
    path = folder / name
    path.write_bytes(data)
    return list(read(path))


def reasons(document: ReadDocument) -> list[tuple[str, str]]:
    return [(note.where, note.why) for note in document.notes]


def test_minutes_keep_key_seq_speaker_and_role(tmp_path: Path) -> None:
    (document,) = documents(tmp_path, jsonl(record()))
    assert (document.key, document.kind, document.meeting) == ("mihon-1", "minutes", "第1回定例会")
    assert (document.body, document.city, document.date) == ("みほん町議会", "みほん町", date(2025, 3, 14))
    assert (document.source_url, document.licence) == ("https://example.jp/1", "sample")
    assert [(unit.seq, unit.path, unit.speaker, unit.role, unit.level) for unit in document.units] == [
        (1, "1", "議長（見本太郎君）", "chair", "speech"),
        (2, "2", "町長（例示花子君）", "executive", "speech"),
    ]
    assert document.units[1].text == "お答えします。"
    assert document.notes == ()


def test_laws_keep_number_label_caption_and_chapter(tmp_path: Path) -> None:
    passage = {
        "seq": 7,
        "label": "第百九十九条の二",
        "caption": "除斥",
        "section": "第二章　執行機関",
        "text": "監査委員は、",
    }
    (law,) = documents(
        tmp_path, jsonl(record(kind="law", number="昭和二十二年法律第六十七号", meeting=None, passages=[passage]))
    )
    (unit,) = law.units
    assert (law.kind, law.number, unit.level) == ("law", "昭和二十二年法律第六十七号", "article")
    assert (unit.path, unit.label, unit.caption, unit.section) == ("7", "第百九十九条の二", "除斥", "第二章　執行機関")


@pytest.mark.parametrize("finer", ["rule", "guideline", "ordinance_bill", "ordinance"])
def test_finer_kinds_of_ordinances_are_kept_beside_the_kind(tmp_path: Path, finer: str) -> None:
    (document,) = documents(tmp_path, jsonl(record(kind=finer)))
    assert (document.kind, document.source_kind) == ("ordinance", finer)


def test_pages_are_repaired_and_graded(tmp_path: Path) -> None:
    passages = [
        {"seq": 1, "page": 1, "text": "議 案 第 １ ５ 号\nみ ほ ん 町 税 条 例"},
        {"seq": 2, "page": 2, "text": " "},
    ]
    (document,) = documents(tmp_path, jsonl(record(kind="budget", passages=passages)))
    first, second = document.units
    assert (first.path, first.page, first.label, first.quality) == ("p1", 1, "1ページ", "B")
    assert first.text == "議案第１５号\nみほん町税条例"
    assert (second.quality, document.quality) == ("D", "D")
    assert reasons(document) == [("passage 2", "no_text")]


def test_a_petition_says_what_became_of_it_and_where(tmp_path: Path) -> None:
    (petition,) = documents(
        tmp_path,
        jsonl(
            {
                "id": "p1",
                "kind": "petition",
                "title": "広場に日陰を求める請願",
                "number": "令和8年請願第1号",
                "received": "2026-02-10",
                "committee": "建設",
                "committee_result": None,
                "plenary_result": "採択",
                "url": "https://example.jp/p1",
                "discussed_in": [
                    {"minutes_id": "mihon-1", "date": "2026-02-24", "committee": "建設委員会", "agenda": "請願第1号"}
                ],
            }
        ),
    )
    assert (petition.date, petition.source_url) == (date(2026, 2, 10), "https://example.jp/p1")
    assert [(unit.path, unit.label, unit.text) for unit in petition.units] == [
        ("title", "件名", "広場に日陰を求める請願"),
        ("committee", "付託委員会", "建設"),
        ("plenary_result", "本会議の結果", "採択"),
        ("d1", "2026-02-24 建設委員会", "請願第1号"),
    ]
    assert petition.units[3].refers_to == "mihon-1"
    assert [unit.seq for unit in petition.units] == [1, 2, 3, 4]


def test_opinions_stand_before_the_reply_to_them(tmp_path: Path) -> None:
    opinions = [{"number": 12, "text": "日陰がほしい。", "page": 3}, {"text": "ベンチも。"}]
    (comment,) = documents(
        tmp_path,
        jsonl(
            record(kind="public_comment", topic="広場", passages=None, opinions=opinions, reply="検討します。", page=3)
        ),
    )
    assert [(unit.path, unit.label, unit.role, unit.text) for unit in comment.units] == [
        ("o1", "意見12", "opinion", "日陰がほしい。"),
        ("o2", "意見2", "opinion", "ベンチも。"),
        ("reply", "回答", "reply", "検討します。"),
    ]
    assert comment.units[0].section == "広場"


def test_a_group_is_named_and_described(tmp_path: Path) -> None:
    (group,) = documents(
        tmp_path,
        jsonl(
            {
                "id": "g1",
                "kind": "group",
                "name": "みほん一丁目町会",
                "kana": "ミホンイッチョウメ",
                "areas": [{"town": "みほん1丁目", "range": "1番～4番"}, {"town": "みほん2丁目"}],
                "description": "祭りをします。",
            }
        ),
    )
    assert group.title == "みほん一丁目町会"
    assert {unit.path: unit.text for unit in group.units} == {
        "description": "祭りをします。",
        "kana": "ミホンイッチョウメ",
        "areas": "みほん1丁目 1番～4番\nみほん2丁目",
    }


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"id": "x", "kind": "minutes"', "not_json"),
        ("[1, 2]", "not_an_object"),
        (json.dumps(record(id="")), "no_id"),
        (json.dumps(record(title=None)), "no_title"),
        (json.dumps(record(kind="poem")), "unknown_kind"),
        ('{"id": ' + "[" * 100_000, "too_deep"),
        ('{"id": ' + "9" * 10_000 + "}", "not_json"),
        (json.dumps(record(passages=[{"seq": n, "text": "a"} for n in range(60)])), "too_many_units"),
    ],
)
def test_a_bad_line_is_listed_with_its_number_and_loses_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, why: str
) -> None:
    monkeypatch.setattr(corpus_jsonl, "UNITS", 50)
    good, later = documents(tmp_path, jsonl(record(), line, record(id="mihon-2")))
    assert (good.notes, later.key) == ((), "mihon-2")
    assert reasons(later) == [("line 2", why)]


def test_bad_lines_at_the_end_are_listed_with_the_last_document(tmp_path: Path) -> None:
    (document,) = documents(tmp_path, jsonl(record(), "", '{"id"'))
    assert reasons(document) == [("line 3", "not_json")]


def test_bytes_that_are_not_utf8_are_a_bad_line(tmp_path: Path) -> None:
    data = jsonl(record()) + json.dumps(record(), ensure_ascii=False).encode("cp932") + b"\n" + jsonl(record(id="b"))
    assert reasons(documents(tmp_path, data)[1]) == [("line 2", "not_json")]


def test_a_file_without_one_good_line_fails(tmp_path: Path) -> None:
    with pytest.raises(ReadFailed) as failed:
        documents(tmp_path, jsonl('{"id": 1, "kind": '))
    assert (failed.value.code, failed.value.detail) == ("broken", {"where": "line 1", "why": "not_json"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"passages": "none"}, ("passages", "not_a_list")),
        ({"passages": ["text"]}, ("passages 1", "not_an_object")),
        ({"passages": [{"text": "文"}]}, ("passage 1", "no_seq")),
        ({"passages": [{"seq": -1, "text": "文"}]}, ("passage 1", "no_seq")),
        ({"passages": [{"seq": True, "text": "文"}]}, ("passage 1", "no_seq")),
        ({"passages": [{"seq": 1, "text": "文"}, {"seq": 1, "text": "また"}]}, ("passage 1", "duplicate_seq")),
        (
            {"passages": [{"seq": 1, "page": 1, "text": "文"}, {"seq": 1, "page": 2, "text": "また"}]},
            ("passage 1", "duplicate_seq"),
        ),
        (
            {"passages": [{"seq": 1, "page": 1, "text": "文"}, {"seq": 2, "page": 1, "text": "また"}]},
            ("passage 2", "duplicate_seq"),
        ),
        ({"passages": [{"seq": 1, "text": ["文"]}]}, ("passage 1", "no_text")),
        ({"date": "2025-12"}, ("date", "not_a_day")),
        ({"date": "2025-02-30"}, ("date", "not_a_day")),
    ],
)
def test_fields_of_the_wrong_shape_are_listed(
    tmp_path: Path, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    (document,) = documents(tmp_path, jsonl(record(**changes)))
    assert reasons(document) == [expected]
    assert "date" not in changes or document.date is None


def test_a_day_in_era_years_and_a_role_from_the_printed_office(tmp_path: Path) -> None:
    """Files of other cities: neither is said to be in the form of ours."""
    passages = [
        {"seq": 1, "speaker": "議長（見本太郎君）", "text": "日程第一。"},
        {"seq": 2, "speaker": "3番　見本花子議員", "text": "伺います。"},
        {"seq": 3, "speaker": "市民部長", "role": "staff", "text": "お答えします。"},
        {"seq": 4, "text": "（拍手）"},
    ]
    (document,) = documents(tmp_path, jsonl(record(kind="minutes", date="令和８年３月５日", passages=passages)))
    assert document.date == date(2026, 3, 5)
    assert [unit.role for unit in document.units] == ["chair", "member", "staff", ""]
    assert document.notes == ()


def test_surrogates_and_nulls_do_not_reach_the_database(tmp_path: Path) -> None:
    line = json.dumps(record(title="題\x00名\ud800", passages=[{"seq": 1, "text": "文\x00章\udfff"}]))
    (document,) = documents(tmp_path, jsonl(line))
    assert (document.title, document.units[0].text) == ("題名", "文章")
    document.units[0].text.encode()


def test_a_gzip_cut_short_gives_what_came_before_and_says_so(tmp_path: Path) -> None:
    packed = gzip.compress(jsonl(*(record(id=f"m{number}", title=f"{number * 7919}") for number in range(200))))
    read_documents = documents(tmp_path, packed[: len(packed) * 2 // 3], "set.jsonl.gz")
    assert 0 < len(read_documents) < 200
    assert read_documents[-1].notes[-1].why == "truncated"


def test_a_damaged_gzip_is_reported(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(jsonl(*(record(id=f"m{number}") for number in range(2000))), mtime=0))
    packed[-4] ^= 0xFF
    assert documents(tmp_path, bytes(packed))[-1].notes[-1].why == "broken"


def test_an_endless_line_is_skipped_and_the_next_one_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_jsonl, "LINE_BYTES", 2000)
    first, second = documents(tmp_path, jsonl(record(), record(title="長" * 3000), record(id="b")))
    assert (first.key, second.key) == ("mihon-1", "b")
    assert reasons(second) == [("line 2", "line_too_long")]


def test_a_gzip_bomb_stops_at_the_ceiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_jsonl, "FILE_BYTES", 20_000_000)
    monkeypatch.setattr(corpus_jsonl, "LINE_BYTES", 1_000_000)
    bomb = gzip.compress(jsonl(record()) + bytes(60_000_000))
    with pytest.raises(ReadFailed) as failed:
        documents(tmp_path, bomb)
    assert (failed.value.code, failed.value.detail["what"]) == ("too_large", "bytes")


def test_memory_stays_flat_however_long_the_file_is(tmp_path: Path) -> None:
    passages = [{"seq": number, "text": f"{number} 発言です。" * 50} for number in range(100)]

    def peak(copies: int) -> int:
        path = tmp_path / f"{copies}.jsonl"
        path.write_bytes(jsonl(record(passages=passages)) * copies)
        tracemalloc.start()
        assert sum(len(document.units) for document in read(path)) == 100 * copies
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(3)
    assert peak(60) < 1.2 * peak(6)
