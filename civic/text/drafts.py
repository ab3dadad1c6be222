"""A text as the rules engine wants it: folded, with the way back to the original."""

from civic.text.normalise import normalise
from moderation.facts import Draft


def draft_of(text: str) -> Draft:
    """The engine's facts about one text; tokens are left out (rules of topic look in the text itself)."""
    folded = normalise(text)
    return Draft(original=text, folded=folded.text, starts=folded.starts, ends=folded.ends)
