"""civic moderation check and civic moderation replay: the rules, tried on texts and on the past."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from civic import clock
from civic.cli.lines import BadInput, json_of, lines_of
from civic.cli.terminal import (
    JsonOption,
    SiteOption,
    choose,
    err,
    fail,
    open_sites,
    out,
    print_json,
    reading,
    sentence,
)
from civic.cli.terminal import gettext as _
from civic.rooms.replaying import Replay
from civic.rooms.replaying import replay as replay_posts
from civic.text.drafts import draft_of, surroundings_of
from civic.text.normalise import normalise_text
from moderation.city import CITY_KEYS, City
from moderation.policy import Policy, default_policy_data
from moderation.verdict import Judgement, judge, sentence_code

_AN_OBJECT = re.compile(r"\s*\{\s*\"")

group = typer.Typer(help="書き込みのルール。/ The rules, tried on texts.", no_args_is_help=True)


@group.callback()
def rules() -> None:
    """書き込みのルール。/ The rules, tried on texts."""


def items(lines: Iterable[str], name: str) -> Iterator[dict[str, Any] | BadInput]:
    """JSON Lines when the name or the first line that is not blank says so; anything else is one text, whole.
    A line that cannot be read is what is wrong with it, and the lines behind it follow."""
    blank = ""
    numbered = enumerate(lines, start=1)
    for number, line in numbered:
        if not line.strip():
            blank += line
            continue
        if not (name.endswith(".jsonl") or _AN_OBJECT.match(line)):
            yield {"id": name, "text": blank + line + "".join(rest for _number, rest in numbered)}
            return
        yield _item(number, line)
        for later, other in numbered:
            if other.strip():
                yield _item(later, other)
        return
    yield {"id": name, "text": blank}


def _item(number: int, line: str) -> dict[str, Any] | BadInput:
    try:
        return _read(number, line)
    except BadInput as error:
        return error


def _read(number: int, line: str) -> dict[str, Any]:
    value = json_of(number, line)
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise BadInput(_('{number}行目が {{"id","text"}} の形ではありません。', number=number))
    try:
        around = surroundings_of(value.get("context"))
    except (TypeError, ValueError, OverflowError):
        raise BadInput(
            _("{number}行目の context の形が違います。docs/moderation.md を見てください。", number=number)
        ) from None
    name = value.get("id")
    return {"id": number if name is None else name, "text": value["text"], "around": around}


def _data(file: Path) -> Any:
    """The value of a JSON file. Raises OSError, ValueError or RecursionError."""
    return json.loads(file.read_text("utf-8-sig"))


def _facts(file: Path | None) -> Any:
    """A city file; keys nobody knows are named on stderr and left out, so that a misspelt one is seen."""
    if file is None:
        return None
    try:
        facts = _data(file)
        if isinstance(facts, dict):
            for key in sorted(set(facts) - set(CITY_KEYS)):
                err.print(_("市の情報の「{key}」は使わない項目です。", key=key))
            facts = {key: value for key, value in facts.items() if key in CITY_KEYS}
        City.parse(facts, normalise_text)
    except (OSError, ValueError, RecursionError) as error:
        fail(_("{file} を市の情報として読み取れません（{why}）。", file=file, why=error))
    return facts


def _rules(file: Path | None) -> Any:
    if file is None:
        return default_policy_data()
    try:
        rules = _data(file)
        Policy.parse(rules, fold=normalise_text)
    except (OSError, ValueError, RecursionError) as error:
        fail(_("{file} をルールとして読み取れません（{why}）。", file=file, why=error))
    return rules


CityOption = Annotated[
    Path | None, typer.Option(help="市の電話番号や名前など（JSON）。/ The city's own numbers and names, as JSON.")
]


@group.command("check")
def check(
    file: Annotated[
        Path,
        typer.Argument(
            help='文章、または {"id","text","context"?} のJSON Lines。- は標準入力。/ A text, or JSON Lines.'
        ),
    ],
    json_: JsonOption = False,
    city: CityOption = None,
    rules: Annotated[
        Path | None, typer.Option(help="ルール（JSON）。なければ既定のもの。/ A rule set; the default one without it.")
    ] = None,
) -> None:
    """ルールが文章をどう判断するかを示します。位置は元の文章での文字の位置です。/ What the rules would say to texts.

    context（省けます）の形は docs/moderation.md にあります。/ docs/moderation.md says what a context may hold.

    Example: civic moderation check posts.jsonl --json
    """
    policy = Policy.parse(_rules(rules), city=_facts(city), fold=normalise_text)
    is_whole = True
    try:
        for item in items(lines_of(file), file.name):
            if isinstance(item, BadInput):
                err.print(str(item))
                is_whole = False
                continue
            around = item.get("around") or surroundings_of(None)
            _tell(item["id"], judge(draft_of(item["text"]), policy, around, clock.now()), json_)
    except BadInput as error:
        fail(str(error))
    if not is_whole:
        raise typer.Exit(1)


def _tell(name: object, result: Judgement, json_: bool) -> None:
    findings = [asdict(finding) for finding in result.findings]
    if json_:
        print_json({"id": name, "verdict": result.verdict, "findings": findings})
        return
    out.print(f"{name}: {result.verdict}")
    for f in result.findings:
        article = f"第{f.article}条 " if f.article else ""
        out.print(f"  {article}{f.code} [{f.start}:{f.end}] {f.action}: {sentence(sentence_code(f.code))}")


@group.command()
def replay(
    rules: Annotated[Path, typer.Option(help="試すルール（JSON）。/ The rule set to try.")],
    since: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="この日からの投稿。/ Posts since this day, in Tokyo.")
    ],
    city: CityOption = None,
    site: SiteOption = "",
    json_: JsonOption = False,
) -> None:
    """新しいルールなら過去の投稿をどう判断したかを示します。本文は出しません。/ What a rule set would have said to past posts.

    Example: civic moderation replay --rules new.json --since 2026-04-01
    """
    data, facts = _rules(rules), _facts(city)
    with open_sites() as sites, reading(sites, choose(sites, site)) as db:
        outcome = replay_posts(db, clock.start_of(since.date()), data, facts)
    if json_:
        print_json(_as_data(outcome))
        return
    out.print(_("判断した投稿：{count}件、変わるもの：{changed}件", count=outcome.judged, changed=len(outcome.changes)))
    for (before, after), count in sorted(outcome.moves.items()):
        out.print(f"  {before} -> {after}: {count}")
    for is_stricter, title in ((True, _("厳しくなる")), (False, _("ゆるくなる"))):
        for article, code, count in outcome.by_article(is_stricter=is_stricter):
            out.print(f"  {title}: " + (f"第{article}条 " if article else "") + f"{code}: {count}")
    for one in outcome.changes:
        codes = ", ".join(code for _article, code in one.grounds)
        day = clock.tokyo(one.written_at).date()
        out.print(f"  /posts/{one.post_id}  {day}  {one.state.value}  {one.before} -> {one.after}  {codes}")


def _as_data(outcome: Replay) -> dict[str, Any]:
    return {
        "judged": outcome.judged,
        "moves": [{"before": b, "after": a, "count": n} for (b, a), n in sorted(outcome.moves.items())],
        "stricter": [{"article": a, "code": c, "count": n} for a, c, n in outcome.by_article(is_stricter=True)],
        "milder": [{"article": a, "code": c, "count": n} for a, c, n in outcome.by_article(is_stricter=False)],
        "changes": [
            {
                "post": one.post_id, "room": one.room_id, "written_at": one.written_at.isoformat(),
                "state": one.state.value, "before": one.before, "after": one.after,
                "grounds": [{"article": article, "code": code} for article, code in one.grounds],
            }
            for one in outcome.changes
        ],
    }  # fmt: skip


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="moderation")
