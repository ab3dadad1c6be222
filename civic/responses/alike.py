"""Posts that may belong together: the same words, nearly the same words, the same passage cited. No word is made up
here and nothing is decided; a person looks at every suggestion."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

_NO_LETTER = re.compile(r"[\W_]+")
SHINGLE = 3
# A shingle of so many posts is part of everyday language; it brings nobody together.
COMMON = 60

Signal = Literal["same", "alike", "cited", "thread"]


@dataclass(frozen=True, slots=True)
class Said:
    """A post as it is compared: its folded text, the passages it cites, and its thread."""

    post_id: int
    folded: str
    unit_ids: frozenset[int]
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Posts that may belong together, by which signal; `unit_id` is the passage for `cited`."""

    signal: Signal
    post_ids: tuple[int, ...]
    unit_id: int | None = None


def suggestions(posts: Sequence[Said], alike_percent: int) -> list[Suggestion]:
    """Exact copies first, then near ones, then those that cite one passage; the largest groups first."""
    letters = {post.post_id: _NO_LETTER.sub("", post.folded) for post in posts}
    same = _exact(letters)
    firsts = {group[0]: group for group in same}
    copies = {copy for group in same for copy in group[1:]}
    near = _near({one: text for one, text in letters.items() if one not in copies}, alike_percent / 100)
    alike = [sorted({copy for one in group for copy in firsts.get(one, (one,))}) for group in near]
    inside = {one for group in alike for one in group}
    found = [Suggestion("same", tuple(group)) for group in same if group[0] not in inside]
    found += [Suggestion("alike", tuple(group)) for group in alike]
    found.sort(key=lambda one: -len(one.post_ids))
    return found + _citing(posts)


def _exact(letters: Mapping[int, str]) -> list[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for post_id, text in letters.items():
        if text:
            groups[text].append(post_id)
    return [group for group in groups.values() if len(group) > 1]


def _near(letters: Mapping[int, str], least: float) -> list[list[int]]:
    """Posts joined by pairs whose shingles overlap by `least` (Jaccard); only posts with a rarer shingle in common
    are compared."""
    shingles = {one: _shingles(text) for one, text in letters.items()}
    holders: dict[str, list[int]] = defaultdict(list)
    for post_id, parts in shingles.items():
        for part in parts:
            holders[part].append(post_id)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for people in holders.values():
        if 1 < len(people) <= COMMON:
            for place, one in enumerate(people):
                for other in people[place + 1 :]:
                    shared[one, other] += 1
    pairs = []
    for (one, other), count in shared.items():
        # Shingles everybody uses were left out above: count exactly where the pair may still reach the line.
        smaller = min(len(shingles[one]), len(shingles[other]))
        if count * 4 >= smaller * least and _jaccard(shingles[one], shingles[other]) >= least:
            pairs.append((one, other))
    return _joined(pairs)


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[place : place + SHINGLE] for place in range(len(text) - SHINGLE + 1))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def _joined(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Connected groups, each in order of posting."""
    root: dict[int, int] = {}

    def top(one: int) -> int:
        root.setdefault(one, one)
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for one, other in pairs:
        root[max(top(one), top(other))] = min(top(one), top(other))
    groups: dict[int, list[int]] = defaultdict(list)
    for one in sorted(root):
        groups[top(one)].append(one)
    return list(groups.values())


def _citing(posts: Sequence[Said]) -> list[Suggestion]:
    citing: dict[int, list[int]] = defaultdict(list)
    for post in posts:
        for unit_id in sorted(post.unit_ids):
            citing[unit_id].append(post.post_id)
    groups = [Suggestion("cited", tuple(ids), unit_id) for unit_id, ids in citing.items() if len(ids) > 1]
    return sorted(groups, key=lambda one: -len(one.post_ids))
