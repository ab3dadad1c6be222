"""What else to search for when little is found: words read or spelled alike, and the nouns of a sentence; each finds more."""

import functools
import time
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Integer, String, bindparam, func, or_, select
from sqlmodel import Session, col

from civic.index import store
from civic.prepared import Prepared
from civic.search import queries
from civic.search.asked import Asked
from civic.search.models import SearchWord, WordKind
from civic.sites import Site
from civic.text.kana import is_kana, to_katakana
from civic.text.normalise import normalise_text
from civic.text.query import parse_query
from civic.text.synonyms import NO_SYNONYMS
from civic.text.words import distance, nouns, reading_of, simple_nouns

MOST_SHOWN, MOST_TRIED = 4, 10
# Each one is searched for before it is offered; when that has taken so long, what was found so far is offered.
MOST_SECONDS = 0.15
MOST_WORDS = 4  # of the query, that others are looked for
SENTENCE = 8  # nouns: in a longer sentence one word written otherwise is not why little is found
# Letters that may differ, by the length of the word: 予算 and 予定 are two words, not one slip.
_SLIPS = ((3, 1), (7, 2))
_LONGEST = 40
_LONGEST_SLIP = 8  # a slip in a longer compound is found in its parts; パブリックコメンド has none
_MOST_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another search with how much it finds."""

    text: str
    count: int


def suggestions(db: Session, site: Site, what: Asked, total: int) -> list[Suggestion]:
    """Searches alike that find more than this one did. Raises IndexBroken."""
    until = time.monotonic() + MOST_SECONDS
    known = queries.synonyms_of(db)
    engine = store.engine_for(site)
    found: list[Suggestion] = []
    for tried, text in enumerate(dict.fromkeys(_others(db, what.text))):
        if len(found) == MOST_SHOWN or tried == MOST_TRIED or time.monotonic() > until:
            break
        query = parse_query(text, synonyms=known)
        count = engine.search(query, filters=what.filters, limit=0, scope=what.scope).total
        if count > total:
            found.append(Suggestion(text, count))
    return found


def _others(db: Session, text: str) -> Iterator[str]:
    parsed = parse_query(text, synonyms=NO_SYNONYMS, has_spellings=False)
    words, simple = [word.typed for word in parsed.words if not word.is_quoted], simple_nouns(text[: _LONGEST * 2])
    alone = [] if len(simple) > SENTENCE else [*words, *simple][:MOST_WORDS]
    for typed in dict.fromkeys(alone):
        if len(typed) <= _LONGEST:
            for other in _alike(db, typed):
                yield text.replace(typed, f"「{other}」" if " " in other else other, 1)
    for parts in ([word for word, _ in nouns(text[: _LONGEST * 2])], simple):
        joined = " ".join(dict.fromkeys(parts))
        if joined and normalise_text(joined) != normalise_text(text):
            yield joined


def _alike(db: Session, typed: str) -> list[str]:
    """Words of the public record: those read the same first, then those a slip away, frequent ones first."""
    folded = normalise_text(typed).strip()
    reading = folded if is_kana(typed) else to_katakana(reading_of(typed))
    found = [text for (text,) in _SAME.rows(db, {"reading": reading, "folded": folded})]
    # What the record itself writes is no slip.
    is_known = bool(found) if is_kana(typed) else bool(_KNOWN.rows(db, {"folded": folded}))
    slips = next((slips for least, slips in reversed(_SLIPS) if len(folded) >= least), 0)
    if slips and not is_known and (len(folded) <= _LONGEST_SLIP or is_kana(typed)):
        near = _near(db, "reading" if is_kana(typed) else "folded", folded, slips)
        found += [text for text in near if text not in found]
    return found[:5]


_SAME = Prepared(
    select(col(SearchWord.text))
    .where(col(SearchWord.reading) == bindparam("reading"), col(SearchWord.folded) != bindparam("folded"))
    .order_by(col(SearchWord.weight).desc())
    .limit(3)
)
_KNOWN = Prepared(select(col(SearchWord.id)).where(col(SearchWord.folded) == bindparam("folded")).limit(1))


@functools.cache
def _holding(column: str, parts: int) -> Prepared:
    """Words of some length that hold one of so many parts."""
    of = SearchWord.__table__.c[column]  # type: ignore[attr-defined]
    least, most = (bindparam(name, type_=Integer) for name in ("least", "most"))
    return Prepared(
        select(col(SearchWord.text), of, col(SearchWord.weight))
        .where(
            col(SearchWord.kind) != WordKind.TITLE,
            func.length(of).between(least, most),
            or_(*(of.like(bindparam(f"part_{place}", type_=String), escape="/") for place in range(parts))),
        )
        .order_by(col(SearchWord.weight).desc())
        .limit(_MOST_LOOKED_AT)
    )


def _near(db: Session, column: str, folded: str, slips: int) -> list[str]:
    """A word with n slips keeps at least one of any n + 1 parts it is cut into; so few words need comparing."""
    size = -(-len(folded) // (slips + 1))
    parts = [folded[start : start + size] for start in range(0, len(folded), size)]
    values: dict[str, object] = {f"part_{place}": f"%{_escaped(part)}%" for place, part in enumerate(parts)}
    values |= {"least": len(folded) - slips, "most": len(folded) + slips}
    rows = _holding(column, len(parts)).rows(db, values)
    ranked = [(distance(folded, other, slips), -weight, text) for text, other, weight in rows]
    return [text for apart, _, text in sorted(ranked) if 0 < apart <= slips]


def _escaped(part: str) -> str:
    return "".join(f"/{sign}" if sign in "/%_" else sign for sign in part)
