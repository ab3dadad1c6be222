"""The city's word list, found through blanks, ornaments and look-alike letters."""

import re
from collections.abc import Iterator

from moderation.hits import Case, Hit
from moderation.policy import ListedWord
from moderation.shapes.letters import Letters

_QUOTE_REACH = 120
_OPENING = re.compile(r"[「『“\"]")
_CLOSING = re.compile(r"[」』”\"]")
# What follows words that are reported, not said: 「…」と書かれた, 「…」などの, …と言われた.
_REPORTED = re.compile(
    r"[^「『」』。\n]{0,40}[」』”\"]"
    r"(?:ト|ナド|ッテ|ヤ[、「]|、?[「『]|ノ(?:文字|言葉|文言|紙|落書)|トカ|等|ハ|モ|ガ|ヲ|ミタイ|デア|デス)"
)
_RETOLD = re.compile(r"ト(?:言ワレ|イワレ|イウノカ|書カレ|書イタ紙|ノ声)|ナド(?:ト|ノ|ヲ)")


def find(case: Case) -> Iterator[Hit]:
    letters = Letters(case.draft)
    for word in case.policy.words:
        exceptions = [exception for exception in word.exceptions if exception in letters.text]
        for start, end in letters.find(word.letters):
            if any(_is_within(letters, word, exception, start, end) for exception in exceptions):
                continue
            code = f"words.{word.kind}"
            if _is_reported(case.draft.folded, start, end):
                # Telling what others said is how a city talks about harassment: a moderator is told, nothing is stopped.
                yield Hit(code, "possible", start, end, "flag", word.article)
            else:
                yield Hit(code, "certain", start, end, word.action, word.article)


def _is_within(letters: Letters, word: ListedWord, longer: str, start: int, end: int) -> bool:
    """Whether this occurrence is part of a harmless longer word (死ネ in 死ネナイ)."""
    before, after = letters.around(start, end, len(longer) * 2)
    text = before + word.letters + after
    last = len(before)
    first = max(0, last + len(word.letters) - len(longer))
    return text.find(longer, first, last + len(longer)) >= 0


def _is_reported(folded: str, start: int, end: int) -> bool:
    if _RETOLD.match(folded, end):
        return True
    before = folded[max(0, start - _QUOTE_REACH) : start]
    opened = max((mark.end() for mark in _OPENING.finditer(before)), default=0)
    if not opened or _CLOSING.search(before, opened):
        return False
    return _REPORTED.match(folded, end) is not None
