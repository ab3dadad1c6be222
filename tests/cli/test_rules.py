"""civic moderation check: texts and JSON Lines in, verdicts with places in the original text out."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


def checked(answer: Any) -> list[dict[str, Any]]:
    assert answer.exit_code == 0, answer.stderr
    return [json.loads(line) for line in answer.stdout.splitlines()]


def lines(path: Path, *items: object) -> Path:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), "utf-8")
    return path


def test_one_text(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "post.txt"
    file.write_text("公園のベンチを増やしてほしいです。\r\n木陰もあるとよいです。\r\n", "utf-8", newline="")
    assert checked(run("moderation", "check", file, "--json")) == [
        {"id": "post.txt", "verdict": "publish", "findings": []}
    ]
    assert run("moderation", "check", file).stdout == "post.txt: publish\n"


def test_places_are_those_of_the_original_text(run: Run, tmp_path: Path) -> None:
    text = "㈱ミホンの件は、０９０－１２３４－５６７８ まで連絡してください。"
    (result,) = checked(run("moderation", "check", lines(tmp_path / "a.jsonl", {"id": 7, "text": text}), "--json"))
    assert result["id"] == 7
    assert result["verdict"] == "refuse"
    (found,) = [f for f in result["findings"] if f["article"]]
    assert text[found["start"] : found["end"]] == "０９０－１２３４－５６７８"
    assert "第" in run("moderation", "check", tmp_path / "a.jsonl").stdout


def test_json_lines_from_stdin_keep_their_ids_and_order(run: Run) -> None:
    text = '\n{"id": "b", "text": "賛成です。"}\n\n{"text": "反対です。"}\n'
    found = checked(run("moderation", "check", "-", "--json", text=text))
    assert [(item["id"], item["verdict"]) for item in found] == [("b", "publish"), (4, "publish")]


def test_the_context_of_a_post_counts(run: Run, tmp_path: Path) -> None:
    text = "駅前の駐輪場を広げてほしいという意見に賛成します。理由は、朝の混雑です。"
    before = {"previous": [{"minutes_ago": 3, "text": text, "same_author": True}]}
    file = lines(
        tmp_path / "a.jsonl",
        {"id": 1, "text": text},
        {"id": 2, "text": text, "context": before},
        {"id": 3, "text": text, "context": {"room": {"election_frozen": True}}},
    )
    first, second, third = checked(run("moderation", "check", file, "--json"))
    assert first["verdict"] == "publish"
    assert second["verdict"] != "publish"
    assert third["verdict"] == "refuse"


def test_a_city_s_own_numbers_are_no_personal_data(run: Run, tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", {"id": 1, "text": "公園みどり課（0123-45-6789）に聞きました。"})
    city = tmp_path / "city.json"
    city.write_text(json.dumps({"own_phones": ["0123-45-6789"]}), "utf-8")
    assert checked(run("moderation", "check", file, "--json"))[0]["findings"] != []
    assert checked(run("moderation", "check", file, "--json", "--city", city))[0]["findings"] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{broken", "Line 2 is not JSON"),
        ('{"id": 1}', 'Line 2 does not have the form {"id","text"}'),
        ('{"id": 1, "text": 5}', "Line 2 does not have the form"),
        ("[" * 100_000, "Line 2 is not JSON"),
        ('{"text": "a", "context": []}', "The context of line 2"),
        ('{"text": "a", "context": {"previous": "x"}}', "The context of line 2"),
        ('{"text": "a", "context": {"previous": [{"text": "x"}]}}', "The context of line 2"),
        ('{"text": "a", "context": {"topics": "parks"}}', "The context of line 2"),
        ('{"text": "a", "context": {"room": {"per_day_limit": "many"}}}', "The context of line 2"),
        ('{"text": "a", "context": {"room": {"per_day_limit": Infinity}}}', "The context of line 2"),
    ],
)
def test_a_bad_line_is_named(run: Run, tmp_path: Path, line: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    file = tmp_path / "posts.jsonl"
    file.write_text('{"text": "賛成です。"}\n' + line + "\n", "utf-8")
    answer = run("moderation", "check", file, "--json")
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert len(answer.stdout.splitlines()) == 1


def test_files_that_cannot_be_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    sjis, city = tmp_path / "[b]sjis.txt", tmp_path / "city.json"
    sjis.write_bytes("公園の話".encode("cp932"))
    city.write_text("[]", "utf-8")
    for words, said in (
        ((sjis,), "[b]sjis.txt is not in UTF-8"),
        ((tmp_path,), "cannot be opened"),
        ((tmp_path / "none",), "cannot be opened"),
        ((sjis, "--city", city), "as the facts of a city"),
        ((sjis, "--city", tmp_path / "none"), "as the facts of a city"),
    ):
        answer = run("moderation", "check", *words)
        assert answer.exit_code == 1
        assert said in answer.stderr


def test_half_a_character_and_an_empty_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "\\ud83d", "text": "\\ud83dです。\\u0000"}\n', "utf-8")
    assert checked(run("moderation", "check", file, "--json"))[0]["id"] == "\ud83d"
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert checked(run("moderation", "check", empty, "--json"))[0]["verdict"] == "publish"
