"""Words to go on with while somebody types a search: titles, council speakers, frequent words; only what still finds something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlmodel import Session, col

from civic.index import store
from civic.search.models import SearchWord, WordKind
from civic.sites import Site
from civic.text.kana import is_kana
from civic.text.normalise import normalise_text
from civic.text.query import parse_query
from civic.text.synonyms import NO_SYNONYMS

MOST_SHOWN, MOST_TRIED = 8, 12
LONGEST = 100
# A kana-kanji conversion under way ends in letters: ほいk is ほい so far.
_UNFINISHED = re.compile(r"(?<=[ぁ-ゖァ-ヺー])[a-zａ-ｚ]+$")
_LAST_WORD = re.compile(r"^(.*[\s　])?([^\s　]*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Completion:
    """The whole text the search box would hold, and what kind of word was put at its end."""

    text: str
    kind: WordKind


def completions(db: Session, site: Site, typed: str) -> list[Completion]:
    """For what was typed so far; none for a long text or a blank. Words come from a table made each day, so each is
    looked up in the index: what was hidden or redacted since is not offered. Raises IndexBroken."""
    found = _LAST_WORD.match(_UNFINISHED.sub("", typed)) if len(typed) <= LONGEST else None
    if found is None or not found[2]:
        return []
    before, begun = found[1] or "", found[2]
    mark = "-" if begun[0] in "-－" else ""
    engine = store.engine_for(site)
    offered: list[Completion] = []
    for text, kind in _beginning(db, begun[len(mark) :]):
        if len(offered) == MOST_SHOWN:
            break
        if engine.search(parse_query(f'"{text}"', synonyms=NO_SYNONYMS, has_spellings=False), limit=0).total:
            whole = f"「{text}」" if re.search(r"[\s　]", text) else text
            offered.append(Completion(f"{before}{mark}{whole}", kind))
    return offered


def _beginning(db: Session, begun: str) -> Iterator[tuple[str, WordKind]]:
    """Frequent words first, then names, then titles; each text once."""
    folded = normalise_text(begun).strip()
    if not folded or (len(folded) == 1 and (folded.isascii() or is_kana(folded))):
        return
    beginning = col(SearchWord.folded).startswith(folded, autoescape=True)
    if is_kana(begun):
        beginning = or_(beginning, col(SearchWord.reading).startswith(folded, autoescape=True))
    query = (
        select(col(SearchWord.text), col(SearchWord.kind))
        .where(beginning, col(SearchWord.folded) != folded)
        .order_by(col(SearchWord.kind) == WordKind.TITLE, col(SearchWord.weight).desc(), col(SearchWord.id))
        .limit(MOST_TRIED)
    )
    seen: set[str] = set()
    for text, kind in db.execute(query):
        if text not in seen:
            seen.add(text)
            yield text, kind
