"""Numbers as people write and disguise them: 〇九〇, 0 9 0, ０９０の…, ぜろきゅうぜろ; found as regions with the way back."""

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moderation.facts import Draft

_NOTHING = "\x00"  # stands for a character that is no part of the number; keeps the view as long as the folded text


def _table() -> dict[int, str]:
    """One character to one: digits of all scripts to ASCII, dashes and ornaments to -, blanks to a blank."""
    digits = {code: str(unicodedata.digit(chr(code))) for code in range(0x20000) if chr(code).isdigit()}
    digits |= {0x1F10B: "0", 0x1F10C: "0"}  # circled noughts no property calls a digit
    dashes = "=→⇒&^!?`'\\-‐‑‒–—―−－─━ー〜～~_./・･:;*|ノの★☆●■◆◎♪♯#☎☏📞📱📲"
    table = digits | {ord(dash): "-" for dash in dashes}
    table |= {ord(kanji): digit for kanji, digit in zip("〇○◯零一二三四五六七八九", "0000123456789", strict=True)}
    table |= {ord(blank): " " for blank in "\t\u00a0\u3000\u2002\u2003\u2009"}
    table |= {ord(bracket): "(" for bracket in "(（[［{｛〔【<〈"}
    table |= {ord(bracket): ")" for bracket in ")）]］}｝〕】>〉"}
    table |= {ord(newline): "\n" for newline in "\r\u0085\u2028\u2029\v\f"}
    table |= {ord(comma): "," for comma in "、，､"}
    # Variation selectors, the keycap, zero-width and combining marks: 0️⃣ is a 0.
    table |= dict.fromkeys([0xFE0F, 0xFE0E, 0x20E3, 0x00AD, 0xFEFF, 0x2060, *range(0x200B, 0x2010)], _NOTHING)
    table |= dict.fromkeys(range(0x0300, 0x0370), _NOTHING)
    return table


_VIEW = _table()
# Digits read aloud, in katakana. Longer readings first.
_SPELLED = {"ゼロ": "0", "レイ": "0", "マル": "0", "イチ": "1", "サン": "3", "ヨン": "4", "ロク": "6", "ナナ": "7"}
_SPELLED |= {
    "シチ": "7",
    "ハチ": "8",
    "キュウ": "9",
    "キュー": "9",
    "ゴー": "5",
    "ニー": "2",
    "ニイ": "2",
    "ニ": "2",
    "ゴ": "5",
    "シ": "4",
    "ク": "9",
}
# ニ is 2 only before another digit or a pause (ハチニ連絡 ends with 8), and ニイ is none in ニイチ.
_READ_DIGIT = "|".join(
    rf"{read}(?![ァ-ヺ一-鿿])(?!$)|{read}(?=ノ?(?:%s))" if read == "ニ" else "ニイ(?!チ)" if read == "ニイ" else read
    for read in _SPELLED
)
_READ_DIGIT %= "|".join(read for read in _SPELLED if read != "シ")
_READ_ALOUD = re.compile(rf"(?:(?:{_READ_DIGIT})[-ノのー、,\s]{{0,3}}){{9,}}+")
# Half read, half written: ゼロ9ゼロ-…, 090-1234-ゴロクナナハチ. Without サン, which is also Mr and Mrs.
_HALF_READ = re.compile(
    r"(?<![ァ-ヺー])(?:(?:ゼロ|レイ|イチ|ヨン|ロク|ナナ|シチ|ハチ|キュウ)[-ノの、,\s]{0,2}){1,7}+(?=[0-9〇一二三四五六七八九])"
    rf"|(?<=[0-9])(?:{_READ_DIGIT}){{3,4}}(?=[0-9])|(?<=[0-9][-ノの])(?:{_READ_DIGIT}){{4}}(?![ァ-ヺー])"
)
_ONE_READ = re.compile(_READ_DIGIT)
_SPELLED_DASH = re.compile(
    r"(?<=[0-9\x00〇○零一二三四五六七八九])\s?[(\[]?(?:ハイフン|ダッシュ|マイナス|カッコ|トジル)[)\]]?\s?"
)
# 090○4456○1182, 090x4456x1182: one sign twice between the groups of a telephone number is a dash, whatever it is.
_SAME_SIGN = re.compile(r"(?<![0-9])(0[0-9]{1,4})([^0-9。\n]{1,6}?)([0-9]{2,4})\2(?=[0-9]{4}(?![0-9]))")
# o and l instead of 0 and 1, only where digits stand around them.
_LETTER_AS_DIGIT = re.compile(r"(?<=[0-9\-])[ol](?=[0-9\-])|(?<![a-z0-9])o(?=[0-9]o)|(?<=[0-9]{3})o(?![a-z])")
_REGION = re.compile(r"[0-9+()\-, \n\x00]{7,}+")
_FEWEST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of number-like text: only 0-9 + ( ) - , blank and newline; i is folded[places[i]:stops[i]]."""

    text: str
    places: Sequence[int]
    stops: Sequence[int]

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.stops[end - 1]


def number_view(folded: str) -> str:
    """The folded text with every digit and dash of whatever disguise made plain; the length stays."""
    view = _SAME_SIGN.sub(_dashes, folded)
    for read_aloud in (_READ_ALOUD, _HALF_READ):
        view = read_aloud.sub(lambda hit: _ONE_READ.sub(_read, hit[0]), view)
    view = _SPELLED_DASH.sub(lambda hit: "-".ljust(len(hit[0]), _NOTHING), view).translate(_VIEW)
    return _LETTER_AS_DIGIT.sub(lambda hit: "0" if hit[0] == "o" else "1", view)


def _dashes(hit: re.Match[str]) -> str:
    dash = "-".ljust(len(hit[2]), _NOTHING)
    return hit[1] + dash + hit[3] + dash


def _read(hit: re.Match[str]) -> str:
    return _SPELLED[hit[0]].ljust(len(hit[0]), _NOTHING)


# ①090-… is the first of a list, not a 1 before the number; ⓪⑨⓪ is a number.
_LIST_MARK = re.compile(r"(?<![⓪①-⑳❶-❿])[①-⑳❶-❿](?=\s?[0-9０-９])")


def _without_list_marks(draft: Draft, view: str) -> str:
    marks = {hit.start() for hit in _LIST_MARK.finditer(draft.original)}
    if not marks:
        return view
    return "".join("#" if draft.starts[place] in marks else character for place, character in enumerate(view))


def number_regions(draft: Draft) -> Iterator[Region]:
    """Stretches with enough digits for a number that could be personal; blanks and commas the folding dropped are put back."""
    view = _without_list_marks(draft, number_view(draft.folded))
    for hit in _REGION.finditer(view):
        if sum(map(hit[0].count, "0123456789")) >= _FEWEST_DIGITS:
            yield _region(draft, view, hit.start(), hit.end())


def _region(draft: Draft, view: str, start: int, end: int) -> Region:
    characters: list[str] = []
    places = array("q")
    stops = array("q")
    covered = draft.starts[start]
    for place in range(start, end):
        if covered < draft.starts[place]:
            for dropped in draft.original[covered : draft.starts[place]].translate(_VIEW):
                if dropped in " \n-,":
                    characters.append(dropped)
                    places.append(place)
                    stops.append(place)
        covered = draft.ends[place]
        character = view[place]
        if character == _NOTHING and stops:
            stops[-1] = place + 1
        elif character != _NOTHING:
            is_newline = character == " " and "\n" in draft.original[draft.starts[place] : covered]
            characters.append("\n" if is_newline else character)
            places.append(place)
            stops.append(place + 1)
    return Region("".join(characters), places, stops)


def digits_of(text: str) -> str:
    return "".join(re.findall("[0-9]", text))


def group_sizes(text: str) -> list[int]:
    """Lengths of the digit groups: 090-1234-5678 gives [3, 4, 4]."""
    return [len(group) for group in re.findall("[0-9]+", text)]
