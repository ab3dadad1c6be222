"""Evaluating a query on one Whoosh snapshot: the exact set of cards, their order, their facets.

The set is built from sets of document numbers, one per form, so that any mixture of AND, OR, NOT and filters costs the
sum of its parts; Whoosh's own parser and boolean matchers are not used.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from whoosh import query as whoosh_query
from whoosh.searching import Searcher

from civic.index.engine import MOST_VALUES, FacetName, Filters, Scope, Sort
from civic.index.ranking import rank_names, rank_phrases
from civic.index.whoosh_fields import Values
from civic.index.whoosh_scores import Lengths, Scores, Whole
from civic.text.query import Form, Query, Word
from civic.text.tokens import is_single

Ranked = list[tuple[int, float]]  # document numbers with their scores, best first

_TEXT_FIELDS = ("bi", "title_bi")
_WORD_FIELDS = ("su", "title_su")
_FACET_FIELDS: dict[FacetName, str] = {"year": "on", "topic": "topics"}
_LONGEST_PHRASE = 80  # every token is one more matcher; texts that agree on eighty characters agree on the rest
_MOST_KEPT = 2000  # sets of common forms kept per snapshot


class _Column:
    """The values of one field by document number. Whoosh's own reader over several segments mixes up the numbers when one
    of them has no value of the field at all."""

    def __init__(self, reader: Any, field: str) -> None:
        leaves = reader.leaf_readers()
        self._firsts = [first for _, first in leaves]
        self._readers = [
            leaf.column_reader(field, translate=False) if leaf.has_column(field) else None for leaf, _ in leaves
        ]

    def __getitem__(self, number: int) -> bytes:
        place = bisect_right(self._firsts, number) - 1
        values = self._readers[place]
        return b"" if values is None else values[number - self._firsts[place]]


class Snapshot:
    """One generation of the index, opened for reading; not for use by two threads at once."""

    def __init__(self, generation: tuple[int, int, int], searcher: Searcher, lengths: Lengths) -> None:
        self.generation = generation
        self.searcher = searcher
        self._reader: Any = searcher.reader()
        self._kept: dict[tuple[str, ...], frozenset[int]] = {}
        # Everything is opened now: the writer may remove the files of old generations while this one is still read.
        segments = [first for _, first in self._reader.leaf_readers()] if searcher.doc_count_all() else []
        kept_fields = [name for name, field in searcher.schema.items() if segments and isinstance(field, Values)]
        self._columns = {name: _Column(self._reader, name) for name in kept_fields}
        self._scores = Scores(self._reader, lengths)
        for first in segments:
            self.stored(first)

    def matching(self, query: Query, filters: Filters, scope: Scope = "unit") -> set[int]:
        """Numbers of all cards with all the words, none of the excluded, and through the filters. Scope `doc`: cards with
        any of the words in documents that hold all of them."""
        if query.text.strip() and query.is_empty:
            return set()
        found: set[int] | None = self._filtered(filters)
        if scope == "doc" and len(query.clauses) > 1:
            return self._in_documents(query, found)
        for clause in query.clauses:
            if found is not None and not found:
                return set()
            having = set().union(*(self._with_word(word) for word in clause))
            found = having if found is None else found & having
        if found is None:
            found = set(self._reader.all_doc_ids())
        return found.difference(*(self._with_word(word) for word in query.excluded))

    def _in_documents(self, query: Query, allowed: set[int] | None) -> set[int]:
        wanted: list[set[int]] = []
        for clause in query.clauses:
            having = set().union(*(self._with_word(word) for word in clause))
            wanted.append(having if allowed is None else having & allowed)
        docs = set.intersection(*({self._columns["doc"][number] for number in having} for having in wanted))
        excluded = set().union(*(self._with_word(word) for word in query.excluded))
        docs -= {self._columns["doc"][number] for number in (excluded if allowed is None else excluded & allowed)}
        return {number for number in set().union(*wanted) if self._columns["doc"][number] in docs}

    def documents(self, found: set[int]) -> dict[str, int]:
        """How many of the cards stand in each document."""
        return dict(self._facet(found, "doc"))

    def first_of_each(self, ranked: Ranked) -> Ranked:
        """The best card of each document."""
        seen: dict[bytes, tuple[int, float]] = {}
        for hit in ranked:
            seen.setdefault(self._columns["doc"][hit[0]], hit)
        return list(seen.values())

    def some_words(self, query: Query, filters: Filters, exact: set[int], limit: int) -> Ranked:
        """Best cards with some of the words, without the exact ones and the excluded."""
        hidden = exact.union(*(self._with_word(word) for word in query.excluded))
        allowed = self._filtered(filters)
        return self._scores.best(query, limit, allowed=allowed, hidden=hidden, whole=self._whole(query))

    def ranked(self, query: Query, found: set[int], until: int, sort: Sort) -> Ranked:
        """The first `until` of the cards found, in order."""
        if not until:
            return []
        if sort != "relevance" or not query.clauses:
            return [(number, 0.0) for number in self._by_date(found, newest_first=sort != "old")[:until]]
        ranked = self._scores.best(query, until, allowed=found, whole=self._whole(query))
        if len(ranked) < min(until, len(found)):  # found by a hidden number or a reading only
            unscored = found.difference(number for number, _ in ranked)
            ranked += [(number, 0.0) for number in self._by_date(unscored, newest_first=True)]
        return ranked[:until]

    def _whole(self, query: Query) -> Iterator[Whole]:
        """What weighs where it stands whole: words in titles, compounds in the text, names."""
        for field, phrase, weight in rank_phrases(query):
            yield self._with_phrase(field, phrase), "bi" if field == "bi" else "own_bi", phrase, weight
        for name in rank_names(query):
            yield self._with_phrase("names", (name.token,)), "own_bi", name.phrase, name.weight

    def facets(self, found: set[int], names: Sequence[FacetName]) -> dict[str, list[tuple[str, int]]]:
        """Exact counts over the cards found, most frequent first; cards without a value are not counted."""
        return {name: self._facet(found, name)[:MOST_VALUES] for name in names}

    def stored(self, number: int) -> dict[str, Any]:
        """What the index keeps of a card."""
        kept: dict[str, Any] = self._reader.stored_fields(number)["hit"]
        return kept

    def _by_date(self, found: set[int], *, newest_first: bool) -> list[int]:
        """By date, cards of one document in its order (documents are indexed in order); undated ones last."""
        keyed = [(self._columns["on"][number], number) for number in found]
        dated = sorted((pair for pair in keyed if pair[0]), key=lambda pair: pair[1])
        dated.sort(key=lambda pair: pair[0], reverse=newest_first)
        return [number for _, number in dated] + sorted(number for on, number in keyed if not on)

    def _facet(self, found: set[int], name: FacetName) -> list[tuple[str, int]]:
        field = _FACET_FIELDS.get(name, name)
        counts: Counter[bytes] = Counter(self._columns[field][number] for number in found)
        values: Counter[str] = Counter()
        for joined, count in counts.items():
            for value in joined.decode().split(Values.SEPARATOR) if joined else ():
                values[value[:4] if name == "year" else value] += count
        return sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))

    def _filtered(self, filters: Filters) -> set[int] | None:
        """Cards the filters let through; None when there are none set."""
        wanted: list[tuple[str, Iterable[str]]] = [
            ("kind", filters.kinds),
            ("doc", filters.docs),
            ("body", filters.bodies),
            ("speaker", filters.speakers),
            ("role", filters.roles),
            ("section", filters.sections),
            ("topics", filters.topics),
            ("quality", filters.qualities),
            ("room", filters.rooms),
            ("fiscal_year", map(str, filters.fiscal_years)),
        ]
        queries = [
            whoosh_query.Or([whoosh_query.Term(field, value) for value in values])
            for field, values in ((field, tuple(values)) for field, values in wanted)
            if values
        ]
        if filters.since or filters.until:
            since, until = (on.isoformat() if on else None for on in (filters.since, filters.until))
            queries.append(whoosh_query.TermRange("on", since, until))
        if filters.years:
            ranges = [whoosh_query.TermRange("on", f"{year:04}-01-01", f"{year:04}-12-31") for year in filters.years]
            queries.append(whoosh_query.Or(ranges))
        hidden = self._not_in_force(filters)
        if not queries:
            return set(self._reader.all_doc_ids()) - hidden if hidden else None
        return set.intersection(*(self._docs(query) for query in queries)) - hidden

    def _not_in_force(self, filters: Filters) -> set[int]:
        """Without a day, what has been superseded; with one, what was not in force (undated versions always are)."""
        if filters.as_of is None:
            return self._docs(whoosh_query.Term("superseded", "1"))
        day = filters.as_of.isoformat()
        later = whoosh_query.TermRange("from_on", day, None, startexcl=True)
        ended = whoosh_query.TermRange("until_on", None, day, endexcl=True)
        return self._docs(later) | self._docs(ended)

    def _with_word(self, word: Word) -> frozenset[int]:
        found: frozenset[int] = frozenset()
        for form in word.forms:
            found |= self._with_form(form)
        if word.is_kana:
            found |= self._with_phrase("kana", word.forms[0].phrase)
        return found

    def _with_form(self, form: Form) -> frozenset[int]:
        if not form.phrase:
            return self._with_phrase("numbers", (form.folded,))
        found: frozenset[int] = frozenset().union(*(self._with_phrase(field, form.phrase) for field in _TEXT_FIELDS))
        for word in form.words:  # matched as a word: its dictionary words must be there as well
            found &= frozenset().union(*(self._docs(whoosh_query.Term(field, word)) for field in _WORD_FIELDS))
        return found

    def _with_phrase(self, field: str, phrase: tuple[str, ...]) -> frozenset[int]:
        key = (field, *phrase)
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            if is_single(phrase):
                self._kept[key] = self._with_character(field, phrase[0])
            elif len(phrase) == 1:
                self._kept[key] = frozenset(self._docs(whoosh_query.Term(field, phrase[0])))
            else:
                self._kept[key] = frozenset(self._docs(whoosh_query.Phrase(field, list(phrase[:_LONGEST_PHRASE]))))
        return self._kept[key]

    def _with_character(self, field: str, character: str) -> frozenset[int]:
        """One kana or kanji: every pair that begins with it, and the tails."""
        found: set[int] = set()
        for token in self._reader.expand_prefix(field, character):
            found.update(self._reader.postings(field, token).all_ids())
        return frozenset(found)

    def _docs(self, query: whoosh_query.Query) -> set[int]:
        return set(self.searcher.docs_for_query(query))
