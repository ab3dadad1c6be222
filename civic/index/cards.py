"""What one unit (speech, article, plan node, post, answer) looks like to the index, and its analysis into tokens."""

import datetime
import functools
from dataclasses import dataclass, field

from civic.text.kana import to_katakana
from civic.text.normalise import normalise_text
from civic.text.numbers import ARTICLE, LAW, number_tokens
from civic.text.titles import ARTICLE_OF, INITIALS, initials, shortened
from civic.text.tokens import HEAD, bi_tokens, su_tokens

# Stands between title, section and speaker, so that no phrase reaches from one into the next. No text folds to it.
BREAK = "|"

# Whole names, each one term: of the document that begins here, the same without the city and its legal ending (by how much it
# lost: see civic.text.titles), of the document around, and the unit's own caption or label.
TITLE, WITHIN, CAPTION = "t:", "w:", "c:"
SHORT_TITLES = ("s0:", "s1:", "s2:")
LONGEST_NAME = 200  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One unit as an anonymous visitor may read it. Only such units are put into the index."""

    id: str  # "unit:123", "post:42": unique in the index
    kind: str  # minutes, ordinance, law, plan, budget, post, response ...
    doc: str  # the document, sitting or room the unit belongs to
    seq: int = 0  # its place there
    # The unit's own, one a line: label and caption; of the unit that begins a document, the document's title and number.
    title: str = ""
    within: str = ""  # title of the document, sitting or room around it: found as well, and weighs little
    text: str = ""
    kana: str = ""  # readings of names and titles, one a line
    speaker: str = ""
    role: str = ""
    section: str = ""
    body: str = ""  # the assembly or committee
    topics: tuple[str, ...] = ()
    date: datetime.date | None = None
    fiscal_year: int | None = None
    quality: str = ""
    room: str = ""
    # Of an ordinance: the days on which this version is in force, both inclusive; None is open. A version that another
    # has taken the place of is found only by who asks for the law as of a day.
    in_force_from: datetime.date | None = None
    in_force_until: datetime.date | None = None
    is_superseded: bool = False


@dataclass(frozen=True, slots=True)
class Analysed:
    """The token streams of a card: pairs for exact search (positions matter), words for ranking, hidden numbers."""

    bi: list[str]
    title_bi: list[str]
    own_bi: list[str]  # of title_bi what is the unit's own
    doc_bi: list[str]  # of a unit that begins a document: the document's title
    su: list[str]
    title_su: list[str]
    kana: list[str]
    names: list[str]  # what the unit is called, whole: see TITLE
    numbers: list[str] = field(default_factory=list)


def analyse(card: Card) -> Analysed:
    """Token streams for any engine. A word is found in the text, or in title, section and speaker; AND does not care
    which. The card's own date is searchable as a date, so that 令和7年11月5日 finds the sitting of that day."""
    text = normalise_text(card.text)
    titles = card.title.splitlines()
    called = " ".join(filter(None, (card.within, *titles)))  # in one, as 地方自治法第二条 is written
    heads = [_head(part, card.date) for part in (called, card.section, card.speaker) if part]
    own = [_head(part, card.date) for part in (*titles, card.speaker) if part]
    numbers = {found.token for found in number_tokens(text, card.date)}
    named: set[str] = set().union(*(head.numbers for head in heads))
    if card.date is not None:
        named.add(f"d:{card.date.isoformat()}")
    # What the title names is the card's own; but 附則（昭和46年政令第275号）抄 names another law's number.
    own_numbers = {number for number in named if not (card.within and number.startswith(LAW))}
    own_numbers |= _articles(card.within, titles)
    if titles and not card.within:
        own_numbers |= {INITIALS + letters for letters in initials(titles[0])}
    numbers |= named | own_numbers | {HEAD + number for number in own_numbers}
    return Analysed(
        bi=bi_tokens(text),
        title_bi=[token for head in heads for token in head.bi],
        own_bi=[token for head in own for token in head.bi],
        doc_bi=list(_head(titles[0], card.date).bi) if titles and not card.within else [],
        su=su_tokens(card.text),
        title_su=[word for head in heads for word in head.su],
        kana=[token for line in card.kana.splitlines() for token in (*bi_tokens(to_katakana(line)), BREAK)],
        names=_names(card.within, titles),
        numbers=sorted(numbers),
    )


def name_of(text: str) -> str:
    """A title or caption as one term."""
    return normalise_text(text).replace(" ", "")[:LONGEST_NAME]


def _names(within: str, titles: list[str]) -> list[str]:
    """A document's number is no caption of its first unit, but does no harm as one."""
    if within:
        return [_name(WITHIN, within), *(_name(CAPTION, title) for title in titles)]
    if not titles:
        return []
    short = (SHORT_TITLES[lost] + name for name, lost in _shortened(titles[0]))
    return [_name(TITLE, titles[0]), *short, *(_name(CAPTION, title) for title in titles[1:])]


@functools.lru_cache(maxsize=20_000)
def _name(kind: str, text: str) -> str:
    return kind + name_of(text)


@functools.lru_cache(maxsize=1_000)
def _shortened(title: str) -> tuple[tuple[str, int], ...]:
    return tuple((name_of(name), lost) for name, lost in shortened(title).items())


def _articles(within: str, titles: list[str]) -> set[str]:
    """地方自治法第二条の二 by the title and the hidden token of the number."""
    document, own = (within, titles) if within else (titles[0] if titles else "", titles[1:])
    numbers = [found for title in own for found in number_tokens(normalise_text(title))]
    return {  # 附則第二条 is another
        _name(ARTICLE_OF, document) + found.token
        for found in numbers
        if found.token.startswith(ARTICLE) and not found.start
    }


@dataclass(frozen=True, slots=True)
class _Head:
    bi: tuple[str, ...]
    su: tuple[str, ...]
    numbers: frozenset[str]


@functools.lru_cache(maxsize=20_000)
def _head(text: str, on: datetime.date | None) -> _Head:
    """Titles, sections and speakers come again with every passage of a document."""
    folded = normalise_text(text)
    numbers = frozenset(found.token for found in number_tokens(folded, on))
    return _Head((*bi_tokens(folded), BREAK), tuple(su_tokens(text)), numbers)
