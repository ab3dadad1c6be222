"""Titles of ordinances and laws as people shorten them: without the city and the legal ending, or to the first letters of
their words (住基法, 介保法)."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from sudachipy import SplitMode

from civic.text.normalise import KANJI, normalise_text
from civic.text.numbers import ARTICLE, KANJI_NUMERALS, number_tokens
from civic.text.tokens import morphemes

# One step of shortening: 消防団処務規程 → 消防団処務; 補助金交付要綱 → 補助金交付 → 補助金; 条例施行規則 → 条例施行 → 条例 → …
_KIND = "条例|規則|規程|規約|要綱|要領|要項|内規|細則|法律|政令|省令|府令|訓令|告示|基準|法|令"
_LEADS_TO_IT = "施行|設置|実施|交付|支給|運営|取扱い?|処理|事務|助成|補助|等?に関する|等?に係る|等?について|における|を定める|の|等"
_ENDING = re.compile(f"(?:{_KIND})$")
_LINK = re.compile(f"(?:{_LEADS_TO_IT})$")
_FIRST = re.compile("(?:条例|法律?)$")
_PLACES = "都道府県市区町村郡"
_SHORTEST, _MOST_STEPS = 2, 6

# Hidden tokens of a card and a query: first letters, and a title with the number of an article.
INITIALS, ARTICLE_OF = "b:", "o:"
_PARAGRAPH = re.compile(f"(?:第?[0-9{KANJI_NUMERALS}]+項)?(?:第?[0-9{KANJI_NUMERALS}]+号)?")
_LAW = re.compile("(法律?)(?:施行(令|規則))?$")
_FIRST_LETTERS = re.compile(f"[{KANJI}ァ-ヺ]{{2,3}}[法令則]")
_MOST_INITIALS, _MOST_NOUNS = 3, 7


def shortened(title: str) -> dict[str, int]:
    """Shorter names of a title, without the title itself: with and without the city before it, less and less of what leads to
    its ending; each with what it lost: 0 for 条例 or 法律, 1 for a rule's or guideline's ending, 2 for more than one ending
    (情報公開 of 情報公開条例施行規則). None for a title without the ending of a law or ordinance that names no city."""
    found: dict[str, int] = {}
    for whole in (title, title.removeprefix(_city(title))):
        found.setdefault(whole, 0)
        for name, lost in _without_ending(whole):
            found.setdefault(name, lost)
    return {name: lost for name, lost in found.items() if len(name) >= _SHORTEST and name != title}


def _without_ending(title: str) -> Iterator[tuple[str, int]]:
    name = _ENDING.sub("", title)
    if name == title:
        return
    lost = 0 if _FIRST.search(title) else 1
    for _ in range(_MOST_STEPS):
        yield name, lost
        shorter = _LINK.sub("", name)
        if shorter == name:
            shorter, lost = _ENDING.sub("", name), 2
        if shorter == name:
            return
        name = shorter


def _city(title: str) -> str:
    """What the title begins with when it is a place: 三郷市, 三郷市立, 高知県南国市."""
    words = [(written, parts[2] == "地名") for written, parts, _ in morphemes(title[:20], SplitMode.A)]
    city = begun = ""
    for (written, is_place), (after, _) in pairwise((*words, ("", False))):
        if not (is_place or (begun and written in (*_PLACES, "立"))):
            break
        begun += written
        if written in (*_PLACES, "立") and after != "立":
            city = begun
    return city


def initials(title: str) -> Iterator[str]:
    """A law's title by the first letters of two or three of its nouns, the first one always among them: 住民基本台帳法 →
    住基法, 住台法, 住基台法. No list can name them all; who means another law sees its title."""
    found = _LAW.search(title)
    if found is None or title.endswith("施行法"):
        return
    ending = {None: "法", "令": "令", "規則": "則"}[found[2]]
    nouns = [written[0] for written, parts, _ in morphemes(title[: found.start()], SplitMode.A) if parts[0] == "名詞"]
    first, rest = nouns[:1], nouns[1:_MOST_NOUNS]
    for more in range(1, _MOST_INITIALS):
        for letters in dict.fromkeys(combinations(rest, more)):
            yield normalise_text("".join((*first, *letters)) + ending)


def article_in(folded: str) -> tuple[str, str]:
    """What stands before the number of an article at the end (its paragraph is in it), and the number's hidden token: 地方自治法
    and a:2_2 of 地方自治法第2条の2第1項; "" for none."""
    if "条" in folded:
        for found in number_tokens(folded):
            if found.token.startswith(ARTICLE) and _PARAGRAPH.fullmatch(folded, found.end):
                return folded[: found.start].replace(" ", ""), found.token
    return "", ""


def may_be_initials(folded: str) -> bool:
    """Whether a folded word can stand for a law by the first letters of its title."""
    return _FIRST_LETTERS.fullmatch(folded) is not None
