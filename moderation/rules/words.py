"""The city's word list, found through blanks, ornaments and look-alike letters."""

import re
from collections.abc import Iterator
from itertools import islice

from moderation.hits import Case, Hit
from moderation.policy import ListedWord
from moderation.rules import sentences
from moderation.shapes.letters import Letters

# One letter hidden behind a sign (き●がい, ぶっ○す): the word is guessed, so a person looks.
_HIDDEN_LETTER = re.compile(r"(?<![○●◯×〇])[○●◯×〇](?![○●◯×〇])")
_LEAST_HIDDEN = 3
_MOST_SIGNS = 20  # a text with more of them is a form, or an attempt to keep the server busy

_QUOTE_REACH = 120
_OPENING = re.compile(r"[「『“\"]")
_CLOSING = re.compile(r"[」』”\"]")
# What follows words that are reported, not said: 「…」と書かれた, 「…」などの, …と言われた.
_REPORTED = re.compile(
    r"[^「『」』。\n]{0,40}[」』”\"]"
    r"(?:ト|ナド|ッテ|ヤ[、「]|、?[「『]|ノ(?:文字|言葉|文言|紙|落書)|トカ|等|ハ|モ|ガ|ヲ|ミタイ|デア|デス)"
)
_RETOLD = re.compile(
    r"[^\s、。「」]{0,6}?ト(?:言ワ[レン]|イワ[レン]|呼バレ|呼ブ|罵|叫|怒鳴|主張|中傷サ|書カレ|書イタ紙|書クノ|ノ声|(?:発言|暴言|落書キ|書キ込ミ)|言ウ(?:ノ|ヨウ)|イウ(?:ノ|ヨウ)"
    r"|(?:言|イ)ッ(?:テイ(?:ル|ナイ)|テル|タ(?:人|ノ|言葉|職員|議員|ヨウ)|タラ)|(?:イウ|言ウ)(?:[一-鿿ァ-ヺ]))"
    r"|ナド(?:ト|ノ|ヲ)|[ヤヨト]?[、]?(?:ミタイナ|トカイウ)|(?:トハ|ナド|ナンテ)(?:言ワナイ|書カナイ|思ッテイナイ|言ッテイナイ)"
)
# 公職にある者と市の機関への批判は規則の対象でない: hard words for them are shown to moderators, never held back (第4条).
_OFFICE = re.compile(
    r"市長|区長|町長|村長|知事|市議|区議|議員|議会|市役所|区役所|役場|市政|区政|行政|当局|教育委員会|教育長|[一-鿿]{2}課(?![題税金程])"
)
_TO_A_PERSON = re.compile(r"オ前|オマエ|アンタ|テメ|貴様|キサマ|アナタ|君ハ|書イテルヤツ|ノ人ハ|コイツ")
_SENTENCE_END = re.compile(r"[。!?\n]")
_SENTENCE_REACH = 60
MILD_KINDS = frozenset({"insult"})


def find(case: Case) -> Iterator[Hit]:
    found = list(_listed(case))
    yield from found
    yield from _said(case, found)


def _said(case: Case, found: list[Hit]) -> Iterator[Hit]:
    """Sentences of a kind the city lists, where none of its words stands; they follow the kind's first listed word."""
    first = {word.kind: word for word in reversed(case.policy.words)}
    folded = case.draft.folded
    for kind, start, end in sentences.find(folded):
        word = first.get(kind)
        code = f"words.{kind}"
        if word is None or any(one.start < end and start < one.end for one in found):
            continue
        if _is_reported(folded, start, end):
            yield Hit(code, "possible", start, end, "flag", word.article)
        else:
            yield Hit(code, "probable", start, end, "hold" if word.action == "refuse" else word.action, word.article)


def _listed(case: Case) -> Iterator[Hit]:
    letters = Letters(case.draft)
    if _HIDDEN_LETTER.search(letters.text):
        yield from _hidden(letters, case.policy.words)
    for word in case.policy.words:
        if word.letters not in letters.text:
            continue
        exceptions = [exception for exception in word.exceptions if exception in letters.text]
        for start, end in letters.find(word.letters):
            if any(_is_within(letters, word, exception, start, end) for exception in exceptions):
                continue
            code = f"words.{word.kind}"
            if _is_reported(case.draft.folded, start, end):
                # Telling what others said is how a city talks about harassment: a moderator is told, nothing is stopped.
                yield Hit(code, "possible", start, end, "flag", word.article)
            elif word.kind in MILD_KINDS and word.action != "flag" and _is_about_an_office(case, start, end):
                yield Hit(code, "probable", start, end, "flag", word.article)
            else:
                yield Hit(code, "certain", start, end, word.action, word.article)


def _hidden(letters: Letters, words: tuple[ListedWord, ...]) -> Iterator[Hit]:
    """Listed words with one letter behind a sign; at least two others stand."""
    for sign in islice(_HIDDEN_LETTER.finditer(letters.text), _MOST_SIGNS):
        for word in words:
            if word.action == "flag" or len(word.letters) < _LEAST_HIDDEN or _HIDDEN_LETTER.search(word.letters):
                continue
            for place in range(len(word.letters)):
                start = sign.start() - place
                written = word.letters[:place] + sign[0] + word.letters[place + 1 :]
                if start >= 0 and letters.text.startswith(written, start):
                    for hit in letters.find(written):
                        yield Hit(f"words.{word.kind}", "probable", *hit, "hold", word.article)


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


def _is_about_an_office(case: Case, start: int, end: int) -> bool:
    """Whether the sentence speaks of the city or of somebody in office, and to nobody in the room."""
    folded = case.draft.folded
    before = _SENTENCE_END.split(folded[max(0, start - _SENTENCE_REACH) : start])[-1]
    sentence = before + folded[start:end] + _SENTENCE_END.split(folded[end : end + _SENTENCE_REACH])[0]
    if _TO_A_PERSON.search(sentence) or any(handle in sentence for handle in case.policy.city.handles_in_room):
        return False
    holders = case.policy.city.office_holders
    return _OFFICE.search(sentence) is not None or any(holder in sentence for holder in holders)
