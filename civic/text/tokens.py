"""The two token streams of a search index: `bi`, character pairs for exact search, and `su`, words for ranking."""

import functools
import re
import threading
import unicodedata
from itertools import pairwise

from sudachipy import Dictionary, SplitMode, Tokenizer

from civic.text.normalise import KANA, KANJI, normalise_text, tidy

# A head shares the position of the pair that follows it (an engine must store it so): 年 right after 15 is found in
# 平成15年度, while 平成15年 stays one phrase.
HEAD = "^"

_RUNS = re.compile(f"([{KANA}{KANJI}ゝゞヽヾ]+)|[0-9]+|[^\\W0-9_{KANA}{KANJI}ゝゞヽヾ]+")
_JAPANESE = re.compile(f"[{KANA}{KANJI}ゝゞヽヾ]")
# SudachiPy refuses more than 49,149 bytes; a character of Japanese takes three, one outside the BMP four.
_MOST_CHARACTERS = 12_000
_SENTENCES = re.compile(r"[^。\n]*[。\n]+|[^。\n]+")
_LONGEST_TOKEN = 100  # a longer run of letters or digits is no word; engines limit the length of a term
_thread = threading.local()


def bi_tokens(folded: str) -> list[str]:
    """Tokens of folded text to index: in a run of kana and kanji its head, all overlapping pairs and its last character
    alone (the tail); runs of digits and of other letters whole. Punctuation gives nothing."""
    tokens: list[str] = []
    for found in _RUNS.finditer(folded):
        run = found[0]
        if found[1]:
            tokens.append(HEAD + run[0])
            tokens += map("".join, pairwise(run))
            tokens.append(run[-1])
        else:
            tokens.append(run[:_LONGEST_TOKEN])
    return tokens


def runs(folded: str) -> list[str]:
    """The runs of folded text without what stands between them."""
    return [found[0] for found in _RUNS.finditer(folded)]


def bi_phrase(folded: str) -> tuple[str, ...]:
    """The tokens that must stand side by side where a folded word occurs: recall equals a substring scan.

    The word may begin and end inside a run of kana and kanji, so the outer ends carry neither head nor tail; a single
    last character becomes a head. A word of one character alone is ambiguous: see `is_single`.
    """
    runs = [(found[0], bool(found[1])) for found in _RUNS.finditer(folded)]
    tokens: list[str] = []
    for place, (run, is_japanese) in enumerate(runs):
        if not is_japanese:
            tokens.append(run[:_LONGEST_TOKEN])
            continue
        tokens += map("".join, pairwise(run))
        if place < len(runs) - 1:
            tokens.append(run[-1])
        elif len(run) == 1:
            tokens.append(HEAD + run if place else run)
    return tuple(tokens)


def is_single(phrase: tuple[str, ...]) -> bool:
    """Whether a phrase is one kana or kanji: it then matches every token that begins with it."""
    return len(phrase) == 1 and len(phrase[0]) == 1 and _RUNS.fullmatch(phrase[0])[1] is not None  # type: ignore[index]


def is_japanese(character: str) -> bool:
    """Whether a character belongs to runs of kana and kanji."""
    return _JAPANESE.match(character) is not None


def japanese_characters(text: str) -> set[str]:
    """Every kana and kanji of a text, once."""
    return set(_JAPANESE.findall("".join(set(text))))


def su_tokens(text: str) -> list[str]:
    """Dictionary words of original (not folded) text: SudachiPy mode A, normalised forms, folded."""
    tokenizer = _tokenizer(True)
    words: list[str] = []
    for piece in _pieces(tidy(text)):
        try:
            forms = [morpheme.normalized_form() for morpheme in tokenizer.tokenize(piece)]
        except BaseException as wrong:
            if type(wrong).__name__ != "PanicException":  # Rust's; it is no Exception and would end the process
                raise
            _thread.tokenizers = {}  # and may leave this one unusable
            return words
        words += filter(None, (_fold_word(form[:_LONGEST_TOKEN]) for form in forms))
    return words


def morphemes(text: str, mode: SplitMode) -> list[tuple[str, tuple[str, ...], str]]:
    """Words as written, with part of speech and reading. Text that breaks the dictionary's splitter gives none."""
    try:
        tokenizer = _tokenizer(False)
        return [
            (m.surface(), m.part_of_speech(), m.reading_form())
            for piece in _pieces(text)
            for m in tokenizer.tokenize(piece, mode)
        ]
    except BaseException as wrong:
        if type(wrong).__name__ != "PanicException":
            raise
        _thread.tokenizers = {}
        return []


@functools.lru_cache(maxsize=200_000)
def _fold_word(word: str) -> str:
    """A word in folded form without blanks (streams are joined by blanks); "" for punctuation and symbols, and for a
    single kana: particles stand in every text, so they order nothing."""
    folded = normalise_text(word).replace(" ", "")
    if len(folded) == 1 and "ァ" <= folded <= "ヺ":
        return ""
    return folded if any(unicodedata.category(character)[0] in "LN" for character in folded) else ""


@functools.cache
def _dictionary() -> Dictionary:
    return Dictionary()


_dictionary_lock = threading.Lock()


def _tokenizer(is_for_forms: bool) -> Tokenizer:
    """One tokenizer per thread (sharing one raises), one dictionary per process (it takes 90 MB). One that is asked for
    normalised forms only reads less of the dictionary."""
    tokenizers: dict[bool, Tokenizer] = _thread.__dict__.setdefault("tokenizers", {})
    if is_for_forms not in tokenizers:
        fields = {"normalized_form"} if is_for_forms else None
        with _dictionary_lock:
            tokenizers[is_for_forms] = _dictionary().tokenizer(mode=SplitMode.A, fields=fields)
    return tokenizers[is_for_forms]


def _pieces(text: str) -> list[str]:
    """Text in pieces that SudachiPy accepts, cut at sentence ends where there are any."""
    if len(text) <= _MOST_CHARACTERS:
        return [text]
    pieces: list[str] = [""]
    for found in _SENTENCES.finditer(text):
        sentence = found[0]
        for start in range(0, len(sentence), _MOST_CHARACTERS):
            part = sentence[start : start + _MOST_CHARACTERS]
            if len(pieces[-1]) + len(part) > _MOST_CHARACTERS:
                pieces.append("")
            pieces[-1] += part
    return pieces
