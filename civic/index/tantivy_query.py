"""Queries for tantivy from ours: the exact set of cards (no scores), and what orders it."""

import math
from collections.abc import Iterable, Iterator, Sequence

import tantivy
from tantivy import FieldType, Occur, Query

from civic.index.engine import Filters
from civic.index.ranking import RankTerm, rank_names, rank_phrases, rank_terms
from civic.text import query as asked
from civic.text.tokens import HEAD, is_japanese, is_single

_TEXT_FIELDS = ("bi", "title_bi")
_WORD_FIELDS = ("su", "title_su")
_LONGEST_PHRASE = 80  # texts that agree on eighty characters agree on the rest
# Postings read to order one result: a few milliseconds. The rarest terms decide, so common ones are left out; of 794 queries
# with known answers none found its answer at another rank than with four times as many.
MOST_POSTINGS = 400_000

_Clause = tuple[Occur, Query]


class Builder:
    """Makes queries for one schema and one searcher (which knows how often a term occurs)."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher
        self._frequencies: dict[tuple[str, str], int] = {}
        self._scores: tuple[asked.Query, list[Query], list[Query]] | None = None

    def matching(self, query: asked.Query, filters: Filters) -> Query:
        """All cards with all the words, none of the excluded, and through the filters; every score is 0."""
        if query.text.strip() and query.is_empty:
            return Query.empty_query()
        clauses = [self.any_of(clause) for clause in query.clauses]
        return self.within(clauses, filters, query.excluded)

    def within(self, wanted: Sequence[Query], filters: Filters, excluded: Iterable[asked.Word] = ()) -> Query:
        """Cards in all of the wanted sets and through the filters, without the excluded words; every score is 0."""
        parts = [*((Occur.Must, part) for part in wanted), *self._filtered(filters)]
        if all(occur == Occur.MustNot for occur, _ in parts):
            parts.append((Occur.Must, Query.all_query()))
        parts += [(Occur.MustNot, self._word(word)) for word in excluded]
        return Query.const_score_query(Query.boolean_query(parts), 0.0)

    def any_of(self, words: Iterable[asked.Word]) -> Query:
        return _either([self._word(word) for word in words])

    def ordered(self, matching: Query, query: asked.Query) -> Query:
        """The same cards, scored by the words of the query."""
        terms, whole = self._scoring(query)
        return Query.boolean_query([(Occur.Must, matching), *((Occur.Should, part) for part in (*terms, *whole))])

    def some_words(self, query: asked.Query, filters: Filters, exact: Query) -> Query | None:
        """Cards with some of the words, scored, without the exact ones and the excluded; None when no word occurs."""
        terms, whole = self._scoring(query)
        if not terms:
            return None
        parts: list[_Clause] = [(Occur.Must, _either(terms))]
        parts += [(Occur.Should, part) for part in whole]
        parts += [(occur, Query.const_score_query(part, 0.0)) for occur, part in self._filtered(filters)]
        parts += [(Occur.MustNot, self._word(word)) for word in query.excluded]
        return Query.boolean_query([*parts, (Occur.MustNot, exact)])

    def _scoring(self, query: asked.Query) -> tuple[list[Query], list[Query]]:
        """What scores a card: terms, and what stands whole. Made once for one query."""
        if self._scores is None or self._scores[0] is not query:
            terms = [self._scored(term) for term in self._affordable(rank_terms(query))]
            self._scores = (query, terms, list(self._whole(query)))
        return self._scores[1:]

    def _frequency(self, field: str, token: str) -> int:
        """How many cards hold it, asked once."""
        key = (field, token)
        found = self._frequencies.get(key)
        if found is None:
            found = self._frequencies[key] = self._searcher.doc_freq(field, token)
        return found

    def _occurs(self, field: str, phrase: Iterable[str]) -> bool:
        """False where a phrase cannot be found, since one of its tokens stands nowhere."""
        return all(self._frequency(field, token) for token in phrase)

    def _whole(self, query: asked.Query) -> Iterator[Query]:
        """What weighs where it stands whole: words in titles, compounds in the text, names. A phrase with a token that
        occurs nowhere is not looked for."""
        for field, phrase, weight in rank_phrases(query):
            if self._occurs(field, phrase):
                rarity = self._inverse("bi" if field == "bi" else "own_bi", phrase)
                yield Query.const_score_query(self._phrase(field, phrase), weight * rarity)
        for name in rank_names(query):
            if self._frequency("names", name.token):
                rarity = self._inverse("own_bi", name.phrase)
                yield Query.const_score_query(self._term("names", name.token), name.weight * rarity)

    def _filtered(self, filters: Filters) -> list[_Clause]:
        """One clause for every filter that is set."""
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
            ("year", map(str, filters.years)),
        ]
        clauses: list[_Clause] = [
            (Occur.Must, self.one_of(field, values))
            for field, values in ((field, tuple(values)) for field, values in wanted)
            if values
        ]
        if filters.since or filters.until:
            since, until = (on.toordinal() if on else None for on in (filters.since, filters.until))
            clauses.append((Occur.Must, Query.range_query(self._schema, "on", FieldType.Integer, since, until)))
        return [*clauses, *((Occur.MustNot, part) for part in self._not_in_force(filters))]

    def _not_in_force(self, filters: Filters) -> list[Query]:
        """Without a day, what has been superseded; with one, what was not in force (undated versions always are)."""
        if filters.as_of is None:
            return [self._term("superseded", "1")]
        day = filters.as_of.toordinal()
        return [
            Query.range_query(self._schema, "from_on", FieldType.Integer, day + 1, None),
            Query.range_query(self._schema, "until_on", FieldType.Integer, None, day - 1),
        ]

    def these(self, ids: Iterable[str]) -> Query:
        """A few cards by their id; every score is 0."""
        return Query.const_score_query(_either([self._term("id", id_) for id_ in ids]), 0.0)

    def one_of(self, field: str, values: Iterable[str]) -> Query:
        return Query.term_set_query(self._schema, field, [value.encode(errors="replace").decode() for value in values])

    def _word(self, word: asked.Word) -> Query:
        forms = [query for form in word.forms for query in self._form(form)]
        if word.is_kana:
            forms.append(self._phrase("kana", word.forms[0].phrase))
        return _either(forms)

    def _form(self, form: asked.Form) -> Iterator[Query]:
        if not form.phrase:
            yield self._term("numbers", form.folded)
        elif is_single(form.phrase):
            yield self._as_words(self._term("single", form.phrase[0]), form)
        else:
            for field in _TEXT_FIELDS:
                if self._occurs(field, form.phrase):
                    yield self._as_words(self._phrase(field, form.phrase), form)

    def _as_words(self, phrase: Query, form: asked.Form) -> Query:
        """The phrase, and where asked for, cards that hold its dictionary words as well."""
        if not form.words:
            return phrase
        words = [_either([self._term(field, word) for field in _WORD_FIELDS]) for word in form.words]
        return Query.boolean_query([(Occur.Must, phrase), *((Occur.Must, word) for word in words)])

    def _phrase(self, field: str, phrase: tuple[str, ...]) -> Query:
        if is_single(phrase):  # of a reading: there are few, so all pairs that begin so are looked up
            pairs = [term for term, _ in self._searcher.terms_with_prefix(field, phrase[0])]
            return Query.term_set_query(self._schema, field, pairs)
        if len(phrase) == 1:
            return self._term(field, phrase[0])
        return Query.phrase_query(self._schema, field, _placed(phrase[:_LONGEST_PHRASE]))

    def _inverse(self, field: str, tokens: Iterable[str]) -> float:
        """How rare the tokens are, added up; the length of a title does not count, as it does in a phrase's own score."""
        cards = self._searcher.num_docs
        seen = (self._frequency(field, token) for token in tokens)
        return sum(math.log(1 + (cards - min(cards, count) + 0.5) / (count + 0.5)) for count in seen)

    def _scored(self, term: RankTerm) -> Query:
        found = self._term(term.field, term.token)
        if term.field == "numbers":  # a number is there or not; how many others a unit names does not matter
            return Query.const_score_query(found, term.weight * self._inverse(term.field, (term.token,)))
        return Query.boost_query(found, term.weight)

    def _term(self, field: str, token: str) -> Query:
        return Query.term_query(self._schema, field, token)

    def _affordable(self, terms: Iterable[RankTerm]) -> list[RankTerm]:
        """Terms that occur, rarest first, until the ceiling; the rarest is always among them."""
        counted = [(self._frequency(term.field, term.token), term) for term in terms]
        counted = sorted((pair for pair in counted if pair[0]), key=lambda pair: pair[0])
        left = MOST_POSTINGS
        for place, (frequency, _) in enumerate(counted):
            left -= frequency
            if left < 0 and place:
                return [term for _, term in counted[:place]]
        return [term for _, term in counted]


def _placed(phrase: Sequence[str]) -> list[str | tuple[int, str]]:
    """Each token with its place. A head has a place of its own here, before the first pair of its run; a phrase names
    it only when the run is one character, so a run that begins inside the phrase begins one place later."""
    placed: list[str | tuple[int, str]] = []
    place = 0
    for number, token in enumerate(phrase):
        if number and _ends_run(phrase[number - 1]) and is_japanese(token[0]):
            place += 1
        placed.append((place, token))
        place += 1
    return placed


def _ends_run(token: str) -> bool:
    """A tail (one kana or kanji), or a run of letters or digits."""
    return len(token) == 1 or token.startswith(HEAD) or not is_japanese(token[0])


def _either(queries: Sequence[Query]) -> Query:
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
