"""Finds what a passage names: articles of laws and ordinances, bills, codes of plans; pure, without the library's tables."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from civic.library.readers.law_words import number_of

# Passages name at most a few dozen articles; a list of a thousand is a table of contents.
MOST_IN_UNIT = 200
WORDS_LETTERS = 120
TITLE_LETTERS = 60
_N = "[0-9〇一二三四五六七八九十百千]"
_ARTICLE = re.compile(
    rf"第(?P<article>{_N}{{1,6}})条(?P<branch>(?:の{_N}{{1,4}})*)(?:第(?P<paragraph>{_N}{{1,4}})項)?(?:第(?P<item>{_N}{{1,4}})号)?"
)
_LAW_BEFORE = re.compile(
    r"(?P<title>[一-鿿ァ-ヶーぁ-ん]{1,58}?(?:法律施行令|法施行令|法施行規則|条例施行規則|条例|規則|規程|要綱|要領|法律|法|令))[」』]?$"
)
_PARENTHESIS = re.compile(r"[（(][^（）()]{0,120}[）)]$")
_BILL = re.compile(
    r"(?P<bill>(?:議案|報告|請願|陳情|意見書案|議員提出議案|同意案|認定|諮問)第 ?(?P<number>[0-9]{1,4})号)"
)
_PLAN = re.compile(
    r"(?P<word>基本目標|基本施策|政策|施策|基本事業|事務事業)(?:コード)?[ :：]?(?P<code>[0-9]{1,3}(?:[-－][0-9]{1,3}){1,4})"
)
# Words that end in 法, 令 or 規則 and are no law; and law words that only point back.
_NO_LAW = re.compile(
    "(?:方法|手法|用法|技法|同法|本法|新法|旧法|司法|立法|憲法上|命令|指令|辞令|この法律|この条例|同条例|本条例|同規則|この規則)$"
)
_PARTICLES = re.compile(
    r".*(?:については|に関しては|における|とともに|並びに|及び|又は|または|および|により|よって|ついて|から|では|には|とは|に(?!関する|係る|伴う|対する)|[はがをとでのも、。「])"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """`wanted` is a law's title, a bill's number or a plan's code; empty for an article of the passage's own law."""

    words: str
    wanted: str
    path: str


def references_in(text: str, titles: Mapping[str, str], *, is_law: bool) -> Iterator[Reference]:
    """What the text names, each once. `titles` maps every known title or abbreviation to the title it stands for."""
    plain = unicodedata.normalize("NFKC", text)
    seen: set[tuple[str, str]] = set()
    for found in (*_articles(plain, titles, is_law=is_law), *_bills(plain), *_plans(plain)):
        if (found.wanted, found.path) not in seen and len(seen) < MOST_IN_UNIT:
            seen.add((found.wanted, found.path))
            yield found


def _articles(plain: str, titles: Mapping[str, str], *, is_law: bool) -> Iterator[Reference]:
    for found in _ARTICLE.finditer(plain):
        path = article_path(found)
        before = plain[max(0, found.start() - 200) : found.start()].rstrip(" 」』")
        before = _PARENTHESIS.sub("", before).rstrip(" 」』")[-TITLE_LETTERS:]
        title = _known_title(before, titles)
        if title:
            yield Reference(f"{title}{found.group()}"[:WORDS_LETTERS], titles[title], path)
        elif (unknown := _LAW_BEFORE.search(before)) and not _NO_LAW.search(before):
            name = _PARTICLES.sub("", unknown["title"])
            if len(name) > 1:
                yield Reference(f"{name}{found.group()}"[:WORDS_LETTERS], name[:WORDS_LETTERS], path)
        elif is_law and not re.search("[法令例則程綱領]$|附則$|同条$", before):
            yield Reference(found.group(), "", path)


def _known_title(before: str, titles: Mapping[str, str]) -> str:
    """The longest known title the text ends with."""
    for length in range(min(len(before), TITLE_LETTERS), 1, -1):
        if before[-length:] in titles:
            return before[-length:]
    return ""


def _bills(plain: str) -> Iterator[Reference]:
    for found in _BILL.finditer(plain):
        bill = found["bill"].replace(" ", "")
        yield Reference(bill, bill, "")


def _plans(plain: str) -> Iterator[Reference]:
    for found in _PLAN.finditer(plain):
        code = found["code"].replace("－", "-")
        yield Reference(found.group(), f"plan:{code}", code)


def article_path(found: re.Match[str]) -> str:
    """第20条の3第2項第1号 -> A20_3-P2-I1."""
    branches = "".join(f"_{number_of(part) or 0}" for part in found["branch"].split("の") if part)
    path = f"A{number_of(found['article']) or 0}{branches}"
    for letter, part in (("P", "paragraph"), ("I", "item")):
        if found[part]:
            path += f"-{letter}{number_of(found[part]) or 0}"
    return path


def folded(title: str) -> str:
    """A title as it is compared: width and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", title).split())
