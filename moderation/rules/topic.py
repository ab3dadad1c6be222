"""A post that seems to belong to another room: a move is suggested to the writer, nothing is hidden."""

from collections.abc import Iterable, Iterator

from moderation.hits import Case, Hit


def find(case: Case) -> Iterator[Hit]:
    """Off topic only on evidence: none of the room's words, and several words of one other topic."""
    topics = case.surroundings.room.topics
    policy = case.policy
    if not topics or len(case.draft.folded) < policy.thresholds["topic_min_letters"]:
        return
    if any(topic not in policy.topic_words for topic in topics):
        return  # nobody has said which words belong to this room
    if _present(case, [word for topic in topics for word in policy.topic_words[topic]]):
        return
    others = (words for topic, words in policy.topic_words.items() if topic not in topics)
    if any(len(_present(case, words)) >= policy.thresholds["topic_min_words"] for words in others):
        yield Hit("topic.off_topic", "possible")


def _present(case: Case, words: Iterable[str]) -> set[str]:
    tokens = set(case.draft.tokens)
    return {word for word in words if word in tokens or word in case.draft.folded}
