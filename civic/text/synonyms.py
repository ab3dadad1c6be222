"""Synonyms a city's documents and its residents use for one thing; every use is shown, never silent."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from civic.text.normalise import KANA, KANJI, normalise_text

_LIST = Path(__file__).with_name("synonyms.txt")
_LAWS = Path(__file__).with_name("law_names.txt")
_COLUMNS = 11  # of Sudachi's synonym dictionary: group, part of speech, expansion, ..., headword, two reserved
_GROUP, _EXPANSION, _HEADWORD = 0, 2, 8
_USED, _NEVER_TRIGGERS, _UNUSED = "0", "1", "2"

# Kana after or before a word in kana that are particles, so the word still stands by itself (ゴミノ, ハパブコメ).
_PARTICLES = "ノヲハガニデトヘモヤ"
_LAW = re.compile(".{2}[法令則]$")
# What must stand before and after a word of a kind, in the order they are tried.
_BOUNDS = {
    "law": (f"(?:(?<![{KANJI}{KANA}])|(?<=改正)|(?<=[新旧])|(?<=[{_PARTICLES}]))", "(?!人)"),
    "other": ("", ""),
    "kana": (f"(?:(?<![{KANA}])|(?<=[{_PARTICLES}]))", f"(?:(?![{KANA}])|(?=[{_PARTICLES}]))"),
    "letters": ("(?<![a-z0-9])", "(?![a-z0-9])"),
}


class SynonymsBroken(Exception):
    """A synonym list that cannot be read; the message names the line and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A word with one part replaced by a synonym: what stood there, what was put there, and the folded result."""

    typed: str
    added: str
    folded: str


class Synonyms:
    """A list of groups; `expand` is bounded by the length of the word, not of the list."""

    def __init__(self, rows: Iterable[tuple[str, str, str]] = ()) -> None:
        """Rows of group, expansion flag and headword. Groups of one word are fine (they add nothing)."""
        self._rows = tuple(rows)
        members: dict[str, list[str]] = {}
        for group, flag, word in self._rows:
            if flag != _UNUSED:
                members.setdefault(group, []).append(word)
        self._added: dict[str, list[str]] = {}
        for group, flag, word in self._rows:
            folded = normalise_text(word)
            if flag == _USED and folded:
                known = self._added.setdefault(folded, [])
                known += [other for other in members[group] if other not in known and folded != normalise_text(other)]
        # Words that trigger nothing are known too, so that 自治法 inside 地方自治法 is left alone.
        known_words = {normalise_text(word) for words in members.values() for word in words} - {""}
        self._pattern = _pattern_of(known_words)

    @classmethod
    def parse(cls, text: str) -> "Synonyms":
        """Read the columns of Sudachi's synonym dictionary; blank lines and lines that begin with # are skipped."""
        rows: list[tuple[str, str, str]] = []
        for place, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            columns = line.split(",")
            if len(columns) != _COLUMNS:
                raise SynonymsBroken(f"line {place}: {len(columns)} columns instead of {_COLUMNS}")
            if columns[_EXPANSION] not in (_USED, _NEVER_TRIGGERS, _UNUSED):
                raise SynonymsBroken(f"line {place}: expansion must be 0, 1 or 2, not {columns[_EXPANSION]!r}")
            if not columns[_HEADWORD].strip():
                raise SynonymsBroken(f"line {place}: no headword")
            rows.append((columns[_GROUP], columns[_EXPANSION], columns[_HEADWORD].strip()))
        return cls(rows)

    def plus(self, more: "Synonyms") -> "Synonyms":
        """This list with a city's own added. A city's groups stay apart from ours, whatever their numbers."""
        return Synonyms((*self._rows, *((f"+{group}", flag, word) for group, flag, word in more._rows)))

    @property
    def groups(self) -> list[tuple[list[str], list[str]]]:
        """For a reader: the words of each group that are widened, and those they are only widened to."""
        found: dict[str, tuple[list[str], list[str]]] = {}
        for group, flag, word in self._rows:
            if flag != _UNUSED:
                found.setdefault(group, ([], []))[int(flag)].append(word)
        return [pair for pair in found.values() if len(pair[0]) + len(pair[1]) > 1]

    def expand(self, folded: str) -> list[Replaced]:
        """The folded word with each known part replaced, one at a time, longest parts first where they overlap."""
        replaced: list[Replaced] = []
        for found in self._pattern.finditer(folded):
            for added in self._added.get(found[0], ()):
                new = normalise_text(added)
                if _finds_more(found[0], new):
                    whole = folded[: found.start()] + new + folded[found.end() :]
                    replaced.append(Replaced(found[0], added, whole))
        return replaced


def _finds_more(typed: str, added: str) -> bool:
    """A substring search for 水道 finds 下水道 anyway; a word in Latin letters is only found whole."""
    return typed.isascii() or typed not in added


def _pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    """All words, longest first within what bounds them; each group begins at one place, so that few are tried at any.
    Words in letters or kana stand by themselves, others may be part of a longer one. But the short name of a law may not
    end another law's (国庫負担法 is no 負担法), nor begin 法人."""
    groups: dict[str, list[str]] = {kind: [] for kind in _BOUNDS}
    for word in sorted(words, key=len, reverse=True):
        groups[_kind(word)].append(re.escape(word))
    parts = [
        before + f"(?:{'|'.join(groups[kind])})" + after for kind, (before, after) in _BOUNDS.items() if groups[kind]
    ]
    return re.compile("|".join(parts) or "(?!)")


def _kind(word: str) -> str:
    if _LAW.search(word):
        return "law"
    if re.fullmatch(f"[{KANA}]+", word):
        return "kana"
    return "letters" if word.isascii() else "other"


NO_SYNONYMS = Synonyms()


@functools.cache
def municipal() -> Synonyms:
    """The list that comes with Civic: words of municipal life, and usual short names of laws."""
    words = Synonyms.parse(_LIST.read_text(encoding="utf-8"))
    return words.plus(Synonyms(law_names(_LAWS.read_text(encoding="utf-8"))))


def law_names(text: str) -> Iterator[tuple[str, str, str]]:
    """Rows of a list of laws: number, titles joined by |, short names, with tabs between. Widened one way: who writes a
    title out means that law."""
    for place, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        _, titles, names = line.split("\t")
        yield from ((str(place), _USED, name) for name in names.split())
        yield from ((str(place), _NEVER_TRIGGERS, title) for title in titles.split("|"))
