"""The rules engine measured: what each detector finds in the labelled posts, what it stops in real speech, CPU per post.

python -m benchmarks.moderation [--list]
"""

import argparse
import gzip
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from civic.text.drafts import draft_of, surroundings_of
from civic.text.normalise import normalise_text
from moderation.facts import Author, Previous, RoomPolicy, Surroundings
from moderation.policy import Policy, default_policy_data
from moderation.verdict import Judgement, judge

HERE = Path(__file__).parent
DATA = HERE.parent / "tests" / "moderation" / "data"
CORPUS = Path(os.environ.get("CIVIC_CORPUS", HERE.parents[1] / "shared" / "corpus"))
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
# As somebody who has posted before, in a room without limits.
AROUND = Surroundings(Author("1", 20), RoomPolicy())
BLOCKED = ("hold", "refuse")
ORDINARY_LETTERS = 200


def policy() -> Policy:
    return Policy.parse(
        default_policy_data(), city=json.loads((DATA / "city.json").read_text("utf-8")), fold=normalise_text
    )


def labelled(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def family(code: str) -> str:
    """Listed words are one detector, but words that call for help; repetition by one author is one."""
    if code.startswith("words.") and code != "words.self_harm":
        return "words"
    return {"duplicates.near": "duplicates.exact"}.get(code, code)


@dataclass
class Score:
    """Posts of one detector: labelled and found, found without a label, and what became of them."""

    labelled: int = 0
    found: int = 0
    false: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def judged(posts: list[dict[str, Any]], rules: Policy) -> Iterator[tuple[dict[str, Any], Judgement]]:
    for post in posts:
        around = surroundings_of(post.get("context"))
        yield post, judge(draft_of(post["text"]), rules, around, NOW)


def _meets(label: dict[str, Any], start: int, end: int) -> bool:
    """A finding about the post as a whole meets every label; otherwise the places must overlap."""
    return label["end"] == 0 or end == 0 or (start < label["end"] and label["start"] < end)


def scores(posts: list[dict[str, Any]], rules: Policy) -> dict[str, Score]:
    table: dict[str, Score] = defaultdict(Score)
    for post, judgement in judged(posts, rules):
        labels = post["labels"]
        places = [(family(one.code), one.start, one.end) for one in judgement.findings]
        for label in labels:
            row = table[family(label["code"])]
            row.labelled += 1
            if any(code == family(label["code"]) and _meets(label, start, end) for code, start, end in places):
                row.found += 1
            else:
                row.missed.append(post["id"])
        wanted = {family(label["code"]) for label in labels}
        for code in {code for code, _start, _end in places} - wanted:
            table[code].false += 1
            table[code].wrong.append(post["id"])
    return table


def verdicts(posts: list[dict[str, Any]], rules: Policy) -> dict[str, Counter[str]]:
    """By what the labels ask for (block, notice, publish): the verdicts given."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for post, judgement in judged(posts, rules):
        table[post["expect"]][judgement.verdict] += 1
    return table


def speeches() -> Iterator[tuple[str, str]]:
    """Every speech of the minutes and every opinion of the public comment, each with where it stands."""
    for path in sorted((CORPUS / "minutes").glob("*.jsonl.gz")):
        for document in _documents(path):
            yield from ((f"{document['id']}#{one['seq']}", one["text"]) for one in document["passages"])


def opinions() -> Iterator[tuple[str, str]]:
    for document in _documents(CORPUS / "voices" / "pubcom-yamaguchi.jsonl.gz"):
        yield from ((f"{document['id']}#{place}", one["text"]) for place, one in enumerate(document["opinions"]))


def _documents(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def detector_table(name: str, rules: Policy) -> None:
    posts = labelled(name)
    print(f"\n{name}: {len(posts)} posts\n| Detector | labelled | found | recall | false | precision |")
    print("|---|---:|---:|---:|---:|---:|")
    table = scores(posts, rules)
    personal = [row for code, row in table.items() if code.startswith("personal_data.")]
    whole = Score(*(sum(getattr(row, part) for row in personal) for part in ("labelled", "found", "false")))
    for code, row in [*sorted(table.items()), ("personal data, all", whole)]:
        recall = f"{row.found / row.labelled:.3f}" if row.labelled else ""
        precision = f"{row.found / (row.found + row.false):.3f}" if row.found + row.false else ""
        print(f"| {code} | {row.labelled} | {row.found} | {recall} | {row.false} | {precision} |")
    for wanted, given in sorted(verdicts(posts, rules).items()):
        print(f"expected {wanted}: {dict(given)}")


def stopped(texts: Iterator[tuple[str, str]], rules: Policy, around: Surroundings, *, is_listed: bool) -> None:
    """How many real texts would be held or refused; with `is_listed` where they stand and by which rule."""
    counts: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    letters = 0
    started = time.process_time()
    for where, text in texts:
        judgement = judge(draft_of(text), rules, around, NOW)
        letters += len(text)
        counts[judgement.verdict] += 1
        if judgement.verdict in BLOCKED:
            found = sorted({one.code for one in judgement.findings if one.action in BLOCKED})
            codes.update(found)
            if is_listed:
                print(f"  {where}: {', '.join(found)}")
    seconds = time.process_time() - started
    total = counts.total()
    blocks = sum(counts[verdict] for verdict in BLOCKED)
    print(f"{total:,} texts, {letters:,} letters: {dict(counts)}; {1000 * blocks / total:.2f} blocks in 1,000")
    print(f"  by rule: {dict(codes)}; {seconds / letters * 1e6:.2f} s CPU per million letters")


def cost(rules: Policy) -> None:
    """CPU of judging one ordinary post (real opinions cut to length), alone and after sixty others of the room."""
    pool = "".join(text for _where, text in opinions())
    posts = [pool[start : start + ORDINARY_LETTERS] for start in range(0, len(pool) - ORDINARY_LETTERS, 70)]
    room = tuple(Previous(5, normalise_text(text), False) for text in posts[-60:])
    for name, previous in (("alone", ()), ("after 60 posts", room)):
        around = Surroundings(AROUND.author, AROUND.room, previous)
        for text in posts[:20]:
            judge(draft_of(text), rules, around, NOW)
        started = time.process_time()
        for text in posts[:300]:
            judge(draft_of(text), rules, around, NOW)
        spent = (time.process_time() - started) / 300 * 1000
        print(f"one post of {ORDINARY_LETTERS} letters, {name}: {spent:.2f} ms CPU")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--list", action="store_true", help="say where each stopped speech stands")
    is_listed = options.parse_args().list
    rules = policy()
    for path in sorted(DATA.glob("*.jsonl")):
        detector_table(path.name, rules)
    if not CORPUS.exists():
        print(f"no corpus at {CORPUS} (set CIVIC_CORPUS)")
        return
    print()
    cost(rules)
    print("\nopinions of citizens")
    stopped(opinions(), rules, AROUND, is_listed=is_listed)
    print("speeches in a council")
    stopped(speeches(), rules, AROUND, is_listed=is_listed)


if __name__ == "__main__":
    main()
