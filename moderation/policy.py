"""A city's rule set in force: numbered articles, word lists, what each rule leads to, thresholds and the city's own facts."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from moderation.city import City
from moderation.plain_data import PolicyError, choice, flag, items, mapping, number, only, required, text, texts
from moderation.scale import ACTIONS, CERTAINTIES, Action, Certainty
from moderation.shapes.letters import bare_letters

Fold = Callable[[str], str]

MODERATION_ACTS = (
    "hold",
    "publish",
    "mask",
    "hide",
    "move",
    "lock_thread",
    "slow_mode",
    "warn",
    "suspend_user",
    "restore",
    "purge",
)
"""Acts an article may allow a moderator (DOMAIN: moderation act)."""

WORD_ACTIONS: tuple[Action, ...] = ("flag", "hold", "mask", "refuse")

RULE_CODES = (
    "author.suspended",
    "duplicates.exact",
    "duplicates.grouped",
    "duplicates.near",
    "election.campaign",
    "election.frozen",
    "impersonation.city",
    "links.program",
    "links.shortened",
    "links.too_many",
    "pace.daily_limit",
    "pace.too_fast",
    "personal_data.address",
    "personal_data.card",
    "personal_data.email",
    "personal_data.handle",
    "personal_data.my_number",
    "personal_data.name",
    "personal_data.phone",
    "room.pre_moderated",
    "topic.off_topic",
    "unmasking.guess",
)
"""Every code a rule can give, but for words.<kind>, whose kinds are the city's own."""

ADDED_CODES = frozenset({"personal_data.handle"})
"""Rules younger than the first rule sets: a version that does not name them was adopted without them, so they are off."""

THRESHOLDS = (
    "burst_minutes",
    "burst_posts",
    "duplicate_min_letters",
    "max_links",
    "near_duplicate_percent",
    "new_author_max_links",
    "new_author_posts",
    "topic_min_letters",
    "topic_min_words",
)
ADDED_THRESHOLDS = frozenset({"burst_minutes", "burst_posts"})
"""As ADDED_CODES: 0, which is no limit, where a version does not name them."""


@dataclass(frozen=True, slots=True)
class Article:
    """One numbered article of the public rule set."""

    no: int
    code: str
    text: str
    plain_text: str
    allowed_actions: tuple[str, ...]
    appealable: bool


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A word of the city's list: `letters` is folded and bare; an occurrence inside one of `exceptions` does not count."""

    letters: str
    kind: str
    action: Action
    article: int
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """What a rule leads to, by how sure it is, and the article it stands on (None: a matter of procedure)."""

    article: int | None
    actions: Mapping[Certainty, Action]


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule set and a city's facts, parsed and folded; immutable, made once and used for every post."""

    version: str
    articles: Mapping[int, Article]
    words: tuple[ListedWord, ...]
    responses: Mapping[str, Response]
    thresholds: Mapping[str, float]
    topic_words: Mapping[str, tuple[str, ...]]
    city: City

    @classmethod
    def parse(cls, data: object, *, city: object = None, fold: Fold = str) -> "Policy":
        """Reads a rule set (and the city's facts) from plain data. Raises PolicyError naming the key and why.

        `fold` is the folding that made the drafts' folded text; every word, name and address goes through it.
        """
        rules = mapping(data, "rules")
        only(rules, ("version", "articles", "words", "responses", "thresholds", "topic_words"), "")
        articles = _articles(required(rules, "articles", ""))
        return cls(
            version=text(required(rules, "version", ""), "version"),
            articles=articles,
            words=tuple(_word(item, key, articles, fold) for key, item in items(required(rules, "words", ""), "words")),
            responses=_responses(required(rules, "responses", ""), articles),
            thresholds=_thresholds(required(rules, "thresholds", "")),
            topic_words=_topic_words(rules.get("topic_words", {}), fold),
            city=City() if city is None else City.parse(city, fold),
        )


def default_policy_data() -> dict[str, Any]:
    """The rule set a new city starts from: 14 articles, a modest word list, thresholds; a fresh copy to change."""
    data: dict[str, Any] = json.loads((files("moderation") / "default_rules.json").read_text("utf-8"))
    return data


def _articles(data: object) -> dict[int, Article]:
    articles: dict[int, Article] = {}
    for key, item in items(data, "articles"):
        entry = mapping(item, key)
        only(entry, ("no", "code", "text", "plain_text", "allowed_actions", "appealable"), key)
        no = number(required(entry, "no", key), f"{key}.no")
        if not isinstance(no, int) or no < 1 or no in articles:
            raise PolicyError(f"{key}.no", "must be a whole number from 1, used once")
        acts = items(required(entry, "allowed_actions", key), f"{key}.allowed_actions")
        articles[no] = Article(
            no=no,
            code=text(required(entry, "code", key), f"{key}.code"),
            text=text(required(entry, "text", key), f"{key}.text"),
            plain_text=text(required(entry, "plain_text", key), f"{key}.plain_text"),
            allowed_actions=tuple(choice(act, MODERATION_ACTS, where) for where, act in acts),
            appealable=flag(required(entry, "appealable", key), f"{key}.appealable"),
        )
    if not articles:
        raise PolicyError("articles", "must hold at least one article")
    return articles


def _article_no(data: object, articles: Mapping[int, Article], key: str) -> int:
    if not isinstance(data, int) or data not in articles:
        raise PolicyError(key, "must be the number of an article of this rule set")
    return data


def _word(item: object, key: str, articles: Mapping[int, Article], fold: Fold) -> ListedWord:
    entry = mapping(item, key)
    only(entry, ("word", "kind", "action", "article", "exceptions"), key)
    letters = bare_letters(fold(text(required(entry, "word", key), f"{key}.word")))
    if len(letters) < 2:
        raise PolicyError(f"{key}.word", "must have at least two letters: one alone is found in too many words")
    exceptions = texts(entry.get("exceptions", ()), f"{key}.exceptions")
    return ListedWord(
        letters=letters,
        kind=text(entry.get("kind", "listed"), f"{key}.kind"),
        action=choice(required(entry, "action", key), WORD_ACTIONS, f"{key}.action"),
        article=_article_no(required(entry, "article", key), articles, f"{key}.article"),
        exceptions=tuple(bare_letters(fold(exception)) for exception in exceptions),
    )


def _responses(data: object, articles: Mapping[int, Article]) -> dict[str, Response]:
    entries = mapping(data, "responses")
    only(entries, RULE_CODES, "responses")
    silent = {"article": None}
    return {
        code: _response(
            entries.get(code, silent) if code in ADDED_CODES else required(entries, code, "responses"), code, articles
        )
        for code in RULE_CODES
    }


def _response(item: object, code: str, articles: Mapping[int, Article]) -> Response:
    key = f"responses.{code}"
    entry = mapping(item, key)
    only(entry, ("article", *CERTAINTIES), key)
    actions: dict[Certainty, Action] = {
        certainty: choice(entry.get(certainty, "none"), ACTIONS, f"{key}.{certainty}") for certainty in CERTAINTIES
    }
    # Nothing blocks on guesswork: what is only possible may be hinted at, what is only probable may wait for a person.
    if actions["possible"] in ("hold", "refuse") or actions["probable"] == "refuse":
        raise PolicyError(key, "must not refuse on a probable finding, nor hold on a possible one")
    if code == "personal_data.my_number" and (actions["certain"], actions["probable"]) != ("refuse", "hold"):
        raise PolicyError(key, "must refuse a certain number and hold a probable one: the law forbids storing it")
    article = required(entry, "article", key)
    return Response(None if article is None else _article_no(article, articles, f"{key}.article"), actions)


def _thresholds(data: object) -> dict[str, float]:
    entries = mapping(data, "thresholds")
    only(entries, THRESHOLDS, "thresholds")
    return {
        name: number(
            entries.get(name, 0) if name in ADDED_THRESHOLDS else required(entries, name, "thresholds"),
            f"thresholds.{name}",
        )
        for name in THRESHOLDS
    }


def _topic_words(data: object, fold: Fold) -> dict[str, tuple[str, ...]]:
    """Words by topic; the topic's own name is one of them."""
    return {
        fold(topic): tuple(map(fold, (topic, *texts(words, f"topic_words.{topic}"))))
        for topic, words in mapping(data, "topic_words").items()
    }
