"""What a rule works on and what it gives: the case before it, and hits in the folded text."""

from dataclasses import dataclass
from datetime import datetime

from moderation.facts import Draft, Surroundings
from moderation.policy import Policy
from moderation.scale import Action, Certainty


@dataclass(frozen=True, slots=True)
class Case:
    """One text to be judged, with everything a rule may look at."""

    draft: Draft
    policy: Policy
    surroundings: Surroundings
    now: datetime


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule has found something at folded[start:end]; 0, 0 when it is about the post as a whole.

    What follows from it is the policy's to say, but for listed words, which carry their own `action` and `article`.
    """

    code: str
    certainty: Certainty
    start: int = 0
    end: int = 0
    action: Action | None = None
    article: int | None = None
