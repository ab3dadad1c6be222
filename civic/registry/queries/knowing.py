"""Who in town knows about this: listed entries that agreed to be named where a topic or a room is about their subject."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from civic.registry.models import Entry
from civic.registry.queries import EntryShown, listed_on, shown
from civic.text.normalise import normalise_text
from civic.text.words import simple_nouns

# Words of a topic or title that are asked about, rows looked at, people shown.
MOST_WORDS, MOST_ROWS, MOST = 12, 500, 30
# In the title of nearly every room; says nothing about what somebody knows.
EMPTY = frozenset(
    {"意見", "募集", "計画", "市民", "市政", "参加", "検討", "見直し", "使い方", "改修", "整備", "中央", "こと", "今後"}
)


@dataclass(frozen=True, slots=True)
class Knows:
    """An entry, and the words that it and the subject have in common."""

    entry: EntryShown
    words: tuple[str, ...]


def words_of(*texts: str, city: str) -> list[str]:
    """The nouns that say what a subject is about: 公園 of 「公園の使い方を考える」. The city's name, whole or cut by the
    tokeniser, tells nothing: everybody here is of the city."""
    words = (word for text in texts for word in simple_nouns(text, is_cut=True))
    found = dict.fromkeys(word for word in words if word not in EMPTY and word not in city)
    return list(found)[:MOST_WORDS]


def who_knows(db: Session, words: list[str], today: date) -> list[Knows]:
    """By reading, never by merit; what they offer, their fields and what they say of themselves is looked at."""
    folded = {normalise_text(word): word for word in words}
    if not folded:
        return []
    said = or_(*(col(Entry.folded).contains(word, autoescape=True) for word in folded))
    query = select(Entry).where(listed_on(today), col(Entry.is_offered_in_rooms).is_(True), said)
    rows = db.execute(query.order_by(col(Entry.kana), col(Entry.id)).limit(MOST_ROWS)).scalars()
    found = []
    for row in rows:
        text = normalise_text("\n".join((row.display_name, row.skills, row.introduction, *row.fields)))
        if common := tuple(word for key, word in folded.items() if key in text):
            found.append(Knows(shown(row, today), common))
    return found[:MOST]


def stamp(db: Session, today: date) -> str:
    """Changes with everything a page with listed entries shows."""
    query = select(func.count(), func.coalesce(func.sum(col(Entry.rev)), 0), func.max(col(Entry.id)))
    return "|".join(str(one) for one in db.execute(query.where(listed_on(today))).one())
