"""Folding of Japanese text to the form that is compared: one spelling for what a reader takes as the same.

Index, query, moderation and highlighting all use this form. `normalise` keeps, for every folded character, the span
of the original it came from (lengths change: ㈱ → (株), ㌔ → キロ, か+゛ → ガ); `normalise_text` gives the same text
without the map, faster. Both run the same steps, so they cannot differ.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from civic.text.variants import HIRAGANA_TO_KATAKANA, HYPHENS, UNIFIED

# Characters nobody sees: soft hyphen, zero-width and direction marks, variation selectors (also those for ideographs);
# and halves of surrogate pairs, which no encoder takes.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff"
    + ("\U000e0000-\U000e0fff")
)
_INVISIBLES = re.compile(f"[{_INVISIBLE}]+")
# Free-standing sound marks join the kana before them, as the half-width ones do under NFKC.
_SOUND_MARKS = (("\u309b", "\u3099"), ("\u309c", "\u309a"))
# Few characters of a text are variants: looking for them is ten times faster than str.translate.
_USUAL = {chr(variant): usual or "" for variant, usual in UNIFIED.items()}
_VARIANTS = re.compile(f"[{''.join(_USUAL)}]")

KANA = "ぁ-ゖァ-ヺー"
KANJI = "々〆〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_JOINED = f"[{KANA}{KANJI}ゝゞヽヾ・]"
_NUMERAL = "[0-9〇一二三四五六七八九十百千万]"

_Replace = Callable[[re.Match[str]], str]

# Characters that never melt into the one before them under NFKC, by block: Latin, Greek, Cyrillic, punctuation,
# symbols, radicals, kana, kanji, Hangul, width forms, emoji. All others (marks, and scripts not listed) are folded
# together with what precedes them: right for every script, and exact to the character for these.
_OWN = (
    "\0-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205f\u2070-\u209f\u2100-\u2bff\u2e80-\u2fff"
    "\u3000-\u3029\u3030-\u3098\u309d-\u30ff\u3200-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff9d\uffe0-\uffee"
    "\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
_CLUSTER = re.compile(f".[^{_OWN}]*", re.DOTALL)
# NFKC sorts a run of marks in quadratic time; no script stacks more than a few (Unicode's stream-safe form says 30).
_MOST_MARKS = 30
_MANY_FOREIGN = re.compile(f"[^{_OWN}]{{{_MOST_MARKS + 1}}}")
# Most texts hold only ASCII, kana, kanji, usual signs and full-width letters: nothing invisible, nothing that melts.
_USUAL_ONLY = re.compile(
    "[\t\n\r -~\u2010-\u2027\u2030-\u205f\u2100-\u2bff\u2e80-\u3029\u3030-\u3098\u309d-\u30ff\u3200-\u9fff\uff01-\uff5e]*"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character i came from original[starts[i]:ends[i]] (several may share one span)."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def span(self, i: int, j: int) -> tuple[int, int]:
        """The span of the original that the folded characters i to j (exclusive, i < j) came from."""
        return self.starts[i], self.ends[j - 1]


def _visible(text: str) -> str:
    """Text without invisible characters, sound marks as combining marks, and no endless stack of marks."""
    if _USUAL_ONLY.fullmatch(text):
        return text
    text = _INVISIBLES.sub("", text)
    for alone, joining in _SOUND_MARKS:
        text = text.replace(alone, joining)
    if not _MANY_FOREIGN.search(text):
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


# Letters, digits and signs of full width, one for one as NFKC has it.
_WIDE = re.compile("[！-～\u3000]")


def _narrow(found: re.Match[str]) -> str:
    return " " if found[0] == "\u3000" else chr(ord(found[0]) - 0xFEE0)


def _usual(found: re.Match[str]) -> str:
    return _USUAL[found[0]]


def _nothing(_: re.Match[str]) -> str:
    return ""


def _blank(_: re.Match[str]) -> str:
    return " "


def _long(_: re.Match[str]) -> str:
    return "ー"


def _dashes(found: re.Match[str]) -> str:
    return "-" * len(found[0])


def _repeated_kanji(found: re.Match[str]) -> str:
    return found[0][0] * len(found[0])


def _repeated_kana(found: re.Match[str]) -> str:
    """かゝ → かか, かゞ → かが, がゝ → がか; a kana without a voiced form keeps its own."""
    plain = unicodedata.normalize("NFD", found[0][0])[0]
    voiced = unicodedata.normalize("NFC", plain + "\u3099")
    return found[0][0] + "".join(voiced[0] if mark in "ゞヾ" else plain for mark in found[0][1:])


def _plain_b(found: re.Match[str]) -> str:
    return _V_ROW[found[0]]


_V_ROW = {
    "ヴァ": "バ",
    "ヴィ": "ビ",
    "ヴェ": "ベ",
    "ヴォ": "ボ",
    "ヴャ": "ビャ",
    "ヴュ": "ビュ",
    "ヴョ": "ビョ",
    "ヴ": "ブ",
}

# What a folded text may hold as a blank.
_BLANKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\u1680\u2028\u2029"
# One of these characters must be there for the step to change anything; most texts lack most of them. Patterns begin with
# what is rare and look back from it.
_Step = tuple[str, re.Pattern[str], _Replace]

# Joining what a page break or a PDF tore apart. None can backtrack over more than one run of blanks.
_JOINS: tuple[_Step, ...] = (
    (_BLANKS, re.compile(f"\\s(?<={_JOINED}\\s)\\s*(?={_JOINED})"), _nothing),
    (_BLANKS, re.compile(r"\s(?<=[a-z]-\s)\s*(?=[a-z])"), _nothing),
    ("-" + HYPHENS, re.compile(f"[-{HYPHENS}](?<=[ァ-ヺ][-{HYPHENS}])(?=[ァ-ヺー])"), _long),  # デ―タ → データ
    (_BLANKS, re.compile(r"\s+"), _blank),
    (",", re.compile(r"(?:,(?<=[0-9],)| (?<=[0-9] ),)(?=[0-9]{3}(?![0-9]))"), _nothing),  # 5 ,813 → 5813
    (" ", re.compile(r" (?<=[0-9] )(?<![0-9][0-9] )(?=[0-9](?![0-9]))"), _nothing),  # 1 5 → 15, but 12 340 stays
)
# In this order: the script still tells where a katakana word ends when its last ー is dropped.
_SPELLINGS: tuple[_Step, ...] = (
    ("・", re.compile(f"・(?<={_NUMERAL}・)(?={_NUMERAL})"), _blank),  # 3・4 are two numbers
    ("・", re.compile("・+"), _nothing),
    ("ー", re.compile(f"ー(?<![{KANA}ゝゞヽヾ]ー)ー*"), _dashes),
    ("々", re.compile(f"[{KANJI}]々+"), _repeated_kanji),
    ("ゝゞヽヾ", re.compile("[ぁ-ゖァ-ヺ][ゝゞヽヾ]+"), _repeated_kana),
    ("ー", re.compile("ー(?<=[ァ-ヺー]{3}ー)(?![ァ-ヺー])"), _nothing),  # コンピューター → コンピュータ, エラー stays
)
_V_SOUNDS: _Step = ("ヴ", re.compile("ヴ[ァィェォャュョ]?"), _plain_b)
# A list is looked up faster than a dictionary, which raises for every character it lacks.
_KATAKANA = [HIRAGANA_TO_KATAKANA.get(code, code) for code in range(0x10000)]


def _stepped(text: str, steps: Iterable[_Step]) -> str:
    for needed, pattern, replace in steps:
        if any(map(text.__contains__, needed)):
            text = pattern.sub(replace, text)
    return text


def tidy(text: str) -> str:
    """Steps 1 and 2 only (invisible characters, torn lines, NFKC, case): still readable by a word splitter."""
    return _stepped(_compatible(text).casefold(), _JOINS)


def _compatible(text: str) -> str:
    """NFKC of what is visible; wide letters first, since nothing else is to be done in most texts."""
    return unicodedata.normalize("NFKC", _WIDE.sub(_narrow, _visible(text)))


def normalise_text(text: str) -> str:
    """`normalise(text).text` without the offset map."""
    folded = _VARIANTS.sub(_usual, _compatible(text).casefold())
    folded = _stepped(folded, (*_JOINS, *_SPELLINGS))
    return _stepped(folded.translate(_KATAKANA), (_V_SOUNDS,))


def normalise(text: str) -> Folded:
    """Fold text and keep the way back to the original (see the module)."""
    folded = _fold_plain(text) or _fold_clusters(text)
    for step in (*_JOINS, *_SPELLINGS):
        folded = _edit(folded, step)
    return _edit(Folded(folded.text.translate(_KATAKANA), folded.starts, folded.ends), _V_SOUNDS)


_COUNTED = array("I", range(10_000))


def _counted(first: int, end: int) -> "array[int]":
    """The numbers from `first` up to `end`, copied where they are ready."""
    return _COUNTED[first:end] if end <= len(_COUNTED) else array("I", range(first, end))


def _fold_plain(text: str) -> Folded | None:
    """Most text folds character by character: no ligature, no mark that melts into what precedes it, nothing invisible."""
    narrow = _WIDE.sub(_narrow, text)
    if not unicodedata.is_normalized("NFKC", narrow) or _visible(narrow) != narrow:
        return None
    folded = narrow.casefold()
    if len(folded) != len(text):
        return None
    folded = _VARIANTS.sub(_usual, folded)
    if len(folded) != len(text):
        return None
    return Folded(folded, _counted(0, len(text)), _counted(1, len(text) + 1))


def _fold_clusters(text: str) -> Folded:
    """NFKC, case and variants, one cluster at a time: a character with the marks that may melt into it."""
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    seen: dict[str, str] = {}
    for found in _CLUSTER.finditer(text):
        cluster = found[0]
        piece = seen.get(cluster)
        if piece is None:
            piece = unicodedata.normalize("NFKC", _visible(cluster)).casefold().translate(UNIFIED)
            seen[cluster] = piece
        pieces.append(piece)
        for _ in piece:
            starts.append(found.start())
            ends.append(found.end())
    return Folded("".join(pieces), starts, ends)


def _edit(folded: Folded, step: _Step) -> Folded:
    """pattern.sub on the text and the same cut on the map; a replacement of equal length keeps its places."""
    needed, pattern, replace = step
    if not any(map(folded.text.__contains__, needed)):
        return folded
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    done = 0
    for found in pattern.finditer(folded.text):
        i, j = found.span()
        new = replace(found)
        pieces += (folded.text[done:i], new)
        if len(new) == j - i:
            starts += folded.starts[done:j]
            ends += folded.ends[done:j]
        else:
            starts += folded.starts[done:i] + array("I", [folded.starts[i]] * len(new))
            ends += folded.ends[done:i] + array("I", [folded.ends[j - 1]] * len(new))
        done = j
    if not done:
        return folded
    pieces.append(folded.text[done:])
    return Folded("".join(pieces), starts + folded.starts[done:], ends + folded.ends[done:])
