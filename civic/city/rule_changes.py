"""What a version of the rules changed against the one before: articles word by word, acts, limits, listed words; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from civic.text.differences import Change, differences

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """One article: its two wordings as differences, the acts it gained and lost, whether objections changed."""

    number: int
    what: What
    plain_text: Sequence[Change]
    text: Sequence[Change]
    acts_added: tuple[str, ...] = ()
    acts_removed: tuple[str, ...] = ()
    appealable: bool | None = None


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """`limits` are (name, before, after). Of the listed words only the number is told: the list itself is for the engine."""

    articles: tuple[ArticleChange, ...]
    limits: tuple[tuple[str, Any, Any], ...]
    words_added: int
    words_removed: int
    is_checking_changed: bool

    @property
    def is_empty(self) -> bool:
        return not (self.articles or self.limits or self.words_added or self.words_removed or self.is_checking_changed)


def rule_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> RuleChanges:
    """Of two rule sets that the rules engine has accepted."""
    before = {article["no"]: article for article in old["articles"]}
    after = {article["no"]: article for article in new["articles"]}
    found = (_article(number, before.get(number), after.get(number)) for number in sorted({*before, *after}))
    limits = {*old["thresholds"], *new["thresholds"]}
    words = [{_word(word) for word in rules["words"]} for rules in (old, new)]
    return RuleChanges(
        articles=tuple(article for article in found if article is not None),
        limits=tuple(
            (name, old["thresholds"].get(name), new["thresholds"].get(name))
            for name in sorted(limits)
            if old["thresholds"].get(name) != new["thresholds"].get(name)
        ),
        words_added=len(words[1] - words[0]),
        words_removed=len(words[0] - words[1]),
        is_checking_changed=any(old.get(part) != new.get(part) for part in ("responses", "topic_words")),
    )


def _article(number: int, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> ArticleChange | None:
    what: What = "added" if old is None else "removed" if new is None else "changed"
    was, now = old or {}, new or {}
    if was == now:
        return None
    acts_was, acts_now = was.get("allowed_actions", ()), now.get("allowed_actions", ())
    is_same_right = was.get("appealable") == now.get("appealable")
    return ArticleChange(
        number=number,
        what=what,
        plain_text=differences(was.get("plain_text", ""), now.get("plain_text", "")),
        text=differences(was.get("text", ""), now.get("text", "")),
        acts_added=tuple(act for act in acts_now if act not in acts_was) if what == "changed" else (),
        acts_removed=tuple(act for act in acts_was if act not in acts_now) if what == "changed" else (),
        appealable=None if is_same_right or what != "changed" else bool(now.get("appealable")),
    )


def _word(word: Mapping[str, Any]) -> tuple[Any, ...]:
    return word["word"], word.get("kind"), word["action"], word["article"], tuple(word.get("exceptions", ()))
