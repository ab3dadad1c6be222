"""Which terms order the hits, the same for every engine: pairs and words of what was typed, titles counting more."""

from dataclasses import dataclass

from civic.text.query import FormKind, Query
from civic.text.tokens import HEAD, su_tokens

# Measured on two sets of queries (docs/search-quality.md); see there before changing one. Single pairs and words of a
# title say little (every speech of a sitting bears its name); a whole word of the query in it says much.
PAIR, WORD, TITLE_PAIR, TITLE_WORD = 1.0, 1.0, 0.25, 0.25
TITLE_PHRASE = 3.0
NUMBER, TITLE_NUMBER = 2.0, 6.0  # a date or law number anywhere; as the title's own
OTHER_FORM = 0.5  # a spelling or synonym counts, but less than what was typed; in a title it is as good
MOST_TERMS = 120


@dataclass(frozen=True, slots=True)
class RankTerm:
    """A term of one field with its weight; scores of all terms that occur are added up."""

    field: str
    token: str
    weight: float


def rank_terms(query: Query) -> list[RankTerm]:
    """Terms of the query without doubles, the typed ones first, at most MOST_TERMS."""
    terms: dict[tuple[str, str], float] = {}

    def add(field: str, token: str, weight: float) -> None:
        terms.setdefault((field, token), weight)

    for word in query.words:
        for token in word.forms[0].phrase:
            if not token.startswith(HEAD):
                add("bi", token, PAIR)
                add("title_bi", token, TITLE_PAIR)
        for token in su_tokens(word.typed):
            add("su", token, WORD)
            add("title_su", token, TITLE_WORD)
    for word in query.words:
        for form in word.forms[1:]:
            if form.kind is FormKind.NUMBER:
                add("numbers", form.folded, NUMBER)
                add("numbers", HEAD + form.folded, TITLE_NUMBER)
            for token in form.phrase:
                if not token.startswith(HEAD):
                    add("bi", token, PAIR * OTHER_FORM)
                    add("title_bi", token, TITLE_PAIR * OTHER_FORM)
    return [RankTerm(field, token, weight) for (field, token), weight in list(terms.items())[:MOST_TERMS]]


def title_phrases(query: Query) -> list[tuple[tuple[str, ...], float]]:
    """Whole words that weigh where a title holds them, in any form."""
    phrases = [form.phrase for word in query.words for form in word.forms if len(form.phrase) > 1]
    return [(phrase, TITLE_PHRASE) for phrase in dict.fromkeys(phrases)][:MOST_TERMS]
