"""What one unit (speech, article, plan node, post, answer) looks like to the index, and its analysis into tokens."""

import datetime
from dataclasses import dataclass, field

from civic.text.kana import to_katakana
from civic.text.normalise import normalise_text
from civic.text.numbers import number_tokens
from civic.text.tokens import bi_tokens, su_tokens

# Stands between title, section and speaker, so that no phrase reaches from one into the next. No text folds to it.
BREAK = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One unit as an anonymous visitor may read it. Only such units are put into the index."""

    id: str  # "unit:123", "post:42": unique in the index
    kind: str  # minutes, ordinance, law, plan, budget, post, response ...
    doc: str  # the document, sitting or room the unit belongs to
    seq: int = 0  # its place there
    title: str = ""  # of the document, with the unit's own label and caption
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


@dataclass(frozen=True, slots=True)
class Analysed:
    """The token streams of a card: pairs for exact search (positions matter), words for ranking, hidden numbers."""

    bi: list[str]
    title_bi: list[str]
    su: list[str]
    title_su: list[str]
    kana: list[str]
    numbers: list[str] = field(default_factory=list)


def analyse(card: Card) -> Analysed:
    """Token streams for any engine. A word is found in the text, or in title, section and speaker; AND does not care
    which. The card's own date is searchable as a date, so that 令和7年11月5日 finds the sitting of that day."""
    text = normalise_text(card.text)
    heads = [part for part in (card.title, card.section, card.speaker) if part]
    title_bi: list[str] = []
    numbers = {found.token for found in number_tokens(text, card.date)}
    for head in heads:
        folded = normalise_text(head)
        title_bi += [*bi_tokens(folded), BREAK]
        numbers.update(found.token for found in number_tokens(folded, card.date))
    if card.date is not None:
        numbers.add(f"d:{card.date.isoformat()}")
    return Analysed(
        bi=bi_tokens(text),
        title_bi=title_bi,
        su=su_tokens(card.text),
        title_su=[word for head in heads for word in su_tokens(head)],
        kana=[token for line in card.kana.splitlines() for token in (*bi_tokens(to_katakana(line)), BREAK)],
        numbers=sorted(numbers),
    )
