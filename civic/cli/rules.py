"""civic moderation check."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from civic import clock
from civic.cli.lines import BadInput, json_of, lines_of
from civic.cli.terminal import JsonOption, fail, out, print_json
from civic.cli.terminal import gettext as _
from civic.text.drafts import draft_of
from civic.text.normalise import normalise_text
from moderation.facts import Author, Previous, RoomPolicy, Surroundings
from moderation.plain_data import PolicyError
from moderation.policy import Policy, default_policy_data
from moderation.verdict import Judgement, judge

group = typer.Typer(help="書き込みのルール。/ The rules, tried on texts.", no_args_is_help=True)
NOBODY = Author()


@group.callback()
def rules() -> None:
    """書き込みのルール。/ The rules, tried on texts."""


def items(lines: Iterable[str], name: str) -> Iterator[dict[str, Any]]:
    """JSON Lines when the name or the first line that is not blank says so; anything else is one text, whole.
    Raises BadInput."""
    blank = ""
    numbered = enumerate(lines, start=1)
    for number, line in numbered:
        if not line.strip():
            blank += line
            continue
        if not (name.endswith(".jsonl") or line.lstrip().startswith('{"')):
            yield {"id": name, "text": blank + line + "".join(rest for _number, rest in numbered)}
            return
        yield _item(number, line)
        for later, other in numbered:
            if other.strip():
                yield _item(later, other)
        return
    yield {"id": name, "text": blank}


def _item(number: int, line: str) -> dict[str, Any]:
    value = json_of(number, line)
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise BadInput(_('{number}行目が {{"id","text"}} の形ではありません。', number=number))
    try:
        around = surroundings_of(value.get("context"))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadInput(
            _("{number}行目の context の形が違います。docs/commands.md を見てください。", number=number)
        ) from None
    return {"id": value.get("id", number), "text": value["text"], "around": around}


def surroundings_of(context: object) -> Surroundings:
    """`previous` of {minutes_ago, text, same_author}, `room`, `topics`, `election_period`; all may be left out."""
    around = _object(context)
    previous = tuple(
        Previous(float(p["minutes_ago"]), normalise_text(_text(p["text"])), p.get("same_author", False) is True)
        for p in map(_object, _list(around.get("previous")))
    )
    room = _object(around.get("room"))
    policy = RoomPolicy(
        slow_mode_minutes=int(room.get("slow_mode_minutes", 0)),
        per_day_limit=int(room.get("per_day_limit", 0)),
        is_pre_moderated=room.get("is_pre_moderated", False) is True,
        election_frozen=room.get("election_frozen", False) is True,
        topics=tuple(map(_text, _list(around.get("topics")))),
        is_election_period=around.get("election_period", False) is True,
    )
    return Surroundings(NOBODY, policy, previous)


def _object(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise TypeError
    return value


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _policy(city: Path | None) -> Policy:
    try:
        facts = json.loads(city.read_text("utf-8")) if city else None
        return Policy.parse(default_policy_data(), city=facts, fold=normalise_text)
    except (OSError, ValueError, RecursionError, PolicyError) as error:
        fail(_("{file} を市の情報として読み取れません（{why}）。", file=city, why=error))


@group.command("check")
def check(
    file: Annotated[
        Path,
        typer.Argument(
            help='文章、または {"id","text","context"?} のJSON Lines。- は標準入力。/ A text, or JSON Lines.'
        ),
    ],
    json_: JsonOption = False,
    city: Annotated[
        Path | None, typer.Option(help="市の電話番号や名前など（JSON）。/ The city's own numbers and names, as JSON.")
    ] = None,
) -> None:
    """ルールが文章をどう判断するかを示します。位置は元の文章での文字の位置です。/ What the rules would say to texts.

    context（省けます / may be left out）: {"previous": [{"minutes_ago": 3, "text": "…", "same_author": true}],
    "room": {"slow_mode_minutes": 0, "per_day_limit": 0, "is_pre_moderated": false, "election_frozen": false},
    "topics": ["parks"], "election_period": false}

    Example: civic moderation check posts.jsonl --json
    """
    policy = _policy(city)
    try:
        for item in items(lines_of(file), file.name):
            around = item.get("around") or surroundings_of(None)
            _tell(item["id"], judge(draft_of(item["text"]), policy, around, clock.now()), json_)
    except BadInput as error:
        fail(str(error))


def _tell(name: object, result: Judgement, json_: bool) -> None:
    findings = [{"code": f.code, "article": f.article, "start": f.start, "end": f.end} for f in result.findings]
    if json_:
        print_json({"id": name, "verdict": result.verdict, "findings": findings})
        return
    out.print(f"{name}: {result.verdict}")
    for f in result.findings:
        article = f"第{f.article}条 " if f.article else ""
        out.print(f"  {article}{f.code} [{f.start}:{f.end}]")


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="moderation")
