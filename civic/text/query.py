"""The query language of search: words, "phrases", OR and -not; any input is a query, and costs a bounded amount.

A blank (half or full width) is AND. `OR` between two words binds tighter: 税 OR 料金 減免 is (税 OR 料金) AND 減免. A word in
"…" or 「…」 is taken exactly as typed. All other characters are searched for or ignored, never an error.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from civic.text.kana import is_kana
from civic.text.normalise import normalise_text
from civic.text.numbers import number_tokens
from civic.text.spellings import spellings
from civic.text.synonyms import NO_SYNONYMS, Synonyms, municipal
from civic.text.titles import ARTICLE_OF, INITIALS, article_in, may_be_initials
from civic.text.tokens import bi_phrase, su_tokens

MOST_CHARACTERS = 500
MOST_WORDS = 40
MOST_FORMS = 160  # in one query, all words together; later words then keep the typed form only

_QUOTES = {'"': '"', "“": "”", "＂": "＂", "「": "」", "『": "』", "”": "”"}
_HYPHENS = "-－−"
_BLANKS = re.compile(r"\s")


class FormKind(StrEnum):
    """Why a form is searched: as typed, spelled another way, a synonym of it, or the number, date or law (by its
    first letters) it names."""

    TYPED = "typed"
    SPELLING = "spelling"
    SYNONYM = "synonym"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Form:
    """One thing that satisfies a word: a phrase of `bi` tokens, or for a number its hidden token (phrase is empty)."""

    kind: FormKind
    folded: str
    phrase: tuple[str, ...]
    label: str = ""  # a synonym as the list writes it
    words: tuple[str, ...] = ()  # matched as a word: dictionary words (`su` tokens) that must be there as well


@dataclass(frozen=True, slots=True)
class Word:
    """A word or quoted phrase with every form that satisfies it; the first form is the typed one."""

    typed: str
    forms: tuple[Form, ...]
    is_quoted: bool = False
    is_kana: bool = False  # then readings of names are searched too


@dataclass(frozen=True, slots=True)
class Query:
    """Clauses that must all hold (in each, any word), and words that must not occur."""

    text: str
    clauses: tuple[tuple[Word, ...], ...] = ()
    excluded: tuple[Word, ...] = ()
    was_cut: bool = False  # longer than a query may be: the end was not searched

    @property
    def words(self) -> tuple[Word, ...]:
        """All words wanted, in the order typed."""
        return tuple(word for clause in self.clauses for word in clause)

    @property
    def is_empty(self) -> bool:
        """Nothing to search for: blank, or punctuation only."""
        return not self.clauses and not self.excluded

    @property
    def used_synonyms(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What to tell the reader: each typed word with the synonyms searched beside it."""
        used = ((word.typed, _synonyms_of(word)) for word in self.words)
        return tuple((typed, added) for typed, added in used if added)


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    is_quoted: bool
    is_excluded: bool


def parse_query(
    text: str,
    *,
    synonyms: Synonyms | None = None,
    has_spellings: bool = True,
    is_name: bool = False,
    as_words: bool = False,
) -> Query:
    """Read what a person typed. `synonyms`: the city's list (NO_SYNONYMS: the typed words only; default: ours).
    `has_spellings`: also other spellings, numbers and readings. `is_name`: a search for a person, 斉藤 and 斎藤 are one.
    `as_words`: 京都 is not found inside 東京都 (語として一致); needs the dictionary, so it is asked for, not the rule."""
    known = municipal() if synonyms is None else synonyms
    parts, was_cut = _parts(text)
    clauses: list[tuple[Word, ...]] = []
    excluded: list[Word] = []
    forms_left = MOST_FORMS
    joins_previous = False
    for part in parts:
        if _is_or(part) and len(parts) > 1:
            joins_previous = bool(clauses)
            continue
        has_more = has_spellings and not part.is_quoted and forms_left > 0
        more = known if has_more and not part.is_excluded else None
        word = _word(part, more, has_more, is_name)
        if word is None:
            joins_previous = False
            continue
        if as_words and not part.is_excluded:
            word = _as_word(word)
        forms_left -= len(word.forms)
        if part.is_excluded:
            excluded.append(word)
        elif joins_previous:
            clauses[-1] = (*clauses[-1], word)
        else:
            clauses.append((word,))
        joins_previous = False
    return Query(text, tuple(clauses), tuple(excluded), was_cut)


def _as_word(word: Word) -> Word:
    """Each form with the dictionary words it is made of. One the dictionary cuts to nothing stays a plain phrase."""
    forms = tuple(replace(form, words=tuple(su_tokens(_written(word, form)))) for form in word.forms)
    return replace(word, forms=forms)


def _written(word: Word, form: Form) -> str:
    """The form as a person writes it, as far as it is known: folding turned hiragana into katakana."""
    if form.kind is FormKind.TYPED:
        return word.typed
    is_whole = form.kind is FormKind.SYNONYM and normalise_text(form.label).strip() == form.folded
    return form.label if is_whole else form.folded


def articles_of(one: Word, after: Word) -> list[str]:
    """Hidden tokens of an article asked for in two words (地自法 2条), in every form of its title."""
    before, number = article_in(after.forms[0].folded)
    if before or not number:
        return []
    return [ARTICLE_OF + form.folded.replace(" ", "") + number for form in one.forms if form.phrase]


def _synonyms_of(word: Word) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.label for form in word.forms if form.kind is FormKind.SYNONYM))


def _is_or(part: _Part) -> bool:
    return not part.is_quoted and unicodedata.normalize("NFKC", part.text) == "OR"


def _parts(text: str) -> tuple[list[_Part], bool]:
    """Cut at blanks and quotes. A quote that is never closed is an ordinary character (and so ignored)."""
    was_cut = len(text) > MOST_CHARACTERS
    text = text[:MOST_CHARACTERS]
    parts: list[_Part] = []
    place = 0
    while place < len(text):
        if _BLANKS.match(text, place):
            place += 1
            continue
        is_excluded = text[place] in _HYPHENS and not _BLANKS.match(text + " ", place + 1)
        if is_excluded:
            place += 1
        closing = text.find(_QUOTES[text[place]], place + 1) if text[place] in _QUOTES else -1
        if closing > place:
            parts.append(_Part(text[place + 1 : closing], True, is_excluded))
            place = closing + 1
            continue
        end = _word_end(text, place)
        parts.append(_Part(text[place:end], False, is_excluded))
        place = end
    return parts[:MOST_WORDS], was_cut or len(parts) > MOST_WORDS


def _word_end(text: str, place: int) -> int:
    """Where an unquoted word ends: at a blank, or where a closed quotation begins."""
    end = place + 1
    while end < len(text) and not _BLANKS.match(text, end):
        if text[end] in _QUOTES and text.find(_QUOTES[text[end]], end + 1) > end:
            break
        end += 1
    return end


def _word(part: _Part, synonyms: Synonyms | None, has_spellings: bool, is_name: bool) -> Word | None:
    """The word with its forms, without doubles; None when it holds nothing that can be searched."""
    folded = normalise_text(part.text).strip()
    phrase = bi_phrase(folded)
    if not phrase:
        return None
    forms = [Form(FormKind.TYPED, folded, phrase)]
    if has_spellings:
        for other in spellings(part.text, is_name=is_name)[1:]:
            forms.append(Form(FormKind.SPELLING, other, bi_phrase(other)))
        for token in number_tokens(folded):
            if token.start == 0 and token.end == len(folded):
                forms.append(Form(FormKind.NUMBER, token.token, ()))
    if synonyms is not None:
        if synonyms is not NO_SYNONYMS and may_be_initials(folded):  # an abbreviation too
            forms.append(Form(FormKind.NUMBER, INITIALS + folded, ()))
        for replaced in synonyms.expand(folded):
            forms.append(Form(FormKind.SYNONYM, replaced.folded, bi_phrase(replaced.folded), replaced.added))
    for title, number in [article_in(form.folded) for form in forms if form.phrase]:
        if has_spellings and title:
            forms.append(Form(FormKind.NUMBER, ARTICLE_OF + title + number, ()))
    unique = {(form.phrase or form.folded): form for form in reversed(forms)}
    return Word(part.text, tuple(reversed(unique.values())), part.is_quoted, has_spellings and is_kana(part.text))
