"""The difference of two versions, passage by passage and word by word, in an order a reader can follow."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from civic.library.models import Unit
from civic.library.queries import VersionShown

What = Literal["added", "removed", "changed", "same"]
Run = tuple[Literal["same", "del", "ins"], str]

# Beyond this a passage is compared line by line: words of two long texts take quadratic time.
WORD_LETTERS = 6_000
# Passages shown on one page; the counts go over all of them.
MOST_CHANGES = 500
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"[一-鿿々]+|[ぁ-ん]+|[ァ-ヶー]+|[A-Za-z0-9０-９]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    path: str
    label: str
    caption: str
    text: str

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.label, self.caption))) or self.path


@dataclass(frozen=True, slots=True)
class Change:
    """One passage in both versions; `runs` are its words with what went and what came."""

    what: What
    passage: Passage
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    changes: tuple[Change, ...]
    counts: Mapping[What, int]

    @property
    def is_cut(self) -> bool:
        return sum(self.counts[what] for what in ("added", "removed", "changed")) > len(self.changes)


def compare_versions(db: Session, older: VersionShown, newer: VersionShown) -> Comparison:
    """Both versions were already shown to this viewer; closed ones have no text to compare."""
    return compare(_passages(db, older), _passages(db, newer))


def _passages(db: Session, version: VersionShown) -> list[Passage]:
    if version.is_closed:
        return []
    columns = (col(Unit.path), col(Unit.label), col(Unit.caption), col(Unit.text))
    query = select(*columns).where(col(Unit.version_id) == version.id).order_by(col(Unit.seq))
    return [Passage(*row) for row in db.execute(query)]


def compare(older: Sequence[Passage], newer: Sequence[Passage]) -> Comparison:
    """In the order of the newer version; what went stands where it stood."""
    before = {one.path: one for one in older}
    after = {one.path: one for one in newer}
    counts: dict[What, int] = {"added": 0, "removed": 0, "changed": 0, "same": 0}
    changes: list[Change] = []
    for path in _merged([one.path for one in older], [one.path for one in newer]):
        change = _change(before.get(path), after.get(path))
        counts[change.what] += 1
        if change.what != "same" and len(changes) < MOST_CHANGES:
            changes.append(change)
    return Comparison(tuple(changes), counts)


def _merged(older: list[str], newer: list[str]) -> list[str]:
    """Every path once: those of the newer version in its order, those that went after what stood before them."""
    standing, gone_after = set(newer), dict[str, list[str]]()
    last = ""
    for path in older:
        if path in standing:
            last = path
        else:
            gone_after.setdefault(last, []).append(path)
    merged = list(gone_after.get("", ()))
    for path in newer:
        merged.append(path)
        merged.extend(gone_after.get(path, ()))
    return merged


def _change(before: Passage | None, after: Passage | None) -> Change:
    if after is None:
        assert before is not None
        return Change("removed", before, (("del", before.text),))
    if before is None:
        return Change("added", after, (("ins", after.text),))
    if (before.text, before.caption) == (after.text, after.caption):
        return Change("same", after, (("same", after.text),))
    return Change("changed", after, word_runs(before.text, after.text))


def word_runs(before: str, after: str) -> tuple[Run, ...]:
    """Words kept, gone and come; the kept and gone ones together are the old text, the kept and come ones the new."""
    is_long = len(before) + len(after) > WORD_LETTERS
    old, new = (_LINES.findall(text) if is_long else _WORDS.findall(text) for text in (before, after))
    runs: list[Run] = []
    for op, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            runs.append(("same", "".join(old[a1:a2])))
            continue
        if a2 > a1:
            runs.append(("del", "".join(old[a1:a2])))
        if b2 > b1:
            runs.append(("ins", "".join(new[b1:b2])))
    return tuple(runs)
