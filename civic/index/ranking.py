"""Which terms order the hits, the same for every engine: pairs and words of what was typed, titles counting more."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from civic.index.cards import CAPTION, LONGEST_NAME, SHORT_TITLES, TITLE, WITHIN
from civic.text.normalise import normalise_text
from civic.text.numbers import ARTICLE, LAW
from civic.text.query import FormKind, Query, articles_of
from civic.text.titles import ARTICLE_OF
from civic.text.tokens import HEAD, bi_phrase, su_tokens
from civic.text.words import nouns

# Measured on two sets of queries (docs/search-quality.md); see there before changing one. Single pairs and words of a
# title say little (every speech of a sitting bears its name); a whole word of the query in it says much.
PAIR, WORD, TITLE_PAIR, TITLE_WORD = 1.0, 1.0, 0.25, 0.25
TITLE_PHRASE = 3.0
DOCUMENT_TITLE = 1.5  # more, where the title is a document's
# More again where the name is the word asked for and no longer: 地方自治法 before 地方自治法施行令. A city's own ordinance
# is asked for by what is left of its title without the city and 条例 or 設置要綱. The name of the document around weighs
# beside another word only: 地方自治法 alone must not bring all its articles first.
WHOLE = {TITLE: 6.0, **dict(zip(SHORT_TITLES, (3.0, 2.5, 1.5), strict=True)), CAPTION: 2.0}
WHOLE_WITHIN = {**WHOLE, WITHIN: 1.5}
NUMBER, TITLE_NUMBER = 2.0, 6.0  # a date or number anywhere; as the title's own
OWN_LAW_NUMBER = 30.0  # what bears the number is the law itself; whoever cites it, however often, comes after it
OWN_ARTICLE = 9.0  # for each letter of the title before the number of an article: more than where the title begins
OTHER_FORM = (
    0.5  # a spelling or synonym counts, but less than what was typed; a spelling in a title is as good. Who asks
)
# for ごみ is not asking first for laws on 廃棄物; a law's short name stands for a whole title, which weighs by itself.
COMPOUND = 0.5  # a compound of the query that stands in the text as typed (特養ホーム), beside its scattered parts
MOST_TERMS, MOST_COMPOUNDS = 120, 8

# What a score is multiplied by. Who chairs names every subject and says nothing on it; who asks opens it. Only the
# proportion counts; tantivy needs one at least.
STANDING = {"chair": 1.0, "member": 1.35}
USUAL_STANDING = 1.18


@dataclass(frozen=True, slots=True)
class RankTerm:
    """A term of one field with its weight; scores of all terms that occur are added up."""

    field: str
    token: str
    weight: float


@dataclass(frozen=True, slots=True)
class RankName:
    """A name a unit may bear as a whole, one term of `names`; the phrase tells how rare what it says is."""

    token: str
    phrase: tuple[str, ...]
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
                add("numbers", HEAD + form.folded, _own_number(form.folded))
            for token in form.phrase:
                if not token.startswith(HEAD):
                    add("bi", token, PAIR * OTHER_FORM)
                    add("title_bi", token, TITLE_PAIR * OTHER_FORM)
    for one, after in pairwise(query.words):
        for article in articles_of(one, after):
            add("numbers", HEAD + article, _own_number(article))
    return [RankTerm(field, token, weight) for (field, token), weight in list(terms.items())[:MOST_TERMS]]


def _own_number(token: str) -> float:
    if token.startswith(ARTICLE_OF):
        return OWN_ARTICLE * token.rindex(ARTICLE)
    return OWN_LAW_NUMBER if token.startswith(LAW) else TITLE_NUMBER


def rank_phrases(query: Query) -> list[tuple[str, tuple[str, ...], float]]:
    """Fields and phrases that weigh where a field holds them: whole words in titles, in any form (of a document more than
    of an article), and compounds in the text."""
    phrases: dict[tuple[str, ...], float] = {}
    for form in (form for word in query.words for form in word.forms if len(form.phrase) > 1):
        phrases.setdefault(form.phrase, OTHER_FORM if form.kind is FormKind.SYNONYM else 1.0)
    titled = [
        (field, phrase, weight * share)
        for phrase, share in list(phrases.items())[:MOST_TERMS]
        for field, weight in (("own_bi", TITLE_PHRASE), ("doc_bi", DOCUMENT_TITLE))
    ]
    return [*titled, *(("bi", phrase, COMPOUND) for phrase in _compounds(query))]


def _compounds(query: Query) -> list[tuple[str, ...]]:
    """Runs of nouns inside the longer words of the query; a word that is one is looked for as a phrase anyway."""
    found: dict[tuple[str, ...], None] = {}
    for word in query.words:
        for written, _ in nouns(word.typed):
            phrase = bi_phrase(normalise_text(written).strip())
            if len(phrase) > 1 and phrase != word.forms[0].phrase:
                found[phrase] = None
    return list(found)[:MOST_COMPOUNDS]


def rank_names(query: Query) -> list[RankName]:
    """Every form of every word as the whole name of a document or article, and the words of a query together as one (a title
    typed with blanks between)."""
    forms = {form.folded.replace(" ", ""): form.phrase for word in query.words for form in word.forms if form.phrase}
    if 1 < len(query.clauses) == len(query.words):
        typed = [word.forms[0] for word in query.words]
        joined = "".join(form.folded for form in typed).replace(" ", "")
        forms.setdefault(joined, tuple(token for form in typed for token in form.phrase))
    kinds = WHOLE_WITHIN if len(query.clauses) > 1 else WHOLE
    return list(_named(dict(list(forms.items())[:MOST_TERMS]), kinds))


def _named(forms: dict[str, tuple[str, ...]], kinds: dict[str, float]) -> Iterator[RankName]:
    for name, phrase in forms.items():
        if len(phrase) > 1 and len(name) <= LONGEST_NAME:
            for kind, weight in kinds.items():
                yield RankName(kind + name, phrase, weight)
