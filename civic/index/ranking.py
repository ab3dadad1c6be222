"""Which terms order the hits, the same for every engine: pairs and words of what was typed, titles counting more."""

from dataclasses import dataclass

from civic.index.cards import BREAK
from civic.text.numbers import LAW
from civic.text.query import FormKind, Query
from civic.text.tokens import HEAD, bi_tokens, su_tokens

# Measured on two sets of queries (docs/search-quality.md); see there before changing one. Single pairs and words of a
# title say little (every speech of a sitting bears its name); a whole word of the query in it says much.
PAIR, WORD, TITLE_PAIR, TITLE_WORD = 1.0, 1.0, 0.25, 0.25
TITLE_PHRASE = 3.0
DOCUMENT_TITLE = 1.5  # more, where the title is a document's
WHOLE_TITLE = 6.0  # more again, where it is the word asked for and no longer: 地方自治法 before 地方自治法施行令
NUMBER, TITLE_NUMBER = 2.0, 6.0  # a date or number anywhere; as the title's own
OWN_LAW_NUMBER = 30.0  # what bears the number is the law itself; whoever cites it, however often, comes after it
OTHER_FORM = 0.5  # a spelling or synonym counts, but less than what was typed; in a title it is as good
MOST_TERMS = 120
LONGEST_TITLE = 80  # characters


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
                is_law = form.folded.startswith(LAW)
                add("numbers", HEAD + form.folded, OWN_LAW_NUMBER if is_law else TITLE_NUMBER)
            for token in form.phrase:
                if not token.startswith(HEAD):
                    add("bi", token, PAIR * OTHER_FORM)
                    add("title_bi", token, TITLE_PAIR * OTHER_FORM)
    return [RankTerm(field, token, weight) for (field, token), weight in list(terms.items())[:MOST_TERMS]]


def title_phrases(query: Query) -> list[tuple[str, tuple[str, ...], float]]:
    """Fields and whole words that weigh where a title holds them, in any form; of a document more than of an article."""
    phrases = dict.fromkeys(form.phrase for word in query.words for form in word.forms if len(form.phrase) > 1)
    return [
        (field, phrase, weight)
        for phrase in list(phrases)[:MOST_TERMS]
        for field, weight in (("own_bi", TITLE_PHRASE), ("doc_bi", DOCUMENT_TITLE))
    ]


def whole_titles(query: Query) -> list[tuple[tuple[str, ...], tuple[str, ...], float]]:
    """The same words as the whole title of a document, from break to break: the tokens in their places, the phrase that tells how rare
    they are, and the weight."""
    forms = {
        form.phrase: form.folded for word in query.words for form in word.forms if 1 < len(form.phrase) <= LONGEST_TITLE
    }
    return [
        ((BREAK, *bi_tokens(folded), BREAK), phrase, WHOLE_TITLE) for phrase, folded in list(forms.items())[:MOST_TERMS]
    ]
