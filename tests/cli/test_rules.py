"""civic moderation check: texts and JSON Lines in, verdicts with places in the original text out."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from civic.rooms.models import PostState
from moderation.policy import default_policy_data
from tests import cast, make
from tests.cli.conftest import City, Run


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
        ('{"text": "a", "context": {"previous": [{"text": "x", "minutes_ago": "y"}]}}', "The context of line 2"),
        ('{"text": "a", "context": {"previous": [{"text": 5}]}}', "The context of line 2"),
        ('{"text": "a", "context": {"previous": {"text": "x"}}}', "The context of line 2"),
        ('{"text": "a", "context": {"topics": 5}}', "The context of line 2"),
        ('{"text": "a", "context": {"room": {"per_day_limit": "many"}}}', "The context of line 2"),
        ('{"text": "a", "context": {"room": {"per_day_limit": Infinity}}}', "The context of line 2"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_judged(
    run: Run, tmp_path: Path, line: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    file = tmp_path / "posts.jsonl"
    file.write_text('{"text": "賛成です。"}\n' + line + '\n{"text": "次です。"}\n', "utf-8")
    answer = run("moderation", "check", file, "--json")
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert [one["id"] for one in map(json.loads, answer.stdout.splitlines())] == [1, 3]


def test_a_byte_order_mark_or_a_blank_makes_no_other_format(run: Run) -> None:
    for start in ("\ufeff", " ", ""):
        answer = run("moderation", "check", "-", "--json", text=start + '{ "id": 5, "text": "賛成です。" }\n')
        assert [one["id"] for one in checked(answer)] == [5]


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


def test_what_is_missing_or_null_is_nothing(run: Run, tmp_path: Path) -> None:
    contexts: list[object] = [
        None,
        {},
        {"previous": None, "room": None, "topics": None, "election_period": None},
        {"previous": [{}], "room": "公園の部屋", "topics": "公園", "election_period": False},
        {"previous": [{"minutes_ago": None, "text": None, "same_author": None}], "room": {"slow_mode_minutes": None}},
        {"unknown": 1},
    ]
    file = lines(tmp_path / "a.jsonl", *({"id": None, "text": "賛成です。", "context": one} for one in contexts))
    found = checked(run("moderation", "check", file, "--json"))
    assert [(item["id"], item["verdict"]) for item in found] == [(n, "publish") for n in range(1, len(contexts) + 1)]


def test_an_election_period_by_its_name_or_dates(run: Run, tmp_path: Path) -> None:
    text = "山田候補に投票してください"
    periods: list[object] = [True, "市議選", {"notice_on": "2027-04-18"}, False, ""]
    file = lines(tmp_path / "a.jsonl", *({"text": text, "context": {"election_period": one}} for one in periods))
    verdicts = [item["verdict"] for item in checked(run("moderation", "check", file, "--json"))]
    assert verdicts == ["hold", "hold", "hold", "publish", "publish"]
    frozen = {"election_period": True, "room": {"election_policy": "freeze"}}
    (item,) = checked(run("moderation", "check", lines(file, {"text": "公園", "context": frozen}), "--json"))
    assert item["verdict"] == "refuse"


def test_a_finding_says_what_follows_and_what_to_do(run: Run, tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", {"id": 1, "text": "LINE ID: hanako_77 です。もう死にたい"})
    (item,) = checked(run("moderation", "check", file, "--json"))
    assert [(one["code"], one["article"], one["action"], one["certainty"]) for one in item["findings"]] == [
        ("personal_data.handle", 11, "refuse", "certain"),
        ("words.self_harm", 9, "flag", "certain"),
    ]
    said = run("moderation", "check", file).stdout
    assert "contact on another service" in said
    assert "119" in said


def test_a_key_of_the_city_nobody_knows_is_told(run: Run, tmp_path: Path) -> None:
    file, city = lines(tmp_path / "a.jsonl", {"id": 1, "text": "0123-45-6789へ"}), tmp_path / "city.json"
    facts = {"own_phones": ["0123-45-6789"], "own_phone": [], "own_mail": None, "watch_list": None}
    city.write_text(json.dumps(facts), "utf-8")
    answer = run("moderation", "check", file, "--json", "--city", city)
    assert checked(answer)[0]["verdict"] == "publish"
    assert "own_phone." in answer.stderr


@pytest.fixture
def past(city: City) -> list[int]:
    """Four posts of last week: a plain one, one with a word, one hidden, one taken back; their numbers."""
    with Session(city.sites.engines(city.site)[1], expire_on_commit=False) as db, db.begin():
        room = make.room(db)
        when = cast.NOW - timedelta(days=7)
        posts = [
            make.post(db, room, body="公園の話です。", created_at=when),
            make.post(db, room, author="neighbour", body="この案はポンコツだ。", created_at=when),
            make.post(
                db, room, author="facilitator", body="ポンコツと秘密の文", state=PostState.HIDDEN, created_at=when
            ),
            make.post(db, room, author="moderator", body="ポンコツめ", state=PostState.WITHDRAWN, created_at=when),
        ]
        return [one.id for one in posts]


def rule_file(path: Path, **changes: Any) -> Path:
    words = [{"word": "ポンコツ", "kind": "insult", "action": "hold", "article": 4}]
    path.write_text(json.dumps(default_policy_data() | {"words": words} | changes), "utf-8")
    return path


def test_replay_tells_what_new_rules_would_have_done(run: Run, tmp_path: Path, past: list[int]) -> None:
    new = rule_file(tmp_path / "new.json")
    (told,) = checked(run("moderation", "replay", "--rules", new, "--since", "2026-11-01", "--json"))
    assert told["judged"] == 3
    assert told["moves"] == [{"before": "publish", "after": "hold", "count": 2}]
    assert told["stricter"] == [{"article": 4, "code": "words.insult", "count": 2}]
    assert told["milder"] == []
    assert [(one["post"], one["state"]) for one in told["changes"]] == [(past[1], "published"), (past[2], "hidden")]
    said = run("moderation", "replay", "--rules", new, "--since", "2026-11-01").stdout
    assert "Posts judged: 3; changed: 2" in said
    assert f"/posts/{past[2]}" in said
    # No text, least of all of what is hidden.
    assert "秘密" not in said + json.dumps(told, ensure_ascii=False)


def test_replay_of_milder_rules_and_of_a_later_day(run: Run, tmp_path: Path, city: City) -> None:
    with Session(city.sites.engines(city.site)[1]) as db, db.begin():
        make.post(db, make.room(db), body="090-1234-5678へ電話を。", created_at=cast.NOW - timedelta(days=7))
    facts = tmp_path / "city.json"
    facts.write_text(json.dumps({"own_phones": ["090-1234-5678"]}), "utf-8")
    words = ("moderation", "replay", "--rules", rule_file(tmp_path / "new.json"), "--city", facts)
    (told,) = checked(run(*words, "--since", "2026-11-01", "--json"))
    assert told["moves"] == [{"before": "refuse", "after": "publish", "count": 1}]
    assert told["milder"] == [{"article": 11, "code": "personal_data.phone", "count": 1}]
    (later,) = checked(run(*words, "--since", "2026-11-24", "--json"))
    assert (later["judged"], later["changes"]) == (0, [])


def test_replay_refuses_a_rule_set_that_cannot_be_used(run: Run, tmp_path: Path, home: Path) -> None:
    bad = rule_file(tmp_path / "bad.json", articles=[])
    answer = run("moderation", "replay", "--rules", bad, "--since", "2026-11-01")
    assert answer.exit_code == 1
    assert "articles: must hold at least one article" in answer.stderr
