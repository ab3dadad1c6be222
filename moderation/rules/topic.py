"""A post that seems to belong to another room: a move is suggested to the writer, nothing is hidden."""

from collections.abc import Iterable, Iterator, Mapping

from moderation.hits import Case, Hit


def find(case: Case) -> Iterator[Hit]:
    """Off topic only on evidence: none of the room's words, and several words of one other topic."""
    named = case.surroundings.room.topics
    policy = case.policy
    if not named or len(case.draft.folded) < policy.thresholds["topic_min_letters"]:
        return
    topics = _known(named, policy.topic_words)
    if not topics:
        return  # nobody has said which words belong to this room
    if _present(case, [*named, *(word for topic in topics for word in policy.topic_words[topic])]):
        return
    others = (words for topic, words in policy.topic_words.items() if topic not in topics)
    if any(len(_present(case, words)) >= policy.thresholds["topic_min_words"] for words in others):
        yield Hit("topic.off_topic", "possible")


def _known(named: Iterable[str], topic_words: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Topics of the rule set the room's topics stand for: by name, as one of their words, or by a word inside
    (公園 and 公園・緑地 are 環境). A room with one topic nobody described is left alone altogether."""
    known: set[str] = set()
    for name in named:
        found = {topic for topic, words in topic_words.items() if any(word in name for word in words)}
        if not found:
            return set()
        known |= found
    return known


def _present(case: Case, words: Iterable[str]) -> set[str]:
    tokens = set(case.draft.tokens)
    return {word for word in words if word in tokens or word in case.draft.folded}
